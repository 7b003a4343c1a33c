/* The scripts of sandbox.json: calls in order, each with its answer, and the snapshot at the end. */

#ifndef SCRIPTS_H
#define SCRIPTS_H

#include "support.h"

void run_script(const struct script *script);

#endif
