/* The cases of signed.json: tokens that a key signs, and their verification by a gateway. */

#ifndef SIGNED_H
#define SIGNED_H

#include "support.h"

void run_signed(const struct signed_case *c);

#endif
