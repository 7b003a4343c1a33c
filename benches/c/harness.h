/* Timing, with the method of rust/src/harness.rs. */
#ifndef HARNESS_H
#define HARNESS_H

#include <stddef.h>

/* Runs an operation on the inputs [first, first + count). */
typedef void (*run_fn)(size_t first, size_t count);

struct implementation {
    const char *name;
    run_fn run;
    size_t inputs;
};

/* Measures the implementations of an operation, and prints one JSON line per implementation. */
void run_group(const char *operation, const struct implementation *implementations, size_t count);

#define RUN_GROUP(operation, ...) \
    do { \
        const struct implementation group[] = {__VA_ARGS__}; \
        run_group(operation, group, sizeof group / sizeof group[0]); \
    } while (0)

/* Makes the compiler assume that the memory at `pointer` is read here. */
#define USE(pointer) __asm__ volatile("" : : "r"(pointer) : "memory")

#endif
