/* Arguments of calls from the bytes of an input, and checks of what the library returns. */

#ifndef DRIVER_H
#define DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exposeport.h"

#define CHECK(condition)                                                                    \
    do {                                                                                    \
        if (!(condition)) {                                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                 \
            abort();                                                                        \
        }                                                                                   \
    } while (0)

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* An argument after which a call must fail was read, such as NULL with a length. */
extern bool is_invalid;

/* Returns memory of exactly this size until the end of the call, with every byte set. */
void *memory(size_t size);

/* Each of them reads the next field. */
exposeport_string string(void);
int64_t number(void);
size_t strings(exposeport_string *list, size_t capacity);
/* Copies a field to a struct. The bytes that it lacks are kept. */
void overwrite(void *target, size_t size);

/* The flags of the call. */
bool flag(int bit);
/* Returns 0 or 1, or 2 for NULL. */
size_t slot(void);

/* Returns NULL, or memory whose size is exact. */
exposeport_error *details(void);
void *output(size_t size);

typedef struct {
    char *buffer;
    size_t capacity;
    size_t *len;
} string_output;

string_output buffer(void);

/* Checks the status, the details of the error, and that `output` was written on success only. */
bool succeeds(exposeport_status status, const exposeport_error *error);
bool writes(exposeport_status status, const exposeport_error *error, const void *output,
            size_t size);
bool fills(exposeport_status status, const exposeport_error *error, string_output output);
void check_error(const exposeport_error *error);

/* The handles, and what calls have written. Every slot 2 is NULL. */
extern exposeport_policy *policies[3];
extern exposeport_base_domain *domains[3];
extern exposeport_sandbox *sandboxes[3];
extern exposeport_key_ring *rings[3];
extern exposeport_gateway *gateways[3];
extern exposeport_preview preview;
extern exposeport_rejection rejection;

/* Stores a handle that a call has created, and frees the one before. */
#define STORE(type, handles, status, error, out)                                            \
    do {                                                                                    \
        if (writes(status, error, out, sizeof *(out))) {                                    \
            const size_t target = slot() % 2;                                               \
            exposeport_##type##_free((handles)[target]);                                    \
            (handles)[target] = *(out);                                                     \
        }                                                                                   \
    } while (0)

void call_rules(uint8_t name);
void call_sandbox(uint8_t name);
void call_signed(uint8_t name);
void call_gateway(uint8_t name);

#endif
