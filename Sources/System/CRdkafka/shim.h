#pragma once
#include <malloc.h>
#include <librdkafka/rdkafka.h>
#include <sys/eventfd.h>

// rd_kafka_producev is variadic, which Swift does not import. rd_kafka_produceva would be, but 2.0.2 frees the headers
// twice when the partition does not exist. Headers pass to the library on success only.
static inline rd_kafka_resp_err_t hub_rdkafka_produce(
    rd_kafka_t *client, rd_kafka_topic_t *topic, int32_t partition, const void *key, size_t key_size,
    const void *value, size_t value_size, int64_t timestamp, rd_kafka_headers_t *headers, void *opaque) {
    if (headers)
        return rd_kafka_producev(
            client, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
            RD_KAFKA_V_KEY((void *)key, key_size), RD_KAFKA_V_VALUE((void *)value, value_size),
            RD_KAFKA_V_TIMESTAMP(timestamp), RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_OPAQUE(opaque), RD_KAFKA_V_END);
    return rd_kafka_producev(
        client, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_KEY((void *)key, key_size), RD_KAFKA_V_VALUE((void *)value, value_size),
        RD_KAFKA_V_TIMESTAMP(timestamp), RD_KAFKA_V_OPAQUE(opaque), RD_KAFKA_V_END);
}

// Glibc's module has no eventfd(2). Non-blocking, as rd_kafka_queue_io_event_enable asks for.
static inline int hub_rdkafka_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

// Glibc's module has no mallopt(3). Every thread takes its memory from one place, instead of one for each.
static inline void hub_malloc_share_one_arena(void) { mallopt(M_ARENA_MAX, 1); }
