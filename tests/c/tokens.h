/* Generated tokens in scripts. The first "{t1}" matches any token, and later ones the same. */

#ifndef TOKENS_H
#define TOKENS_H

#include "support.h"

#define TOKEN_NAMES 10
#define GENERATED_LEN 16

/* Tokens by the digit of their placeholder. An empty one has not occurred yet. */
struct tokens {
    char known[TOKEN_NAMES][GENERATED_LEN + 1];
};

/* Returns a string with placeholders replaced by recorded tokens. */
struct bytes fill(const struct tokens *tokens, struct pieces pieces);

/* Compares as `same` does, and records tokens that occur for the first time. */
bool same_with_tokens(struct tokens *tokens, const char *what, const char *found, size_t len,
                      struct pieces expected);

#endif
