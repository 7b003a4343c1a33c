/* The contract of key rings and of the verification of signed tokens. */

#ifndef KEY_RINGS_H
#define KEY_RINGS_H

#include "support.h"

void check_key_rings(const exposeport_base_domain *domain);

#endif
