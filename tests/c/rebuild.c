#include "rebuild.h"

#include <stdio.h>
#include <string.h>

static void check_parse(exposeport_status status, const exposeport_route *route, const char *url, size_t url_len,
                        const exposeport_base_domain *domain)
{
    CHECK_STATUS(status, EXPOSEPORT_OK);
    if (status != EXPOSEPORT_OK) {
        return;
    }
    struct octets again;
    FETCH(again, status, exposeport_route_url(route, domain, buffer, capacity, length, NULL));
    CHECK_STATUS(status, EXPOSEPORT_OK);
    CHECK(again.length == url_len && memcmp(again.data, url, url_len) == 0);
    drop(again);

    char label[64 * 2 + 8];
    int length = snprintf(label, sizeof label, "%u-%s-%s.", route->port, route->sandbox_id, route->token);
    const char *host = strstr(url, "://") + 3;
    CHECK(length > 0 && strncmp(host, label, (size_t)length) == 0);
    CHECK(strlen(route->sandbox_id) == route->sandbox_id_length && strlen(route->token) == route->token_length);
}

void check_url(const char *url, size_t url_len, const exposeport_base_domain *domain, const exposeport_policy *policy)
{
    exposeport_route route;
    size_t index = 1;
    const char *authority = strstr(url, "://") + 3;
    size_t authority_len = url_len - (size_t)(authority - url);
    struct octets exact = copy(url, url_len), host = copy(authority, authority_len);

    exposeport_status status = exposeport_parse_url(exact.data, url_len, policy, &route, NULL);
    check_parse(status, &route, url, url_len, domain);
    status = exposeport_parse(exact.data, url_len, policy, &route, NULL);
    check_parse(status, &route, url, url_len, domain);
    status = exposeport_base_domain_route_url(domain, exact.data, url_len, &route, NULL);
    check_parse(status, &route, url, url_len, domain);
    status = exposeport_parse_host(host.data, authority_len, policy, &route, NULL);
    check_parse(status, &route, url, url_len, domain);
    status = exposeport_base_domain_route(domain, host.data, authority_len, &route, NULL);
    check_parse(status, &route, url, url_len, domain);
    status = exposeport_route_under(&domain, 1, host.data, authority_len, &index, &route, NULL);
    check_parse(status, &route, url, url_len, domain);
    CHECK(index == 0);
    drop(exact);
    drop(host);
}

void check_route(const exposeport_route *route, const char *input, const exposeport_policy *policy)
{
    char base[EXPOSEPORT_URL_CAPACITY];
    int length = snprintf(base, sizeof base, "%.*s", (int)route->base_length, input + route->base_offset);
    if (route->base_port != 0) {
        length += snprintf(base + length, sizeof base - (size_t)length, ":%u", route->base_port);
    }
    exposeport_base_domain *domain = NULL;
    exposeport_status status = exposeport_base_domain_new(base, (size_t)length, policy, &domain, NULL);
    CHECK_STATUS(status, EXPOSEPORT_OK);
    struct octets url;
    FETCH(url, status, exposeport_route_url(route, domain, buffer, capacity, length, NULL));
    CHECK_STATUS(status, EXPOSEPORT_OK);
    if (status == EXPOSEPORT_OK) {
        check_url(url.data, url.length, domain, policy);
        exposeport_route again;
        CHECK_STATUS(exposeport_parse_url(url.data, url.length, policy, &again, NULL), EXPOSEPORT_OK);
        CHECK(again.port == route->port);
        CHECK(strcmp(again.sandbox_id, route->sandbox_id) == 0 && strcmp(again.token, route->token) == 0);
    }
    drop(url);
    exposeport_base_domain_free(domain);
}
