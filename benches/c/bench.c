/* Times of exposeport through its shared library, beside what a C programmer would write, as JSON lines.
   Argument: the folder that corpus.py wrote. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#ifdef HAVE_CRYPTO
#include <openssl/crypto.h>
#endif

#include "alternatives.h"
#include "contest.h"
#include "exposeport.h"

struct text {
    const char *data;
    size_t length;
};
struct list {
    struct text *texts;
    size_t count;
};

static struct list hosts, urls, bound, million;
static exposeport_base_domain *domain;
static char base[256];

static void check(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "bench: %s\n", what);
    exit(1);
}

/* Lines, each with a NUL behind it. */
static struct list lines(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    check(file != NULL, path);
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file), count = 0;
    rewind(file);
    char *data = malloc(size);
    check(data && fread(data, 1, size, file) == size, path);
    fclose(file);
    for (size_t i = 0; i < size; i++)
        count += data[i] == '\n';
    struct list list = {malloc(count * sizeof(struct text)), 0};
    for (char *line = data; line < data + size;) {
        char *end = memchr(line, '\n', (size_t)(data + size - line));
        *end = '\0';
        list.texts[list.count++] = (struct text){line, (size_t)(end - line)};
        line = end + 1;
    }
    return list;
}

/* One function that goes over a list; `text` is the present one. */
#define OVER(name, list, ...) \
    static void name(size_t first, size_t count) \
    { \
        for (size_t i = first; i < first + count; i++) { \
            const struct text *text = &(list).texts[i]; \
            USE(text); \
            __VA_ARGS__ \
        } \
    }

#define PARSE(call) \
    exposeport_route route; \
    exposeport_status status = call; \
    USE(&route); \
    USE(&status);
#define ALTERNATIVE(call) \
    struct parts parts; \
    bool valid = call; \
    USE(&parts); \
    USE(&valid);

OVER(parse_host, hosts, PARSE(exposeport_parse_host(text->data, text->length, NULL, &route, NULL)))
OVER(parse_host_sscanf, hosts, ALTERNATIVE(by_sscanf(text->data, &parts)))
OVER(parse_host_strtok, hosts, ALTERNATIVE(by_strtok(text->data, &parts)))
OVER(parse_million, million, PARSE(exposeport_parse_host(text->data, text->length, NULL, &route, NULL)))
OVER(parse_million_strtok, million, ALTERNATIVE(by_strtok(text->data, &parts)))
OVER(parse_url, urls, PARSE(exposeport_parse_url(text->data, text->length, NULL, &route, NULL)))
OVER(parse_bound, bound, PARSE(exposeport_parse_host(text->data, text->length, NULL, &route, NULL)))
OVER(route_bound, bound, PARSE(exposeport_base_domain_route(domain, text->data, text->length, &route, NULL)))
#ifdef HAVE_ADA
OVER(parse_url_ada, urls, ALTERNATIVE(by_ada(text->data, text->length, &parts)))
#endif

/* FNV-1a, as in rust/src/floor.rs: each octet waits for the one before, so that every compiler's code takes the same time. By it
   times of programs are compared that do not run at the same moment. */
static uint64_t yardstick(const char *octets, size_t length)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)octets[i]) * 0x100000001b3;
    return hash;
}
OVER(parse_yardstick, hosts, uint64_t hash = yardstick(text->data, text->length); USE(&hash);)
OVER(million_yardstick, million, uint64_t hash = yardstick(text->data, text->length); USE(&hash);)

/* One for each valid host under the known domain. */
static struct order {
    exposeport_route route;
    exposeport_sandbox *sandbox;
    char url[EXPOSEPORT_URL_CAPACITY];
    size_t url_length;
} *orders;
static size_t order_count;

#define OVER_ORDERS(name, ...) \
    static void name(size_t first, size_t count) \
    { \
        for (size_t i = first; i < first + count; i++) { \
            const struct order *order = &orders[i]; \
            USE(order); \
            __VA_ARGS__ \
        } \
    }

OVER_ORDERS(build, char url[EXPOSEPORT_URL_CAPACITY]; size_t length; const exposeport_route *route = &order->route;
            exposeport_build_url(route->port, route->sandbox_id, route->sandbox_id_length, false, route->token,
                                 route->token_length, domain, url, sizeof url, &length, NULL);
            USE(url);)
OVER_ORDERS(build_of_route, char url[EXPOSEPORT_URL_CAPACITY]; size_t length;
            exposeport_route_url(&order->route, domain, url, sizeof url, &length, NULL); USE(url);)
OVER_ORDERS(build_snprintf, char url[EXPOSEPORT_URL_CAPACITY]; const exposeport_route *route = &order->route;
            by_snprintf(route->port, route->sandbox_id, route->token, base, url, sizeof url); USE(url);)
OVER_ORDERS(build_yardstick, uint64_t hash = yardstick(order->url, order->url_length); USE(&hash);)
OVER_ORDERS(authorize, exposeport_authorization answer;
            exposeport_sandbox_authorize(order->sandbox, &order->route, &answer, NULL); USE(&answer);)

/* Pairs of tokens, every other one equal; the last has no other. */
#define OTHER (&orders[i + i % 2 < order_count ? i + i % 2 : i])
OVER_ORDERS(compare, bool equal; const exposeport_route *a = &order->route; const exposeport_route *b = &OTHER->route;
            exposeport_tokens_equal(a->token, a->token_length, b->token, b->token_length, &equal, NULL); USE(&equal);)
#ifdef HAVE_CRYPTO
OVER_ORDERS(compare_crypto, const exposeport_route *a = &order->route; const exposeport_route *b = &OTHER->route;
            bool equal = a->token_length == b->token_length && CRYPTO_memcmp(a->token, b->token, a->token_length) == 0;
            USE(&equal);)
#endif

OVER_ORDERS(make_token, (void)order; char token[EXPOSEPORT_TOKEN_CAPACITY]; exposeport_generate_token(token, sizeof token, NULL, NULL);
            USE(token);)
OVER_ORDERS(make_getrandom, (void)order; char octets[16]; ssize_t read = getrandom(octets, sizeof octets, 0); USE(&read); USE(octets);)

static void make_orders(void)
{
    orders = calloc(bound.count, sizeof *orders);
    for (size_t i = 0; i < bound.count; i++) {
        struct order *order = &orders[order_count];
        exposeport_route *route = &order->route;
        if (exposeport_base_domain_route(domain, bound.texts[i].data, bound.texts[i].length, route, NULL) != EXPOSEPORT_OK)
            continue;
        check(exposeport_sandbox_new(route->sandbox_id, route->sandbox_id_length, false, NULL, &order->sandbox, NULL) == 0
                  && exposeport_sandbox_expose_port(order->sandbox, route->port, domain, NULL, 0, route->token,
                                                    route->token_length, order->url, sizeof order->url, &order->url_length, NULL) == 0,
              "a sandbox that exposes its port");
        char theirs[EXPOSEPORT_URL_CAPACITY];
        by_snprintf(route->port, route->sandbox_id, route->token, base, theirs, sizeof theirs);
        check(strcmp(theirs, order->url) == 0, theirs);
        order_count++;
    }
}

/* Refuses to measure contenders that do not do the same. */
static void agree(void)
{
    size_t valid = 0;
    for (size_t i = 0; i < hosts.count; i++) {
        const char *host = hosts.texts[i].data;
        exposeport_route route;
        struct parts parts = {0};
        bool ours = exposeport_parse_host(host, hosts.texts[i].length, NULL, &route, NULL) == EXPOSEPORT_OK;
        valid += ours;
#define SAME(call) \
    check((call) == ours && (!ours || (parts.port == route.port && strcmp(parts.id, route.sandbox_id) == 0 \
                                       && strcmp(parts.token, route.token) == 0)), host)
        SAME(by_sscanf(host, &parts));
        SAME(by_strtok(host, &parts));
#ifdef HAVE_ADA
        SAME(by_ada(urls.texts[i].data, urls.texts[i].length, &parts));
#endif
    }
    check(valid == 700, "700 of the hosts are valid");
}

int main(int count, char **arguments)
{
    check(count == 2, "one argument: the folder of the corpus");
    const char *folder = arguments[1];
    hosts = lines(folder, "hosts.txt");
    urls = lines(folder, "urls.txt");
    bound = lines(folder, "bound.txt");
    million = lines(folder, "hosts-1m.txt");
    struct text known = lines(folder, "domain.txt").texts[0];
    snprintf(base, sizeof base, "%s", known.data);
    check(exposeport_base_domain_new(known.data, known.length, NULL, &domain, NULL) == EXPOSEPORT_OK, "a base domain");
    make_orders();
    agree();

    CONTEST("parse a host", {"exposeport", parse_host, hosts.count}, {"sscanf", parse_host_sscanf, hosts.count},
            {"strtok_r", parse_host_strtok, hosts.count}, {"yardstick: FNV-1a", parse_yardstick, hosts.count});
    CONTEST("parse a URL", {"exposeport", parse_url, urls.count},
#ifdef HAVE_ADA
            {"ada", parse_url_ada, urls.count},
#endif
    );
    CONTEST("bind a host to a known domain", {"exposeport", route_bound, bound.count},
            {"exposeport: parse the same hosts", parse_bound, bound.count});
    CONTEST("build a URL", {"exposeport", build, order_count}, {"exposeport, from a route", build_of_route, order_count},
            {"checks and snprintf", build_snprintf, order_count},
            {"yardstick: FNV-1a", build_yardstick, order_count});
    CONTEST("make a token", {"exposeport", make_token, order_count}, {"floor: getrandom(16)", make_getrandom, order_count});
    CONTEST("compare tokens", {"exposeport", compare, order_count},
#ifdef HAVE_CRYPTO
            {"CRYPTO_memcmp", compare_crypto, order_count},
#endif
    );
    CONTEST("authorize a route", {"exposeport", authorize, order_count},
            {"exposeport: parse the same hosts", parse_bound, bound.count});
    CONTEST("parse 1,000,000 distinct hosts", {"exposeport", parse_million, million.count},
            {"strtok_r", parse_million_strtok, million.count}, {"yardstick: FNV-1a", million_yardstick, million.count});
}
