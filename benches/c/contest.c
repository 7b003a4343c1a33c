#define _POSIX_C_SOURCE 200809L
#include "contest.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { REPEATS = 7, TURNS = 21, CONTENDERS_MAX = 8, INPUTS_MAX = 20000 };
static const double TURN_NS = 1e6;

struct state {
    const struct contender *contender;
    size_t passes, next;
    double ns[REPEATS];
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}

/* Returns how long the turn took. */
static double turn(struct state *state, double *per_operation)
{
    const struct contender *contender = state->contender;
    size_t count = contender->inputs < INPUTS_MAX ? contender->inputs : INPUTS_MAX;
    if (state->next + count > contender->inputs)
        state->next = 0;
    double start = now();
    for (size_t pass = 0; pass < state->passes; pass++)
        contender->operate(state->next, count);
    double elapsed = now() - start;
    state->next += count;
    *per_operation = elapsed / (double)(count * state->passes);
    return elapsed;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void contest(const char *operation, const struct contender *contenders, size_t count)
{
    static struct state states[CONTENDERS_MAX];
    static double turns[CONTENDERS_MAX][TURNS];
    double ignored;
    if (count > CONTENDERS_MAX)
        abort();
    for (size_t i = 0; i < count; i++) {
        /* Lists that no turn goes over whole: nobody finds in a cache what another has just read. */
        states[i] = (struct state){&contenders[i], 1, contenders[i].inputs * i / count, {0}};
        while (contenders[i].inputs <= INPUTS_MAX && turn(&states[i], &ignored) < TURN_NS)
            states[i].passes *= 2;
    }
    for (size_t repeat = 0; repeat < REPEATS; repeat++) {
        for (size_t t = 0; t < TURNS; t++)
            for (size_t place = 0; place < count; place++) {
                size_t who = (repeat + t + place) % count;
                turn(&states[who], &turns[who][t]);
            }
        for (size_t i = 0; i < count; i++) {
            qsort(turns[i], TURNS, sizeof(double), by_size);
            states[i].ns[repeat] = turns[i][TURNS / 4];
        }
    }
    for (size_t i = 0; i < count; i++) {
        printf("{\"lang\":\"C\",\"op\":\"%s\",\"who\":\"%s\",\"ns\":[", operation, contenders[i].who);
        for (size_t repeat = 0; repeat < REPEATS; repeat++)
            printf("%s%.2f", repeat ? "," : "", states[i].ns[repeat]);
        printf("]}\n");
    }
    fflush(stdout);
}
