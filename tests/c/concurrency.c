/* Four threads that share handles, and four forked processes that generate tokens. */

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

#define WORKERS 4
#define ROUNDS 1000
#define TOKEN_LEN 16

static exposeport_policy *policy;
static exposeport_base_domain *domain;
static exposeport_key_ring *ring;

/* Parses, builds, exposes, signs and verifies. The policy, the base domain and the key ring are
   shared; each thread has its own sandbox. */
static void *work(void *argument)
{
    int64_t port = 2000 + *(const int *)argument;
    exposeport_sandbox *sandbox = NULL;
    CHECK_STATUS(exposeport_sandbox_new(STR("sandbox"), false, policy, &sandbox, NULL),
                 EXPOSEPORT_OK);
    for (int i = 0; i < ROUNDS; i++) {
        char url[EXPOSEPORT_URL_CAPACITY], again[EXPOSEPORT_URL_CAPACITY];
        size_t len;
        exposeport_route route;
        exposeport_authorization authorization;
        exposeport_error error;
        CHECK_STATUS(exposeport_sandbox_expose_port(sandbox, port, domain, NULL, 0, NULL, 0, url,
                                                    sizeof url, &len, NULL),
                     EXPOSEPORT_OK);
        CHECK_STATUS(exposeport_base_domain_route_url(domain, url, len, &route, &error),
                     EXPOSEPORT_OK);
        CHECK_STATUS(exposeport_sandbox_authorize(sandbox, &route, &authorization, NULL),
                     EXPOSEPORT_OK);
        CHECK(authorization.kind == EXPOSEPORT_ACTIVE && route.port == port);
        CHECK_STATUS(exposeport_route_build_url(&route, domain, again, sizeof again, NULL, NULL),
                     EXPOSEPORT_OK);
        CHECK(strcmp(url, again) == 0);
        CHECK_STATUS(exposeport_parse_host(STR("9000-a-b.example.com"), policy, &route, &error),
                     EXPOSEPORT_RESERVED_PORT);
        check_error(EXPOSEPORT_RESERVED_PORT, &error);
        CHECK_STATUS(exposeport_key_ring_build_url(ring, port, STR("sandbox"), false, NULL, 0,
                                                   domain, url, sizeof url, &len, NULL),
                     EXPOSEPORT_OK);
        CHECK_STATUS(exposeport_base_domain_route_url(domain, url, len, &route, NULL),
                     EXPOSEPORT_OK);
        CHECK(exposeport_key_ring_verify(ring, &route, NULL, 0, 0, NULL) ==
              EXPOSEPORT_VERIFICATION_ACTIVE);
        if (i % 10 == 0) {
            bool removed = false;
            CHECK_STATUS(exposeport_sandbox_unexpose_port(sandbox, port, &removed, NULL),
                         EXPOSEPORT_OK);
            CHECK(removed);
        }
    }
    exposeport_sandbox_free(sandbox);
    return NULL;
}

static void threads(void)
{
    pthread_t workers[WORKERS];
    int numbers[WORKERS];
    for (int i = 0; i < WORKERS; i++) {
        numbers[i] = i;
        CHECK(pthread_create(&workers[i], NULL, work, &numbers[i]) == 0);
    }
    for (int i = 0; i < WORKERS; i++) {
        pthread_join(workers[i], NULL);
    }
}

static void generate(int target)
{
    for (int i = 0; i < ROUNDS; i++) {
        char token[EXPOSEPORT_TOKEN_CAPACITY];
        size_t len = 0;
        if (exposeport_generate_token(token, sizeof token, &len, NULL) != EXPOSEPORT_OK ||
            len != TOKEN_LEN || write(target, token, TOKEN_LEN) != TOKEN_LEN) {
            _exit(1);
        }
    }
    _exit(0);
}

static int compare(const void *left, const void *right)
{
    return memcmp(left, right, TOKEN_LEN);
}

static void forks(void)
{
    char token[EXPOSEPORT_TOKEN_CAPACITY];
    static char tokens[WORKERS * ROUNDS][TOKEN_LEN];
    size_t count = 0;
    /* A stateful generator would be seeded here, and the children would inherit its state. */
    CHECK_STATUS(exposeport_generate_token(token, sizeof token, NULL, NULL), EXPOSEPORT_OK);
    int ends[WORKERS][2];
    pid_t children[WORKERS];
    for (int i = 0; i < WORKERS; i++) {
        CHECK(pipe(ends[i]) == 0);
        children[i] = fork();
        if (children[i] == 0) {
            generate(ends[i][1]);
        }
        close(ends[i][1]);
    }
    for (int i = 0; i < WORKERS; i++) {
        int status = 1;
        FILE *source = fdopen(ends[i][0], "r");
        count += fread(tokens + count, TOKEN_LEN, ROUNDS, source);
        fclose(source);
        CHECK(waitpid(children[i], &status, 0) == children[i] && status == 0);
    }
    CHECK(count == WORKERS * ROUNDS);
    qsort(tokens, count, TOKEN_LEN, compare);
    for (size_t i = 1; i < count; i++) {
        CHECK(compare(tokens[i - 1], tokens[i]) != 0);
    }
}

int main(void)
{
    current_case = "concurrency";
    /* Before any allocation, so that the children have nothing to free. */
    forks();
    CHECK_STATUS(exposeport_policy_new(&policy, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_policy_reserve_port(policy, 9000, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_base_domain_new(STR("example.com"), policy, &domain, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_key_ring_new(STR("a signing key of 32 bytes or more"), &ring, NULL),
                 EXPOSEPORT_OK);
    threads();
    exposeport_key_ring_free(ring);
    exposeport_base_domain_free(domain);
    exposeport_policy_free(policy);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
