/* The round trip of whatever a case builds or parses. */

#ifndef REBUILD_H
#define REBUILD_H

#include "support.h"

/* What was built parses back to its parts, and builds the same text again. */
void check_url(const char *url, size_t url_len, const exposeport_base_domain *domain, const exposeport_policy *policy);

/* What was parsed builds on its base domain, and the result says the same. */
void check_route(const exposeport_route *route, const char *input, const exposeport_policy *policy);

#endif
