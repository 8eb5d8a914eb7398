#pragma once
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

// The object identifier is a macro.
static inline int hub_gnutls_common_name(gnutls_x509_crt_t certificate, char *name, size_t *length) {
    return gnutls_x509_crt_get_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME, 0, 0, name, length);
}
