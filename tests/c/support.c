#include "support.h"

#include <stdio.h>
#include <string.h>

int failures = 0;
const char *current_case = "";
struct hostnames current_secrets = {NULL, 0};
size_t searches = 0;

void report(const char *file, int line, const char *what)
{
    __atomic_add_fetch(&failures, 1, __ATOMIC_RELAXED);
    fprintf(stderr, "%s:%d: %s: %s\n", file, line, current_case, what);
}

static const char *code_of(exposeport_status status)
{
    const char *code = exposeport_status_code(status);
    return code != NULL ? code : "?";
}

void check_status(const char *file, int line, exposeport_status found, exposeport_status expected)
{
    if (found != expected) {
        char what[128];
        snprintf(what, sizeof what, "expected %s, found %s", code_of(expected), code_of(found));
        report(file, line, what);
    }
}

void check_message(const char *file, int line, const exposeport_error *error, const char *expected)
{
    if (strcmp(error->message, expected) != 0) {
        report(file, line, "unexpected message");
        fprintf(stderr, "  expected %s\n     found %s\n", expected, error->message);
    }
}

struct bytes copy(const char *data, size_t len)
{
    struct bytes bytes = {malloc(len), len};
    if (len > 0) {
        memcpy(bytes.data, data, len);
    }
    return bytes;
}

struct bytes join(struct pieces pieces)
{
    struct bytes bytes = {NULL, 0};
    size_t len = 0;
    for (size_t i = 0; i < pieces.count; i++) {
        len += pieces.items[i].len * pieces.items[i].repeat;
    }
    if (pieces.items == NULL) {
        return bytes;
    }
    bytes.data = malloc(len);
    for (size_t i = 0; i < pieces.count; i++) {
        for (size_t n = 0; n < pieces.items[i].repeat; n++) {
            memcpy(bytes.data + bytes.len, pieces.items[i].data, pieces.items[i].len);
            bytes.len += pieces.items[i].len;
        }
    }
    return bytes;
}

void release(struct bytes bytes)
{
    free(bytes.data);
}

bool same(const char *what, const char *found, size_t len, struct pieces expected)
{
    struct bytes bytes = join(expected);
    bool is_same = (found == NULL) == (bytes.data == NULL) && len == bytes.len &&
                   (len == 0 || memcmp(found, bytes.data, len) == 0);
    if (!is_same) {
        report(what, 0, "unexpected string");
        fprintf(stderr, "  expected %.*s\n     found %.*s\n", (int)bytes.len,
                bytes.data ? bytes.data : "", (int)len, found ? found : "");
    }
    release(bytes);
    return is_same;
}

void same_code(const char *what, exposeport_status found, const char *expected)
{
    const char *expected_code = expected != NULL ? expected : "OK";
    if (strcmp(code_of(found), expected_code) != 0) {
        report(what, 0, "unexpected code");
        fprintf(stderr, "  expected %s\n     found %s\n", expected_code, code_of(found));
    }
}

struct bytes snapshot_of(const exposeport_sandbox *sandbox)
{
    exposeport_status status;
    struct bytes json;
    FETCH(json, status,
          exposeport_sandbox_to_json(sandbox, out_buffer, out_capacity, out_len, NULL));
    CHECK_STATUS(status, EXPOSEPORT_OK);
    return json;
}

bool is_same(struct bytes left, struct bytes right)
{
    return left.len == right.len && memcmp(left.data, right.data, left.len) == 0;
}

void begin_case(const char *name, struct hostnames secrets)
{
    current_case = name;
    current_secrets = secrets;
}

static bool contains(const char *string, size_t len, struct bytes part)
{
    for (size_t i = 0; i + part.len <= len; i++) {
        if (memcmp(string + i, part.data, part.len) == 0) {
            return true;
        }
    }
    return false;
}

void check_secrecy(const char *shown, size_t len)
{
    for (size_t i = 0; i < current_secrets.count; i++) {
        struct bytes secret = join(current_secrets.items[i]);
        if (contains(shown, len, secret)) {
            report("secrecy", 0, "a secret is shown");
            fprintf(stderr, "  secret %.*s in %.*s\n", (int)secret.len, secret.data, (int)len, shown);
        }
        release(secret);
        searches++;
    }
}

static void check_error_body(const exposeport_error *error)
{
    exposeport_status status;
    struct bytes body;
    FETCH(body, status,
          exposeport_error_json_body(error, out_buffer, out_capacity, out_len, NULL));
    CHECK_STATUS(status, EXPOSEPORT_OK);
    check_secrecy(body.data, body.len);
    release(body);
}

void check_error(exposeport_status status, const exposeport_error *error)
{
    if (status != EXPOSEPORT_OK) {
        check_secrecy(error->message, error->message_len);
        if (current_secrets.count > 0) {
            check_error_body(error);
        }
        CHECK_STATUS(error->status, status);
        CHECK(error->code == exposeport_status_code(status));
        CHECK(error->http_status == exposeport_status_http(status));
        CHECK(error->message_len > 0 && strlen(error->message) == error->message_len);
    }
}

void check_omits(struct bytes token, const char *shown)
{
    /* A string of the C library ends at the first NUL. */
    if (token.data != NULL && token.len > 4 && memchr(token.data, '\0', token.len) == NULL) {
        struct bytes string = copy(token.data, token.len);
        string.data = realloc(string.data, token.len + 1);
        string.data[token.len] = '\0';
        CHECK(strstr(shown, string.data) == NULL);
        release(string);
    }
}

/* The token is the part of the first label after its last hyphen. */
void check_silent(struct bytes host, const char *shown)
{
    struct bytes token = host;
    for (size_t i = 0; i + 3 <= host.len && token.data == host.data; i++) {
        if (memcmp(host.data + i, "://", 3) == 0) {
            token.data = host.data + i + 3;
            token.len = host.len - i - 3;
        }
    }
    size_t end = 0, start;
    while (end < token.len && strchr(".:/?#", token.data[end]) == NULL) {
        end++;
    }
    for (start = end; start > 0 && token.data[start - 1] != '-'; start--) {
    }
    token.data += start;
    token.len = end - start;
    if (start > 0) {
        check_omits(token, shown);
    }
}

static exposeport_status change_policy(exposeport_policy *policy, const struct change *change,
                                       exposeport_error *error)
{
    struct bytes string = join(change->string);
    exposeport_status status = EXPOSEPORT_INTERNAL;
    switch (change->kind) {
    case RESERVE_PORT:
        status = exposeport_policy_reserve_port(policy, change->port, error);
        break;
    case UNRESERVE_PORT:
        status = exposeport_policy_unreserve_port(policy, change->port, error);
        break;
    case RESERVE_SANDBOX_ID:
        status = exposeport_policy_reserve_sandbox_id(policy, string.data, string.len, error);
        break;
    case UNRESERVE_SANDBOX_ID:
        status = exposeport_policy_unreserve_sandbox_id(policy, string.data, string.len, error);
        break;
    case DENY_DOMAIN:
        status = exposeport_policy_deny_domain(policy, string.data, string.len, error);
        break;
    case UNDENY_DOMAIN:
        status = exposeport_policy_undeny_domain(policy, string.data, string.len, error);
        break;
    case SET_SCHEME: {
        bool is_http = string.len == 4;
        status = exposeport_policy_set_scheme(
            policy, is_http ? EXPOSEPORT_HTTP : EXPOSEPORT_HTTPS, error);
        break;
    }
    }
    release(string);
    return status;
}

exposeport_status make_policy(struct changes changes, exposeport_policy **policy,
                              exposeport_error *error)
{
    *policy = NULL;
    if (changes.count == 0) {
        return EXPOSEPORT_OK;
    }
    exposeport_status status = exposeport_policy_new(policy, error);
    for (size_t i = 0; status == EXPOSEPORT_OK && i < changes.count; i++) {
        status = change_policy(*policy, &changes.items[i], error);
    }
    if (status != EXPOSEPORT_OK) {
        exposeport_policy_free(*policy);
        *policy = NULL;
    }
    return status;
}
