#include "support.h"

#include <stdio.h>
#include <string.h>

int failures = 0;
const char *current_case = "";

void report(const char *file, int line, const char *what)
{
    __atomic_add_fetch(&failures, 1, __ATOMIC_RELAXED);
    fprintf(stderr, "%s:%d: %s: %s\n", file, line, current_case, what);
}

void check_status(const char *file, int line, exposeport_status found, exposeport_status expected)
{
    if (found != expected) {
        const char *expected_code = exposeport_status_code(expected), *found_code = exposeport_status_code(found);
        char what[128];
        snprintf(what, sizeof what, "expected %s, found %s", expected_code ? expected_code : "?",
                 found_code ? found_code : "?");
        report(file, line, what);
    }
}

struct octets copy(const char *data, size_t length)
{
    struct octets octets = {malloc(length), length};
    if (length > 0) {
        memcpy(octets.data, data, length);
    }
    return octets;
}

struct octets take(struct text text)
{
    struct octets octets = {NULL, 0};
    size_t length = 0;
    for (size_t i = 0; i < text.count; i++) {
        length += text.pieces[i].length * text.pieces[i].count;
    }
    if (text.pieces == NULL) {
        return octets;
    }
    octets.data = malloc(length);
    for (size_t i = 0; i < text.count; i++) {
        for (size_t n = 0; n < text.pieces[i].count; n++) {
            memcpy(octets.data + octets.length, text.pieces[i].data, text.pieces[i].length);
            octets.length += text.pieces[i].length;
        }
    }
    return octets;
}

void drop(struct octets octets)
{
    free(octets.data);
}

bool same(const char *what, const char *found, size_t length, struct text expected)
{
    struct octets octets = take(expected);
    bool equal = (found == NULL) == (octets.data == NULL) && length == octets.length &&
                 (length == 0 || memcmp(found, octets.data, length) == 0);
    if (!equal) {
        report(what, 0, "another text was expected");
        fprintf(stderr, "  expected %.*s\n     found %.*s\n", (int)octets.length, octets.data ? octets.data : "", (int)length,
                found ? found : "");
    }
    drop(octets);
    return equal;
}

void check_error(exposeport_status status, const exposeport_error *error)
{
    if (status != EXPOSEPORT_OK) {
        CHECK_STATUS(error->status, status);
        CHECK(error->code == exposeport_status_code(status));
        CHECK(error->http_status == exposeport_status_http(status));
        CHECK(error->message_len > 0 && strlen(error->message) == error->message_len);
    }
}

static exposeport_status change_policy(exposeport_policy *policy, const struct change *change, exposeport_error *error)
{
    struct octets text = take(change->text);
    exposeport_status status = EXPOSEPORT_INTERNAL;
    switch (change->kind) {
    case ALLOW_PORT:
        status = exposeport_policy_allow_port(policy, change->port, error);
        break;
    case RESERVE_PORT:
        status = exposeport_policy_reserve_port(policy, change->port, error);
        break;
    case ALLOW_SANDBOX_ID:
        status = exposeport_policy_allow_sandbox_id(policy, text.data, text.length, error);
        break;
    case RESERVE_SANDBOX_ID:
        status = exposeport_policy_reserve_sandbox_id(policy, text.data, text.length, error);
        break;
    case ALLOW_DOMAIN:
        status = exposeport_policy_allow_domain(policy, text.data, text.length, error);
        break;
    case REFUSE_DOMAIN:
        status = exposeport_policy_refuse_domain(policy, text.data, text.length, error);
        break;
    case SET_SCHEME:
        status = exposeport_policy_set_scheme(policy, text.length == 4 ? EXPOSEPORT_HTTP : EXPOSEPORT_HTTPS, error);
        break;
    }
    drop(text);
    return status;
}

exposeport_status make_policy(struct changes changes, exposeport_policy **policy, exposeport_error *error)
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
