#include "hub_simdjson.h"
#include <simdjson.h>
#include <new>

struct hub_simdjson {
    simdjson::dom::parser parser;
    size_t max_depth;
};

extern "C" hub_simdjson *hub_simdjson_create(size_t max_depth) {
    auto *made = new (std::nothrow) hub_simdjson();
    if (made) made->max_depth = max_depth;
    return made;
}

extern "C" void hub_simdjson_destroy(hub_simdjson *parser) { delete parser; }
