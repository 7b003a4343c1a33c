/* Every pointer of every function as NULL. */

#ifndef NULLS_H
#define NULLS_H

#include "support.h"

void check_nulls(exposeport_base_domain *domain, exposeport_sandbox *sandbox);

#endif
