#define _POSIX_C_SOURCE 200809L
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { SAMPLES = 7, TURNS = 21, IMPLEMENTATIONS_MAX = 8, INPUTS_MAX = 20000 };
static const double TURN_MIN_NS = 1e6;

struct state {
    const struct implementation *implementation;
    size_t passes, next;
    double ns[SAMPLES];
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}

/* Runs one turn, and returns its duration. */
static double turn(struct state *state, double *per_operation)
{
    const struct implementation *implementation = state->implementation;
    size_t inputs = implementation->inputs;
    size_t count = inputs < INPUTS_MAX ? inputs : INPUTS_MAX;
    if (state->next + count > inputs)
        state->next = 0;
    double start = now();
    for (size_t pass = 0; pass < state->passes; pass++)
        implementation->run(state->next, count);
    double elapsed = now() - start;
    state->next += count;
    *per_operation = elapsed / (double)(count * state->passes);
    return elapsed;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void run_group(const char *operation, const struct implementation *implementations, size_t count)
{
    static struct state states[IMPLEMENTATIONS_MAX];
    static double turns[IMPLEMENTATIONS_MAX][TURNS];
    double ignored;
    if (count > IMPLEMENTATIONS_MAX)
        abort();
    for (size_t i = 0; i < count; i++) {
        /* In a list longer than a turn, each starts elsewhere, so that no input is in a cache
           because another one has just read it. */
        size_t inputs = implementations[i].inputs;
        states[i] = (struct state){&implementations[i], 1, inputs * i / count, {0}};
        while (inputs <= INPUTS_MAX && turn(&states[i], &ignored) < TURN_MIN_NS)
            states[i].passes *= 2;
    }
    for (size_t sample = 0; sample < SAMPLES; sample++) {
        for (size_t t = 0; t < TURNS; t++)
            for (size_t place = 0; place < count; place++) {
                size_t i = (sample + t + place) % count;
                turn(&states[i], &turns[i][t]);
            }
        for (size_t i = 0; i < count; i++) {
            /* The lower quartile leaves out interrupted turns. */
            qsort(turns[i], TURNS, sizeof(double), ascending);
            states[i].ns[sample] = turns[i][TURNS / 4];
        }
    }
    for (size_t i = 0; i < count; i++) {
        printf("{\"lang\":\"C\",\"op\":\"%s\",\"name\":\"%s\",\"ns\":[", operation,
               implementations[i].name);
        for (size_t sample = 0; sample < SAMPLES; sample++)
            printf("%s%.2f", sample ? "," : "", states[i].ns[sample]);
        printf("]}\n");
    }
    fflush(stdout);
}
