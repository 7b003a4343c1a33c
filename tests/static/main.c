/* Calls two Rust libraries in one program. */

#include <exposeport.h>
#include <stdio.h>

int other_count_arguments(void);

#ifdef CHECKED
void exposeport_test_panic_next(void);
#endif

int main(void)
{
    exposeport_base_domain *domain = NULL;
    exposeport_route route;
    const char *host = "8080-sandbox-my_token.example.com";
    if (exposeport_base_domain_new("example.com", 11, NULL, &domain, NULL) != EXPOSEPORT_OK)
        return 1;
    if (exposeport_base_domain_route(domain, host, 33, &route, NULL) != EXPOSEPORT_OK)
        return 2;
#ifdef CHECKED
    exposeport_test_panic_next();
    if (exposeport_base_domain_route(domain, host, 33, &route, NULL) != EXPOSEPORT_INTERNAL)
        return 3;
#endif
    printf("%u %s %d\n", (unsigned)route.port, route.sandbox_id, other_count_arguments());
    exposeport_base_domain_free(domain);
    return 0;
}
