/* Checks the round trip of every URL and route that a case builds or parses. */

#ifndef REBUILD_H
#define REBUILD_H

#include "support.h"

/* Checks that a URL parses back to its parts and rebuilds to the same string. */
void check_url(const char *url, size_t url_len, const exposeport_base_domain *domain,
               const exposeport_policy *policy);

/* Checks that a route builds on its base domain, and that the URL parses to the same parts. */
void check_route(const exposeport_route *route, const char *input, const exposeport_policy *policy);

#endif
