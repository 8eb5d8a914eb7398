#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A reusable simdjson DOM parser with its own copy of the input.
typedef struct hub_simdjson hub_simdjson;

hub_simdjson *hub_simdjson_create(size_t max_depth);
void hub_simdjson_destroy(hub_simdjson *parser);

#ifdef __cplusplus
}
#endif
