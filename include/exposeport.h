/**
 * exposeport: build, parse and authorize preview URLs.
 *
 *     https://8080-sandbox-abc123random4567.example.com
 *             port  sandbox id   token      base domain
 *
 * The contract of every function:
 *
 * - It returns an exposeport_status; 0 is success. Only the `_free` functions and those that give a static text or a number return something
 *   else.
 * - Inputs come first, outputs behind them, and last an exposeport_error for the details of a refusal: memory of the caller, or
 *   NULL where nobody wants them, and then no message is made. Nothing is kept in global or thread-local storage.
 * - Outputs and error must each have memory of their own. Outputs are written on success only, but for the length of a text.
 * - A text that comes in is a pointer and a length, of any bytes; it needs no NUL. NULL with the length 0 is the empty text, or no text
 *   where a text is optional; NULL with another length is EXPOSEPORT_NULL_POINTER, a length above PTRDIFF_MAX EXPOSEPORT_INVALID_ARGUMENT.
 * - A text that goes out is written into a buffer of the caller, with a NUL behind it; `length` is set to its octets without
 *   the NUL (NULL where nobody wants it). A buffer of `length` octets or less is EXPOSEPORT_BUFFER_TOO_SMALL, and `length` is set
 *   all the same: a NULL buffer with the capacity 0 asks for it. The EXPOSEPORT_..._CAPACITY constants spare the question.
 * - NULL for a handle or an output is EXPOSEPORT_NULL_POINTER; for a const policy it is the documented rules. `_free(NULL)` is harmless.
 *   Whatever else points somewhere must point to live memory of its type.
 * - No function throws or unwinds: a defect of the library is EXPOSEPORT_INTERNAL, and a message on standard error. Where there is no
 *   memory left, the process is aborted.
 * - Functions without a handle never allocate (but where a host has an internationalized label) and have no state.
 * - Threads: functions that take a handle const may run at once on one handle. A function that changes an exposeport_sandbox or an
 *   exposeport_policy, or frees a handle, must be alone on it. All else is thread-safe.
 * - Numbers of statuses and the other enums are permanent, and more may be added.
 *
 * Tokens are secrets: no message holds one. C++ programs may like exposeport.hpp better.
 */


#ifndef EXPOSEPORT_H
#define EXPOSEPORT_H

/* Generated from bindings/c by `make header`; do not edit. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Room for every preview URL and its NUL.
 */
#define EXPOSEPORT_URL_CAPACITY 268

/**
 * Room for every sandbox id and its NUL.
 */
#define EXPOSEPORT_SANDBOX_ID_CAPACITY 64

/**
 * Room for every token that a host can show, and its NUL.
 */
#define EXPOSEPORT_TOKEN_CAPACITY 64

/**
 * Room for every base domain as it is written (host, ':' and port), and its NUL.
 */
#define EXPOSEPORT_BASE_DOMAIN_CAPACITY 251

/**
 * Room for the JSON body of every authorization and its NUL.
 */
#define EXPOSEPORT_JSON_BODY_CAPACITY 84

/**
 * Room for every message of an error and its NUL.
 */
#define EXPOSEPORT_MESSAGE_CAPACITY 512

/**
 * The layout of the structs and the meaning of the functions in this header. A program that was compiled with another number than
 * exposeport_abi_version() gives must not use the library.
 */
#define EXPOSEPORT_ABI_VERSION 1

/**
 * What a call came to. Numbers are permanent; new ones are only ever added, so treat one that you do not know as a refusal.
 */
enum exposeport_status
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * The call succeeded.
     */
    EXPOSEPORT_OK = 0,
    /**
     * No integer of 1024 to 65535, or the port of a host with a leading zero. HTTP 400.
     */
    EXPOSEPORT_INVALID_PORT = 1,
    /**
     * A port that the policy reserves, 3000 by default. HTTP 400.
     */
    EXPOSEPORT_RESERVED_PORT = 2,
    /**
     * A sandbox id without a character, or with more than 63. HTTP 400.
     */
    EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH = 3,
    /**
     * A sandbox id that begins or ends with a hyphen. HTTP 400.
     */
    EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS = 4,
    /**
     * A sandbox id with another character than a-z, 0-9, '_' and '-'. HTTP 400.
     */
    EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER = 5,
    /**
     * A sandbox id with upper case, which a host name cannot carry. HTTP 400.
     */
    EXPOSEPORT_UPPERCASE_SANDBOX_ID = 6,
    /**
     * A sandbox id that the policy reserves, such as "www". HTTP 400.
     */
    EXPOSEPORT_RESERVED_SANDBOX_ID = 7,
    /**
     * A token without a character, or a custom one with more than 16. HTTP 400.
     */
    EXPOSEPORT_INVALID_TOKEN_LENGTH = 8,
    /**
     * A token with another character than a-z, 0-9 and '_'. HTTP 400.
     */
    EXPOSEPORT_INVALID_TOKEN_CHARACTER = 9,
    /**
     * A base domain that is no host: "user@example.com", "a..b". HTTP 400.
     */
    EXPOSEPORT_INVALID_HOSTNAME = 10,
    /**
     * A base domain's port that is none: "example.com:0". HTTP 400.
     */
    EXPOSEPORT_INVALID_HOSTNAME_PORT = 11,
    /**
     * A base domain that is an IP address. HTTP 400.
     */
    EXPOSEPORT_HOSTNAME_IS_IP_ADDRESS = 12,
    /**
     * A label over 63 octets, or a host over 253. HTTP 400.
     */
    EXPOSEPORT_HOSTNAME_TOO_LONG = 13,
    /**
     * "workers.dev" or another domain that the policy refuses. HTTP 400.
     */
    EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED = 14,
    /**
     * Port, sandbox id and token pass 63 octets together. HTTP 400.
     */
    EXPOSEPORT_LABEL_TOO_LONG = 15,
    /**
     * The host has another shape, or another domain: the request is somebody else's. HTTP 404.
     */
    EXPOSEPORT_NOT_A_PREVIEW_HOST = 16,
    /**
     * An unknown port or a wrong token; only ever in an exposeport_authorization. HTTP 404.
     */
    EXPOSEPORT_INVALID_TOKEN = 17,
    /**
     * Another port of the sandbox has this token. HTTP 409.
     */
    EXPOSEPORT_TOKEN_IN_USE = 18,
    /**
     * A port exposed while the runtime is stopped. HTTP 409.
     */
    EXPOSEPORT_RUNTIME_NOT_RUNNING = 19,
    /**
     * A token of an earlier runtime; only ever in an exposeport_authorization. HTTP 410.
     */
    EXPOSEPORT_STALE_PREVIEW_URL = 20,
    /**
     * A document that is no snapshot of a sandbox, or a name or a runtime id that no snapshot could hold. HTTP 400.
     */
    EXPOSEPORT_INVALID_SNAPSHOT = 21,
    /**
     * The operating system gave no randomness. HTTP 500.
     */
    EXPOSEPORT_ENTROPY_UNAVAILABLE = 22,
    /**
     * NULL where it is not allowed. HTTP 500.
     */
    EXPOSEPORT_NULL_POINTER = 100,
    /**
     * The buffer does not hold the text and its NUL; the length that it has was written. HTTP 500.
     */
    EXPOSEPORT_BUFFER_TOO_SMALL = 101,
    /**
     * A defect of the library was caught. HTTP 500.
     */
    EXPOSEPORT_INTERNAL = 102,
    /**
     * A number or a struct that no call of this library can have given. HTTP 500.
     */
    EXPOSEPORT_INVALID_ARGUMENT = 103,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum exposeport_status exposeport_status;
#else
typedef int32_t exposeport_status;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * The scheme of URLs that are built.
 */
enum exposeport_scheme
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * "http", the scheme of localhost and of hosts below it.
     */
    EXPOSEPORT_HTTP = 1,
    /**
     * "https", the scheme of every other host.
     */
    EXPOSEPORT_HTTPS = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum exposeport_scheme exposeport_scheme;
#else
typedef int32_t exposeport_scheme;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * The internal headers between a gateway and a sandbox, to name one of them.
 */
enum exposeport_header
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Marks a request that the gateway has authorized.
     */
    EXPOSEPORT_HEADER_PREVIEW_PROXY = 0,
    /**
     * The port to which the request goes.
     */
    EXPOSEPORT_HEADER_PREVIEW_PORT = 1,
    /**
     * The token that the request showed.
     */
    EXPOSEPORT_HEADER_PREVIEW_TOKEN = 2,
    /**
     * The sandbox to which the request goes.
     */
    EXPOSEPORT_HEADER_PREVIEW_SANDBOX_ID = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum exposeport_header exposeport_header;
#else
typedef int32_t exposeport_header;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Why a preview URL is stale.
 */
enum exposeport_stale_reason
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * It is not stale.
     */
    EXPOSEPORT_NOT_STALE = 0,
    /**
     * No runtime runs.
     */
    EXPOSEPORT_STALE_RUNTIME_NOT_RUNNING = 1,
    /**
     * The port was not exposed since the host told of a runtime, or since the runtime stopped.
     */
    EXPOSEPORT_STALE_MISSING_ACTIVATION = 2,
    /**
     * The port was exposed under another runtime.
     */
    EXPOSEPORT_STALE_RUNTIME_MISMATCH = 3,
    /**
     * The port was exposed with another token.
     */
    EXPOSEPORT_STALE_TOKEN_MISMATCH = 4,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum exposeport_stale_reason exposeport_stale_reason;
#else
typedef int32_t exposeport_stale_reason;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Whether a request may pass. 0 is none of them, so that forgotten memory opens no door.
 */
enum exposeport_authorization_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * It may.
     */
    EXPOSEPORT_ACTIVE = 1,
    /**
     * Its token is right, but the port was not exposed under the present runtime.
     */
    EXPOSEPORT_STALE = 2,
    /**
     * Its port is not exposed, its token is wrong, or it is for another sandbox.
     */
    EXPOSEPORT_INVALID = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum exposeport_authorization_kind exposeport_authorization_kind;
#else
typedef int32_t exposeport_authorization_kind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What follows the label of a preview URL: "example.com", "localhost:8787", the documentation's hostname option.
 *
 * Make one at start-up and share it: nothing changes it, so any number of threads may use it at once. It keeps the policy that it was
 * made under, and parses hosts and builds URLs under that one.
 */
typedef struct exposeport_base_domain exposeport_base_domain;

/**
 * The ports of a sandbox that were active at one moment. Nothing changes it, so any number of threads may use it at once; it does not
 * need the sandbox any more.
 */
typedef struct exposeport_exposed_ports exposeport_exposed_ports;

/**
 * The rules that a platform may change: reserved ports and sandbox ids, refused domains, the scheme.
 *
 * Make one at start-up, change it, then share it: any number of threads may use it at once as long as none changes it. It may be
 * freed as soon as the call that took it has returned, for base domains and sandboxes keep a copy. Wherever a policy is an input, NULL
 * stands for the documented rules.
 */
typedef struct exposeport_policy exposeport_policy;

/**
 * A sandbox, its exposed ports, and what is known of its runtime. It stores nothing and asks nobody: keep its snapshot wherever you
 * like, and tell it when a runtime starts and stops. Until you tell of one, every exposed port is active.
 *
 * Threads: functions that take it const may run at once on one handle; a function that changes it must be alone on it. Different handles
 * are independent. It keeps a copy of its policy.
 */
typedef struct exposeport_sandbox exposeport_sandbox;

/**
 * The answer to a request: plain memory of the caller. Its numbers are those of the enums that are named.
 */
typedef struct exposeport_authorization {
    /**
     * An exposeport_authorization_kind.
     */
    int32_t kind;
    /**
     * An exposeport_stale_reason.
     */
    int32_t reason;
    /**
     * An exposeport_status: EXPOSEPORT_OK, EXPOSEPORT_STALE_PREVIEW_URL or EXPOSEPORT_INVALID_TOKEN.
     */
    int32_t status;
    /**
     * The HTTP status that answers the request: 200, 410 or 404.
     */
    uint16_t http_status;
} exposeport_authorization;

/**
 * The details of a refusal: plain memory of the caller, written when a call fails and left alone when it succeeds. Nothing in it needs
 * to be freed. No message holds a token.
 */
typedef struct exposeport_error {
    /**
     * What the call returned as well.
     */
    exposeport_status status;
    /**
     * The HTTP status that answers a request which was refused so.
     */
    uint16_t http_status;
    /**
     * The permanent code, such as "INVALID_PORT": static text.
     */
    const char *code;
    /**
     * The octets of the message, without its NUL.
     */
    size_t message_len;
    /**
     * What was wrong, in words: UTF-8, NUL-terminated.
     */
    char message[EXPOSEPORT_MESSAGE_CAPACITY];
} exposeport_error;

/**
 * What a preview host says: the port, the sandbox id and the token, in lower case, and where in the parsed text its base domain
 * stands. Plain memory of the caller, to be copied at will; nothing in it needs to be freed. The token is a secret.
 */
typedef struct exposeport_route {
    /**
     * The port to which the request goes.
     */
    uint16_t port;
    /**
     * The port behind the host, 0 where there is none.
     */
    uint16_t base_port;
    /**
     * Where the host of the base domain begins in the text that was parsed.
     */
    size_t base_offset;
    /**
     * The octets of the base domain's host there, without a root dot.
     */
    size_t base_length;
    /**
     * The octets of the sandbox id.
     */
    uint8_t sandbox_id_length;
    /**
     * The octets of the token.
     */
    uint8_t token_length;
    /**
     * The sandbox id, NUL-terminated.
     */
    char sandbox_id[EXPOSEPORT_SANDBOX_ID_CAPACITY];
    /**
     * The token, NUL-terminated.
     */
    char token[EXPOSEPORT_TOKEN_CAPACITY];
} exposeport_route;

/**
 * An exposed port: a view of an element of a list, alive as long as the list.
 */
typedef struct exposeport_exposed_port {
    /**
     * Its URL, which holds the token; NUL-terminated.
     */
    const char *url;
    /**
     * The octets of the URL.
     */
    size_t url_len;
    /**
     * Its name, NULL for none: UTF-8, NUL-terminated, but it may hold a NUL of its own.
     */
    const char *name;
    /**
     * The octets of the name.
     */
    size_t name_len;
    /**
     * Its port.
     */
    uint16_t port;
} exposeport_exposed_port;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The text of an exposeport_stale_reason: "runtime-not-running", "missing-activation", "runtime-mismatch" or "token-mismatch", static;
 * NULL for any other number.
 */
const char *exposeport_stale_reason_text(int32_t reason);

/**
 * Writes the JSON body of the answer to a request that may not pass: {"error": "...", "code": "..."}; the empty text where it may.
 * EXPOSEPORT_JSON_BODY_CAPACITY holds every one.
 */
exposeport_status exposeport_authorization_json_body(const struct exposeport_authorization *authorization,
                                                     char *buffer,
                                                     size_t capacity,
                                                     size_t *length,
                                                     struct exposeport_error *error);

/**
 * Makes a base domain of "host" or "host:port", Unicode (UTF-8) or not. Free it with exposeport_base_domain_free.
 *
 * Refusals: EXPOSEPORT_INVALID_HOSTNAME, EXPOSEPORT_INVALID_HOSTNAME_PORT, EXPOSEPORT_HOSTNAME_IS_IP_ADDRESS,
 * EXPOSEPORT_HOSTNAME_TOO_LONG, EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED.
 */
exposeport_status exposeport_base_domain_new(const char *text,
                                             size_t text_len,
                                             const struct exposeport_policy *policy,
                                             struct exposeport_base_domain **domain,
                                             struct exposeport_error *error);

/**
 * Frees a base domain; NULL is harmless.
 */
void exposeport_base_domain_free(struct exposeport_base_domain *domain);

/**
 * Writes the host: ASCII, lower case, no trailing dot. EXPOSEPORT_BASE_DOMAIN_CAPACITY holds every one.
 */
exposeport_status exposeport_base_domain_host(const struct exposeport_base_domain *domain,
                                              char *buffer,
                                              size_t capacity,
                                              size_t *length,
                                              struct exposeport_error *error);

/**
 * Writes the host, and ':' and the port where there is one: the one spelling of the base domain.
 */
exposeport_status exposeport_base_domain_text(const struct exposeport_base_domain *domain,
                                              char *buffer,
                                              size_t capacity,
                                              size_t *length,
                                              struct exposeport_error *error);

/**
 * Writes the port, 0 where there is none or it is the scheme's default one.
 */
exposeport_status exposeport_base_domain_port(const struct exposeport_base_domain *domain,
                                              uint16_t *port,
                                              struct exposeport_error *error);

/**
 * Writes the scheme of the URLs below this domain.
 */
exposeport_status exposeport_base_domain_scheme(const struct exposeport_base_domain *domain,
                                                exposeport_scheme *scheme,
                                                struct exposeport_error *error);

/**
 * Builds the URL of a port, a sandbox id and a custom token on a base domain, under the policy of that domain.
 * EXPOSEPORT_URL_CAPACITY holds every one. normalize is that of exposeport_validate_sandbox_id.
 *
 * Refusals: those of exposeport_validate_port, exposeport_validate_sandbox_id and exposeport_validate_token, in this order;
 * EXPOSEPORT_LABEL_TOO_LONG, EXPOSEPORT_HOSTNAME_TOO_LONG.
 */
exposeport_status exposeport_build_url(int64_t port,
                                       const char *id,
                                       size_t id_len,
                                       bool normalize,
                                       const char *token,
                                       size_t token_len,
                                       const struct exposeport_base_domain *domain,
                                       char *buffer,
                                       size_t capacity,
                                       size_t *length,
                                       struct exposeport_error *error);

/**
 * Builds the URL that a route came by, on a base domain. Its token may be longer than a custom one. The route is memory of the caller,
 * so its parts are checked again; EXPOSEPORT_URL_CAPACITY holds every URL.
 *
 * Refusals: those of exposeport_build_url; EXPOSEPORT_INVALID_ARGUMENT where a length passes its array.
 */
exposeport_status exposeport_route_url(const struct exposeport_route *route,
                                       const struct exposeport_base_domain *domain,
                                       char *buffer,
                                       size_t capacity,
                                       size_t *length,
                                       struct exposeport_error *error);

/**
 * Makes a list of the ports that are active, by their numbers, with their URLs on a base domain. Free it with
 * exposeport_exposed_ports_free.
 *
 * Refusals: EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED, EXPOSEPORT_RESERVED_PORT and EXPOSEPORT_RESERVED_SANDBOX_ID by the policy of the base
 * domain, EXPOSEPORT_LABEL_TOO_LONG, EXPOSEPORT_HOSTNAME_TOO_LONG.
 */
exposeport_status exposeport_sandbox_exposed_ports(const struct exposeport_sandbox *sandbox,
                                                   const struct exposeport_base_domain *domain,
                                                   struct exposeport_exposed_ports **ports,
                                                   struct exposeport_error *error);

/**
 * Frees a list and what was got from it; NULL is harmless.
 */
void exposeport_exposed_ports_free(struct exposeport_exposed_ports *ports);

/**
 * Writes how many ports a list has.
 */
exposeport_status exposeport_exposed_ports_len(const struct exposeport_exposed_ports *ports,
                                               size_t *count,
                                               struct exposeport_error *error);

/**
 * Writes a view of an element of a list; an index that is not below its length is EXPOSEPORT_INVALID_ARGUMENT.
 */
exposeport_status exposeport_exposed_ports_get(const struct exposeport_exposed_ports *ports,
                                               size_t index,
                                               struct exposeport_exposed_port *exposed,
                                               struct exposeport_error *error);

/**
 * The name of an internal header, an exposeport_header, in lower case: static text. NULL for any other number, so that a loop from 0
 * to NULL meets each header that a gateway must strip from what a client sends.
 */
const char *exposeport_header_name(int32_t header);

/**
 * Takes apart a Host header value or another authority, "host" or "host:port" of any bytes at all, under any base domain. A gateway
 * that knows its own domains asks exposeport_base_domain_route or exposeport_route_under.
 *
 * Refusals: EXPOSEPORT_NOT_A_PREVIEW_HOST where the request is somebody else's; else the preview host breaks the rule that is named:
 * EXPOSEPORT_INVALID_PORT, EXPOSEPORT_RESERVED_PORT, EXPOSEPORT_LABEL_TOO_LONG, EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH, _CHARACTER,
 * _HYPHENS, EXPOSEPORT_RESERVED_SANDBOX_ID, EXPOSEPORT_INVALID_TOKEN_LENGTH, _CHARACTER, EXPOSEPORT_HOSTNAME_TOO_LONG,
 * EXPOSEPORT_INVALID_HOSTNAME, EXPOSEPORT_INVALID_HOSTNAME_PORT, EXPOSEPORT_HOSTNAME_IS_IP_ADDRESS, EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED.
 */
exposeport_status exposeport_parse_host(const char *host,
                                        size_t host_len,
                                        const struct exposeport_policy *policy,
                                        struct exposeport_route *route,
                                        struct exposeport_error *error);

/**
 * Takes apart a URL with the scheme http, https, ws or wss, and repairs nothing. What follows the authority is not read.
 *
 * Refusals: EXPOSEPORT_NOT_A_PREVIEW_HOST for another scheme, else those of exposeport_parse_host.
 */
exposeport_status exposeport_parse_url(const char *url,
                                       size_t url_len,
                                       const struct exposeport_policy *policy,
                                       struct exposeport_route *route,
                                       struct exposeport_error *error);

/**
 * Takes apart what a person may paste: a URL where a scheme and "://" stand in front, else a host. Refusals as in both.
 */
exposeport_status exposeport_parse(const char *host_or_url,
                                   size_t host_or_url_len,
                                   const struct exposeport_policy *policy,
                                   struct exposeport_route *route,
                                   struct exposeport_error *error);

/**
 * Binds a Host header value to a base domain: exactly one label stands before it. The port of the host is checked, but not compared,
 * since a proxy in front may have another one.
 *
 * Refusals: EXPOSEPORT_NOT_A_PREVIEW_HOST for every host that is not of this domain, else those of exposeport_parse_host.
 */
exposeport_status exposeport_base_domain_route(const struct exposeport_base_domain *domain,
                                               const char *host,
                                               size_t host_len,
                                               struct exposeport_route *route,
                                               struct exposeport_error *error);

/**
 * Binds a URL to a base domain, as exposeport_base_domain_route does a host.
 */
exposeport_status exposeport_base_domain_route_url(const struct exposeport_base_domain *domain,
                                                   const char *url,
                                                   size_t url_len,
                                                   struct exposeport_route *route,
                                                   struct exposeport_error *error);

/**
 * Binds a Host header value to one of several base domains, an array of count handles: writes the index of the one that it is below,
 * and the route.
 *
 * Refusals: EXPOSEPORT_NOT_A_PREVIEW_HOST where the host is below none of them, else those of exposeport_base_domain_route.
 */
exposeport_status exposeport_route_under(const struct exposeport_base_domain *const *domains,
                                         size_t count,
                                         const char *host,
                                         size_t host_len,
                                         size_t *index,
                                         struct exposeport_route *route,
                                         struct exposeport_error *error);

/**
 * Makes a policy of the documented rules. Free it with exposeport_policy_free.
 */
exposeport_status exposeport_policy_new(struct exposeport_policy **policy,
                                        struct exposeport_error *error);

/**
 * Frees a policy; NULL is harmless.
 */
void exposeport_policy_free(struct exposeport_policy *policy);

/**
 * Reserves a port: exposing it is EXPOSEPORT_RESERVED_PORT. A number outside 0 to 65535 is EXPOSEPORT_INVALID_PORT. A change that is refused
 * leaves the policy as it was, here and below.
 */
exposeport_status exposeport_policy_reserve_port(struct exposeport_policy *policy,
                                                 int64_t port,
                                                 struct exposeport_error *error);

/**
 * Reserves a port no longer. The range of ports stays: allowing 80 makes nothing valid.
 */
exposeport_status exposeport_policy_allow_port(struct exposeport_policy *policy,
                                               int64_t port,
                                               struct exposeport_error *error);

/**
 * Reserves a sandbox id, in any case of letters.
 *
 * Refusals: EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH, _CHARACTER, _HYPHENS.
 */
exposeport_status exposeport_policy_reserve_sandbox_id(struct exposeport_policy *policy,
                                                       const char *id,
                                                       size_t id_len,
                                                       struct exposeport_error *error);

/**
 * Reserves a sandbox id no longer. Refusals as in exposeport_policy_reserve_sandbox_id.
 */
exposeport_status exposeport_policy_allow_sandbox_id(struct exposeport_policy *policy,
                                                     const char *id,
                                                     size_t id_len,
                                                     struct exposeport_error *error);

/**
 * Refuses a domain and every one below it, with EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED.
 *
 * Refusals: those of exposeport_base_domain_new but for EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED; a port is EXPOSEPORT_INVALID_HOSTNAME_PORT.
 */
exposeport_status exposeport_policy_refuse_domain(struct exposeport_policy *policy,
                                                  const char *domain,
                                                  size_t domain_len,
                                                  struct exposeport_error *error);

/**
 * Refuses a domain no longer. Refusals as in exposeport_policy_refuse_domain.
 */
exposeport_status exposeport_policy_allow_domain(struct exposeport_policy *policy,
                                                 const char *domain,
                                                 size_t domain_len,
                                                 struct exposeport_error *error);

/**
 * Gives every base domain this scheme, an exposeport_scheme, localhost as well. Another number is EXPOSEPORT_INVALID_ARGUMENT.
 */
exposeport_status exposeport_policy_set_scheme(struct exposeport_policy *policy,
                                               int32_t scheme,
                                               struct exposeport_error *error);

/**
 * Checks a port and writes it, now in 16 bits, to valid_port. The input is wide so that 73616 is refused and never wraps to 8080.
 *
 * Refusals: EXPOSEPORT_INVALID_PORT, EXPOSEPORT_RESERVED_PORT.
 */
exposeport_status exposeport_validate_port(int64_t port,
                                           const struct exposeport_policy *policy,
                                           uint16_t *valid_port,
                                           struct exposeport_error *error);

/**
 * Checks a sandbox id and writes it to the buffer. With normalize, ASCII upper case is lowered first; nothing else is ever repaired.
 * The buffer may be the memory of the id itself. EXPOSEPORT_SANDBOX_ID_CAPACITY holds every one.
 *
 * Refusals: EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH, _CHARACTER, _HYPHENS, EXPOSEPORT_RESERVED_SANDBOX_ID, EXPOSEPORT_UPPERCASE_SANDBOX_ID.
 */
exposeport_status exposeport_validate_sandbox_id(const char *id,
                                                 size_t id_len,
                                                 bool normalize,
                                                 const struct exposeport_policy *policy,
                                                 char *buffer,
                                                 size_t capacity,
                                                 size_t *length,
                                                 struct exposeport_error *error);

/**
 * Checks a custom token.
 *
 * Refusals: EXPOSEPORT_INVALID_TOKEN_LENGTH, EXPOSEPORT_INVALID_TOKEN_CHARACTER.
 */
exposeport_status exposeport_validate_token(const char *token,
                                            size_t token_len,
                                            struct exposeport_error *error);

/**
 * Draws a token of 16 characters straight from the operating system, so that forked processes never share one.
 * EXPOSEPORT_TOKEN_CAPACITY holds it.
 *
 * Refusals: EXPOSEPORT_ENTROPY_UNAVAILABLE.
 */
exposeport_status exposeport_generate_token(char *buffer,
                                            size_t capacity,
                                            size_t *length,
                                            struct exposeport_error *error);

/**
 * Whether two tokens are the same text, in a time that depends on their lengths only.
 */
exposeport_status exposeport_tokens_equal(const char *token,
                                          size_t token_len,
                                          const char *other,
                                          size_t other_len,
                                          bool *equal,
                                          struct exposeport_error *error);

/**
 * How many characters a sandbox id may have beside this port and a token of token_len characters, so that their label keeps to its
 * 63 octets. Asked before a sandbox is named, it spares an EXPOSEPORT_LABEL_TOO_LONG later.
 *
 * Refusals: EXPOSEPORT_INVALID_PORT, EXPOSEPORT_RESERVED_PORT.
 */
exposeport_status exposeport_sandbox_id_budget(int64_t port,
                                               size_t token_len,
                                               const struct exposeport_policy *policy,
                                               size_t *budget,
                                               struct exposeport_error *error);

/**
 * Makes a sandbox without exposed ports. Free it with exposeport_sandbox_free.
 *
 * Refusals: those of exposeport_validate_sandbox_id.
 */
exposeport_status exposeport_sandbox_new(const char *id,
                                         size_t id_len,
                                         bool normalize,
                                         const struct exposeport_policy *policy,
                                         struct exposeport_sandbox **sandbox,
                                         struct exposeport_error *error);

/**
 * Frees a sandbox; NULL is harmless.
 */
void exposeport_sandbox_free(struct exposeport_sandbox *sandbox);

/**
 * Writes the sandbox's id.
 */
exposeport_status exposeport_sandbox_id(const struct exposeport_sandbox *sandbox,
                                        char *buffer,
                                        size_t capacity,
                                        size_t *length,
                                        struct exposeport_error *error);

/**
 * Exposes a port and writes its URL. The token is the given one, else (NULL) the one that the port has, else a new one from the operating
 * system. The name (UTF-8; NULL for none) replaces the one that the port had. A call that fails, for a buffer too small as well, leaves
 * the sandbox as it was. EXPOSEPORT_URL_CAPACITY holds every URL.
 *
 * Refusals: EXPOSEPORT_INVALID_PORT, EXPOSEPORT_RESERVED_PORT, EXPOSEPORT_INVALID_TOKEN_LENGTH, _CHARACTER,
 * EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED, EXPOSEPORT_RUNTIME_NOT_RUNNING, EXPOSEPORT_TOKEN_IN_USE, EXPOSEPORT_ENTROPY_UNAVAILABLE,
 * EXPOSEPORT_RESERVED_SANDBOX_ID (by the policy of the base domain, which may reserve the port as well), EXPOSEPORT_LABEL_TOO_LONG,
 * EXPOSEPORT_HOSTNAME_TOO_LONG, EXPOSEPORT_INVALID_SNAPSHOT (the name is not UTF-8, or would make the snapshot larger than 16 MiB).
 */
exposeport_status exposeport_sandbox_expose_port(struct exposeport_sandbox *sandbox,
                                                 int64_t port,
                                                 const struct exposeport_base_domain *domain,
                                                 const char *name,
                                                 size_t name_len,
                                                 const char *token,
                                                 size_t token_len,
                                                 char *buffer,
                                                 size_t capacity,
                                                 size_t *length,
                                                 struct exposeport_error *error);

/**
 * Exposes a port no longer, and writes whether it was exposed; doing it twice does no harm.
 *
 * Refusals: EXPOSEPORT_INVALID_PORT, EXPOSEPORT_RESERVED_PORT.
 */
exposeport_status exposeport_sandbox_unexpose_port(struct exposeport_sandbox *sandbox,
                                                   int64_t port,
                                                   bool *removed,
                                                   struct exposeport_error *error);

/**
 * Writes whether a port is exposed and active; false for whatever is no valid port.
 */
exposeport_status exposeport_sandbox_is_port_exposed(const struct exposeport_sandbox *sandbox,
                                                     int64_t port,
                                                     bool *exposed,
                                                     struct exposeport_error *error);

/**
 * Writes whether a token is that of a port, whatever the runtime does; false for whatever is no valid port or token. Takes the same time
 * for every token of one length.
 */
exposeport_status exposeport_sandbox_validate_port_token(const struct exposeport_sandbox *sandbox,
                                                         int64_t port,
                                                         const char *token,
                                                         size_t token_len,
                                                         bool *valid,
                                                         struct exposeport_error *error);

/**
 * Writes whether a request that came by a route may pass. An unknown port, a wrong token and the id of another sandbox are not told
 * apart. EXPOSEPORT_OK says that there is an answer, not that the request may pass: look at the kind.
 */
exposeport_status exposeport_sandbox_authorize(const struct exposeport_sandbox *sandbox,
                                               const struct exposeport_route *route,
                                               struct exposeport_authorization *authorization,
                                               struct exposeport_error *error);

/**
 * Tells that the runtime with this id (UTF-8) runs. Where it is another one than before, every earlier exposure is stale until the port is
 * exposed again; token and name stay.
 *
 * Refusals: EXPOSEPORT_INVALID_SNAPSHOT (the id is not UTF-8, or would make the snapshot larger than 16 MiB).
 */
exposeport_status exposeport_sandbox_runtime_started(struct exposeport_sandbox *sandbox,
                                                     const char *id,
                                                     size_t id_len,
                                                     struct exposeport_error *error);

/**
 * Tells that no runtime runs. Every exposure is stale until a runtime runs and the port is exposed again; token and name stay.
 */
exposeport_status exposeport_sandbox_runtime_stopped(struct exposeport_sandbox *sandbox,
                                                     struct exposeport_error *error);

/**
 * Writes a snapshot, a JSON document that holds the tokens. The same state gives the same text. Ask for the length with a NULL buffer,
 * then call again.
 */
exposeport_status exposeport_sandbox_to_json(const struct exposeport_sandbox *sandbox,
                                             char *buffer,
                                             size_t capacity,
                                             size_t *length,
                                             struct exposeport_error *error);

/**
 * Makes a sandbox of an id and a snapshot, of at most 16 MiB and 32 levels. Free it with exposeport_sandbox_free. Where the snapshot names
 * neither a runtime nor an activation, every port is active: tell of a runtime that is stopped with exposeport_sandbox_runtime_stopped.
 *
 * Refusals: those of exposeport_validate_sandbox_id; EXPOSEPORT_INVALID_SNAPSHOT, whose message names the place.
 */
exposeport_status exposeport_sandbox_from_json(const char *id,
                                               size_t id_len,
                                               bool normalize,
                                               const char *json,
                                               size_t json_len,
                                               const struct exposeport_policy *policy,
                                               struct exposeport_sandbox **sandbox,
                                               struct exposeport_error *error);

/**
 * The permanent code of a status: "OK", "INVALID_PORT", "NULL_POINTER"; the same in every language. The text is static; NULL for a
 * number that is no status.
 */
const char *exposeport_status_code(int32_t status);

/**
 * The HTTP status that answers a request which came to this; 200 for EXPOSEPORT_OK, 0 for a number that is no status.
 */
uint16_t exposeport_status_http(int32_t status);

/**
 * The version of the library, such as "0.1.0": static text.
 */
const char *exposeport_version(void);

/**
 * The EXPOSEPORT_ABI_VERSION of the library that is running.
 */
uint32_t exposeport_abi_version(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* EXPOSEPORT_H */
