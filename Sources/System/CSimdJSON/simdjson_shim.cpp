#include "hub_simdjson.h"
#include <simdjson.h>
#include <cstring>
#include <new>

struct hub_simdjson {
    simdjson::dom::parser parser;
    std::unique_ptr<uint8_t[]> input;
    size_t max_depth = 0, capacity = 0, length = 0;

    simdjson::error_code reserve(size_t wanted) {
        if (input && wanted <= capacity) return simdjson::SUCCESS;
        size_t size = 4096;
        while (size < wanted) size *= 2;
        capacity = 0;
        input.reset(new (std::nothrow) uint8_t[size + simdjson::SIMDJSON_PADDING]());
        if (!input) return simdjson::MEMALLOC;
        if (auto error = parser.allocate(size, max_depth)) return error;
        if (auto error = parser.doc.allocate(size)) return error;
        capacity = size;
        return simdjson::SUCCESS;
    }

    void run(hub_simdjson_result *result) {
        result->error = parser.parse(input.get(), length, false).error();
        result->tape = result->error ? nullptr : parser.doc.tape.get();
        result->strings = parser.doc.string_buf.get();
        result->structural_count = parser.implementation->n_structural_indexes;
        result->structurals = parser.implementation->structural_indexes.get();
        result->input = input.get();
        result->length = length;
    }
};

extern "C" hub_simdjson *hub_simdjson_create(size_t max_depth) {
    auto *made = new (std::nothrow) hub_simdjson();
    if (made) made->max_depth = max_depth;
    return made;
}

extern "C" void hub_simdjson_destroy(hub_simdjson *parser) { delete parser; }

extern "C" void hub_simdjson_parse(hub_simdjson *parser, const uint8_t *bytes, size_t length,
                                   hub_simdjson_result *result) {
    *result = {};
    if (auto error = parser->reserve(length)) {
        result->error = error;
        return;
    }
    if (length) std::memcpy(parser->input.get(), bytes, length);
    std::memset(parser->input.get() + length, ' ', simdjson::SIMDJSON_PADDING);
    parser->length = length;
    parser->run(result);
}

extern "C" void hub_simdjson_parse_again(hub_simdjson *parser, hub_simdjson_result *result) { parser->run(result); }
