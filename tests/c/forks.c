/* Sixty processes that are forked while threads write. */

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

#define WRITERS 4
#define CHILDREN 60
#define TOKENS 20
#define TOKEN_LEN 16
/* A child that waits for a lock of a thread that it does not have is ended after this time. */
#define SECONDS_MAX 60

static exposeport_base_domain *domain;
static exposeport_key_ring *ring;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool is_over;
static unsigned long changes;

/* Counts a change, and returns true until the forks are over. */
static bool goes_on(void)
{
    pthread_mutex_lock(&lock);
    changes++;
    const bool result = !is_over;
    pthread_mutex_unlock(&lock);
    return result;
}

/* Exposes a port, signs a link, and authorizes both. Returns false if a call fails. */
static bool use(exposeport_sandbox *sandbox, int64_t port, char *token)
{
    char url[EXPOSEPORT_URL_CAPACITY];
    size_t len = 0;
    exposeport_route route;
    exposeport_authorization authorization;
    bool removed = false;
    if (exposeport_sandbox_expose_port(sandbox, port, domain, NULL, 0, NULL, 0, url, sizeof url,
                                       &len, NULL) != EXPOSEPORT_OK ||
        exposeport_base_domain_route_url(domain, url, len, &route, NULL) != EXPOSEPORT_OK ||
        exposeport_sandbox_authorize(sandbox, &route, &authorization, NULL) != EXPOSEPORT_OK ||
        !exposeport_authorization_is_active(&authorization)) {
        return false;
    }
    memcpy(token, route.token, TOKEN_LEN);
    return exposeport_key_ring_build_url(ring, port, STR("sandbox"), false, NULL, 0, domain, url,
                                         sizeof url, &len, NULL) == EXPOSEPORT_OK &&
           exposeport_base_domain_route_url(domain, url, len, &route, NULL) == EXPOSEPORT_OK &&
           exposeport_key_ring_verify(ring, &route, NULL, 0, 0, NULL) ==
               EXPOSEPORT_VERIFICATION_ACTIVE &&
           exposeport_sandbox_unexpose_port(sandbox, port, &removed, NULL) == EXPOSEPORT_OK &&
           removed;
}

static void *write_sandbox(void *argument)
{
    exposeport_sandbox *sandbox = NULL;
    char token[TOKEN_LEN];
    (void)argument;
    CHECK_STATUS(exposeport_sandbox_new(STR("sandbox"), false, NULL, &sandbox, NULL),
                 EXPOSEPORT_OK);
    while (goes_on()) {
        CHECK(use(sandbox, 8080, token));
    }
    exposeport_sandbox_free(sandbox);
    return NULL;
}

/* The work of a child, which writes its tokens to a pipe. */
static void run_child(int target)
{
    exposeport_sandbox *sandbox = NULL;
    char token[TOKEN_LEN];
    alarm(SECONDS_MAX);
    bool holds = exposeport_sandbox_new(STR("sandbox"), false, NULL, &sandbox, NULL) ==
                 EXPOSEPORT_OK;
    for (int i = 0; holds && i < TOKENS; i++) {
        holds = use(sandbox, 2000 + i, token) && write(target, token, TOKEN_LEN) == TOKEN_LEN;
    }
    exposeport_sandbox_free(sandbox);
    _exit(holds ? 0 : 1);
}

static int compare(const void *left, const void *right)
{
    return memcmp(left, right, TOKEN_LEN);
}

static void fork_children(void)
{
    static char tokens[CHILDREN * TOKENS][TOKEN_LEN];
    size_t count = 0;
    for (int i = 0; i < CHILDREN; i++) {
        int ends[2], status = 1;
        CHECK(pipe(ends) == 0);
        const pid_t child = fork();
        if (child == 0) {
            run_child(ends[1]);
        }
        close(ends[1]);
        FILE *source = fdopen(ends[0], "r");
        count += fread(tokens + count, TOKEN_LEN, TOKENS, source);
        fclose(source);
        CHECK(child > 0 && waitpid(child, &status, 0) == child && status == 0);
    }
    CHECK(count == CHILDREN * TOKENS);
    qsort(tokens, count, TOKEN_LEN, compare);
    for (size_t i = 1; i < count; i++) {
        CHECK(compare(tokens[i - 1], tokens[i]) != 0);
    }
}

int main(void)
{
    current_case = "forks";
    CHECK_STATUS(exposeport_base_domain_new(STR("example.com"), NULL, &domain, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_key_ring_new(STR("a signing key of 32 bytes or more"), &ring, NULL),
                 EXPOSEPORT_OK);
    /* The first token looks up the system call, and stores its address in an atomic variable, which
       helgrind would report as a race. */
    char token[EXPOSEPORT_TOKEN_CAPACITY];
    CHECK_STATUS(exposeport_generate_token(token, sizeof token, NULL, NULL), EXPOSEPORT_OK);
    pthread_t writers[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
        CHECK(pthread_create(&writers[i], NULL, write_sandbox, NULL) == 0);
    }
    fork_children();
    pthread_mutex_lock(&lock);
    is_over = true;
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(writers[i], NULL);
    }
    CHECK(changes > CHILDREN);
    exposeport_key_ring_free(ring);
    exposeport_base_domain_free(domain);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
