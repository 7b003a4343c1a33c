/* Functions without a handle allocate nothing, but to judge a host with an internationalized label. */

#include <errno.h>
#include <string.h>

#include "support.h"

#define TEXT(literal) (literal), sizeof(literal) - 1

/* The program's own functions stand before those of libc, for the library as well. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static size_t allocations;

void *malloc(size_t size)
{
    allocations++;
    return __libc_malloc(size);
}
void *calloc(size_t count, size_t size)
{
    allocations++;
    return __libc_calloc(count, size);
}
void *realloc(void *memory, size_t size)
{
    allocations++;
    return __libc_realloc(memory, size);
}
int posix_memalign(void **memory, size_t alignment, size_t size)
{
    allocations++;
    *memory = __libc_memalign(alignment, size);
    return *memory == NULL ? ENOMEM : 0;
}
void *aligned_alloc(size_t alignment, size_t size)
{
    allocations++;
    return __libc_memalign(alignment, size);
}

/* Every refusal, and so every message, is made without an allocation as well. */
static void parse(const char *text, size_t length)
{
    exposeport_route route;
    exposeport_error error;
    (void)exposeport_parse_host(text, length, NULL, &route, &error);
    (void)exposeport_parse_url(text, length, NULL, &route, &error);
    (void)exposeport_parse(text, length, NULL, &route, &error);
}

static void rules(void)
{
    char buffer[EXPOSEPORT_URL_CAPACITY];
    uint16_t port;
    size_t length;
    bool equal;
    exposeport_error error;
    CHECK_STATUS(exposeport_validate_port(8080, NULL, &port, &error), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_validate_port(80, NULL, &port, &error), EXPOSEPORT_INVALID_PORT);
    CHECK_STATUS(exposeport_validate_sandbox_id(TEXT("My-App"), true, NULL, buffer, sizeof buffer, &length, &error), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_validate_sandbox_id(TEXT("My-App"), false, NULL, buffer, sizeof buffer, &length, &error),
                 EXPOSEPORT_UPPERCASE_SANDBOX_ID);
    CHECK_STATUS(exposeport_validate_token(TEXT("my-token"), &error), EXPOSEPORT_INVALID_TOKEN_CHARACTER);
    CHECK_STATUS(exposeport_generate_token(buffer, sizeof buffer, &length, &error), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_tokens_equal(TEXT("a"), TEXT("a"), &equal, &error), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_id_budget(8080, 16, NULL, &length, &error), EXPOSEPORT_OK);
}

static void handles(const exposeport_base_domain *domain, const exposeport_sandbox *sandbox)
{
    char buffer[EXPOSEPORT_URL_CAPACITY];
    exposeport_route route;
    exposeport_error error;
    exposeport_authorization authorization;
    size_t index;
    CHECK_STATUS(exposeport_base_domain_route(domain, TEXT("8080-a-b.example.com"), &route, &error), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_base_domain_route(domain, TEXT("8080-a-b.example.org"), &route, &error), EXPOSEPORT_NOT_A_PREVIEW_HOST);
    CHECK_STATUS(exposeport_route_under(&domain, 1, TEXT("8080-a-b.example.com"), &index, &route, &error), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_build_url(8080, TEXT("a"), false, TEXT("b"), domain, buffer, sizeof buffer, NULL, &error), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_route_url(&route, domain, buffer, sizeof buffer, NULL, &error), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_authorize(sandbox, &route, &authorization, &error), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_authorization_json_body(&authorization, buffer, sizeof buffer, NULL, &error), EXPOSEPORT_OK);
}

int main(void)
{
    current_case = "allocation";
    exposeport_base_domain *domain = NULL;
    exposeport_sandbox *sandbox = NULL;
    CHECK_STATUS(exposeport_base_domain_new(TEXT("example.com"), NULL, &domain, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_new(TEXT("a"), false, NULL, &sandbox, NULL), EXPOSEPORT_OK);
    CHECK(allocations > 0);

    static char long_host[100000];
    memset(long_host, 'a', sizeof long_host);
    memcpy(long_host, "8080-a-b.", 9);
    const size_t before = allocations;
    parse(TEXT("8080-sandbox-my_token.example.com:8443"));
    parse(TEXT("https://8080-sandbox-my_token.example.com/path"));
    parse(TEXT("8080-sandbox-my_token.example.com:99999"));
    parse(TEXT("www.example.com"));
    parse(TEXT("3000-a-b.example.com"));
    parse(TEXT("8080-a b-c.example.com"));
    parse(TEXT("8080-a-b.\xFF\xFE.example"));
    parse(TEXT("8080-a-b.x.workers.dev"));
    parse(TEXT("8080-a-b.127.0.0.1"));
    parse(TEXT(""));
    parse(long_host, sizeof long_host);
    rules();
    handles(domain, sandbox);
    CHECK(allocations == before);
    parse(TEXT("8080-a-b.xn--bcher-kva.example"));
    CHECK(allocations > before);

    exposeport_sandbox_free(sandbox);
    exposeport_base_domain_free(domain);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
