/* Timing: contenders take turns, so that whatever else the machine does falls on all of them. The method is that of rust/src/contest.rs. */
#ifndef CONTEST_H
#define CONTEST_H

#include <stddef.h>

/* Operates on the inputs [first, first + count). */
typedef void (*operate_fn)(size_t first, size_t count);

struct contender {
    const char *who;
    operate_fn operate;
    size_t inputs;
};

/* Measures, and prints one JSON line for each contender. */
void contest(const char *operation, const struct contender *contenders, size_t count);

#define CONTEST(operation, ...) \
    do { \
        const struct contender these[] = {__VA_ARGS__}; \
        contest(operation, these, sizeof these / sizeof these[0]); \
    } while (0)

/* The compiler must take it that the memory at `pointer` is read here. */
#define USE(pointer) __asm__ volatile("" : : "r"(pointer) : "memory")

#endif
