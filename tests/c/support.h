/* Checks, and strings in heap buffers of exactly their size. Shared by the tests in C. */

#ifndef SUPPORT_H
#define SUPPORT_H

#include <exposeport.h>
#include <stdlib.h>

#include "vectors.h"

/* A string literal as a pointer and a length. */
#define STR(literal) (literal), sizeof(literal) - 1

/* The number of elements of an array. */
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The number of failed checks, in all threads. */
extern int failures;

/* The current case, for the report of a failed check. */
extern const char *current_case;

/* The secrets of the current case, and how often a string was searched for one. */
extern struct hostnames current_secrets;
extern size_t searches;

/* Starts a case with secrets. */
void begin_case(const char *name, struct hostnames secrets);

void report(const char *file, int line, const char *what);

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            report(__FILE__, __LINE__, #condition); \
        } \
    } while (0)

/* Compares statuses, and reports their codes if they differ. */
void check_status(const char *file, int line, exposeport_status found, exposeport_status expected);
#define CHECK_STATUS(found, expected) check_status(__FILE__, __LINE__, (found), (expected))

/* Compares the message of an error in full. */
void check_message(const char *file, int line, const exposeport_error *error, const char *expected);
#define CHECK_MESSAGE(error, expected) check_message(__FILE__, __LINE__, (error), (expected))

/* Bytes on the heap, so that the sanitizers detect a read past the end. If data is NULL, there is
   no string. */
struct bytes {
    char *data;
    size_t len;
};

struct bytes copy(const char *data, size_t len);
struct bytes join(struct pieces pieces);
void release(struct bytes bytes);

/* Returns true if a string is the expected one, and reports both if it is not. */
bool same(const char *what, const char *found, size_t len, struct pieces expected);

/* Compares a code with the expected one, or with "OK" for NULL, and reports both if they differ. */
void same_code(const char *what, exposeport_status found, const char *expected);

/* Gets a string output: first only its length, then with a buffer that is one byte too small,
   then with one of exactly its size. `call` is the call of the library with the arguments
   `out_buffer`, `out_capacity` and `out_len`. */
#define FETCH(result, status, call) \
    do { \
        char *out_buffer = NULL; \
        size_t out_capacity = 0, found_len = SIZE_MAX, *out_len = &found_len; \
        (result).data = NULL; \
        (result).len = 0; \
        (status) = (call); \
        if ((status) == EXPOSEPORT_BUFFER_TOO_SMALL) { \
            out_capacity = found_len; \
            out_buffer = malloc(out_capacity + 1); \
            found_len = SIZE_MAX; \
            CHECK_STATUS((call), EXPOSEPORT_BUFFER_TOO_SMALL); \
            CHECK(found_len == out_capacity); \
            free(out_buffer); \
            out_capacity = found_len + 1; \
            out_buffer = malloc(out_capacity); \
            (status) = (call); \
            CHECK((status) != EXPOSEPORT_OK || \
                  (found_len + 1 == out_capacity && out_buffer[found_len] == '\0')); \
            (result).data = out_buffer; \
            (result).len = found_len; \
        } else { \
            CHECK((status) != EXPOSEPORT_OK); \
            CHECK(found_len == SIZE_MAX); \
        } \
    } while (0)

/* Returns the snapshot of a sandbox. */
struct bytes snapshot_of(const exposeport_sandbox *sandbox);

/* Returns true if two strings are equal. */
bool is_same(struct bytes left, struct bytes right);

/* Checks that a string contains no secret of the current case. */
void check_secrecy(const char *shown, size_t len);

/* Checks that the details of an error agree with its status, and contain no secret. */
void check_error(exposeport_status status, const exposeport_error *error);

/* Checks that a message or page does not contain a token of more than four bytes. A shorter one may
   occur by chance. */
void check_omits(struct bytes token, const char *shown);

/* Checks that a message or page does not contain the token of a host or URL. */
void check_silent(struct bytes host, const char *shown);

/* Creates the policy of a case, or NULL for the default one. An error is the answer of the case. */
exposeport_status make_policy(struct changes changes, exposeport_policy **policy,
                              exposeport_error *error);

#endif
