#include <exposeport.h>
#include <stdio.h>
#include <string.h>

#ifdef CAPTURED
#error "the library links a target of the project"
#endif

int main(void)
{
    exposeport_base_domain *domain = NULL;
    char url[EXPOSEPORT_URL_CAPACITY];
    if (exposeport_abi_version() != EXPOSEPORT_ABI_VERSION ||
        exposeport_base_domain_new("example.com", strlen("example.com"), NULL, &domain, NULL) !=
            EXPOSEPORT_OK ||
        exposeport_build_url(8080, "sandbox", strlen("sandbox"), false, "my_token",
                             strlen("my_token"), domain, url, sizeof url, NULL,
                             NULL) != EXPOSEPORT_OK) {
        return 1;
    }
    puts(url);
    exposeport_base_domain_free(domain);
    return 0;
}
