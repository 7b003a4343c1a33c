#define _POSIX_C_SOURCE 200809L
#include "baselines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_word(char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_'; }

static bool check_id(const char *id, size_t len)
{
    if (len == 0 || len > 63 || id[0] == '-' || id[len - 1] == '-')
        return false;
    for (size_t i = 0; i < len; i++)
        if (!is_word(id[i]) && id[i] != '-')
            return false;
    return true;
}

static bool check_token(const char *token, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!is_word(token[i]))
            return false;
    return len > 0;
}

static bool is_reserved(const char *id)
{
    static const char *const names[] = {"www",    "api",        "admin",  "root",
                                        "system", "cloudflare", "workers"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(id, names[i]) == 0)
            return true;
    return false;
}

/* Parses decimal digits without a leading zero, `min` to 65535. */
static bool parse_port(const char *digits, long min, uint16_t *port)
{
    size_t len = 0;
    while (is_digit(digits[len]))
        len++;
    if (len == 0 || len > 5 || digits[len] != '\0' || digits[0] == '0')
        return false;
    long value = strtol(digits, NULL, 10);
    *port = (uint16_t)value;
    return value >= min && value <= 65535;
}

static bool is_number(const char *label)
{
    if (!is_digit(label[0]))
        return false;
    bool is_hex = label[0] == '0' && label[1] == 'x';
    const char *digits = is_hex ? label + 2 : label;
    return digits[strspn(digits, is_hex ? "0123456789abcdef" : "0123456789")] == '\0';
}

static bool check_base(const char *base)
{
    const char *label = base, *end = base;
    for (;; end++) {
        if (*end != '.' && *end != '\0') {
            if (!is_word(*end) && *end != '-')
                return false;
            continue;
        }
        if (end == label || end - label > 63 || label[0] == '-' || end[-1] == '-')
            return false;
        if (*end == '\0')
            break;
        label = end + 1;
    }
    if (is_number(label))
        return false;
    static const char denied[] = "workers.dev";
    size_t len = (size_t)(end - base), denied_len = sizeof denied - 1;
    if (len < denied_len || memcmp(end - denied_len, denied, denied_len) != 0)
        return true;
    return len > denied_len && end[-(ptrdiff_t)denied_len - 1] != '.';
}

/* Checks the lowercase parts of a host. `rest` is the sandbox id, a hyphen and the token; it is
   modified. */
static bool finish(const char *digits, char *rest, const char *base, const char *base_port,
                   struct parts *parts)
{
    uint16_t ignored;
    char *hyphen = strrchr(rest, '-');
    if (!hyphen || !parse_port(digits, 1024, &parts->port) || parts->port == 3000)
        return false;
    *hyphen = '\0';
    const char *token = hyphen + 1;
    size_t id_len = (size_t)(hyphen - rest), token_len = strlen(token), base_len = strlen(base);
    size_t label_len = strlen(digits) + 1 + id_len + 1 + token_len;
    if (label_len > 63 || label_len + 1 + base_len > 253)
        return false;
    if (!check_id(rest, id_len) || is_reserved(rest))
        return false;
    if (!check_token(token, token_len) || !check_base(base))
        return false;
    if (base_port && !parse_port(base_port, 1, &ignored))
        return false;
    memcpy(parts->id, rest, id_len + 1);
    memcpy(parts->token, token, token_len + 1);
    memcpy(parts->base, base, base_len + 1);
    return true;
}

static void lowercase(char *string)
{
    for (; *string; string++)
        if (*string >= 'A' && *string <= 'Z')
            *string += 'a' - 'A';
}

static void remove_root_dot(char *base)
{
    size_t len = strlen(base);
    if (len > 0 && base[len - 1] == '.')
        base[len - 1] = '\0';
}

bool host_by_sscanf(const char *host, struct parts *parts)
{
    char digits[8], rest[80], base[260], base_port[8];
    int read = 0;
    /* Each width exceeds the limit, so that longer input is found. */
    int fields = sscanf(host, "%7[0-9]-%79[^.].%259[^:]%n:%6s%n", digits, rest, base, &read,
                        base_port, &read);
    if (fields < 3 || host[read] != '\0')
        return false;
    lowercase(rest);
    lowercase(base);
    remove_root_dot(base);
    return finish(digits, rest, base, fields == 4 ? base_port : NULL, parts);
}

bool host_by_strtok(const char *host, struct parts *parts)
{
    char copy[264], *save, *save_label;
    size_t len = strlen(host);
    if (len >= sizeof copy || host[0] == '.' || host[0] == '-' || host[0] == ':')
        return false;
    memcpy(copy, host, len + 1);
    lowercase(copy);
    char *base_port = strchr(copy, ':');
    if (base_port)
        *base_port++ = '\0';
    char *label = strtok_r(copy, ".", &save);
    if (!label || *save == '\0')
        return false;
    char *digits = strtok_r(label, "-", &save_label);
    if (!digits)
        return false;
    remove_root_dot(save);
    return finish(digits, save_label, save, base_port, parts);
}

#ifdef HAVE_ADA
#include "ada_c.h"

static bool finish_ada(ada_url url, struct parts *parts)
{
    if (!ada_is_valid(url))
        return false;
    ada_string host = ada_get_hostname(url), port = ada_get_port(url);
    char copy[264], base_port[8];
    if (host.length >= sizeof copy || port.length >= sizeof base_port)
        return false;
    memcpy(copy, host.data, host.length);
    copy[host.length] = '\0';
    memcpy(base_port, port.data, port.length);
    base_port[port.length] = '\0';
    char *dot = strchr(copy, '.'), *hyphen = strchr(copy, '-');
    if (!dot || !hyphen || hyphen > dot)
        return false;
    *dot = *hyphen = '\0';
    remove_root_dot(dot + 1);
    return finish(copy, hyphen + 1, dot + 1, port.length ? base_port : NULL, parts);
}

bool url_by_ada(const char *url, size_t url_len, struct parts *parts)
{
    ada_url parsed = ada_parse(url, url_len);
    bool is_valid = finish_ada(parsed, parts);
    ada_free(parsed);
    return is_valid;
}
#endif

size_t build_by_snprintf(int64_t port, const char *id, const char *token, const char *base,
                         char *buffer, size_t capacity)
{
    size_t token_len = strlen(token);
    if (port < 1024 || port > 65535 || port == 3000 || token_len > 16)
        return 0;
    if (!check_id(id, strlen(id)) || is_reserved(id) || !check_token(token, token_len))
        return 0;
    int len = snprintf(buffer, capacity, "https://%d-%s-%s.%s", (int)port, id, token, base);
    size_t host_len = (size_t)len - strlen("https://");
    bool fits = len > 0 && host_len <= 253 && host_len - strlen(base) <= 64;
    return fits ? (size_t)len : 0;
}
