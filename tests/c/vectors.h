/* The shared vectors as tables. generate_vectors.py generates the definitions. */

#ifndef VECTORS_H
#define VECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct piece {
    const char *data;
    size_t len;
    size_t repeat;
};

/* A string as pieces to concatenate. If items is NULL, there is no string. */
struct pieces {
    const struct piece *items;
    size_t count;
};

struct hostnames {
    const struct pieces *items;
    size_t count;
};

enum change_kind {
    RESERVE_PORT,
    UNRESERVE_PORT,
    RESERVE_SANDBOX_ID,
    UNRESERVE_SANDBOX_ID,
    DENY_DOMAIN,
    UNDENY_DOMAIN,
    SET_SCHEME
};

struct change {
    enum change_kind kind;
    int64_t port;
    struct pieces string;
};

struct changes {
    const struct change *items;
    size_t count;
};

/* A stateless case. A field that is absent in the file is 0, NULL or a string without pieces. */
struct vector {
    const char *name;
    struct hostnames secrets; /* its tokens and keys */
    const char *call; /* the name of a file, whose runner is used */
    struct changes policy;
    struct pieces input;
    int64_t port;
    bool normalize;
    struct pieces hostname;
    struct hostnames domains;
    const char *error; /* the expected code, or NULL if the call succeeds */
    struct pieces message;
    int64_t expected_port;
    struct pieces sandbox_id; /* an input of "build" */
    struct pieces token;      /* an input of "build" */
    struct pieces base_host;
    int64_t base_port;
    int64_t domain;
    struct pieces host;
    const char *scheme;
    struct pieces url;
    struct pieces label;
    bool is_internal;
    bool is_hop_by_hop;
};

enum call {
    EXPOSE_PORT,
    EXPOSE_PORTS,
    UNEXPOSE_PORT,
    UNEXPOSE_PORTS,
    IS_PORT_EXPOSED,
    EXPOSED_PORTS,
    VALIDATE_PORT_TOKEN,
    AUTHORIZE,
    RUNTIME_STARTED,
    RUNTIME_STOPPED,
    PORTS,
    REACTIVATE
};

struct exposed {
    struct pieces url;
    int64_t port;
    struct pieces name;
};

struct exposed_list {
    const struct exposed *items;
    size_t count;
};

struct state {
    int64_t port;
    struct pieces name;
    const char *stale_reason; /* NULL if the port is active */
};

struct states {
    const struct state *items;
    size_t count;
};

struct step {
    enum call call;
    int64_t port, from, count;
    struct pieces hostname, name, token, host, id;
    const char *error;
    struct pieces message;
    struct pieces url, exposed_name;
    bool answer; /* the answer of a predicate, or true if a port was removed */
    const char *authorization, *reason;
    int64_t http_status;
    const char *code;
    struct exposed_list ports;
    struct states states;
    int64_t reactivated;
};

struct steps {
    const struct step *items;
    size_t count;
};

struct script {
    const char *name;
    struct hostnames secrets; /* its tokens and keys */
    struct changes policy;
    struct pieces sandbox_id;
    struct pieces load;
    const char *error;
    struct pieces message;
    struct steps steps;
    struct pieces snapshot;
};

struct dropped {
    struct pieces place;
    const char *error;
    struct pieces message; /* no string if the case does not expect one */
};

struct dropped_list {
    const struct dropped *items;
    size_t count;
};

enum runtimes {
    TRACKED,
    UNTRACKED
};

struct import_case {
    const char *name;
    struct hostnames secrets; /* its tokens and keys */
    struct changes policy;
    struct pieces sandbox_id;
    struct pieces document;
    enum runtimes runtimes;
    const char *error;
    struct pieces message;
    struct dropped_list dropped;
    struct pieces snapshot; /* no string if the case does not expect one */
};

struct header_pair {
    struct pieces name, value;
};

struct header_pairs {
    const struct header_pair *items;
    size_t count;
};

struct stored {
    struct pieces id, snapshot;
};

struct stored_list {
    const struct stored *items;
    size_t count;
};

enum expected_decision {
    PASS_THROUGH,
    FORWARD,
    REJECT
};

struct gateway_case {
    const char *name;
    struct hostnames secrets; /* its tokens and keys */
    struct changes policy;
    struct hostnames domains;
    bool passes_invalid_hosts;
    struct pieces version;
    struct hostnames hosts;
    struct pieces target, authority;
    bool has_accept;
    struct hostnames accept;
    struct stored_list sandboxes;
    enum expected_decision decision;
    struct pieces host, path; /* no string if the case does not expect one */
    int64_t port;
    struct pieces sandbox_id;
    int64_t domain;
    int64_t status;
    const char *code, *stale_reason, *format;
    struct header_pairs received, forwarded;
    const char *scheme;
    bool is_localhost, with_token, in_process;
};

struct signed_case {
    const char *name;
    struct hostnames secrets; /* its tokens and keys */
    bool is_verify;
    struct hostnames keys; /* the first one signs */
    bool is_hex;           /* the key is in hexadecimal digits */
    int64_t port;
    struct pieces sandbox_id, context;
    int64_t now;
    bool has_lifetime; /* the token expires */
    int64_t lifetime;
    struct pieces domain, host;
    bool is_denied;
    const char *error;
    struct pieces message; /* no string if the case does not expect one */
    struct pieces token;
    const char *result;
    int64_t expires; /* 0 if the token is permanent or invalid */
    int64_t status;  /* 0 if the request may pass */
    const char *code;
};

struct vector_file {
    const char *name;
    const struct vector *cases;
    size_t case_count;
    const struct script *scripts;
    size_t script_count;
    const struct import_case *imports;
    size_t import_count;
    const struct gateway_case *gateways;
    size_t gateway_count;
    const struct signed_case *signed_cases;
    size_t signed_count;
};

extern const struct vector_file vector_files[];
extern const size_t vector_file_count;

#ifdef __cplusplus
}
#endif

#endif
