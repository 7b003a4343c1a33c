/* What the tests in C share: checks, and texts in heap buffers of exactly their size. */

#ifndef SUPPORT_H
#define SUPPORT_H

#include <exposeport.h>
#include <stdlib.h>

#include "vectors.h"

/* Checks that failed, whichever thread they failed in. */
extern int failures;

/* The case that runs, for the report of a check that fails. */
extern const char *current_case;

void report(const char *file, int line, const char *what);

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            report(__FILE__, __LINE__, #condition); \
        } \
    } while (0)

/* A status that is not the expected one is told by its code. */
void check_status(const char *file, int line, exposeport_status found, exposeport_status expected);
#define CHECK_STATUS(found, expected) check_status(__FILE__, __LINE__, (found), (expected))

/* Octets on the heap: any read behind them is seen by the sanitizers. data == NULL is no text. */
struct octets {
    char *data;
    size_t length;
};

struct octets copy(const char *data, size_t length);
struct octets take(struct text text);
void drop(struct octets octets);

/* Whether a text that was found is the expected one; reports where it is not. */
bool same(const char *what, const char *found, size_t length, struct text expected);

/* Gets a text: asks for its length, tries a buffer too small by one, then one of exactly the size. `call` is the call of the
   library over the names `buffer`, `capacity` and `length`. */
#define FETCH(result, status, call) \
    do { \
        char *buffer = NULL; \
        size_t capacity = 0, octet_count = SIZE_MAX, *length = &octet_count; \
        (result).data = NULL; \
        (result).length = 0; \
        (status) = (call); \
        if ((status) == EXPOSEPORT_BUFFER_TOO_SMALL) { \
            capacity = octet_count; \
            buffer = malloc(capacity + 1); \
            CHECK_STATUS((call), EXPOSEPORT_BUFFER_TOO_SMALL); \
            CHECK(octet_count == capacity); \
            free(buffer); \
            capacity = octet_count + 1; \
            buffer = malloc(capacity); \
            (status) = (call); \
            CHECK((status) != EXPOSEPORT_OK || (octet_count + 1 == capacity && buffer[octet_count] == '\0')); \
            (result).data = buffer; \
            (result).length = octet_count; \
        } else { \
            CHECK((status) != EXPOSEPORT_OK); \
            CHECK(octet_count == SIZE_MAX); \
        } \
    } while (0)

/* The details must agree with the status. */
void check_error(exposeport_status status, const exposeport_error *error);

/* Makes the policy of a case, NULL for the documented rules; what the policy refuses is the answer of the case. */
exposeport_status make_policy(struct changes changes, exposeport_policy **policy, exposeport_error *error);

#endif
