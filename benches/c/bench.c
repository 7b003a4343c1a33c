/* Prints the times of the shared library and of the baselines as JSON lines.
   The arguments are the directory that corpus.py writes to, and the port of a Redis server. */
#define _GNU_SOURCE
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "baselines.h"
#include "exposeport.h"
#include "harness.h"
#include "signed.h"

struct line {
    const char *data;
    size_t len;
};
struct lines {
    struct line *all;
    size_t count;
};

static struct lines hosts, urls, bound, million;
static exposeport_base_domain *domain;
static char base[256];

static void check(bool condition, const char *message)
{
    if (condition)
        return;
    fprintf(stderr, "bench: %s\n", message);
    exit(1);
}

/* Reads the lines of a file, each with a NUL after it. */
static struct lines read_lines(const char *directory, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", directory, name);
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
    struct lines lines = {malloc(count * sizeof(struct line)), 0};
    for (char *line = data; line < data + size;) {
        char *end = memchr(line, '\n', (size_t)(data + size - line));
        *end = '\0';
        lines.all[lines.count++] = (struct line){line, (size_t)(end - line)};
        line = end + 1;
    }
    return lines;
}

/* Defines a function that runs statements for each `line`. */
#define FOR_LINES(name, lines, ...) \
    static void name(size_t first, size_t count) \
    { \
        for (size_t i = first; i < first + count; i++) { \
            const struct line *line = &(lines).all[i]; \
            USE(line); \
            __VA_ARGS__ \
        } \
    }

#define PARSE(call) \
    exposeport_route route; \
    exposeport_status status = call; \
    USE(&route); \
    USE(&status);
#define BASELINE(call) \
    struct parts parts; \
    bool is_valid = call; \
    USE(&parts); \
    USE(&is_valid);
#define PARSE_HOST PARSE(exposeport_parse_host(line->data, line->len, NULL, &route, NULL))

FOR_LINES(parse_host, hosts, PARSE_HOST)
FOR_LINES(parse_host_sscanf, hosts, BASELINE(host_by_sscanf(line->data, &parts)))
FOR_LINES(parse_host_strtok, hosts, BASELINE(host_by_strtok(line->data, &parts)))
FOR_LINES(parse_million, million, PARSE_HOST)
FOR_LINES(parse_million_strtok, million, BASELINE(host_by_strtok(line->data, &parts)))
FOR_LINES(parse_url, urls, PARSE(exposeport_parse_url(line->data, line->len, NULL, &route, NULL)))
FOR_LINES(parse_bound, bound, PARSE_HOST)
FOR_LINES(route_bound, bound,
          PARSE(exposeport_base_domain_route(domain, line->data, line->len, &route, NULL)))
#ifdef HAVE_ADA
FOR_LINES(parse_url_ada, urls, BASELINE(url_by_ada(line->data, line->len, &parts)))
#endif

/* Returns the FNV-1a hash, as rust/src/baselines/floors.rs does. */
static uint64_t yardstick(const char *bytes, size_t len)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3;
    return hash;
}
#define YARDSTICK(string) \
    uint64_t hash = yardstick((string)->data, (string)->len); \
    USE(&hash);
FOR_LINES(parse_yardstick, hosts, YARDSTICK(line))
FOR_LINES(million_yardstick, million, YARDSTICK(line))

/* The parts of one valid host under the base domain, and a sandbox that exposes its port. */
static struct item {
    exposeport_route route;
    exposeport_sandbox *sandbox;
    char url[EXPOSEPORT_URL_CAPACITY];
    size_t url_len;
} *items;
static size_t item_count;

/* Defines a function that runs statements for each `item` and its `route`. */
#define FOR_ITEMS(name, ...) \
    static void name(size_t first, size_t count) \
    { \
        for (size_t i = first; i < first + count; i++) { \
            const struct item *item = &items[i]; \
            const exposeport_route *route = &item->route; \
            USE(item); \
            USE(route); \
            __VA_ARGS__ \
        } \
    }

FOR_ITEMS(build, char url[EXPOSEPORT_URL_CAPACITY]; size_t len;
          exposeport_build_url(route->port, route->sandbox_id, route->sandbox_id_len, false,
                               route->token, route->token_len, domain, url, sizeof url, &len, NULL);
          USE(url);)
FOR_ITEMS(build_from_route, char url[EXPOSEPORT_URL_CAPACITY]; size_t len;
          exposeport_route_build_url(route, domain, url, sizeof url, &len, NULL); USE(url);)
FOR_ITEMS(build_snprintf, char url[EXPOSEPORT_URL_CAPACITY];
          build_by_snprintf(route->port, route->sandbox_id, route->token, base, url, sizeof url);
          USE(url);)
FOR_ITEMS(build_yardstick, uint64_t hash = yardstick(item->url, item->url_len); USE(&hash);)

FOR_ITEMS(authorize, exposeport_authorization authorization;
          exposeport_sandbox_authorize(item->sandbox, route, &authorization, NULL);
          USE(&authorization);)

/* Pairs of tokens, every other one equal. */
#define OTHER (&items[i + i % 2 < item_count ? i + i % 2 : i].route)
FOR_ITEMS(compare, const exposeport_route *other = OTHER;
          bool is_equal = exposeport_tokens_equal(route->token, route->token_len, other->token,
                                                  other->token_len);
          USE(&is_equal);)
FOR_ITEMS(compare_crypto, const exposeport_route *other = OTHER;
          bool is_equal = route->token_len == other->token_len
                          && CRYPTO_memcmp(route->token, other->token, route->token_len) == 0;
          USE(&is_equal);)

FOR_ITEMS(generate, char token[EXPOSEPORT_TOKEN_CAPACITY];
          exposeport_generate_token(token, sizeof token, NULL, NULL); USE(token);)
FOR_ITEMS(generate_getrandom, char bytes[16]; ssize_t read = getrandom(bytes, sizeof bytes, 0);
          USE(&read); USE(bytes);)

static void make_item(const struct line *host)
{
    struct item *item = &items[item_count];
    exposeport_route *route = &item->route;
    if (exposeport_base_domain_route(domain, host->data, host->len, route, NULL) != EXPOSEPORT_OK)
        return;
    exposeport_status status = exposeport_sandbox_new(route->sandbox_id, route->sandbox_id_len,
                                                      false, NULL, &item->sandbox, NULL);
    check(status == EXPOSEPORT_OK, "exposeport_sandbox_new");
    status = exposeport_sandbox_expose_port(item->sandbox, route->port, domain, NULL, 0,
                                            route->token, route->token_len, item->url,
                                            sizeof item->url, &item->url_len, NULL);
    check(status == EXPOSEPORT_OK, "exposeport_sandbox_expose_port");
    char url[EXPOSEPORT_URL_CAPACITY];
    build_by_snprintf(route->port, route->sandbox_id, route->token, base, url, sizeof url);
    check(strcmp(url, item->url) == 0, url);
    item_count++;
}

static bool is_same(const exposeport_route *route, const struct parts *parts)
{
    return parts->port == route->port && strcmp(parts->id, route->sandbox_id) == 0
           && strcmp(parts->token, route->token) == 0;
}

/* Checks that the baselines accept the same hosts as the library, with the same parts. */
static void check_baselines(void)
{
    size_t valid = 0;
    for (size_t i = 0; i < hosts.count; i++) {
        const struct line *host = &hosts.all[i];
        exposeport_route route;
        struct parts parts = {0};
        bool is_valid
            = exposeport_parse_host(host->data, host->len, NULL, &route, NULL) == EXPOSEPORT_OK;
        valid += is_valid;
#define CHECK_SAME(call) \
    check((call) == is_valid && (!is_valid || is_same(&route, &parts)), host->data)
        CHECK_SAME(host_by_sscanf(host->data, &parts));
        CHECK_SAME(host_by_strtok(host->data, &parts));
#ifdef HAVE_ADA
        CHECK_SAME(url_by_ada(urls.all[i].data, urls.all[i].len, &parts));
#endif
    }
    check(valid == 700, "expected 700 valid hosts");
}

int main(int count, char **arguments)
{
    check(count == 3, "expected the directory of the corpus, and the port of a Redis server");
    const char *directory = arguments[1];
    hosts = read_lines(directory, "hosts.txt");
    urls = read_lines(directory, "urls.txt");
    bound = read_lines(directory, "bound.txt");
    million = read_lines(directory, "hosts-1m.txt");
    const struct line name = read_lines(directory, "domain.txt").all[0];
    snprintf(base, sizeof base, "%s", name.data);
    check(exposeport_base_domain_new(name.data, name.len, NULL, &domain, NULL) == EXPOSEPORT_OK,
          "exposeport_base_domain_new");
    items = calloc(bound.count, sizeof *items);
    for (size_t i = 0; i < bound.count; i++)
        make_item(&bound.all[i]);
    check_baselines();

    RUN_GROUP("parse a host", {"exposeport", parse_host, hosts.count},
              {"sscanf", parse_host_sscanf, hosts.count},
              {"strtok_r", parse_host_strtok, hosts.count},
              {"yardstick: FNV-1a", parse_yardstick, hosts.count});
    RUN_GROUP("parse a URL", {"exposeport", parse_url, urls.count},
#ifdef HAVE_ADA
              {"ada", parse_url_ada, urls.count},
#endif
    );
    RUN_GROUP("bind a host to a base domain", {"exposeport", route_bound, bound.count},
              {"exposeport: parse the same hosts", parse_bound, bound.count});
    RUN_GROUP("build a URL", {"exposeport", build, item_count},
              {"exposeport: from a route", build_from_route, item_count},
              {"checks and snprintf", build_snprintf, item_count},
              {"yardstick: FNV-1a", build_yardstick, item_count});
    RUN_GROUP("generate a token", {"exposeport", generate, item_count},
              {"floor: getrandom(16)", generate_getrandom, item_count});
    RUN_GROUP("compare tokens", {"exposeport", compare, item_count},
              {"CRYPTO_memcmp", compare_crypto, item_count});
    exposeport_route *routes = calloc(item_count, sizeof *routes);
    for (size_t i = 0; i < item_count; i++)
        routes[i] = items[i].route;
    run_signed(routes, item_count, domain, atoi(arguments[2]));
    RUN_GROUP("authorize a route", {"exposeport", authorize, item_count},
              {"exposeport: parse the same hosts", parse_bound, bound.count});
    RUN_GROUP("parse 1,000,000 distinct hosts", {"exposeport", parse_million, million.count},
              {"strtok_r", parse_million_strtok, million.count},
              {"yardstick: FNV-1a", million_yardstick, million.count});
}
