#define _POSIX_C_SOURCE 200809L
#include "alternatives.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_name(char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_'; }

static bool check_name(const char *text, size_t length)
{
    if (length == 0 || length > 63 || text[0] == '-' || text[length - 1] == '-')
        return false;
    for (size_t i = 0; i < length; i++)
        if (!is_name(text[i]) && text[i] != '-')
            return false;
    return true;
}

static bool check_token(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!is_name(text[i]))
            return false;
    return length > 0;
}

static bool is_reserved(const char *id)
{
    static const char *const names[] = {"www", "api", "admin", "root", "system", "cloudflare", "workers"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(id, names[i]) == 0)
            return true;
    return false;
}

/* All digits, no leading zero, from `low` to 65535. */
static bool check_number(const char *digits, long low, uint16_t *number)
{
    size_t length = 0;
    while (is_digit(digits[length]))
        length++;
    if (length == 0 || length > 5 || digits[length] != '\0' || digits[0] == '0')
        return false;
    long value = strtol(digits, NULL, 10);
    *number = (uint16_t)value;
    return value >= low && value <= 65535;
}

static bool check_base(const char *base)
{
    const char *label = base, *end = base;
    for (;; end++) {
        if (*end != '.' && *end != '\0') {
            if (!is_name(*end) && *end != '-')
                return false;
            continue;
        }
        if (end == label || end - label > 63 || label[0] == '-' || end[-1] == '-')
            return false;
        if (*end == '\0')
            break;
        label = end + 1;
    }
    if (is_digit(label[0])) {
        bool hex = label[0] == '0' && label[1] == 'x';
        const char *digits = hex ? label + 2 : label;
        if (digits[strspn(digits, hex ? "0123456789abcdef" : "0123456789")] == '\0')
            return false;
    }
    static const char refused[] = "workers.dev";
    size_t length = (size_t)(end - base), suffix = sizeof refused - 1;
    return !(length >= suffix && memcmp(end - suffix, refused, suffix) == 0 && (length == suffix || end[-(ptrdiff_t)suffix - 1] == '.'));
}

/* What every way has left to do once the texts are apart, in lower case; `label` is cut up. */
static bool finish(const char *digits, char *rest, const char *base, const char *base_port, struct parts *parts)
{
    uint16_t ignored;
    char *hyphen = strrchr(rest, '-');
    if (!hyphen || !check_number(digits, 1024, &parts->port) || parts->port == 3000)
        return false;
    *hyphen = '\0';
    size_t id_length = (size_t)(hyphen - rest), token_length = strlen(hyphen + 1), base_length = strlen(base);
    size_t label_length = strlen(digits) + 1 + id_length + 1 + token_length;
    if (label_length > 63 || label_length + 1 + base_length > 253)
        return false;
    if (!check_name(rest, id_length) || is_reserved(rest) || !check_token(hyphen + 1, token_length) || !check_base(base))
        return false;
    if (base_port && !check_number(base_port, 1, &ignored))
        return false;
    memcpy(parts->id, rest, id_length + 1);
    memcpy(parts->token, hyphen + 1, token_length + 1);
    memcpy(parts->base, base, base_length + 1);
    return true;
}

static void lower(char *text)
{
    for (; *text; text++)
        if (*text >= 'A' && *text <= 'Z')
            *text += 'a' - 'A';
}

static void drop_root_dot(char *base)
{
    size_t length = strlen(base);
    if (length > 0 && base[length - 1] == '.')
        base[length - 1] = '\0';
}

bool by_sscanf(const char *host, struct parts *parts)
{
    char digits[8], rest[80], base[260], base_port[8];
    int read = 0;
    /* One character more than is allowed, so that what is too long is seen. */
    int fields = sscanf(host, "%7[0-9]-%79[^.].%259[^:]%n:%6s%n", digits, rest, base, &read, base_port, &read);
    if (fields < 3 || host[read] != '\0')
        return false;
    lower(rest);
    lower(base);
    drop_root_dot(base);
    return finish(digits, rest, base, fields == 4 ? base_port : NULL, parts);
}

bool by_strtok(const char *host, struct parts *parts)
{
    char text[264], *save, *save_label;
    size_t length = strlen(host);
    if (length >= sizeof text || host[0] == '.' || host[0] == '-' || host[0] == ':')
        return false;
    memcpy(text, host, length + 1);
    lower(text);
    char *base_port = strchr(text, ':');
    if (base_port)
        *base_port++ = '\0';
    char *label = strtok_r(text, ".", &save);
    if (!label || *save == '\0')
        return false;
    char *digits = strtok_r(label, "-", &save_label);
    if (!digits)
        return false;
    drop_root_dot(save);
    return finish(digits, save_label, save, base_port, parts);
}

#ifdef HAVE_ADA
#include "ada_c.h"

bool by_ada(const char *url, size_t length, struct parts *parts)
{
    ada_url parsed = ada_parse(url, length);
    bool valid = ada_is_valid(parsed);
    if (valid) {
        ada_string host = ada_get_hostname(parsed), port = ada_get_port(parsed);
        char text[264], base_port[8];
        valid = host.length < sizeof text && port.length < sizeof base_port;
        if (valid) {
            memcpy(text, host.data, host.length);
            text[host.length] = '\0';
            memcpy(base_port, port.data, port.length);
            base_port[port.length] = '\0';
            char *dot = strchr(text, '.'), *hyphen = strchr(text, '-');
            valid = dot && hyphen && hyphen < dot;
            if (valid) {
                *dot = *hyphen = '\0';
                drop_root_dot(dot + 1);
                valid = finish(text, hyphen + 1, dot + 1, port.length ? base_port : NULL, parts);
            }
        }
    }
    ada_free(parsed);
    return valid;
}
#endif

size_t by_snprintf(int64_t port, const char *id, const char *token, const char *base, char *buffer, size_t capacity)
{
    size_t token_length = strlen(token);
    if (port < 1024 || port > 65535 || port == 3000 || token_length > 16)
        return 0;
    if (!check_name(id, strlen(id)) || is_reserved(id) || !check_token(token, token_length))
        return 0;
    int length = snprintf(buffer, capacity, "https://%d-%s-%s.%s", (int)port, id, token, base);
    size_t host_length = (size_t)length - strlen("https://");
    return length > 0 && host_length <= 253 && host_length - strlen(base) <= 64 ? (size_t)length : 0;
}
