/* Benchmarks of signed tokens. */
#ifndef SIGNED_H
#define SIGNED_H

#include "exposeport.h"

/* Measures tokens for the ports and sandbox ids of routes, beside a Redis server on loopback. */
void run_signed(const exposeport_route *routes, size_t count, const exposeport_base_domain *domain,
                int redis_port);

#endif
