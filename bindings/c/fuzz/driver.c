/* An input consists of calls: a letter, a byte of flags, and fields that each end with 0xFF. */

#include "driver.h"

/* The first byte of a field that is not a plain string. No UTF-8 string contains these bytes. */
enum { FIELD_END = 0xFF, ITEM_END = 0xFE, NO_STRING = 0xF8, NULL_STRING = 0xF9, TOO_LONG = 0xFA };

/* Every byte of an output before a call. */
enum { FILL = 0xA5 };

enum { CALLS_MAX = 64, BLOCKS_MAX = 256, CAPACITY_MAX = 8192 };

static const uint8_t *rest;
static size_t rest_len;
static uint8_t flags;
static void *blocks[BLOCKS_MAX];
static size_t blocks_len;

bool is_invalid;
exposeport_policy *policies[3];
exposeport_base_domain *domains[3];
exposeport_sandbox *sandboxes[3];
exposeport_key_ring *rings[3];
exposeport_gateway *gateways[3];
exposeport_preview preview;
exposeport_rejection rejection;

static uint8_t byte(void)
{
    if (rest_len == 0) {
        return 0;
    }
    rest_len--;
    return *rest++;
}

static exposeport_string field(void)
{
    const uint8_t *start = rest;
    const uint8_t *end = rest_len == 0 ? NULL : memchr(rest, FIELD_END, rest_len);
    const size_t len = end == NULL ? rest_len : (size_t)(end - start);
    const size_t used = len + (end != NULL);
    rest += used;
    rest_len -= used;
    return (exposeport_string){(const char *)start, len};
}

void *memory(size_t size)
{
    void *block = malloc(size);
    CHECK(block != NULL && blocks_len < BLOCKS_MAX);
    memset(block, FILL, size);
    blocks[blocks_len++] = block;
    return block;
}

static exposeport_string argument(const char *data, size_t len)
{
    const uint8_t first = len == 0 ? 0 : (uint8_t)data[0];
    if (first == NO_STRING) {
        return (exposeport_string){NULL, 0};
    }
    is_invalid |= first == NULL_STRING || first == TOO_LONG;
    if (first == NULL_STRING) {
        return (exposeport_string){NULL, len};
    }
    char *copy = memory(len);
    if (len != 0) {
        memcpy(copy, data, len);
    }
    return (exposeport_string){copy, first == TOO_LONG ? (size_t)PTRDIFF_MAX + len : len};
}

exposeport_string string(void)
{
    const exposeport_string read = field();
    return argument(read.data, read.len);
}

size_t strings(exposeport_string *list, size_t capacity)
{
    exposeport_string read = field();
    size_t len = 0;
    while (read.len != 0 && len < capacity) {
        const char *end = memchr(read.data, ITEM_END, read.len);
        const size_t item = end == NULL ? read.len : (size_t)(end - read.data);
        list[len++] = argument(read.data, item);
        const size_t used = item + (end != NULL);
        read.data += used;
        read.len -= used;
    }
    return len;
}

int64_t number(void)
{
    char digits[24] = {0};
    const exposeport_string read = field();
    if (read.len != 0) {
        memcpy(digits, read.data, read.len < 23 ? read.len : 23);
    }
    return strtoll(digits, NULL, 10);
}

void overwrite(void *target, size_t size)
{
    const exposeport_string read = field();
    if (read.len != 0) {
        memcpy(target, read.data, read.len < size ? read.len : size);
    }
}

bool flag(int bit)
{
    return flags >> bit & 1;
}

size_t slot(void)
{
    return (flags & 3) % 3;
}

exposeport_error *details(void)
{
    return flag(2) ? NULL : memory(sizeof(exposeport_error));
}

void *output(size_t size)
{
    is_invalid |= flag(3);
    return flag(3) ? NULL : memory(size);
}

string_output buffer(void)
{
    const size_t capacity = (size_t)number() % CAPACITY_MAX;
    size_t *len = flag(3) ? NULL : memory(sizeof *len);
    if (flag(4)) {
        is_invalid |= capacity != 0;
        return (string_output){NULL, capacity, len};
    }
    return (string_output){memory(capacity), capacity, len};
}

static bool is_filled(const void *data, size_t size)
{
    const uint8_t *bytes = data;
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != FILL) {
            return false;
        }
    }
    return true;
}

void check_error(const exposeport_error *error)
{
    CHECK(error->code == exposeport_status_code(error->status));
    CHECK(error->http_status == exposeport_status_http(error->status));
    CHECK(error->message_len > 0 && error->message_len < EXPOSEPORT_MESSAGE_CAPACITY);
    CHECK(memchr(error->message, 0, EXPOSEPORT_MESSAGE_CAPACITY) ==
          error->message + error->message_len);
}

bool succeeds(exposeport_status status, const exposeport_error *error)
{
    CHECK(exposeport_status_code(status) != NULL && status != EXPOSEPORT_INTERNAL);
    CHECK(status != EXPOSEPORT_OK || !is_invalid);
    if (error != NULL && status == EXPOSEPORT_OK) {
        CHECK(is_filled(error, sizeof *error));
    } else if (error != NULL) {
        CHECK(error->status == status);
        check_error(error);
    }
    return status == EXPOSEPORT_OK;
}

bool writes(exposeport_status status, const exposeport_error *error, const void *output,
            size_t size)
{
    const bool is_written = succeeds(status, error);
    CHECK(is_written || output == NULL || is_filled(output, size));
    return is_written;
}

bool fills(exposeport_status status, const exposeport_error *error, string_output output)
{
    const bool is_written = succeeds(status, error);
    if (is_written) {
        CHECK(output.capacity > 0 && memchr(output.buffer, 0, output.capacity) != NULL);
        if (output.len != NULL) {
            CHECK(*output.len < output.capacity && output.buffer[*output.len] == 0);
        }
    } else {
        CHECK(output.buffer == NULL || is_filled(output.buffer, output.capacity));
        if (status == EXPOSEPORT_BUFFER_TOO_SMALL && output.len != NULL) {
            CHECK(*output.len >= output.capacity);
        }
    }
    return is_written;
}

/* Frees the arguments and the outputs of a call. */
static void end_call(void)
{
    for (size_t i = 0; i < blocks_len; i++) {
        free(blocks[i]);
    }
    blocks_len = 0;
}

static void free_handles(void)
{
    for (size_t i = 0; i < 2; i++) {
        exposeport_gateway_free(gateways[i]);
        exposeport_key_ring_free(rings[i]);
        exposeport_sandbox_free(sandboxes[i]);
        exposeport_base_domain_free(domains[i]);
        exposeport_policy_free(policies[i]);
        gateways[i] = NULL;
        rings[i] = NULL;
        sandboxes[i] = NULL;
        domains[i] = NULL;
        policies[i] = NULL;
    }
}

void run_calls(const uint8_t *input, size_t len)
{
    rest = input;
    rest_len = len;
    memset(&preview, 0, sizeof preview);
    memset(&rejection, 0, sizeof rejection);
    for (int calls = 0; rest_len != 0 && calls < CALLS_MAX; calls++) {
        const uint8_t name = byte();
        flags = byte();
        is_invalid = false;
        call_rules(name);
        call_sandbox(name);
        call_signed(name);
        call_gateway(name);
        end_call();
    }
    free_handles();
}
