/**
 * exposeport: build, parse and authorize preview URLs.
 *
 *     https://8080-sandbox-abc123random4567.example.com
 *             |    |       |                |
 *             port |       token            base domain
 *                  sandbox id
 *
 * Every function follows this contract.
 *
 * Results
 *
 * - A function that can fail returns an exposeport_status. EXPOSEPORT_OK (0) is success.
 * - A predicate returns bool. It returns false if a handle or a struct is NULL, or if the call
 *   panics. The two predicates of header names return true instead, which removes the header.
 * - exposeport_gateway_route returns a decision. It rejects the request if an argument is NULL, or
 *   if the call panics. exposeport_key_ring_verify returns a verification, which is then invalid.
 * - A function that looks up a static string returns NULL if no string is found.
 * - A `_free` function returns nothing and ignores NULL.
 * - The numbers of statuses and other enums are permanent. Later versions may add numbers.
 *
 * Parameters
 *
 * - The prefix of a function names the type of its first parameter: exposeport_route_build_url
 *   takes a route.
 * - Inputs precede outputs, which are named `out_...`. The last parameter of a function that can
 *   fail is an optional `exposeport_error *` provided by the caller. Pass NULL to skip error
 *   details.
 * - A function writes its outputs on success only, except `out_len` of a string output. The library
 *   stores nothing in global or thread-local memory.
 * - If a handle, a struct or an output is NULL, the call fails with EXPOSEPORT_NULL_POINTER. For a
 *   `const exposeport_policy *`, NULL selects the default policy. `out_rejection` and `out_expires`
 *   may be NULL.
 * - Every other pointer must point to live memory of its type. Outputs and the error must not
 *   overlap each other or an input struct.
 *
 * Strings
 *
 * - A string input is a pointer and a length in bytes (`_len`). It may contain any bytes and need
 *   not be NUL-terminated. NULL with the length 0 is the empty string, or no string if the string
 *   is optional. For NULL with any other length, the call fails with EXPOSEPORT_NULL_POINTER. For a
 *   length over PTRDIFF_MAX, it fails with EXPOSEPORT_INVALID_ARGUMENT.
 * - A string output has three parameters. The function writes the string and a NUL to `out_buffer`,
 *   which has `out_capacity` bytes and may overlap string inputs. It writes the length without the
 *   NUL to `out_len`, which may be NULL.
 * - If out_capacity is not greater than the length, the call fails with EXPOSEPORT_BUFFER_TOO_SMALL
 *   but still writes out_len. Pass a NULL buffer with the capacity 0 to get the length. A buffer of
 *   the matching EXPOSEPORT_..._CAPACITY is always large enough. For a NULL buffer with any other
 *   capacity, the call fails with EXPOSEPORT_NULL_POINTER.
 *
 * Memory and panics
 *
 * - The caller frees every handle with the `_free` function of its type.
 * - Parsing, building, signing, checking, authorizing, verifying and the decision of a gateway do
 *   not allocate. The one exception is a base domain with an `xn--` label, which must be decoded to
 *   be checked.
 * - If the process is out of memory, it aborts.
 * - No function unwinds. A panic is a bug in the library. The library catches it and prints a
 *   message to standard error, and the call fails with EXPOSEPORT_INTERNAL.
 *
 * Threads
 *
 * - Functions that take a const handle may run concurrently on the same handle.
 * - A function that changes an exposeport_sandbox, an exposeport_policy or an exposeport_key_ring,
 *   or that frees a handle, needs exclusive access to it.
 * - Everything else is thread-safe.
 *
 * Tokens and keys are secrets. No message contains one. C++ programs can use exposeport.hpp.
 */


#ifndef EXPOSEPORT_H
#define EXPOSEPORT_H

/* Generated from bindings/c by `make header`; do not edit. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * The capacity of the message of an exposeport_error, including its NUL.
 */
#define EXPOSEPORT_MESSAGE_CAPACITY 512

/**
 * The version of the binary interface: the layout of the structs and the meaning of the functions
 * in this header.
 *
 * A program must not use a library whose exposeport_abi_version() returns a different number.
 */
#define EXPOSEPORT_ABI_VERSION 2

/**
 * The capacity that fits every preview URL, one "/" after it, and its NUL.
 *
 * URLs are written without a trailing slash. Append "/" before appending a path: "vnc.html" right
 * after the URL would be part of the host.
 */
#define EXPOSEPORT_URL_CAPACITY 269

/**
 * The capacity that fits every sandbox id and its NUL.
 */
#define EXPOSEPORT_SANDBOX_ID_CAPACITY 64

/**
 * The capacity that fits every token in a host and its NUL.
 */
#define EXPOSEPORT_TOKEN_CAPACITY 64

/**
 * The capacity that fits every base domain (host, ':' and port) and its NUL.
 */
#define EXPOSEPORT_BASE_DOMAIN_CAPACITY 251

/**
 * The capacity that fits every JSON body and its NUL.
 */
#define EXPOSEPORT_JSON_BODY_CAPACITY 4096

/**
 * The capacity that fits every page of a rejection and its NUL.
 */
#define EXPOSEPORT_PAGE_CAPACITY 4096

/**
 * The maximum length of a signing key in hexadecimal digits, with white space around it. A buffer
 * for the content of a key file needs one byte more, to detect a longer one.
 */
#define EXPOSEPORT_KEY_HEX_MAX 1024

/**
 * The status code that closes the WebSocket of a request that is rejected: policy violation (RFC
 * 6455 section 7.4.1).
 */
#define EXPOSEPORT_WEBSOCKET_CLOSE_CODE 1008

/**
 * The number of headers of a rejection.
 */
#define EXPOSEPORT_REJECTION_HEADERS 4

/**
 * The result of a call.
 *
 * Numbers are permanent. Later versions may add numbers, so treat an unknown number as a failure.
 */
enum exposeport_status
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * The call succeeded. HTTP 200.
     */
    EXPOSEPORT_OK = 0,
    /**
     * A port outside 1024 to 65535, or the port of a host with a leading zero. HTTP 400.
     */
    EXPOSEPORT_INVALID_PORT = 1,
    /**
     * A port that the policy reserves, 3000 by default. HTTP 400.
     */
    EXPOSEPORT_RESERVED_PORT = 2,
    /**
     * An empty sandbox id, or more than 63 characters. HTTP 400.
     */
    EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH = 3,
    /**
     * A sandbox id with a hyphen first or last: "-app", "app-". HTTP 400.
     */
    EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS = 4,
    /**
     * A character of a sandbox id other than a-z, 0-9, '_' and '-': "my sandbox". HTTP 400.
     */
    EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER = 5,
    /**
     * A sandbox id with uppercase letters: "My-App". HTTP 400.
     */
    EXPOSEPORT_UPPERCASE_SANDBOX_ID = 6,
    /**
     * A sandbox id that the policy reserves, such as "www". HTTP 400.
     */
    EXPOSEPORT_RESERVED_SANDBOX_ID = 7,
    /**
     * An empty token, or a custom token of more than 16 characters. HTTP 400.
     */
    EXPOSEPORT_INVALID_TOKEN_LENGTH = 8,
    /**
     * A character of a token other than a-z, 0-9 and '_': "my-token". HTTP 400.
     */
    EXPOSEPORT_INVALID_TOKEN_CHARACTER = 9,
    /**
     * A base domain that is not a host: "user@example.com", "a..b". HTTP 400.
     */
    EXPOSEPORT_INVALID_HOSTNAME = 10,
    /**
     * A base domain with an invalid port: "example.com:0". HTTP 400.
     */
    EXPOSEPORT_INVALID_HOSTNAME_PORT = 11,
    /**
     * A base domain that is an IP address: "127.0.0.1", "::1". HTTP 400.
     */
    EXPOSEPORT_HOSTNAME_IS_IP_ADDRESS = 12,
    /**
     * A label over 63 bytes, or a host over 253. HTTP 400.
     */
    EXPOSEPORT_HOSTNAME_TOO_LONG = 13,
    /**
     * A domain that the policy denies, such as "workers.dev". HTTP 400.
     */
    EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED = 14,
    /**
     * A label of port, sandbox id and token over 63 bytes. HTTP 400.
     */
    EXPOSEPORT_LABEL_TOO_LONG = 15,
    /**
     * A host of another application: not preview-shaped, or under another domain. HTTP 404.
     */
    EXPOSEPORT_NOT_A_PREVIEW_HOST = 16,
    /**
     * An unknown port or a wrong token. Only in an exposeport_authorization. HTTP 404.
     */
    EXPOSEPORT_INVALID_TOKEN = 17,
    /**
     * Another port of the sandbox has this token. HTTP 409.
     */
    EXPOSEPORT_TOKEN_IN_USE = 18,
    /**
     * An attempt to expose or reactivate a port while the runtime is stopped. HTTP 409.
     */
    EXPOSEPORT_RUNTIME_NOT_RUNNING = 19,
    /**
     * A valid token of a port that is not active under the current runtime. Only in an
     * exposeport_authorization. HTTP 410.
     */
    EXPOSEPORT_STALE_PREVIEW_URL = 20,
    /**
     * A document that is not a snapshot or the storage of a sandbox, or a malformed entry of one.
     * HTTP 400.
     */
    EXPOSEPORT_INVALID_SNAPSHOT = 21,
    /**
     * The operating system's random number generator failed. HTTP 500.
     */
    EXPOSEPORT_ENTROPY_UNAVAILABLE = 22,
    /**
     * A name of more than 255 bytes, with a control character, or not in UTF-8. HTTP 400.
     */
    EXPOSEPORT_INVALID_NAME = 23,
    /**
     * An empty runtime id, or one of more than 255 bytes, with a control character, or not in
     * UTF-8. HTTP 400.
     */
    EXPOSEPORT_INVALID_RUNTIME_ID = 24,
    /**
     * 1,024 other ports of the sandbox have a token. HTTP 409.
     */
    EXPOSEPORT_TOO_MANY_PORTS = 25,
    /**
     * A signing key of fewer than 32 bytes. HTTP 400.
     */
    EXPOSEPORT_INVALID_SIGNING_KEY = 26,
    /**
     * A lifetime of 0 seconds, or one that ends after the last expiry. HTTP 400.
     */
    EXPOSEPORT_INVALID_LIFETIME = 27,
    /**
     * A signed token that has expired or is denied. Only in an exposeport_rejection. HTTP 410.
     */
    EXPOSEPORT_TOKEN_EXPIRED = 28,
    /**
     * An argument that must not be NULL is NULL. HTTP 500.
     */
    EXPOSEPORT_NULL_POINTER = 100,
    /**
     * The buffer is too small for the string and its NUL. The call wrote the length. HTTP 500.
     */
    EXPOSEPORT_BUFFER_TOO_SMALL = 101,
    /**
     * The library caught a panic, which is a bug in the library. HTTP 500.
     */
    EXPOSEPORT_INTERNAL = 102,
    /**
     * An index out of range, a length over PTRDIFF_MAX, or a number or a struct that this library
     * cannot have written. HTTP 500.
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
     * "http", the default for localhost and its subdomains.
     */
    EXPOSEPORT_HTTP = 1,
    /**
     * "https", the default for every other host.
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
 * The outcome of verifying the token of a route. A zero-initialized one never lets a request pass.
 * Treat an unknown number as EXPOSEPORT_VERIFICATION_INVALID.
 */
enum exposeport_verification
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * No key of the ring has signed the token: 404 EXPOSEPORT_INVALID_TOKEN.
     */
    EXPOSEPORT_VERIFICATION_INVALID = 0,
    /**
     * A key of the ring has signed the token, and it is valid.
     */
    EXPOSEPORT_VERIFICATION_ACTIVE = 1,
    /**
     * A key of the ring has signed the token, and it has expired: 410 EXPOSEPORT_TOKEN_EXPIRED.
     */
    EXPOSEPORT_VERIFICATION_EXPIRED = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum exposeport_verification exposeport_verification;
#else
typedef int32_t exposeport_verification;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * The decision about the host of a request. A zero-initialized one never lets a request pass, and
 * an unknown number is a rejection.
 */
enum exposeport_decision
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * The request is rejected.
     */
    EXPOSEPORT_DECISION_REJECT = 0,
    /**
     * The request belongs to another application. See exposeport_pass_through.
     */
    EXPOSEPORT_DECISION_PASS_THROUGH = 1,
    /**
     * The request is for a preview, and has to be authorized.
     */
    EXPOSEPORT_DECISION_PREVIEW = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum exposeport_decision exposeport_decision;
#else
typedef int32_t exposeport_decision;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A header that a gateway sets in a request to a sandbox.
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
     * The port that the request is for.
     */
    EXPOSEPORT_HEADER_PREVIEW_PORT = 1,
    /**
     * The token of the request.
     */
    EXPOSEPORT_HEADER_PREVIEW_TOKEN = 2,
    /**
     * The sandbox that the request is for.
     */
    EXPOSEPORT_HEADER_PREVIEW_SANDBOX_ID = 3,
    /**
     * The host that the client has requested.
     */
    EXPOSEPORT_HEADER_FORWARDED_HOST = 4,
    /**
     * The scheme that the client has used.
     */
    EXPOSEPORT_HEADER_FORWARDED_PROTO = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum exposeport_header exposeport_header;
#else
typedef int32_t exposeport_header;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * The runtime model of a stored document. The document does not contain it. 0 is not a valid
 * value, so a zero-initialized variable never selects a model.
 */
enum exposeport_runtimes
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * The storage contains the current runtime and the activations, as sandbox-sdk 0.12 writes
     * them. Without currentRuntimeIdentity, the runtime is stopped and no port is active.
     */
    EXPOSEPORT_RUNTIMES_TRACKED = 1,
    /**
     * The storage contains tokens only, as the 1.0 guide of sandbox-sdk writes them. Every port is
     * active. activePreviewPorts and currentRuntimeIdentity are ignored.
     */
    EXPOSEPORT_RUNTIMES_UNTRACKED = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum exposeport_runtimes exposeport_runtimes;
#else
typedef int32_t exposeport_runtimes;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * The reason why a preview URL is stale. Reasons are checked in this order.
 */
enum exposeport_stale_reason
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * The URL is not stale.
     */
    EXPOSEPORT_NOT_STALE = 0,
    /**
     * The runtime is stopped.
     */
    EXPOSEPORT_STALE_RUNTIME_NOT_RUNNING = 1,
    /**
     * The port has not been exposed since the caller first reported a runtime, or since the
     * runtime stopped.
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
 * The kind of an authorization. 0 is not a valid value, so a zero-initialized struct never grants
 * access.
 */
enum exposeport_authorization_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * The request is allowed.
     */
    EXPOSEPORT_ACTIVE = 1,
    /**
     * The token is valid, but the port was not exposed under the current runtime.
     */
    EXPOSEPORT_STALE = 2,
    /**
     * The port is not exposed, the token is wrong, or the request is for another sandbox.
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
 * The Host that an application receives.
 */
enum exposeport_application_host
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * The host of the preview URL, in lowercase.
     */
    EXPOSEPORT_APPLICATION_HOST_PREVIEW = 0,
    /**
     * "localhost" and the port of the sandbox, as 0.12 of the reference sends it.
     */
    EXPOSEPORT_APPLICATION_HOST_LOCALHOST = 1,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum exposeport_application_host exposeport_application_host;
#else
typedef int32_t exposeport_application_host;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * The format of the body of a rejection. 0 is not a valid value.
 */
enum exposeport_body_format
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * For programs: exposeport_rejection_json_body.
     */
    EXPOSEPORT_BODY_JSON = 1,
    /**
     * For people: exposeport_rejection_page.
     */
    EXPOSEPORT_BODY_HTML = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum exposeport_body_format exposeport_body_format;
#else
typedef int32_t exposeport_body_format;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * The decision about a preview-shaped host that breaks a rule, such as "3000-a-b.example.com".
 */
enum exposeport_invalid_hosts
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * The request is rejected with the code of the rule.
     */
    EXPOSEPORT_INVALID_HOSTS_REJECT = 0,
    /**
     * The request belongs to another application.
     */
    EXPOSEPORT_INVALID_HOSTS_PASS_THROUGH = 1,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum exposeport_invalid_hosts exposeport_invalid_hosts;
#else
typedef int32_t exposeport_invalid_hosts;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A base domain, "host" or "host:port": the hostname option of sandbox-sdk.
 *
 * It keeps the policy that it was created with, and applies it to the hosts that it parses and the
 * URLs that are built on it.
 *
 * Threads: a base domain is immutable, so any number of threads may use it concurrently. Create it
 * once at startup and share it.
 */
typedef struct exposeport_base_domain exposeport_base_domain;

/**
 * A list of the entries that an import dropped.
 *
 * It does not refer to the sandbox or to the document. Threads: a list is immutable, so any
 * number of threads may use it concurrently.
 */
typedef struct exposeport_dropped_entries exposeport_dropped_entries;

/**
 * A list of the active ports of a sandbox at the time when the list was created.
 *
 * It does not reference the sandbox, which may change or be freed. Threads: a list is immutable,
 * so any number of threads may use it concurrently.
 */
typedef struct exposeport_exposed_ports exposeport_exposed_ports;

/**
 * The base domains of a gateway, and its options.
 *
 * Threads: a gateway is immutable, so any number of threads may use it concurrently. Create it
 * once at startup and share it.
 */
typedef struct exposeport_gateway exposeport_gateway;

/**
 * A list of the headers of a request that is sent on.
 *
 * It does not refer to the headers of the client. Threads: a list is immutable, so any number of
 * threads may use it concurrently.
 */
typedef struct exposeport_headers exposeport_headers;

/**
 * One key that signs and verifies, and any number that only verify (HMAC-SHA-256, RFC 2104).
 *
 * To rotate keys, create a ring that signs with the new key and also verifies with the old one.
 * Tokens of the old key are valid until it leaves the ring. exposeport_key_ring_free overwrites
 * the state that is derived from the keys.
 *
 * Threads: a function that changes or frees a ring needs exclusive access to it. Functions that
 * take it as const may run concurrently. Add every key at startup and share the ring.
 */
typedef struct exposeport_key_ring exposeport_key_ring;

/**
 * The rules that a platform may change: reserved ports, reserved sandbox ids, denied domains and
 * the scheme.
 *
 * By default, port 3000 and the sandbox ids www, api, admin, root, system, cloudflare and workers
 * are reserved, and the domain workers.dev and its subdomains are denied. Every function that
 * takes a const policy accepts NULL for the default policy.
 *
 * Base domains and sandboxes copy their policy, so the caller may free it after the call that
 * takes it. Threads: a function that changes or frees a policy needs exclusive access to it. All
 * other functions may run concurrently.
 */
typedef struct exposeport_policy exposeport_policy;

/**
 * A list of the ports of a sandbox that had a token when it was created, active or stale. It
 * contains neither tokens nor URLs.
 *
 * It does not refer to the sandbox. Threads: a list is immutable, so any number of threads may
 * use it concurrently.
 */
typedef struct exposeport_port_states exposeport_port_states;

/**
 * A sandbox with its exposed ports and the reported state of its runtime.
 *
 * Performs no I/O. The caller persists snapshots and reports runtime starts and stops. Until the
 * caller reports a runtime, every exposed port is active. A sandbox keeps a copy of its policy.
 *
 * Threads: a function that changes or frees a sandbox needs exclusive access to it. Functions that
 * take it as const may run concurrently. Different sandboxes are independent.
 */
typedef struct exposeport_sandbox exposeport_sandbox;

/**
 * The details of an error: a plain struct in caller-provided memory.
 *
 * A call that fails writes it, and a call that succeeds leaves it unchanged. It needs no cleanup.
 * No message contains a token.
 */
typedef struct exposeport_error {
    /**
     * The status that the call returned.
     */
    exposeport_status status;
    /**
     * The HTTP status of the response to a request that fails with this error.
     */
    uint16_t http_status;
    /**
     * The permanent code, such as "INVALID_PORT". A static string.
     */
    const char *code;
    /**
     * The length of the message in bytes, without its NUL.
     */
    size_t message_len;
    /**
     * The message, in UTF-8 and NUL-terminated. A longer message is truncated at a character
     * boundary.
     */
    char message[EXPOSEPORT_MESSAGE_CAPACITY];
} exposeport_error;

/**
 * The parts of a preview host: port, sandbox id and token, and the range of its base domain in the
 * input.
 *
 * It is a plain struct in caller-provided memory. It may be copied and needs no cleanup. The
 * sandbox id and the token are in lowercase. The token is a secret.
 */
typedef struct exposeport_route {
    /**
     * The port that the request is for.
     */
    uint16_t port;
    /**
     * The port after the host, or 0 if there is none.
     */
    uint16_t base_port;
    /**
     * The offset in bytes of the base domain's host in the input.
     */
    size_t base_offset;
    /**
     * The length in bytes of the base domain's host in the input, without a root dot.
     */
    size_t base_len;
    /**
     * The length of the sandbox id in bytes.
     */
    uint8_t sandbox_id_len;
    /**
     * The length of the token in bytes.
     */
    uint8_t token_len;
    /**
     * The sandbox id that the request is for, NUL-terminated.
     */
    char sandbox_id[EXPOSEPORT_SANDBOX_ID_CAPACITY];
    /**
     * The token of the request, NUL-terminated.
     */
    char token[EXPOSEPORT_TOKEN_CAPACITY];
} exposeport_route;

/**
 * An entry that an import dropped: a view of an element of a list, valid until the list is freed.
 */
typedef struct exposeport_dropped_entry {
    /**
     * The place of the entry, NUL-terminated: `portTokens["8080"].name`. If the key is not a port,
     * it is the index: `portTokens, entry 2`.
     */
    const char *place;
    /**
     * The length of the place in bytes.
     */
    size_t place_len;
    /**
     * The permanent code, such as "INVALID_PORT". A static string.
     */
    const char *code;
    /**
     * The message, in UTF-8 and NUL-terminated. It contains no token.
     */
    const char *message;
    /**
     * The length of the message in bytes.
     */
    size_t message_len;
    /**
     * The status of the rule that the entry breaks.
     */
    exposeport_status status;
} exposeport_dropped_entry;

/**
 * The result of checking a request for a preview URL: a plain struct in caller-provided memory.
 *
 * Use exposeport_authorization_is_active to check whether the request is allowed.
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
     * EXPOSEPORT_OK, EXPOSEPORT_STALE_PREVIEW_URL or EXPOSEPORT_INVALID_TOKEN.
     */
    int32_t status;
    /**
     * The HTTP status of the response: 200, 410 or 404.
     */
    uint16_t http_status;
} exposeport_authorization;

/**
 * An exposed port: a view of an element of a list, valid until the list is freed.
 */
typedef struct exposeport_exposed_port {
    /**
     * The URL, NUL-terminated. It contains the token.
     */
    const char *url;
    /**
     * The length of the URL in bytes.
     */
    size_t url_len;
    /**
     * The name in UTF-8, NUL-terminated, or NULL if the port has none.
     */
    const char *name;
    /**
     * The length of the name in bytes.
     */
    size_t name_len;
    /**
     * The port.
     */
    uint16_t port;
} exposeport_exposed_port;

/**
 * The state of a port that has a token: a view of an element of a list, valid until the list is
 * freed.
 */
typedef struct exposeport_port_state {
    /**
     * The name in UTF-8, NUL-terminated, or NULL if the port has none.
     */
    const char *name;
    /**
     * The length of the name in bytes.
     */
    size_t name_len;
    /**
     * An exposeport_stale_reason. EXPOSEPORT_NOT_STALE if the port is active.
     */
    int32_t stale_reason;
    /**
     * The port.
     */
    uint16_t port;
} exposeport_port_state;

/**
 * A string in an array or a struct: a pointer and a length in bytes, of any content.
 */
typedef struct exposeport_string {
    /**
     * The first byte. NULL with the length 0 is the empty string, or no string in an output.
     */
    const char *data;
    /**
     * The length in bytes.
     */
    size_t len;
} exposeport_string;

/**
 * The parts of a request that name its host: a plain struct in caller-provided memory.
 *
 * The strings must be alive during a call only. A zero-initialized struct has no valid version, so
 * its request is rejected.
 */
typedef struct exposeport_request_host {
    /**
     * The version of HTTP: "1.1", "2" or "HTTP/1.1".
     */
    const char *version;
    /**
     * The length of the version in bytes.
     */
    size_t version_len;
    /**
     * The values of all Host headers.
     */
    const struct exposeport_string *hosts;
    /**
     * The number of Host headers.
     */
    size_t hosts_len;
    /**
     * The authority of a target in absolute form, or `:authority` in HTTP/2 and later. NULL if the
     * target has none.
     */
    const char *authority;
    /**
     * The length of the authority in bytes.
     */
    size_t authority_len;
} exposeport_request_host;

/**
 * A request for a preview: a plain struct in caller-provided memory.
 *
 * It may be copied and needs no cleanup. A zero-initialized one is never authorized.
 */
typedef struct exposeport_preview {
    /**
     * The route. Its token is a secret.
     */
    struct exposeport_route route;
    /**
     * The index of the base domain in the gateway.
     */
    size_t domain;
} exposeport_preview;

/**
 * A request that a gateway rejects: a plain struct in caller-provided memory.
 *
 * It may be copied and needs no cleanup.
 */
typedef struct exposeport_rejection {
    /**
     * The error, with the HTTP status and the code of the response. Its message has no token.
     */
    struct exposeport_error error;
    /**
     * The reason why the URL is stale, for logs: an exposeport_stale_reason.
     */
    int32_t stale_reason;
} exposeport_rejection;

/**
 * A function of the caller that returns true for a signed token that is denied before its expiry.
 * It compares the token and not the whole route, since the client chooses base_port.
 *
 * route is that of the request, and valid during the call. data is that of
 * exposeport_preview_verify. The function must return: it must not throw an exception, and not
 * leave by longjmp. It may call this library, but must not change or free a handle of the call.
 */
typedef bool (*exposeport_is_denied)(const struct exposeport_route *route,
                                     void *data);

/**
 * A header: its name and its value, of any bytes.
 *
 * In an input, a NULL name or value with the length 0 is the empty string. In an output, both are
 * NUL-terminated.
 */
typedef struct exposeport_header_view {
    /**
     * The name.
     */
    const char *name;
    /**
     * The length of the name in bytes.
     */
    size_t name_len;
    /**
     * The value.
     */
    const char *value;
    /**
     * The length of the value in bytes.
     */
    size_t value_len;
} exposeport_header_view;

/**
 * The options of exposeport_gateway_forward: a plain struct in caller-provided memory.
 *
 * A zero-initialized struct is that of a proxy that does not send the token. Only scheme has to be
 * set.
 */
typedef struct exposeport_forward_options {
    /**
     * The scheme of the client's request, an exposeport_scheme. 0 is not a valid value.
     */
    int32_t scheme;
    /**
     * The Host that the application receives, an exposeport_application_host.
     */
    int32_t host;
    /**
     * Sends the token to the application, which then can do what its holder can.
     */
    bool with_token;
    /**
     * Keeps hop-by-hop headers, for an application in the process of the gateway.
     */
    bool in_process;
} exposeport_forward_options;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Returns the permanent code of a status, the same in every language: "OK", "INVALID_PORT",
 * "NULL_POINTER".
 *
 * The string is static. Returns NULL for a number that is not an exposeport_status.
 */
const char *exposeport_status_code(int32_t status);

/**
 * Returns the HTTP status of the response to a request that failed with a status.
 *
 * Returns 200 for EXPOSEPORT_OK, and 0 for a number that is not an exposeport_status.
 */
uint16_t exposeport_status_http(int32_t status);

/**
 * Returns the version of the library, such as "0.1.0". The string is static.
 */
const char *exposeport_version(void);

/**
 * Returns the EXPOSEPORT_ABI_VERSION of the loaded library.
 */
uint32_t exposeport_abi_version(void);

/**
 * Returns the lowercase name of a header that a gateway sets, given as an exposeport_header. The
 * string is static.
 *
 * Returns NULL for any other number, so a loop from 0 to NULL visits all of them. A gateway
 * removes more headers than it sets: see exposeport_is_internal_header.
 */
const char *exposeport_header_name(int32_t header);

/**
 * Returns true if a header is internal, so that it must be removed from a client's request.
 *
 * Names are compared case-insensitively, and "_" is the same as "-", since an application under
 * CGI cannot distinguish them (RFC 3875 section 4.1.18). Returns true if name is NULL with a
 * length, and after a panic.
 */
bool exposeport_is_internal_header(const char *name,
                                   size_t name_len);

/**
 * Returns true if a header applies to one connection only, so that a proxy must not forward it
 * (RFC 9110 section 7.6.1).
 *
 * A proxy must not forward the headers that Connection lists either: exposeport_gateway_forward
 * removes both. Returns true if name is NULL with a length, and after a panic.
 */
bool exposeport_is_hop_by_hop_header(const char *name,
                                     size_t name_len);

/**
 * Creates a policy with the default rules. The caller frees it with exposeport_policy_free.
 *
 * - EXPOSEPORT_NULL_POINTER: out_policy is NULL.
 */
exposeport_status exposeport_policy_new(struct exposeport_policy **out_policy,
                                        struct exposeport_error *error);

/**
 * Frees a policy. NULL is ignored.
 */
void exposeport_policy_free(struct exposeport_policy *policy);

/**
 * Reserves a port, which is then rejected with EXPOSEPORT_RESERVED_PORT.
 *
 * If this or another function that changes a policy fails, the policy is unchanged.
 *
 * - EXPOSEPORT_INVALID_PORT: a number outside 0 to 65535.
 * - EXPOSEPORT_NULL_POINTER: policy is NULL.
 */
exposeport_status exposeport_policy_reserve_port(struct exposeport_policy *policy,
                                                 int64_t port,
                                                 struct exposeport_error *error);

/**
 * Removes a port from the reserved ports.
 *
 * The range of ports is fixed, so removing 80 has no effect. The errors are the same as those of
 * exposeport_policy_reserve_port.
 */
exposeport_status exposeport_policy_unreserve_port(struct exposeport_policy *policy,
                                                   int64_t port,
                                                   struct exposeport_error *error);

/**
 * Reserves a sandbox id. Ids that match it, ignoring case, are rejected with
 * EXPOSEPORT_RESERVED_SANDBOX_ID.
 *
 * - EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH: an empty id, or more than 63 characters.
 * - EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER: "my app".
 * - EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS: "-app", "app-".
 * - EXPOSEPORT_NULL_POINTER: policy is NULL, or id is NULL with a length.
 */
exposeport_status exposeport_policy_reserve_sandbox_id(struct exposeport_policy *policy,
                                                       const char *id,
                                                       size_t id_len,
                                                       struct exposeport_error *error);

/**
 * Removes a sandbox id from the reserved ids.
 *
 * The errors are the same as those of exposeport_policy_reserve_sandbox_id.
 */
exposeport_status exposeport_policy_unreserve_sandbox_id(struct exposeport_policy *policy,
                                                         const char *id,
                                                         size_t id_len,
                                                         struct exposeport_error *error);

/**
 * Adds a domain to the denylist. It and its subdomains are then rejected with
 * EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED.
 *
 * - EXPOSEPORT_INVALID_HOSTNAME: "a..b".
 * - EXPOSEPORT_INVALID_HOSTNAME_PORT: a domain with a port, "example.com:8443".
 * - EXPOSEPORT_HOSTNAME_IS_IP_ADDRESS: "127.0.0.1".
 * - EXPOSEPORT_HOSTNAME_TOO_LONG: a label over 63 bytes, or a host over 244.
 * - EXPOSEPORT_NULL_POINTER: policy is NULL, or domain is NULL with a length.
 */
exposeport_status exposeport_policy_deny_domain(struct exposeport_policy *policy,
                                                const char *domain,
                                                size_t domain_len,
                                                struct exposeport_error *error);

/**
 * Removes a domain from the denylist. Only an exact entry is removed.
 *
 * The errors are the same as those of exposeport_policy_deny_domain.
 */
exposeport_status exposeport_policy_undeny_domain(struct exposeport_policy *policy,
                                                  const char *domain,
                                                  size_t domain_len,
                                                  struct exposeport_error *error);

/**
 * Sets the scheme, an exposeport_scheme, of every base domain, including localhost.
 *
 * - EXPOSEPORT_INVALID_ARGUMENT: any other number.
 * - EXPOSEPORT_NULL_POINTER: policy is NULL.
 */
exposeport_status exposeport_policy_set_scheme(struct exposeport_policy *policy,
                                               int32_t scheme,
                                               struct exposeport_error *error);

/**
 * Checks a port and writes it as a 16-bit integer.
 *
 * The input is a 64-bit integer, so 73616 is rejected instead of wrapping to 8080. A NULL policy
 * selects the default policy.
 *
 * - EXPOSEPORT_INVALID_PORT: 80, 65536, -1.
 * - EXPOSEPORT_RESERVED_PORT: 3000, the port of the sandbox control plane.
 * - EXPOSEPORT_NULL_POINTER: out_port is NULL.
 */
exposeport_status exposeport_validate_port(int64_t port,
                                           const struct exposeport_policy *policy,
                                           uint16_t *out_port,
                                           struct exposeport_error *error);

/**
 * Checks a sandbox id and writes it.
 *
 * If normalize is true, ASCII letters are lowercased first. No other normalization is performed. A
 * NULL policy selects the default policy. A buffer of EXPOSEPORT_SANDBOX_ID_CAPACITY is always
 * large enough. It may overlap id.
 *
 * - EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH: an empty id, or more than 63 characters.
 * - EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER: "my sandbox", "a.b".
 * - EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS: "-app", "app-".
 * - EXPOSEPORT_RESERVED_SANDBOX_ID: "www", "WWW".
 * - EXPOSEPORT_UPPERCASE_SANDBOX_ID: "My-App", if normalize is false.
 * - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length.
 * - EXPOSEPORT_NULL_POINTER: id is NULL with a length, or out_buffer is NULL with a capacity.
 */
exposeport_status exposeport_validate_sandbox_id(const char *id,
                                                 size_t id_len,
                                                 bool normalize,
                                                 const struct exposeport_policy *policy,
                                                 char *out_buffer,
                                                 size_t out_capacity,
                                                 size_t *out_len,
                                                 struct exposeport_error *error);

/**
 * Checks a custom token.
 *
 * - EXPOSEPORT_INVALID_TOKEN_LENGTH: an empty token, or more than 16 characters.
 * - EXPOSEPORT_INVALID_TOKEN_CHARACTER: "my-token", "My_token".
 * - EXPOSEPORT_NULL_POINTER: token is NULL with a length.
 */
exposeport_status exposeport_validate_token(const char *token,
                                            size_t token_len,
                                            struct exposeport_error *error);

/**
 * Generates a token: 16 characters of a-z and 0-9 from the operating system's random number
 * generator.
 *
 * Every call reads from the system's generator, so forked processes never share a token. A buffer
 * of EXPOSEPORT_TOKEN_CAPACITY is always large enough.
 *
 * - EXPOSEPORT_ENTROPY_UNAVAILABLE: the operating system's generator fails.
 * - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length.
 * - EXPOSEPORT_NULL_POINTER: out_buffer is NULL with a capacity.
 */
exposeport_status exposeport_generate_token(char *out_buffer,
                                            size_t out_capacity,
                                            size_t *out_len,
                                            struct exposeport_error *error);

/**
 * Compares two tokens in constant time: the time depends only on their lengths. Returns true if
 * they are equal.
 *
 * Returns false if token or other is NULL with a length, or a length exceeds PTRDIFF_MAX.
 */
bool exposeport_tokens_equal(const char *token,
                             size_t token_len,
                             const char *other,
                             size_t other_len);

/**
 * Writes the maximum length in bytes of a sandbox id in a label with a port and a token of
 * token_len bytes.
 *
 * A label has at most 63 bytes (RFC 1034 section 3.1). An id within the budget is never rejected
 * with EXPOSEPORT_LABEL_TOO_LONG. A NULL policy selects the default policy.
 *
 * - EXPOSEPORT_INVALID_PORT, EXPOSEPORT_RESERVED_PORT: as in exposeport_validate_port.
 * - EXPOSEPORT_NULL_POINTER: out_budget is NULL.
 */
exposeport_status exposeport_sandbox_id_budget(int64_t port,
                                               size_t token_len,
                                               const struct exposeport_policy *policy,
                                               size_t *out_budget,
                                               struct exposeport_error *error);

/**
 * Creates a base domain from "host" or "host:port". The caller frees it with
 * exposeport_base_domain_free.
 *
 * The host may be in Unicode (UTF-8). This function converts it to lowercase ASCII and removes one
 * trailing dot. A NULL policy selects the default policy.
 *
 * Preview hosts start with a digit. On a domain with labels that are written from right to left,
 * such as "xn--4dbc.example", they break the Bidi rule (RFC 5893 section 2). Chromium opens their
 * URLs, but stricter parsers reject them.
 *
 * - EXPOSEPORT_INVALID_HOSTNAME: "", "user@example.com", "https://example.com", "a..b",
 *   "*.example.com", "-a.example".
 * - EXPOSEPORT_INVALID_HOSTNAME_PORT: "example.com:0", "example.com:".
 * - EXPOSEPORT_HOSTNAME_IS_IP_ADDRESS: "127.0.0.1", "[::1]:8787".
 * - EXPOSEPORT_HOSTNAME_TOO_LONG: a label over 63 bytes, or a host over 244.
 * - EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED: "workers.dev", "x.Workers.DEV.".
 * - EXPOSEPORT_NULL_POINTER: out_domain is NULL, or hostname is NULL with a length.
 */
exposeport_status exposeport_base_domain_new(const char *hostname,
                                             size_t hostname_len,
                                             const struct exposeport_policy *policy,
                                             struct exposeport_base_domain **out_domain,
                                             struct exposeport_error *error);

/**
 * Frees a base domain. NULL is ignored.
 */
void exposeport_base_domain_free(struct exposeport_base_domain *domain);

/**
 * Writes the host: ASCII, lowercase, without a trailing dot.
 *
 * A buffer of EXPOSEPORT_BASE_DOMAIN_CAPACITY is always large enough.
 *
 * - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length.
 * - EXPOSEPORT_NULL_POINTER: domain is NULL, or out_buffer is NULL with a capacity.
 */
exposeport_status exposeport_base_domain_host(const struct exposeport_base_domain *domain,
                                              char *out_buffer,
                                              size_t out_capacity,
                                              size_t *out_len,
                                              struct exposeport_error *error);

/**
 * Writes the canonical form of the base domain: the host, followed by ":port" if there is one.
 *
 * A buffer of EXPOSEPORT_BASE_DOMAIN_CAPACITY is always large enough. The errors are the same as
 * those of exposeport_base_domain_host.
 */
exposeport_status exposeport_base_domain_hostname(const struct exposeport_base_domain *domain,
                                                  char *out_buffer,
                                                  size_t out_capacity,
                                                  size_t *out_len,
                                                  struct exposeport_error *error);

/**
 * Writes the port, or 0 if there is none or it is the default port of the scheme.
 *
 * - EXPOSEPORT_NULL_POINTER: domain or out_port is NULL.
 */
exposeport_status exposeport_base_domain_port(const struct exposeport_base_domain *domain,
                                              uint16_t *out_port,
                                              struct exposeport_error *error);

/**
 * Writes the scheme of URLs on this base domain.
 *
 * - EXPOSEPORT_NULL_POINTER: domain or out_scheme is NULL.
 */
exposeport_status exposeport_base_domain_scheme(const struct exposeport_base_domain *domain,
                                                exposeport_scheme *out_scheme,
                                                struct exposeport_error *error);

/**
 * Parses the value of a Host header or another authority, "host" or "host:port", under any base
 * domain. The input may contain any bytes.
 *
 * A gateway should use exposeport_base_domain_route or exposeport_parse_under instead.
 *
 * A NULL policy selects the default policy.
 *
 * - EXPOSEPORT_NOT_A_PREVIEW_HOST: "www.example.com", "2024-annual.example.com", "8080-sb-tok".
 *   The request belongs to another application.
 * - EXPOSEPORT_INVALID_PORT: "08080-a-b.example.com", "99999-a-b.example.com".
 * - EXPOSEPORT_RESERVED_PORT: "3000-a-b.example.com".
 * - EXPOSEPORT_LABEL_TOO_LONG: a first label over 63 bytes.
 * - EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH: "8080--b.example.com".
 * - EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER: "8080-a b-c.example.com".
 * - EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS: "8080--a-b.example.com".
 * - EXPOSEPORT_RESERVED_SANDBOX_ID: "8080-www-b.example.com".
 * - EXPOSEPORT_INVALID_TOKEN_LENGTH: "8080-a-.example.com".
 * - EXPOSEPORT_INVALID_TOKEN_CHARACTER: "8080-a-b$.example.com".
 * - EXPOSEPORT_HOSTNAME_TOO_LONG: a host over 253 bytes, or a label of its base domain over 63.
 * - EXPOSEPORT_INVALID_HOSTNAME: "8080-a-b.exa$mple.com", or a base domain that is not ASCII.
 * - EXPOSEPORT_HOSTNAME_IS_IP_ADDRESS: "8080-a-b.127.0.0.1".
 * - EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED: "8080-a-b.x.workers.dev".
 * - EXPOSEPORT_INVALID_HOSTNAME_PORT: "8080-a-b.example.com:0".
 * - EXPOSEPORT_NULL_POINTER: out_route is NULL, or host is NULL with a length.
 */
exposeport_status exposeport_parse_host(const char *host,
                                        size_t host_len,
                                        const struct exposeport_policy *policy,
                                        struct exposeport_route *out_route,
                                        struct exposeport_error *error);

/**
 * Parses a URL with the scheme http, https, ws or wss.
 *
 * Malformed URLs are rejected, not corrected. Everything after the authority is ignored. A NULL
 * policy selects the default policy.
 *
 * - EXPOSEPORT_NOT_A_PREVIEW_HOST: "ftp://8080-a-b.example.com", "https:/8080-a-b.example.com".
 * - EXPOSEPORT_NULL_POINTER: out_route is NULL, or url is NULL with a length.
 * - Every other error of exposeport_parse_host.
 */
exposeport_status exposeport_parse_url(const char *url,
                                       size_t url_len,
                                       const struct exposeport_policy *policy,
                                       struct exposeport_route *out_route,
                                       struct exposeport_error *error);

/**
 * Parses a preview URL or a bare host.
 *
 * Input with "://" in its first eight bytes is parsed as a URL; anything else as a Host value. A
 * NULL policy selects the default policy.
 *
 * - EXPOSEPORT_NULL_POINTER: out_route is NULL, or host_or_url is NULL with a length.
 * - Every other error of exposeport_parse_url and exposeport_parse_host.
 */
exposeport_status exposeport_parse(const char *host_or_url,
                                   size_t host_or_url_len,
                                   const struct exposeport_policy *policy,
                                   struct exposeport_route *out_route,
                                   struct exposeport_error *error);

/**
 * Parses a Host header value under one of several base domains, an array of domains_len handles.
 * Writes the route and the index of the matching base domain.
 *
 * - EXPOSEPORT_NOT_A_PREVIEW_HOST: a host that is under none of the base domains.
 * - EXPOSEPORT_NULL_POINTER: out_index, out_route or a base domain is NULL, or host or domains is
 *   NULL with a length.
 * - Every other error of exposeport_base_domain_route.
 */
exposeport_status exposeport_parse_under(const char *host,
                                         size_t host_len,
                                         const struct exposeport_base_domain *const *domains,
                                         size_t domains_len,
                                         size_t *out_index,
                                         struct exposeport_route *out_route,
                                         struct exposeport_error *error);

/**
 * Parses a Host header value under a base domain. Exactly one label must precede the base domain.
 *
 * The port after the host must be valid but may differ from that of the base domain, since a proxy
 * may listen on another port.
 *
 * - EXPOSEPORT_NOT_A_PREVIEW_HOST: a host that is not under the base domain or not
 *   preview-shaped. The request belongs to another application.
 * - EXPOSEPORT_NULL_POINTER: domain or out_route is NULL, or host is NULL with a length.
 * - Every other error of exposeport_parse_host.
 */
exposeport_status exposeport_base_domain_route(const struct exposeport_base_domain *domain,
                                               const char *host,
                                               size_t host_len,
                                               struct exposeport_route *out_route,
                                               struct exposeport_error *error);

/**
 * Parses a URL under a base domain, as exposeport_base_domain_route parses a host.
 *
 * - EXPOSEPORT_NULL_POINTER: domain or out_route is NULL, or url is NULL with a length.
 * - Every other error of exposeport_base_domain_route and exposeport_parse_url.
 */
exposeport_status exposeport_base_domain_route_url(const struct exposeport_base_domain *domain,
                                                   const char *url,
                                                   size_t url_len,
                                                   struct exposeport_route *out_route,
                                                   struct exposeport_error *error);

/**
 * Parses a URL or a host under a base domain, as exposeport_parse does.
 *
 * - EXPOSEPORT_NULL_POINTER: domain or out_route is NULL, or host_or_url is NULL with a length.
 * - Every other error of exposeport_base_domain_route and exposeport_base_domain_route_url.
 */
exposeport_status exposeport_base_domain_route_any(const struct exposeport_base_domain *domain,
                                                   const char *host_or_url,
                                                   size_t host_or_url_len,
                                                   struct exposeport_route *out_route,
                                                   struct exposeport_error *error);

/**
 * Builds the URL of a port, a sandbox id and a custom token on a base domain, under the policy of
 * that domain. The URL has no trailing slash.
 *
 * If normalize is true, ASCII letters of the sandbox id are lowercased first. A buffer of
 * EXPOSEPORT_URL_CAPACITY is always large enough, and has room for a "/" after the URL.
 *
 * Returns the first error in this order:
 *
 * - EXPOSEPORT_NULL_POINTER: domain is NULL, id or token is NULL with a length, or out_buffer is
 *   NULL with a capacity.
 * - EXPOSEPORT_INVALID_PORT, EXPOSEPORT_RESERVED_PORT: as in exposeport_validate_port.
 * - EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH, EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER,
 *   EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS, EXPOSEPORT_RESERVED_SANDBOX_ID,
 *   EXPOSEPORT_UPPERCASE_SANDBOX_ID: as in exposeport_validate_sandbox_id.
 * - EXPOSEPORT_INVALID_TOKEN_LENGTH, EXPOSEPORT_INVALID_TOKEN_CHARACTER: as in
 *   exposeport_validate_token.
 * - EXPOSEPORT_LABEL_TOO_LONG: the label of port, sandbox id and token has more than 63 bytes. See
 *   exposeport_sandbox_id_budget.
 * - EXPOSEPORT_HOSTNAME_TOO_LONG: the host has more than 253 bytes.
 * - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length of the URL.
 */
exposeport_status exposeport_build_url(int64_t port,
                                       const char *id,
                                       size_t id_len,
                                       bool normalize,
                                       const char *token,
                                       size_t token_len,
                                       const struct exposeport_base_domain *domain,
                                       char *out_buffer,
                                       size_t out_capacity,
                                       size_t *out_len,
                                       struct exposeport_error *error);

/**
 * Builds the URL of a route on a base domain. The URL has no trailing slash.
 *
 * The token of a route may be longer than a custom one. The parts of the route are checked again,
 * since the caller may have changed them. A buffer of EXPOSEPORT_URL_CAPACITY is always large
 * enough, and has room for a "/" after the URL.
 *
 * - EXPOSEPORT_INVALID_ARGUMENT: a length of the route exceeds its array.
 * - EXPOSEPORT_NULL_POINTER: route or domain is NULL, or out_buffer is NULL with a capacity.
 * - Every other error of exposeport_build_url.
 */
exposeport_status exposeport_route_build_url(const struct exposeport_route *route,
                                             const struct exposeport_base_domain *domain,
                                             char *out_buffer,
                                             size_t out_capacity,
                                             size_t *out_len,
                                             struct exposeport_error *error);

/**
 * Creates a sandbox without exposed ports. The caller frees it with exposeport_sandbox_free.
 *
 * If normalize is true, ASCII letters of the id are lowercased first. A NULL policy selects the
 * default policy.
 *
 * - EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH, EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER,
 *   EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS, EXPOSEPORT_RESERVED_SANDBOX_ID,
 *   EXPOSEPORT_UPPERCASE_SANDBOX_ID: as in exposeport_validate_sandbox_id.
 * - EXPOSEPORT_NULL_POINTER: out_sandbox is NULL, or id is NULL with a length.
 */
exposeport_status exposeport_sandbox_new(const char *id,
                                         size_t id_len,
                                         bool normalize,
                                         const struct exposeport_policy *policy,
                                         struct exposeport_sandbox **out_sandbox,
                                         struct exposeport_error *error);

/**
 * Frees a sandbox. NULL is ignored.
 */
void exposeport_sandbox_free(struct exposeport_sandbox *sandbox);

/**
 * Writes the id of a sandbox.
 *
 * A buffer of EXPOSEPORT_SANDBOX_ID_CAPACITY is always large enough.
 *
 * - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length.
 * - EXPOSEPORT_NULL_POINTER: sandbox is NULL, or out_buffer is NULL with a capacity.
 */
exposeport_status exposeport_sandbox_id(const struct exposeport_sandbox *sandbox,
                                        char *out_buffer,
                                        size_t out_capacity,
                                        size_t *out_len,
                                        struct exposeport_error *error);

/**
 * Exposes a port and writes its URL.
 *
 * If token is NULL, the port keeps its current token, or gets a new one from the operating
 * system's random number generator. The name replaces the current one, and NULL removes it. A call
 * that fails leaves the sandbox unchanged, even if only the buffer is too small. A buffer of
 * EXPOSEPORT_URL_CAPACITY is always large enough, and has room for a "/" after the URL.
 *
 * - EXPOSEPORT_INVALID_PORT: 80, 65536, -1.
 * - EXPOSEPORT_RESERVED_PORT: the policy of the sandbox or of the base domain reserves the port.
 * - EXPOSEPORT_INVALID_TOKEN_LENGTH: an empty token, or more than 16 characters.
 * - EXPOSEPORT_INVALID_TOKEN_CHARACTER: "my-token", "My_token".
 * - EXPOSEPORT_INVALID_NAME: a name of more than 255 bytes, "a\nb", or not in UTF-8.
 * - EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED: the policy of the sandbox denies the base domain.
 * - EXPOSEPORT_RUNTIME_NOT_RUNNING: the runtime is stopped.
 * - EXPOSEPORT_TOO_MANY_PORTS: 1,024 other ports have a token.
 * - EXPOSEPORT_TOKEN_IN_USE: another port of the sandbox has the token.
 * - EXPOSEPORT_ENTROPY_UNAVAILABLE: the operating system's generator fails.
 * - EXPOSEPORT_RESERVED_SANDBOX_ID: the policy of the base domain reserves the sandbox id.
 * - EXPOSEPORT_LABEL_TOO_LONG, EXPOSEPORT_HOSTNAME_TOO_LONG: as in exposeport_build_url.
 * - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length of the URL.
 * - EXPOSEPORT_NULL_POINTER: sandbox or domain is NULL, name or token is NULL with a length, or
 *   out_buffer is NULL with a capacity.
 */
exposeport_status exposeport_sandbox_expose_port(struct exposeport_sandbox *sandbox,
                                                 int64_t port,
                                                 const struct exposeport_base_domain *domain,
                                                 const char *name,
                                                 size_t name_len,
                                                 const char *token,
                                                 size_t token_len,
                                                 char *out_buffer,
                                                 size_t out_capacity,
                                                 size_t *out_len,
                                                 struct exposeport_error *error);

/**
 * Stops exposing a port. Writes true to out_removed if it was exposed. Idempotent.
 *
 * - EXPOSEPORT_INVALID_PORT, EXPOSEPORT_RESERVED_PORT: as in exposeport_validate_port.
 * - EXPOSEPORT_NULL_POINTER: sandbox or out_removed is NULL.
 */
exposeport_status exposeport_sandbox_unexpose_port(struct exposeport_sandbox *sandbox,
                                                   int64_t port,
                                                   bool *out_removed,
                                                   struct exposeport_error *error);

/**
 * Returns true if a port is exposed and active.
 *
 * Returns false if sandbox is NULL or the number is not a valid port.
 */
bool exposeport_sandbox_is_port_exposed(const struct exposeport_sandbox *sandbox,
                                        int64_t port);

/**
 * Returns true if a port has a token, whether the port is active or stale.
 *
 * Tokens are compared in constant time. Returns false if sandbox is NULL, if token is NULL with a
 * length, or if the port or the token is not valid. Use exposeport_sandbox_authorize to authorize
 * requests.
 */
bool exposeport_sandbox_validate_port_token(const struct exposeport_sandbox *sandbox,
                                            int64_t port,
                                            const char *token,
                                            size_t token_len);

/**
 * Reports that a runtime is running.
 *
 * If its id differs from the current one, every exposure becomes stale until its port is exposed
 * again, or exposeport_sandbox_reactivate is called. The token and the name are kept. Reporting an
 * earlier id again does not reactivate its exposures.
 *
 * - EXPOSEPORT_INVALID_RUNTIME_ID: an empty id, more than 255 bytes, "a\nb", or not in UTF-8.
 * - EXPOSEPORT_NULL_POINTER: sandbox is NULL, or id is NULL with a length.
 */
exposeport_status exposeport_sandbox_runtime_started(struct exposeport_sandbox *sandbox,
                                                     const char *id,
                                                     size_t id_len,
                                                     struct exposeport_error *error);

/**
 * Reports that no runtime is running.
 *
 * Every exposure becomes stale until a runtime is running and its port is exposed again, or
 * exposeport_sandbox_reactivate is called. The token and the name are kept.
 *
 * - EXPOSEPORT_NULL_POINTER: sandbox is NULL.
 */
exposeport_status exposeport_sandbox_runtime_stopped(struct exposeport_sandbox *sandbox,
                                                     struct exposeport_error *error);

/**
 * Makes every port that has a token active with that token, under the current runtime. Writes the
 * number of ports that were stale before to out_count.
 *
 * Until the caller reports a runtime, every port is active and the number is 0. A call that fails
 * leaves the sandbox unchanged.
 *
 * - EXPOSEPORT_RUNTIME_NOT_RUNNING: the runtime is stopped.
 * - EXPOSEPORT_NULL_POINTER: sandbox or out_count is NULL.
 */
exposeport_status exposeport_sandbox_reactivate(struct exposeport_sandbox *sandbox,
                                                size_t *out_count,
                                                struct exposeport_error *error);

/**
 * Writes a snapshot: a JSON document that contains the tokens. Equal states yield equal strings.
 *
 * No constant capacity fits every snapshot. Call this function with a NULL buffer first to get the
 * length.
 *
 * - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length.
 * - EXPOSEPORT_NULL_POINTER: sandbox is NULL, or out_buffer is NULL with a capacity.
 */
exposeport_status exposeport_sandbox_to_json(const struct exposeport_sandbox *sandbox,
                                             char *out_buffer,
                                             size_t out_capacity,
                                             size_t *out_len,
                                             struct exposeport_error *error);

/**
 * Creates a sandbox from an id and a snapshot. The caller frees it with exposeport_sandbox_free.
 *
 * If the snapshot contains neither a runtime nor an activation, every port is active. If the
 * runtime is in fact stopped, call exposeport_sandbox_runtime_stopped. If normalize is true, ASCII
 * letters of the id are lowercased first. A NULL policy selects the default policy.
 *
 * - EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH, EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER,
 *   EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS, EXPOSEPORT_RESERVED_SANDBOX_ID,
 *   EXPOSEPORT_UPPERCASE_SANDBOX_ID: as in exposeport_validate_sandbox_id.
 * - EXPOSEPORT_INVALID_SNAPSHOT: "[]", {"portTokens": 1}, two ports with one token, more than
 *   1,024 ports, more than 4 MiB, or more than 32 levels of nesting. The message names the place.
 *   Also {"8080": "t"}, which exposeport_sandbox_import_storage reads.
 * - EXPOSEPORT_NULL_POINTER: out_sandbox is NULL, or id or json is NULL with a length.
 */
exposeport_status exposeport_sandbox_from_json(const char *id,
                                               size_t id_len,
                                               bool normalize,
                                               const char *json,
                                               size_t json_len,
                                               const struct exposeport_policy *policy,
                                               struct exposeport_sandbox **out_sandbox,
                                               struct exposeport_error *error);

/**
 * Imports what Cloudflare's sandbox-sdk has stored. Creates a sandbox, and a list of the entries
 * that were dropped. The caller frees them with exposeport_sandbox_free and
 * exposeport_dropped_entries_free.
 *
 * The document is the storage of a sandbox as JSON, written by any version, or the value of
 * portTokens alone. A malformed entry is dropped and listed, and does not fail the import. Ports
 * are imported in ascending order. runtimes is an exposeport_runtimes. If normalize is true, ASCII
 * letters of the id are lowercased first. A NULL policy selects the default policy.
 *
 * - EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH, EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER,
 *   EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS, EXPOSEPORT_RESERVED_SANDBOX_ID,
 *   EXPOSEPORT_UPPERCASE_SANDBOX_ID: as in exposeport_validate_sandbox_id.
 * - EXPOSEPORT_INVALID_SNAPSHOT: "[]", {"portTokens": 1}, {"activePreviewPorts": 1}, more than
 *   4 MiB, or more than 32 levels. The message names the place.
 * - EXPOSEPORT_INVALID_ARGUMENT: runtimes is 0 or another number that is not an
 *   exposeport_runtimes.
 * - EXPOSEPORT_NULL_POINTER: out_sandbox or out_dropped is NULL, or id or document is NULL with a
 *   length.
 */
exposeport_status exposeport_sandbox_import_storage(const char *id,
                                                    size_t id_len,
                                                    bool normalize,
                                                    const char *document,
                                                    size_t document_len,
                                                    int32_t runtimes,
                                                    const struct exposeport_policy *policy,
                                                    struct exposeport_sandbox **out_sandbox,
                                                    struct exposeport_dropped_entries **out_dropped,
                                                    struct exposeport_error *error);

/**
 * Frees a list. Views of its elements are invalid afterwards. NULL is ignored.
 */
void exposeport_dropped_entries_free(struct exposeport_dropped_entries *dropped);

/**
 * Writes the length of a list, which is 0 if nothing was dropped.
 *
 * - EXPOSEPORT_NULL_POINTER: dropped or out_len is NULL.
 */
exposeport_status exposeport_dropped_entries_len(const struct exposeport_dropped_entries *dropped,
                                                 size_t *out_len,
                                                 struct exposeport_error *error);

/**
 * Writes a view of an element of a list.
 *
 * - EXPOSEPORT_INVALID_ARGUMENT: index is not less than the length of the list.
 * - EXPOSEPORT_NULL_POINTER: dropped or out_entry is NULL.
 */
exposeport_status exposeport_dropped_entries_get(const struct exposeport_dropped_entries *dropped,
                                                 size_t index,
                                                 struct exposeport_dropped_entry *out_entry,
                                                 struct exposeport_error *error);

/**
 * Returns the name of an exposeport_stale_reason: "runtime-not-running", "missing-activation",
 * "runtime-mismatch" or "token-mismatch".
 *
 * The string is static. Returns NULL for EXPOSEPORT_NOT_STALE and for any other number.
 */
const char *exposeport_stale_reason_name(int32_t reason);

/**
 * Authorizes a request for a route and writes the result.
 *
 * An unknown port, a wrong token and a mismatched sandbox id all yield EXPOSEPORT_INVALID. The
 * status EXPOSEPORT_OK means that out_authorization was written, not that the request is allowed.
 * Use exposeport_authorization_is_active to check that.
 *
 * - EXPOSEPORT_INVALID_ARGUMENT: a length of the route exceeds its array.
 * - EXPOSEPORT_NULL_POINTER: sandbox, route or out_authorization is NULL.
 */
exposeport_status exposeport_sandbox_authorize(const struct exposeport_sandbox *sandbox,
                                               const struct exposeport_route *route,
                                               struct exposeport_authorization *out_authorization,
                                               struct exposeport_error *error);

/**
 * Returns true if the request is allowed.
 *
 * Returns false for NULL and for a struct that exposeport_sandbox_authorize cannot have written.
 */
bool exposeport_authorization_is_active(const struct exposeport_authorization *authorization);

/**
 * Writes the JSON body of the response to a request that is not allowed.
 *
 * The body is {"error": "...", "code": "..."}, or the empty string if the request is allowed. A
 * buffer of EXPOSEPORT_JSON_BODY_CAPACITY is always large enough.
 *
 * - EXPOSEPORT_INVALID_ARGUMENT: a struct that exposeport_sandbox_authorize cannot have written.
 * - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length.
 * - EXPOSEPORT_NULL_POINTER: authorization is NULL, or out_buffer is NULL with a capacity.
 */
exposeport_status exposeport_authorization_json_body(const struct exposeport_authorization *authorization,
                                                     char *out_buffer,
                                                     size_t out_capacity,
                                                     size_t *out_len,
                                                     struct exposeport_error *error);

/**
 * Creates a list of the active ports in ascending order, with their URLs on a base domain. The
 * caller frees it with exposeport_exposed_ports_free.
 *
 * - EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED: the policy of the sandbox denies the base domain.
 * - EXPOSEPORT_RESERVED_PORT, EXPOSEPORT_RESERVED_SANDBOX_ID: the policy of the base domain
 *   reserves a port or the sandbox id.
 * - EXPOSEPORT_LABEL_TOO_LONG, EXPOSEPORT_HOSTNAME_TOO_LONG: as in exposeport_build_url.
 * - EXPOSEPORT_NULL_POINTER: sandbox, domain or out_ports is NULL.
 */
exposeport_status exposeport_sandbox_exposed_ports(const struct exposeport_sandbox *sandbox,
                                                   const struct exposeport_base_domain *domain,
                                                   struct exposeport_exposed_ports **out_ports,
                                                   struct exposeport_error *error);

/**
 * Frees a list and invalidates the views of its elements. NULL is ignored.
 */
void exposeport_exposed_ports_free(struct exposeport_exposed_ports *ports);

/**
 * Writes the length of a list.
 *
 * - EXPOSEPORT_NULL_POINTER: ports or out_len is NULL.
 */
exposeport_status exposeport_exposed_ports_len(const struct exposeport_exposed_ports *ports,
                                               size_t *out_len,
                                               struct exposeport_error *error);

/**
 * Writes a view of an element of a list.
 *
 * - EXPOSEPORT_INVALID_ARGUMENT: index is out of range.
 * - EXPOSEPORT_NULL_POINTER: ports or out_port is NULL.
 */
exposeport_status exposeport_exposed_ports_get(const struct exposeport_exposed_ports *ports,
                                               size_t index,
                                               struct exposeport_exposed_port *out_port,
                                               struct exposeport_error *error);

/**
 * Creates a list of every port that has a token, in ascending order. The caller frees it with
 * exposeport_port_states_free.
 *
 * A stale port is active again after it is exposed, or after exposeport_sandbox_reactivate.
 *
 * - EXPOSEPORT_NULL_POINTER: sandbox or out_states is NULL.
 */
exposeport_status exposeport_sandbox_ports(const struct exposeport_sandbox *sandbox,
                                           struct exposeport_port_states **out_states,
                                           struct exposeport_error *error);

/**
 * Frees a list. Views of its elements are invalid afterwards. NULL is ignored.
 */
void exposeport_port_states_free(struct exposeport_port_states *states);

/**
 * Writes the length of a list.
 *
 * - EXPOSEPORT_NULL_POINTER: states or out_len is NULL.
 */
exposeport_status exposeport_port_states_len(const struct exposeport_port_states *states,
                                             size_t *out_len,
                                             struct exposeport_error *error);

/**
 * Writes a view of an element of a list.
 *
 * - EXPOSEPORT_INVALID_ARGUMENT: index is not less than the length of the list.
 * - EXPOSEPORT_NULL_POINTER: states or out_state is NULL.
 */
exposeport_status exposeport_port_states_get(const struct exposeport_port_states *states,
                                             size_t index,
                                             struct exposeport_port_state *out_state,
                                             struct exposeport_error *error);

/**
 * Creates a ring of one key, which signs and verifies. The caller frees it with
 * exposeport_key_ring_free.
 *
 * key is secret: at least 32 bytes of a random generator. Any byte may occur in it.
 *
 * - EXPOSEPORT_INVALID_SIGNING_KEY: a key of fewer than 32 bytes.
 * - EXPOSEPORT_NULL_POINTER: out_ring is NULL, or key is NULL with a length.
 */
exposeport_status exposeport_key_ring_new(const char *key,
                                          size_t key_len,
                                          struct exposeport_key_ring **out_ring,
                                          struct exposeport_error *error);

/**
 * Creates a ring of one key in hexadecimal digits: the content of a file that
 * "openssl rand -hex 32" has written. The caller frees it with exposeport_key_ring_free.
 *
 * Uppercase and lowercase digits are accepted, and ASCII white space around them. The decoded key
 * is overwritten. The caller overwrites the digits.
 *
 * - EXPOSEPORT_INVALID_SIGNING_KEY: more than EXPOSEPORT_KEY_HEX_MAX bytes; any other character,
 *   or an odd number of digits; a key of fewer than 32 bytes.
 * - EXPOSEPORT_NULL_POINTER: out_ring is NULL, or digits is NULL with a length.
 */
exposeport_status exposeport_key_ring_new_hex(const char *digits,
                                              size_t digits_len,
                                              struct exposeport_key_ring **out_ring,
                                              struct exposeport_error *error);

/**
 * Frees a key ring. NULL is ignored.
 */
void exposeport_key_ring_free(struct exposeport_key_ring *ring);

/**
 * Adds a key that only verifies. If the call fails, the ring is unchanged.
 *
 * - EXPOSEPORT_INVALID_SIGNING_KEY: a key of fewer than 32 bytes.
 * - EXPOSEPORT_NULL_POINTER: ring is NULL, or key is NULL with a length.
 */
exposeport_status exposeport_key_ring_add(struct exposeport_key_ring *ring,
                                          const char *key,
                                          size_t key_len,
                                          struct exposeport_error *error);

/**
 * Adds a key in hexadecimal digits that only verifies. If the call fails, the ring is unchanged.
 *
 * - EXPOSEPORT_INVALID_SIGNING_KEY: as in exposeport_key_ring_new_hex.
 * - EXPOSEPORT_NULL_POINTER: ring is NULL, or digits is NULL with a length.
 */
exposeport_status exposeport_key_ring_add_hex(struct exposeport_key_ring *ring,
                                              const char *digits,
                                              size_t digits_len,
                                              struct exposeport_error *error);

/**
 * Writes the permanent token of a port: 16 characters.
 *
 * The same arguments always yield the same token. context is a part of what is signed and not of
 * the token: a tenant, a base domain, or a generation that is raised to end all earlier tokens.
 *
 * If normalize is true, ASCII letters of the sandbox id are lowercased first. A NULL policy
 * selects the default policy. A buffer of EXPOSEPORT_TOKEN_CAPACITY is always large enough.
 *
 * - EXPOSEPORT_INVALID_PORT, EXPOSEPORT_RESERVED_PORT: as in exposeport_validate_port.
 * - EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH, EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER,
 *   EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS, EXPOSEPORT_RESERVED_SANDBOX_ID,
 *   EXPOSEPORT_UPPERCASE_SANDBOX_ID: as in exposeport_validate_sandbox_id.
 * - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length.
 * - EXPOSEPORT_NULL_POINTER: ring is NULL, id or context is NULL with a length, or out_buffer is
 *   NULL with a capacity.
 */
exposeport_status exposeport_key_ring_sign(const struct exposeport_key_ring *ring,
                                           int64_t port,
                                           const char *id,
                                           size_t id_len,
                                           bool normalize,
                                           const char *context,
                                           size_t context_len,
                                           const struct exposeport_policy *policy,
                                           char *out_buffer,
                                           size_t out_capacity,
                                           size_t *out_len,
                                           struct exposeport_error *error);

/**
 * Writes a token that expires: 22 characters, which is valid for lifetime seconds from now on.
 *
 * now is in seconds of Unix time. Writes the expiry, now + lifetime, to out_expires, which may be
 * NULL. The token is valid before this time. It leaves six characters less for the sandbox id in a
 * label, and a sandbox does not accept it as its token. The other arguments are those of
 * exposeport_key_ring_sign.
 *
 * - EXPOSEPORT_INVALID_LIFETIME: a lifetime of 0, or an expiry after 24 December 2094. Also an
 *   expiry before 2026, since now is wrong.
 * - Every error of exposeport_key_ring_sign.
 */
exposeport_status exposeport_key_ring_sign_until(const struct exposeport_key_ring *ring,
                                                 int64_t port,
                                                 const char *id,
                                                 size_t id_len,
                                                 bool normalize,
                                                 const char *context,
                                                 size_t context_len,
                                                 uint64_t now,
                                                 uint64_t lifetime,
                                                 const struct exposeport_policy *policy,
                                                 uint64_t *out_expires,
                                                 char *out_buffer,
                                                 size_t out_capacity,
                                                 size_t *out_len,
                                                 struct exposeport_error *error);

/**
 * Signs the permanent token of a port and builds its URL on a base domain, under the policy of
 * that domain. The URL has no trailing slash.
 *
 * context and normalize are those of exposeport_key_ring_sign. A buffer of EXPOSEPORT_URL_CAPACITY
 * is always large enough, and has room for a "/" after the URL.
 *
 * - EXPOSEPORT_LABEL_TOO_LONG, EXPOSEPORT_HOSTNAME_TOO_LONG: as in exposeport_build_url.
 * - EXPOSEPORT_NULL_POINTER: domain is NULL.
 * - Every error of exposeport_key_ring_sign.
 */
exposeport_status exposeport_key_ring_build_url(const struct exposeport_key_ring *ring,
                                                int64_t port,
                                                const char *id,
                                                size_t id_len,
                                                bool normalize,
                                                const char *context,
                                                size_t context_len,
                                                const struct exposeport_base_domain *domain,
                                                char *out_buffer,
                                                size_t out_capacity,
                                                size_t *out_len,
                                                struct exposeport_error *error);

/**
 * Signs a token that expires and builds its URL on a base domain, under the policy of that domain.
 * The URL has no trailing slash.
 *
 * now, lifetime and out_expires are those of exposeport_key_ring_sign_until. The other arguments
 * are those of exposeport_key_ring_build_url.
 *
 * - EXPOSEPORT_INVALID_LIFETIME: as in exposeport_key_ring_sign_until.
 * - Every error of exposeport_key_ring_build_url.
 */
exposeport_status exposeport_key_ring_build_url_until(const struct exposeport_key_ring *ring,
                                                      int64_t port,
                                                      const char *id,
                                                      size_t id_len,
                                                      bool normalize,
                                                      const char *context,
                                                      size_t context_len,
                                                      uint64_t now,
                                                      uint64_t lifetime,
                                                      const struct exposeport_base_domain *domain,
                                                      uint64_t *out_expires,
                                                      char *out_buffer,
                                                      size_t out_capacity,
                                                      size_t *out_len,
                                                      struct exposeport_error *error);

/**
 * Verifies the token of a route. Use exposeport_preview_verify in a gateway.
 *
 * context is that of the signature, and now is in seconds of Unix time. If the token is active or
 * expired, its expiry is written to out_expires, and 0 for a permanent token. out_expires may be
 * NULL. The code of the token is compared in constant time and with every key.
 *
 * The token is invalid if ring or route is NULL, if context is NULL with a length, if a length of
 * the route exceeds its array, and after a panic.
 */
exposeport_verification exposeport_key_ring_verify(const struct exposeport_key_ring *ring,
                                                   const struct exposeport_route *route,
                                                   const char *context,
                                                   size_t context_len,
                                                   uint64_t now,
                                                   uint64_t *out_expires);

/**
 * Writes a view of the host that decides about a request: the authority of the target, else the
 * value of Host, without spaces and tabs around it. Writes NULL if there is neither.
 *
 * - EXPOSEPORT_INVALID_HOSTNAME: a version such as "1.x".
 * - EXPOSEPORT_NULL_POINTER: request or out_host is NULL, or a string of request is NULL with a
 *   length.
 */
exposeport_status exposeport_request_host_effective(const struct exposeport_request_host *request,
                                                    struct exposeport_string *out_host,
                                                    struct exposeport_error *error);

/**
 * Splits the target of a request in HTTP/1 (RFC 9112 section 3.2). Writes a view of the authority,
 * or NULL if the target is not in absolute form, and the path with its query.
 *
 * "http://www.example.com?a=1" has the path "/?a=1". A gateway forwards the path alone, since the
 * authority of a preview has its token. A buffer of target_len + 2 bytes is never too small.
 * out_buffer must not overlap target.
 *
 * - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length of the path.
 * - EXPOSEPORT_NULL_POINTER: out_authority is NULL, target is NULL with a length, or out_buffer is
 *   NULL with a capacity.
 */
exposeport_status exposeport_split_target(const char *target,
                                          size_t target_len,
                                          struct exposeport_string *out_authority,
                                          char *out_buffer,
                                          size_t out_capacity,
                                          size_t *out_len,
                                          struct exposeport_error *error);

/**
 * Creates a gateway for an array of domains_len base domains. The caller frees it with
 * exposeport_gateway_free.
 *
 * The base domains are copied, so they may be freed. invalid_hosts is an exposeport_invalid_hosts.
 *
 * - EXPOSEPORT_INVALID_ARGUMENT: a number that is not an exposeport_invalid_hosts.
 * - EXPOSEPORT_NULL_POINTER: out_gateway or a base domain is NULL, or domains is NULL with a
 *   length.
 */
exposeport_status exposeport_gateway_new(const struct exposeport_base_domain *const *domains,
                                         size_t domains_len,
                                         int32_t invalid_hosts,
                                         struct exposeport_gateway **out_gateway,
                                         struct exposeport_error *error);

/**
 * Frees a gateway. NULL is ignored.
 */
void exposeport_gateway_free(struct exposeport_gateway *gateway);

/**
 * Decides about the host of a request: the first of two steps.
 *
 * The first rule that applies decides:
 * 1. More than one Host, or neither Host nor an authority in HTTP/1.1 or later, is rejected with
 *    EXPOSEPORT_INVALID_HOSTNAME (RFC 9112 section 3.2).
 * 2. The authority replaces Host (RFC 9112 section 3.2.2). If it is a preview host and a different
 *    Host is present, the request is rejected with EXPOSEPORT_INVALID_HOSTNAME.
 * 3. A host that is not under one of the base domains, or not preview-shaped, belongs to another
 *    application: EXPOSEPORT_DECISION_PASS_THROUGH.
 * 4. A preview-shaped host that breaks a rule is rejected with the status of that rule, or belongs
 *    to another application: see exposeport_invalid_hosts.
 * 5. Any other request is for a preview: EXPOSEPORT_DECISION_PREVIEW. out_preview is written, and
 *    the second step is exposeport_preview_authorize, or exposeport_preview_verify with signed
 *    tokens.
 *
 * If the decision is EXPOSEPORT_DECISION_REJECT, out_rejection is written unless it is NULL. The
 * request is also rejected after a panic, and with EXPOSEPORT_NULL_POINTER if gateway, request or
 * out_preview is NULL, or if a string of request is NULL with a length.
 */
exposeport_decision exposeport_gateway_route(const struct exposeport_gateway *gateway,
                                             const struct exposeport_request_host *request,
                                             struct exposeport_preview *out_preview,
                                             struct exposeport_rejection *out_rejection);

/**
 * Returns true if a request for a preview may pass: the second of two steps.
 *
 * sandbox is the sandbox with the id of the route, or NULL if there is none. An unknown sandbox is
 * rejected exactly as an unknown port is. The caller starts or wakes a sandbox only after this
 * step.
 *
 * If the request may not pass, out_rejection is written unless it is NULL:
 * - EXPOSEPORT_INVALID_TOKEN (404): an unknown sandbox, an unknown port, a wrong token.
 * - EXPOSEPORT_STALE_PREVIEW_URL (410): the port is not exposed under the current runtime.
 * - EXPOSEPORT_INVALID_ARGUMENT (500): a length of the route exceeds its array.
 * - EXPOSEPORT_NULL_POINTER (500): preview is NULL.
 * - EXPOSEPORT_INTERNAL (500): a panic.
 */
bool exposeport_preview_authorize(const struct exposeport_preview *preview,
                                  const struct exposeport_sandbox *sandbox,
                                  struct exposeport_rejection *out_rejection);

/**
 * Returns true if a key of the ring has signed the token of a request: the second of two steps,
 * without a sandbox.
 *
 * context is that of the signature, and now is in seconds of Unix time. is_denied may be NULL. It
 * is called last and at most once, for a token that is otherwise valid, in the thread of the call.
 * data is passed to it unchanged.
 *
 * If the request may pass, the expiry of the token is written to out_expires, and 0 for a
 * permanent token. out_expires may be NULL. A gateway closes a connection that is open at this
 * time.
 *
 * If the request may not pass, out_rejection is written unless it is NULL:
 * - EXPOSEPORT_INVALID_TOKEN (404): no key of the ring has signed the token.
 * - EXPOSEPORT_TOKEN_EXPIRED (410): the token has expired, or is denied.
 * - EXPOSEPORT_INVALID_ARGUMENT (500): a length of the route exceeds its array.
 * - EXPOSEPORT_NULL_POINTER (500): preview or ring is NULL, or context is NULL with a length.
 * - EXPOSEPORT_INTERNAL (500): a panic.
 */
bool exposeport_preview_verify(const struct exposeport_preview *preview,
                               const struct exposeport_key_ring *ring,
                               const char *context,
                               size_t context_len,
                               uint64_t now,
                               exposeport_is_denied is_denied,
                               void *data,
                               uint64_t *out_expires,
                               struct exposeport_rejection *out_rejection);

/**
 * Writes the JSON body of an error: {"error": "...", "code": "..."}.
 *
 * details is an exposeport_error that a call has filled. A buffer of EXPOSEPORT_JSON_BODY_CAPACITY
 * is never too small.
 *
 * - EXPOSEPORT_INVALID_ARGUMENT: a struct that this library cannot have written.
 * - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length.
 * - EXPOSEPORT_NULL_POINTER: details is NULL, or out_buffer is NULL with a capacity.
 */
exposeport_status exposeport_error_json_body(const struct exposeport_error *details,
                                             char *out_buffer,
                                             size_t out_capacity,
                                             size_t *out_len,
                                             struct exposeport_error *error);

/**
 * Writes the body of a response for programs, as exposeport_error_json_body does.
 *
 * A buffer of EXPOSEPORT_JSON_BODY_CAPACITY is never too small.
 *
 * - EXPOSEPORT_INVALID_ARGUMENT: a struct that this library cannot have written.
 * - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length.
 * - EXPOSEPORT_NULL_POINTER: rejection is NULL, or out_buffer is NULL with a capacity.
 */
exposeport_status exposeport_rejection_json_body(const struct exposeport_rejection *rejection,
                                                 char *out_buffer,
                                                 size_t out_capacity,
                                                 size_t *out_len,
                                                 struct exposeport_error *error);

/**
 * Writes the body of a response for people: an HTML page that loads nothing.
 *
 * A buffer of EXPOSEPORT_PAGE_CAPACITY is never too small. The errors are those of
 * exposeport_rejection_json_body.
 */
exposeport_status exposeport_rejection_page(const struct exposeport_rejection *rejection,
                                            char *out_buffer,
                                            size_t out_capacity,
                                            size_t *out_len,
                                            struct exposeport_error *error);

/**
 * Writes a header of the response to a request that is rejected: Content-Type, Cache-Control,
 * Referrer-Policy or X-Robots-Tag, with its name in lowercase. The strings are static.
 *
 * index is less than EXPOSEPORT_REJECTION_HEADERS, and format is an exposeport_body_format.
 * Content-Length is that of the body.
 *
 * - EXPOSEPORT_INVALID_ARGUMENT: an index or a format that does not exist.
 * - EXPOSEPORT_NULL_POINTER: out_header is NULL.
 */
exposeport_status exposeport_rejection_header(int32_t format,
                                              size_t index,
                                              struct exposeport_header_view *out_header,
                                              struct exposeport_error *error);

/**
 * Returns true if a client prefers HTML to JSON. values are those of its Accept headers (RFC 9110
 * section 12.5.1).
 *
 * Returns false if an argument is NULL with a length, and after a panic.
 */
bool exposeport_prefers_html(const struct exposeport_string *values,
                             size_t values_len);

/**
 * Creates the list of the headers for the application from the headers_len headers of the client.
 * The caller frees it with exposeport_headers_free.
 *
 * Plain requests and upgrades are forwarded by the same rules:
 * - Internal headers, X-Forwarded-Host and X-Forwarded-Proto of the client are removed, and
 *   internal names are removed from Connection.
 * - Host, X-Forwarded-Host, X-Forwarded-Proto and the internal headers are set.
 * - For a proxy, hop-by-hop headers and those that Connection lists are removed, except
 *   Connection: upgrade and Upgrade of an upgrade.
 *
 * preview is that of exposeport_gateway_route of this gateway, after exposeport_preview_authorize.
 * Its parts are checked again.
 *
 * - EXPOSEPORT_INVALID_ARGUMENT: a preview that this gateway cannot have written, a scheme of 0,
 *   or a number that is not one of the enums of the options.
 * - EXPOSEPORT_NULL_POINTER: gateway, preview, options or out_headers is NULL, or headers or a
 *   string in it is NULL with a length.
 * - Every error of exposeport_route_build_url about port, sandbox id, token and label, if the
 *   caller has written the preview.
 */
exposeport_status exposeport_gateway_forward(const struct exposeport_gateway *gateway,
                                             const struct exposeport_preview *preview,
                                             const struct exposeport_header_view *headers,
                                             size_t headers_len,
                                             const struct exposeport_forward_options *options,
                                             struct exposeport_headers **out_headers,
                                             struct exposeport_error *error);

/**
 * Creates the list of the headers of a request that belongs to another application. The caller
 * frees it with exposeport_headers_free.
 *
 * Internal headers are removed. If request has an authority, it replaces Host (RFC 9112 section
 * 3.2.2). For a proxy (in_process is false), the headers of the connection are removed as in
 * exposeport_gateway_forward.
 *
 * - EXPOSEPORT_INVALID_HOSTNAME: a version such as "1.x".
 * - EXPOSEPORT_NULL_POINTER: request or out_headers is NULL, or headers or a string is NULL with a
 *   length.
 */
exposeport_status exposeport_pass_through(const struct exposeport_request_host *request,
                                          const struct exposeport_header_view *headers,
                                          size_t headers_len,
                                          bool in_process,
                                          struct exposeport_headers **out_headers,
                                          struct exposeport_error *error);

/**
 * Frees a list. Views of its elements are invalid afterwards. NULL is ignored.
 */
void exposeport_headers_free(struct exposeport_headers *headers);

/**
 * Writes the length of a list.
 *
 * - EXPOSEPORT_NULL_POINTER: headers or out_len is NULL.
 */
exposeport_status exposeport_headers_len(const struct exposeport_headers *headers,
                                         size_t *out_len,
                                         struct exposeport_error *error);

/**
 * Writes a view of an element of a list, valid until the list is freed.
 *
 * - EXPOSEPORT_INVALID_ARGUMENT: index is not less than the length of the list.
 * - EXPOSEPORT_NULL_POINTER: headers or out_header is NULL.
 */
exposeport_status exposeport_headers_get(const struct exposeport_headers *headers,
                                         size_t index,
                                         struct exposeport_header_view *out_header,
                                         struct exposeport_error *error);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* EXPOSEPORT_H */
