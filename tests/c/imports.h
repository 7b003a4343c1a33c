/* The stored documents of import.json: the entries that are dropped, and the snapshot. */

#ifndef IMPORTS_H
#define IMPORTS_H

#include "support.h"

void run_import(const struct import_case *c);

#endif
