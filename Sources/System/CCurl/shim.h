#pragma once
#include <curl/curl.h>

// Variadic functions that Swift does not see.
static inline CURLcode hub_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode hub_curl_set_number(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode hub_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}
typedef size_t (*hub_curl_receive)(char *bytes, size_t size, size_t count, void *context);
static inline CURLcode hub_curl_set_receiver(CURL *handle, CURLoption option, hub_curl_receive receive) {
    return curl_easy_setopt(handle, option, receive);
}
static inline CURLcode hub_curl_get_number(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}
