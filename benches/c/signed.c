/* Benchmarks of signed tokens, beside the bare MAC of the same messages and a look-up in Redis. */
#include "signed.h"

#include <hiredis/hiredis.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

#define KEY "a signing key for benchmarks...."
#define CONTEXT_LEN 8
#define CONTEXT "tenant-1", CONTEXT_LEN
static const uint64_t now = 1800000000, lifetime = 3600;

/* A signed token, and the message that its MAC authenticates. */
struct item {
    exposeport_route route;
    unsigned char message[256];
    size_t message_len;
};
struct items {
    struct item *all;
    size_t count;
};

static exposeport_key_ring *ring;
static struct items permanent, expiring;
static EVP_MAC_CTX *bare_mac;
static redisContext *redis;

static void check(bool condition, const char *message)
{
    if (condition)
        return;
    fprintf(stderr, "bench: %s\n", message);
    exit(1);
}

/* Defines a function that runs statements for each `item`. */
#define FOR_ITEMS(name, items, ...) \
    static void name(size_t first, size_t count) \
    { \
        for (size_t i = first; i < first + count; i++) { \
            const struct item *item = &(items).all[i]; \
            USE(item); \
            __VA_ARGS__ \
        } \
    }

#define VERIFY \
    exposeport_verification found \
        = exposeport_key_ring_verify(ring, &item->route, CONTEXT, now, NULL); \
    USE(&found);
#define BARE_MAC \
    unsigned char mac[EVP_MAX_MD_SIZE]; \
    compute_mac(item, mac); \
    USE(mac);
/* The way of a gateway without keys: the token of a sandbox and port is in a database. */
#define LOOK_UP \
    redisReply *reply = redisCommand(redis, "GET %d:%s", item->route.port, item->route.sandbox_id); \
    bool is_valid = reply && reply->type == REDIS_REPLY_STRING \
                    && exposeport_tokens_equal(reply->str, reply->len, item->route.token, \
                                               item->route.token_len); \
    check(is_valid, "a look-up in Redis"); \
    freeReplyObject(reply);

/* The key is prepared once, and a MAC starts from its state. */
static void compute_mac(const struct item *item, unsigned char mac[EVP_MAX_MD_SIZE])
{
    size_t len;
    int is_done = EVP_MAC_init(bare_mac, NULL, 0, NULL)
                  && EVP_MAC_update(bare_mac, item->message, item->message_len)
                  && EVP_MAC_final(bare_mac, mac, &len, EVP_MAX_MD_SIZE);
    check(is_done, "EVP_MAC");
}

FOR_ITEMS(verify_permanent, permanent, VERIFY)
FOR_ITEMS(mac_permanent, permanent, BARE_MAC)
FOR_ITEMS(look_up, permanent, LOOK_UP)
FOR_ITEMS(verify_expiring, expiring, VERIFY)
FOR_ITEMS(mac_expiring, expiring, BARE_MAC)
FOR_ITEMS(sign, permanent, char token[EXPOSEPORT_TOKEN_CAPACITY]; size_t len;
          exposeport_key_ring_sign(ring, item->route.port, item->route.sandbox_id,
                                   item->route.sandbox_id_len, false, CONTEXT, NULL, token,
                                   sizeof token, &len, NULL);
          USE(token);)

static void add(struct item *item, const void *data, size_t len)
{
    memcpy(item->message + item->message_len, data, len);
    item->message_len += len;
}

static void add_field(struct item *item, const void *data, size_t len)
{
    const unsigned char length = (unsigned char)len;
    add(item, &length, sizeof length);
    add(item, data, len);
}

/* Assembles the message as the module `signed` of the core documents it. */
static void make_message(struct item *item)
{
    const exposeport_route *route = &item->route;
    const unsigned char port[] = {(unsigned char)(route->port >> 8), (unsigned char)route->port};
    static const unsigned char padding[44];
    add_field(item, "exposeport token", 16);
    add_field(item, "\1", 1);
    add_field(item, padding, sizeof padding);
    add_field(item, port, sizeof port);
    add_field(item, route->sandbox_id, route->sandbox_id_len);
    add_field(item, route->token, route->token_len - 16u);
    const unsigned char context_len[8] = {[7] = CONTEXT_LEN};
    add(item, context_len, sizeof context_len);
    add(item, CONTEXT);
}

/* Checks that the bare MAC is that of the token, so that both compute the same. */
static void check_item(const struct item *item, bool expires)
{
    exposeport_verification found
        = exposeport_key_ring_verify(ring, &item->route, CONTEXT, now, NULL);
    check(found == EXPOSEPORT_VERIFICATION_ACTIVE, "an active token");
    check(item->route.token_len == (expires ? 22 : 16), "the length of a token");
    unsigned char mac[EVP_MAX_MD_SIZE];
    compute_mac(item, mac);
    unsigned __int128 number = 0;
    for (size_t i = 0; i < 16; i++)
        number = number << 8 | mac[i];
    for (size_t i = item->route.token_len; i > item->route.token_len - 16u; number /= 36)
        check(item->route.token[--i] == "0123456789abcdefghijklmnopqrstuvwxyz"[number % 36],
              "the bare MAC differs");
}

/* Signs a token for each route whose label has room for it. */
static struct items sign_all(const exposeport_route *routes, size_t count,
                             const exposeport_base_domain *domain, bool expires)
{
    struct items items = {calloc(count, sizeof(struct item)), 0};
    for (size_t i = 0; i < count; i++) {
        const exposeport_route *route = &routes[i];
        struct item *item = &items.all[items.count];
        char url[EXPOSEPORT_URL_CAPACITY];
        size_t len;
        exposeport_status status
            = expires ? exposeport_key_ring_build_url_until(
                            ring, route->port, route->sandbox_id, route->sandbox_id_len, false,
                            CONTEXT, now, lifetime, domain, NULL, url, sizeof url, &len, NULL)
                      : exposeport_key_ring_build_url(ring, route->port, route->sandbox_id,
                                                      route->sandbox_id_len, false, CONTEXT, domain,
                                                      url, sizeof url, &len, NULL);
        if (status != EXPOSEPORT_OK)
            continue;
        status = exposeport_parse_url(url, len, NULL, &item->route, NULL);
        check(status == EXPOSEPORT_OK, url);
        make_message(item);
        check_item(item, expires);
        items.count++;
    }
    check(items.count > 500, "signed tokens");
    return items;
}

static void store(const struct items *items)
{
    for (size_t i = 0; i < items->count; i++) {
        const exposeport_route *route = &items->all[i].route;
        redisReply *reply = redisCommand(redis, "SET %d:%s %s", route->port, route->sandbox_id,
                                         route->token);
        check(reply && reply->type == REDIS_REPLY_STATUS, "SET in Redis");
        freeReplyObject(reply);
    }
}

void run_signed(const exposeport_route *routes, size_t count, const exposeport_base_domain *domain,
                int redis_port)
{
    check(exposeport_key_ring_new(KEY, strlen(KEY), &ring, NULL) == EXPOSEPORT_OK, "a key ring");
    bare_mac = EVP_MAC_CTX_new(EVP_MAC_fetch(NULL, "HMAC", NULL));
    OSSL_PARAM digest[] = {OSSL_PARAM_construct_utf8_string("digest", "SHA256", 0),
                           OSSL_PARAM_construct_end()};
    check(EVP_MAC_init(bare_mac, (const unsigned char *)KEY, strlen(KEY), digest), "EVP_MAC_init");
    permanent = sign_all(routes, count, domain, false);
    expiring = sign_all(routes, count, domain, true);
    redis = redisConnect("127.0.0.1", redis_port);
    check(redis && !redis->err, "no Redis server");
    store(&permanent);

    RUN_GROUP("verify a permanent token", {"exposeport", verify_permanent, permanent.count},
              {"bare HMAC of OpenSSL", mac_permanent, permanent.count},
              {"Redis GET on loopback", look_up, permanent.count});
    RUN_GROUP("verify an expiring token", {"exposeport", verify_expiring, expiring.count},
              {"bare HMAC of OpenSSL", mac_expiring, expiring.count});
    RUN_GROUP("sign a token", {"exposeport", sign, permanent.count},
              {"bare HMAC of OpenSSL", mac_permanent, permanent.count});
}
