/* The requests of gateway.json: both steps of the decision, and the headers that are sent on. */

#ifndef GATEWAYS_H
#define GATEWAYS_H

#include "support.h"

void run_gateway(const struct gateway_case *c);

#endif
