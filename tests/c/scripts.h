/* The scripts of sandbox.json: calls in order, each with its answer, and the final snapshot. */

#ifndef SCRIPTS_H
#define SCRIPTS_H

#include "support.h"

void run_script(const struct script *script);

#endif
