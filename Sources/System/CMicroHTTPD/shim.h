#pragma once
#include <microhttpd.h>
#include <stdarg.h>
#include <stdio.h>

// MHD_start_daemon is variadic, and the library's closed enumerations come to Swift without the names of their values.

typedef void *(*hub_mhd_target_callback)(void *context, const char *target, struct MHD_Connection *connection);

/// Takes what the library says of requests that it refuses itself; the text holds for the call alone.
typedef void (*hub_mhd_line_callback)(void *context, const char *text);

struct hub_mhd_settings {
    int socket;
    unsigned int threads, connections, idle_seconds;
    size_t head_bytes;
    MHD_AccessHandlerCallback answer;
    hub_mhd_target_callback begins;
    MHD_RequestCompletedCallback ends;
    MHD_NotifyConnectionCallback connection_changes;
    hub_mhd_line_callback says;
    void *context;
    /// PEM texts; nil without TLS.
    const char *certificate, *key, *client_authority, *priorities;
};

/// What the library's logger is given: outlives the daemon.
struct hub_mhd_ear {
    hub_mhd_line_callback says;
    void *context;
};

static void hub_mhd_log(void *ear, const char *format, va_list values) {
    char text[256];
    vsnprintf(text, sizeof text, format, values);
    ((struct hub_mhd_ear *)ear)->says(((struct hub_mhd_ear *)ear)->context, text);
}

static inline struct MHD_Daemon *hub_mhd_start(struct hub_mhd_settings settings, struct hub_mhd_ear *ear) {
    ear->says = settings.says;
    ear->context = settings.context;
    struct MHD_OptionItem options[16] = {
        {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)&hub_mhd_log, ear},
        {MHD_OPTION_LISTEN_SOCKET, settings.socket, (void *)0},
        {MHD_OPTION_THREAD_POOL_SIZE, settings.threads, (void *)0},
        {MHD_OPTION_CONNECTION_LIMIT, settings.connections, (void *)0},
        {MHD_OPTION_CONNECTION_TIMEOUT, settings.idle_seconds, (void *)0},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, (intptr_t)settings.head_bytes, (void *)0},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, (void *)0},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)settings.begins, settings.context},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)settings.ends, settings.context},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)settings.connection_changes, settings.context},
    };
    int count = 10;
    unsigned int flags =
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    if (settings.certificate) {
        flags |= MHD_USE_TLS;
        options[count++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)settings.certificate};
        options[count++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)settings.key};
        options[count++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)settings.priorities};
        if (settings.client_authority)
            options[count++] =
                (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_TRUST, 0, (void *)settings.client_authority};
    }
    options[count] = (struct MHD_OptionItem){MHD_OPTION_END, 0, (void *)0};
    return MHD_start_daemon(
        flags, 0, (MHD_AcceptPolicyCallback)0, (void *)0, settings.answer, settings.context, MHD_OPTION_ARRAY, options,
        MHD_OPTION_END);
}

/// Whether the connection goes on.
static inline enum MHD_Result hub_mhd_result(int goes_on) { return goes_on ? MHD_YES : MHD_NO; }

static inline int hub_mhd_is_start(enum MHD_ConnectionNotificationCode change) {
    return change == MHD_CONNECTION_NOTIFY_STARTED;
}

static inline void hub_mhd_headers(struct MHD_Connection *connection, MHD_KeyValueIteratorN each, void *context) {
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, each, context);
}

static inline struct MHD_Response *hub_mhd_empty_response(void) {
    return MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
}

// Members of unions that depend on what was asked for.

static inline int hub_mhd_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

static inline const struct sockaddr *hub_mhd_address(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : (const struct sockaddr *)0;
}

static inline void *hub_mhd_tls_session(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    return info ? info->tls_session : (void *)0;
}
