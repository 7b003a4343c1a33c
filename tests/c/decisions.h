/* The contract of gateways, except NULL arguments and the shared vectors. */

#ifndef DECISIONS_H
#define DECISIONS_H

#include "support.h"

void check_decisions(const exposeport_base_domain *domain);

#endif
