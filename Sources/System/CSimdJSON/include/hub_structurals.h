#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Finds where values, keys and punctuation begin: simdjson's first stage with the memory it needs.
typedef struct hub_structurals hub_structurals;

hub_structurals *hub_structurals_create(void);
void hub_structurals_destroy(hub_structurals *);

/// Finds the places in `length` bytes, fewer than 4 GiB, and checks UTF-8, control characters in strings and the last quote.
///
/// Returns the places, `*count` of them and then two that say `length`; valid until the next call. Null for bytes that are
/// no JSON, no bytes, or no memory.
const uint32_t *hub_structurals_find(hub_structurals *, const uint8_t *bytes, size_t length, uint32_t *count);

/// The double nearest to a decimal number; false where it is beyond a double's range.
bool hub_nearest_double(const uint8_t *text, size_t length, double *value);

#ifdef __cplusplus
}
#endif
