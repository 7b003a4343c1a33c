/* Implementations that a C programmer would write without the library. Every baseline agrees with
   the library on every host of the corpus. */
#ifndef BASELINES_H
#define BASELINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct parts {
    uint16_t port;
    char id[64], token[64], base[256];
};

/* Parse a NUL-terminated host. Return false if it is not valid. */
bool host_by_sscanf(const char *host, struct parts *parts);
bool host_by_strtok(const char *host, struct parts *parts);

/* Parses a URL. Returns false if it is not valid. */
bool url_by_ada(const char *url, size_t url_len, struct parts *parts);

/* Checks the arguments and formats the URL. Returns its length, or 0 if they are not valid. */
size_t build_by_snprintf(int64_t port, const char *id, const char *token, const char *base,
                         char *buffer, size_t capacity);

#endif
