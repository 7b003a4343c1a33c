/* If memory runs out at any allocation, the process aborts, and no call returns a wrong result. */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

/* More allocations than any call below makes. */
#define ALLOCATIONS_MAX 1000

/* These functions replace those of libc, also in calls from the library. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

/* The number of allocations that succeed. */
static size_t remaining = SIZE_MAX;

static bool fails(void)
{
    if (remaining != 0 && remaining != SIZE_MAX) {
        remaining--;
        return false;
    }
    return remaining == 0;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}
void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : __libc_calloc(count, size);
}
void *realloc(void *memory, size_t size)
{
    return fails() ? NULL : __libc_realloc(memory, size);
}
int posix_memalign(void **memory, size_t alignment, size_t size)
{
    *memory = fails() ? NULL : __libc_memalign(alignment, size);
    return *memory == NULL ? ENOMEM : 0;
}
void *aligned_alloc(size_t alignment, size_t size)
{
    return fails() ? NULL : __libc_memalign(alignment, size);
}

static exposeport_base_domain *domain;
static exposeport_sandbox *sandbox;
static exposeport_key_ring *ring;

static const char SNAPSHOT[] = "{\"portTokens\": {\"8080\": \"my_token\", \"8081\": \"other\"}}";

static void policies(void)
{
    exposeport_policy *policy = NULL;
    exposeport_base_domain *made = NULL;
    CHECK_STATUS(exposeport_policy_new(&policy, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_policy_reserve_port(policy, 9000, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_base_domain_new(STR("xn--bcher-kva.example"), policy, &made, NULL),
                 EXPOSEPORT_OK);
}

static void parsing(void)
{
    exposeport_route route;
    CHECK_STATUS(exposeport_parse_host(STR("8080-a-b.xn--bcher-kva.example"), NULL, &route, NULL),
                 EXPOSEPORT_OK);
}

static void exposing(void)
{
    char url[EXPOSEPORT_URL_CAPACITY];
    size_t len = 0;
    for (int64_t port = 2000; port < 2010; port++) {
        CHECK_STATUS(exposeport_sandbox_expose_port(sandbox, port, domain, STR("a name"), NULL, 0,
                                                    url, sizeof url, &len, NULL),
                     EXPOSEPORT_OK);
        CHECK(exposeport_sandbox_is_port_exposed(sandbox, port));
    }
}

static void snapshots(void)
{
    exposeport_sandbox *made = NULL;
    char json[1024];
    size_t len = 0;
    CHECK_STATUS(exposeport_sandbox_from_json(STR("sandbox"), false, SNAPSHOT, sizeof SNAPSHOT - 1,
                                              NULL, &made, NULL),
                 EXPOSEPORT_OK);
    CHECK(exposeport_sandbox_validate_port_token(made, 8081, STR("other")));
    CHECK_STATUS(exposeport_sandbox_to_json(made, json, sizeof json, &len, NULL), EXPOSEPORT_OK);
    CHECK(len > sizeof SNAPSHOT);
}

static void imports(void)
{
    exposeport_sandbox *made = NULL;
    exposeport_dropped_entries *dropped = NULL;
    size_t len = 0;
    CHECK_STATUS(exposeport_sandbox_import_storage(
                     STR("sandbox"), false, STR("{\"8080\": \"my_token\", \"80\": \"a\"}"),
                     EXPOSEPORT_RUNTIMES_UNTRACKED, NULL, &made, &dropped, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_dropped_entries_len(dropped, &len, NULL), EXPOSEPORT_OK);
    CHECK(len == 1 && exposeport_sandbox_is_port_exposed(made, 8080));
}

static void lists(void)
{
    exposeport_exposed_ports *ports = NULL;
    exposeport_port_states *states = NULL;
    size_t len = 0;
    CHECK_STATUS(exposeport_sandbox_exposed_ports(sandbox, domain, &ports, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_exposed_ports_len(ports, &len, NULL), EXPOSEPORT_OK);
    CHECK(len == 2);
    CHECK_STATUS(exposeport_sandbox_ports(sandbox, &states, NULL), EXPOSEPORT_OK);
}

static void keys(void)
{
    exposeport_key_ring *made = NULL;
    CHECK_STATUS(exposeport_key_ring_new(STR("a signing key of 32 bytes or more"), &made, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_key_ring_add(made, STR("another key of 32 bytes or more.."), NULL),
                 EXPOSEPORT_OK);
}

static void gateways(void)
{
    const exposeport_base_domain *const domains[] = {domain};
    exposeport_gateway *gateway = NULL;
    exposeport_headers *headers = NULL;
    const exposeport_string host = {STR("8080-sandbox-my_token.example.com")};
    const exposeport_request_host request = {STR("1.1"), &host, 1, NULL, 0};
    const exposeport_header_view received[] = {{STR("host"), STR("8080-sandbox-t.example.com")},
                                               {STR("accept"), STR("text/html")}};
    CHECK_STATUS(exposeport_gateway_new(domains, 1, EXPOSEPORT_INVALID_HOSTS_REJECT, &gateway,
                                        NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_pass_through(&request, received, COUNT(received), false, &headers,
                                         NULL),
                 EXPOSEPORT_OK);
}

/* What does not allocate succeeds without memory. */
static void decisions(void)
{
    exposeport_route route;
    exposeport_authorization authorization;
    char url[EXPOSEPORT_URL_CAPACITY];
    size_t len = 0;
    remaining = 0;
    CHECK_STATUS(exposeport_base_domain_route(domain, STR("8080-sandbox-my_token.example.com"),
                                              &route, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_authorize(sandbox, &route, &authorization, NULL),
                 EXPOSEPORT_OK);
    CHECK(exposeport_authorization_is_active(&authorization));
    CHECK_STATUS(exposeport_key_ring_build_url(ring, 8080, STR("sandbox"), false, NULL, 0, domain,
                                               url, sizeof url, &len, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_base_domain_route_url(domain, url, len, &route, NULL), EXPOSEPORT_OK);
    CHECK(exposeport_key_ring_verify(ring, &route, NULL, 0, 0, NULL) ==
          EXPOSEPORT_VERIFICATION_ACTIVE);
    CHECK(!exposeport_key_ring_verify(ring, &route, STR("other"), 0, NULL));
}

/* Runs a call in a child in which only some allocations succeed. Returns its status. */
static int status_with(void (*call)(void), size_t available)
{
    int status = 0;
    const pid_t child = fork();
    if (child == 0) {
        /* The message of an abort is expected. */
        (void)!freopen("/dev/null", "w", stderr);
        remaining = available;
        call();
        remaining = SIZE_MAX;
        _exit(failures == 0 ? 0 : 1);
    }
    CHECK(child > 0 && waitpid(child, &status, 0) == child);
    return status;
}

static void exhaust(const char *name, void (*call)(void))
{
    size_t available = 0;
    current_case = name;
    for (; available < ALLOCATIONS_MAX; available++) {
        const int status = status_with(call, available);
        if (WIFEXITED(status)) {
            CHECK(WEXITSTATUS(status) == 0);
            break;
        }
        CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    }
    /* It allocates, and it ends. */
    CHECK(available > 0 && available < ALLOCATIONS_MAX);
}

int main(void)
{
    const struct rlimit no_core = {0, 0};
    CHECK(setrlimit(RLIMIT_CORE, &no_core) == 0);
    CHECK_STATUS(exposeport_base_domain_new(STR("example.com"), NULL, &domain, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_from_json(STR("sandbox"), false, SNAPSHOT, sizeof SNAPSHOT - 1,
                                              NULL, &sandbox, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_key_ring_new(STR("a signing key of 32 bytes or more"), &ring, NULL),
                 EXPOSEPORT_OK);
    exhaust("policies", policies);
    exhaust("parsing an xn-- label", parsing);
    exhaust("exposing", exposing);
    exhaust("snapshots", snapshots);
    exhaust("imports", imports);
    exhaust("lists", lists);
    exhaust("keys", keys);
    exhaust("gateways", gateways);
    current_case = "decisions";
    CHECK(status_with(decisions, 0) == 0);
    exposeport_key_ring_free(ring);
    exposeport_sandbox_free(sandbox);
    exposeport_base_domain_free(domain);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
