#include "hub_structurals.h"
#include <charconv>
#include <new>
#include <simdjson.h>

struct hub_structurals {
    std::unique_ptr<simdjson::internal::dom_parser_implementation> stage;
    size_t capacity = 0;

    bool reserve(size_t wanted) {
        if (stage && wanted <= capacity) return true;
        size_t size = 4096;
        while (size < wanted) size *= 2;
        capacity = 0;
        // The depth is the second stage's matter.
        if (simdjson::get_active_implementation()->create_dom_parser_implementation(size, 1, stage)) return false;
        capacity = size;
        return true;
    }
};

extern "C" hub_structurals *hub_structurals_create() { return new (std::nothrow) hub_structurals(); }

extern "C" void hub_structurals_destroy(hub_structurals *finder) { delete finder; }

extern "C" const uint32_t *hub_structurals_find(hub_structurals *finder, const uint8_t *bytes, size_t length,
                                                uint32_t *count) {
    *count = 0;
    if (!length || !finder->reserve(length)) return nullptr;
    if (finder->stage->stage1(bytes, length, simdjson::stage1_mode::regular)) return nullptr;
    *count = finder->stage->n_structural_indexes;
    return finder->stage->structural_indexes.get();
}

extern "C" bool hub_nearest_double(const uint8_t *text, size_t length, double *value) {
    auto *start = reinterpret_cast<const char *>(text);
    return std::from_chars(start, start + length, *value).ec == std::errc();
}
