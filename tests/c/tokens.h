/* Generated tokens in scripts: "{t1}" stands for what was found where it first appears. */

#ifndef TOKENS_H
#define TOKENS_H

#include "support.h"

#define TOKEN_NAMES 10
#define GENERATED_LENGTH 16

/* By the digit of their names; "" where one has not appeared. */
struct tokens {
    char known[TOKEN_NAMES][GENERATED_LENGTH + 1];
};

/* A text with the tokens that are known filled in. */
struct octets fill(const struct tokens *tokens, struct text text);

/* Compares as `same` does, and learns the tokens that appear for the first time. */
bool same_with_tokens(struct tokens *tokens, const char *what, const char *found, size_t length, struct text expected);

#endif
