/* What a C programmer would write without the library. They do the same work: the program refuses to measure what does not agree. */
#ifndef ALTERNATIVES_H
#define ALTERNATIVES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct parts {
    uint16_t port;
    char id[64], token[64], base[256];
};

/* All take a NUL-terminated text. */
bool by_sscanf(const char *host, struct parts *parts);
bool by_strtok(const char *host, struct parts *parts);
bool by_ada(const char *url, size_t length, struct parts *parts);

/* Checks and snprintf; the length of the URL, or 0. */
size_t by_snprintf(int64_t port, const char *id, const char *token, const char *base, char *buffer, size_t capacity);

#endif
