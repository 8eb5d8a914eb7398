#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A reusable simdjson DOM parser with its own padded copy of the input.
typedef struct hub_simdjson hub_simdjson;

/// What the last parse left behind; every pointer is valid until the next call with the same parser.
typedef struct hub_simdjson_result {
    /// simdjson's error code, 0 where there is none.
    int32_t error;
    /// How many structural characters stage 1 found (scalars and strings count by their first byte).
    uint32_t structural_count;
    /// simdjson's tape; nil where parsing failed.
    uint64_t *tape;
    /// Unescaped strings: 4 bytes of length, the bytes, a zero byte.
    uint8_t *strings;
    /// Byte offset in `input` of each structural character.
    const uint32_t *structurals;
    /// The padded copy of the input.
    uint8_t *input;
    size_t length;
} hub_simdjson_result;

hub_simdjson *hub_simdjson_create(size_t max_depth);
void hub_simdjson_destroy(hub_simdjson *parser);

/// Copies `length` bytes and parses the copy.
void hub_simdjson_parse(hub_simdjson *parser, const uint8_t *bytes, size_t length, hub_simdjson_result *result);
/// Parses the copy again, after the caller changed bytes of it in place.
void hub_simdjson_parse_again(hub_simdjson *parser, hub_simdjson_result *result);

#ifdef __cplusplus
}
#endif
