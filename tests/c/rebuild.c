#include "rebuild.h"

#include <stdio.h>
#include <string.h>

static void check_parsed(exposeport_status status, const exposeport_route *route, const char *url,
                         size_t url_len, const exposeport_base_domain *domain)
{
    CHECK_STATUS(status, EXPOSEPORT_OK);
    if (status != EXPOSEPORT_OK) {
        return;
    }
    struct bytes again;
    FETCH(again, status,
          exposeport_route_build_url(route, domain, out_buffer, out_capacity, out_len, NULL));
    CHECK_STATUS(status, EXPOSEPORT_OK);
    CHECK(again.len == url_len && memcmp(again.data, url, url_len) == 0);
    release(again);

    char label[64 * 2 + 8];
    int len = snprintf(label, sizeof label, "%u-%s-%s.", route->port, route->sandbox_id,
                       route->token);
    const char *host = strstr(url, "://") + 3;
    CHECK(len > 0 && strncmp(host, label, (size_t)len) == 0);
    CHECK(strlen(route->sandbox_id) == route->sandbox_id_len);
    CHECK(strlen(route->token) == route->token_len);
}

/* Appends "/" to a URL in its buffer, and checks that the result parses to the same route. */
static void check_href(const char *url, size_t url_len, const exposeport_base_domain *domain,
                       const exposeport_policy *policy)
{
    exposeport_route route;
    char href[EXPOSEPORT_URL_CAPACITY];
    size_t len = 0;
    exposeport_status status = exposeport_parse_url(url, url_len, policy, &route, NULL);
    check_parsed(status, &route, url, url_len, domain);
    CHECK_STATUS(exposeport_route_build_url(&route, domain, href, sizeof href, &len, NULL),
                 EXPOSEPORT_OK);
    CHECK(len == url_len);
    const bool has_room = len + sizeof "/" <= sizeof href;
    CHECK(has_room);
    if (!has_room) {
        return;
    }
    memcpy(href + len, "/", sizeof "/");
    status = exposeport_parse_url(href, strlen(href), policy, &route, NULL);
    check_parsed(status, &route, url, url_len, domain);
    status = exposeport_base_domain_route_url(domain, href, strlen(href), &route, NULL);
    check_parsed(status, &route, url, url_len, domain);
}

void check_url(const char *url, size_t url_len, const exposeport_base_domain *domain,
               const exposeport_policy *policy)
{
    exposeport_route route;
    size_t index = 1;
    const char *authority = strstr(url, "://") + 3;
    size_t len = url_len - (size_t)(authority - url);
    struct bytes exact = copy(url, url_len), host = copy(authority, len);

    exposeport_status status = exposeport_parse_url(exact.data, url_len, policy, &route, NULL);
    check_parsed(status, &route, url, url_len, domain);
    status = exposeport_parse(exact.data, url_len, policy, &route, NULL);
    check_parsed(status, &route, url, url_len, domain);
    status = exposeport_parse(host.data, len, policy, &route, NULL);
    check_parsed(status, &route, url, url_len, domain);
    status = exposeport_base_domain_route_url(domain, exact.data, url_len, &route, NULL);
    check_parsed(status, &route, url, url_len, domain);
    status = exposeport_base_domain_route_any(domain, exact.data, url_len, &route, NULL);
    check_parsed(status, &route, url, url_len, domain);
    status = exposeport_base_domain_route_any(domain, host.data, len, &route, NULL);
    check_parsed(status, &route, url, url_len, domain);
    status = exposeport_parse_host(host.data, len, policy, &route, NULL);
    check_parsed(status, &route, url, url_len, domain);
    status = exposeport_base_domain_route(domain, host.data, len, &route, NULL);
    check_parsed(status, &route, url, url_len, domain);
    status = exposeport_parse_under(host.data, len, &domain, 1, &index, &route, NULL);
    check_parsed(status, &route, url, url_len, domain);
    CHECK(index == 0);
    check_href(url, url_len, domain, policy);
    release(exact);
    release(host);
}

void check_route(const exposeport_route *route, const char *input, const exposeport_policy *policy)
{
    char base[EXPOSEPORT_URL_CAPACITY];
    int len = snprintf(base, sizeof base, "%.*s", (int)route->base_len, input + route->base_offset);
    if (route->base_port != 0) {
        len += snprintf(base + len, sizeof base - (size_t)len, ":%u", route->base_port);
    }
    exposeport_base_domain *domain = NULL;
    exposeport_status status = exposeport_base_domain_new(base, (size_t)len, policy, &domain, NULL);
    CHECK_STATUS(status, EXPOSEPORT_OK);
    struct bytes url;
    FETCH(url, status,
          exposeport_route_build_url(route, domain, out_buffer, out_capacity, out_len, NULL));
    CHECK_STATUS(status, EXPOSEPORT_OK);
    if (status == EXPOSEPORT_OK) {
        check_url(url.data, url.len, domain, policy);
        exposeport_route again;
        CHECK_STATUS(exposeport_parse_url(url.data, url.len, policy, &again, NULL), EXPOSEPORT_OK);
        CHECK(again.port == route->port);
        CHECK(strcmp(again.sandbox_id, route->sandbox_id) == 0);
        CHECK(strcmp(again.token, route->token) == 0);
    }
    release(url);
    exposeport_base_domain_free(domain);
}
