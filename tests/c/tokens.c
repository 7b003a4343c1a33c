#include "tokens.h"

#include <string.h>

/* Returns the number of a "{t1}" at the start of a string, or -1 if there is none. */
static int placeholder(const char *string, size_t len)
{
    bool is_one = len >= 4 && string[0] == '{' && string[1] == 't' && string[2] >= '0' &&
                  string[2] <= '9' && string[3] == '}';
    return is_one ? string[2] - '0' : -1;
}

struct bytes fill(const struct tokens *tokens, struct pieces pieces)
{
    struct bytes raw = join(pieces), filled = {NULL, 0};
    if (raw.data == NULL) {
        return filled;
    }
    char *longer = malloc(raw.len * GENERATED_LEN + 1);
    for (size_t i = 0; i < raw.len;) {
        int number = placeholder(raw.data + i, raw.len - i);
        if (number >= 0 && tokens->known[number][0] != '\0') {
            memcpy(longer + filled.len, tokens->known[number], GENERATED_LEN);
            filled.len += GENERATED_LEN;
            i += 4;
        } else {
            longer[filled.len++] = raw.data[i++];
        }
    }
    filled = copy(longer, filled.len);
    free(longer);
    release(raw);
    return filled;
}

static bool is_new_token(const struct tokens *tokens, const char *token)
{
    for (size_t i = 0; i < GENERATED_LEN; i++) {
        if (!((token[i] >= 'a' && token[i] <= 'z') || (token[i] >= '0' && token[i] <= '9'))) {
            return false;
        }
    }
    for (int i = 0; i < TOKEN_NAMES; i++) {
        if (memcmp(tokens->known[i], token, GENERATED_LEN) == 0) {
            return false;
        }
    }
    return true;
}

bool same_with_tokens(struct tokens *tokens, const char *what, const char *found, size_t len,
                      struct pieces expected)
{
    struct bytes filled = fill(tokens, expected);
    for (size_t i = 0; i < filled.len; i++) {
        int number = placeholder(filled.data + i, filled.len - i);
        bool is_long_enough = found != NULL && len >= i + GENERATED_LEN;
        if (number >= 0 && is_long_enough && is_new_token(tokens, found + i)) {
            memcpy(tokens->known[number], found + i, GENERATED_LEN);
            break;
        }
    }
    release(filled);

    filled = fill(tokens, expected);
    struct piece piece = {filled.data, filled.len, 1};
    struct pieces pieces = {filled.data != NULL ? &piece : NULL, filled.data != NULL};
    bool is_same = same(what, found, len, pieces);
    release(filled);
    return is_same;
}
