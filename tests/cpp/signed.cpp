// The cases of signed.json: tokens that a key signs, and their verification by a gateway.

#include <vector>

#include "support.hpp"

namespace ex = exposeport;

namespace {

// The keys are destroyed before the ring is used, which has copies.
ex::key_ring make_ring(const signed_case &c)
{
    if (c.is_hex) {
        return ex::key_ring::from_hex(bytes(c.keys.items[0]).view());
    }
    ex::key_ring ring(bytes(c.keys.items[0]).view());
    for (std::size_t i = 1; i < c.keys.count; i++) {
        ring.add(bytes(c.keys.items[i]).view());
    }
    return ring;
}

struct parts {
    explicit parts(const signed_case &c)
        : id(c.sandbox_id), context(c.context), now(static_cast<std::uint64_t>(c.now)),
          lifetime(static_cast<std::uint64_t>(c.lifetime))
    {
    }
    const bytes id, context;
    const std::uint64_t now, lifetime;
};

// Signs the parts of a case. The try_ variant returns the same.
ex::expiring_token sign(const signed_case &c, const ex::key_ring &ring, const parts &parts)
{
    const auto id = parts.id.view(), context = parts.context.view();
    if (!c.has_lifetime) {
        const auto variant = ring.try_sign(c.port, id, context);
        const std::string token = ring.sign(c.port, id, context);
        same("the try_ variant", *variant, token);
        return {token, 0};
    }
    const auto variant = ring.try_sign_until(c.port, id, context, parts.now, parts.lifetime);
    same("the code of the try_ variant", variant ? "OK" : variant.error().code(),
         c.error != nullptr ? c.error : "OK");
    const auto token = ring.sign_until(c.port, id, context, parts.now, parts.lifetime);
    same("the try_ variant", variant->token, token.token);
    check(variant->expires == token.expires, "expires of the try_ variant");
    check(token.expires == parts.now + parts.lifetime, "expires");
    return token;
}

ex::expiring_url build(const signed_case &c, const ex::key_ring &ring, const parts &parts,
                       const ex::base_domain &domain)
{
    const auto id = parts.id.view(), context = parts.context.view();
    if (!c.has_lifetime) {
        const std::string url = ring.build_url(c.port, id, context, domain);
        same("the try_ variant", *ring.try_build_url(c.port, id, context, domain), url);
        return {url, 0};
    }
    const auto url =
        ring.build_url_until(c.port, id, context, parts.now, parts.lifetime, domain);
    const auto variant =
        ring.try_build_url_until(c.port, id, context, parts.now, parts.lifetime, domain);
    check(variant && variant->url == url.url && variant->expires == url.expires, "the variant");
    return url;
}

// Checks that a URL that is signed and built in one call has the token, if its label is not too
// long.
void check_url(const signed_case &c, const ex::key_ring &ring, const parts &parts,
               const ex::expiring_token &token)
{
    const ex::base_domain domain("example.com");
    ex::expiring_url built;
    const outcome found = outcome_of([&] { built = build(c, ring, parts, domain); });
    const std::size_t budget = ex::sandbox_id_budget(c.port, token.token.size());
    const bool fits = parts.id.view().size() <= budget;
    same("URL", found.code, fits ? "OK" : "LABEL_TOO_LONG");
    if (fits) {
        const ex::route route = domain.route_url(built.href());
        check(route.port() == c.port && built.expires == token.expires, "port and expiry");
        same("sandbox_id of the URL", route.sandbox_id(), parts.id.view());
        same("token of the URL", route.token(), token.token);
    }
}

void run_sign(const signed_case &c)
{
    const parts parts(c);
    const outcome found = outcome_of([&] {
        const ex::key_ring ring = make_ring(c);
        const ex::expiring_token token = sign(c, ring, parts);
        same("token", token.token, bytes(c.token).view());
        check(bool(ex::try_validate_token(token.token)) == !c.has_lifetime,
              "only a permanent token is in form like one that is drawn");
        check_url(c, ring, parts, token);
    });
    check_outcome("sign", found, c.error, c.message);
    const bytes key(c.keys.items[0]);
    const auto made = c.is_hex ? ex::key_ring::try_from_hex(key.view())
                               : ex::key_ring::try_make(key.view());
    same("the code of the try_ variant", made.has_value() ? "OK" : "INVALID_SIGNING_KEY",
         found.code == "INVALID_SIGNING_KEY" ? found.code : "OK");
}

ex::preview find_preview(const signed_case &c)
{
    const bytes hostname(c.domain), host(c.host);
    std::vector<ex::base_domain> domains;
    domains.emplace_back(hostname.view());
    const ex::decision decision = ex::gateway(domains).route({"1.1", host.view()});
    check(decision.preview() != nullptr, "a preview host");
    return decision.preview() != nullptr ? *decision.preview() : ex::preview();
}

void check_rejection(const signed_case &c, const ex::rejection &rejection)
{
    check(rejection.http_status() == c.status, "status");
    same("code", rejection.code(), c.code != nullptr ? c.code : "none");
    if (c.message.items != nullptr) {
        same("message", rejection.message(), bytes(c.message).view());
    }
    check_secrecy(rejection.message());
    check_secrecy(rejection.json_body());
    check_secrecy(rejection.page());
}

void run_verify(const signed_case &c)
{
    const auto now = static_cast<std::uint64_t>(c.now);
    const std::string_view expected = c.result;
    const auto expires = static_cast<std::uint64_t>(c.expires);
    const bytes context(c.context);
    const ex::preview preview = find_preview(c);
    const ex::route route = preview.route();
    const ex::key_ring ring = make_ring(c);

    const ex::verification found = ring.verify(route, context.view(), now);
    check(found.is_active() == (expected == "active"), "is_active");
    check(found.is_expired() == (expected == "expired"), "is_expired");
    check(found.is_invalid() == (expected == "invalid"), "is_invalid");
    check(found.expires().value_or(0) == expires, "expires");

    int calls = 0;
    const ex::admission admission =
        preview.verify(ring, context.view(), now, [&](const ex::route &passed) {
            calls++;
            same("token of the hook", passed.token(), route.token());
            return c.is_denied;
        });
    check(calls == (expected == "active"), "only a valid token can be denied");
    check(admission.is_allowed() == (c.status == 0), "the request may pass");
    check(admission.is_allowed() == (admission.rejection() == nullptr), "a rejection");
    if (admission.rejection() != nullptr) {
        check(!admission.expires(), "a request that is rejected has no expiry");
        check_rejection(c, *admission.rejection());
    } else {
        check(admission.expires().value_or(0) == expires, "expires of the admission");
    }
    check(preview.verify(ring, context.view(), now).is_allowed() == (expected == "active"),
          "without a hook");
}

} // namespace

void run_signed(const signed_case &c) { c.is_verify ? run_verify(c) : run_sign(c); }
