#include "tokens.h"

#include <string.h>

/* The number of a "{t1}" at the start of a text, -1 where there is none. */
static int placeholder(const char *text, size_t length)
{
    bool is_one = length >= 4 && text[0] == '{' && text[1] == 't' && text[2] >= '0' && text[2] <= '9' && text[3] == '}';
    return is_one ? text[2] - '0' : -1;
}

struct octets fill(const struct tokens *tokens, struct text text)
{
    struct octets raw = take(text), filled = {NULL, 0};
    if (raw.data == NULL) {
        return filled;
    }
    char *longer = malloc(raw.length * GENERATED_LENGTH + 1);
    for (size_t i = 0; i < raw.length;) {
        int number = placeholder(raw.data + i, raw.length - i);
        if (number >= 0 && tokens->known[number][0] != '\0') {
            memcpy(longer + filled.length, tokens->known[number], GENERATED_LENGTH);
            filled.length += GENERATED_LENGTH;
            i += 4;
        } else {
            longer[filled.length++] = raw.data[i++];
        }
    }
    filled = copy(longer, filled.length);
    free(longer);
    drop(raw);
    return filled;
}

static bool is_new_token(const struct tokens *tokens, const char *token)
{
    for (size_t i = 0; i < GENERATED_LENGTH; i++) {
        if (!((token[i] >= 'a' && token[i] <= 'z') || (token[i] >= '0' && token[i] <= '9'))) {
            return false;
        }
    }
    for (int i = 0; i < TOKEN_NAMES; i++) {
        if (memcmp(tokens->known[i], token, GENERATED_LENGTH) == 0) {
            return false;
        }
    }
    return true;
}

bool same_with_tokens(struct tokens *tokens, const char *what, const char *found, size_t length, struct text expected)
{
    struct octets filled = fill(tokens, expected);
    for (size_t i = 0; i < filled.length; i++) {
        int number = placeholder(filled.data + i, filled.length - i);
        if (number >= 0 && found != NULL && length >= i + GENERATED_LENGTH && is_new_token(tokens, found + i)) {
            memcpy(tokens->known[number], found + i, GENERATED_LENGTH);
            break;
        }
    }
    drop(filled);

    filled = fill(tokens, expected);
    struct piece piece = {filled.data, filled.length, 1};
    struct text text = {filled.data != NULL ? &piece : NULL, filled.data != NULL};
    bool equal = same(what, found, length, text);
    drop(filled);
    return equal;
}
