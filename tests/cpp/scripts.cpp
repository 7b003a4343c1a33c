// The scripts of sandbox.json: calls in order, each with its answer, and the final snapshot.

#include <algorithm>
#include <map>

#include "support.hpp"

namespace ex = exposeport;

namespace {

// Generated tokens. The first "{t1}" matches any token, and later ones the same.
class tokens {
  public:
    std::string fill(const pieces &source) const { return fill(bytes(source).string()); }

    std::optional<std::string> fill_optional(const pieces &source) const
    {
        return source.items != nullptr ? std::optional(fill(source)) : std::nullopt;
    }

    void compare(std::string_view what, std::string_view found, const pieces &source)
    {
        std::string expected = fill(source);
        const std::size_t start = expected.find("{t");
        if (start != std::string::npos && expected.compare(start + 3, 1, "}") == 0) {
            const std::string token(found.substr(std::min(start, found.size()), 16));
            const char *const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
            check(token.size() == 16 && token.find_first_not_of(alphabet) == std::string::npos,
                  "a generated token has 16 characters of a-z and 0-9");
            for (const auto &known : known_) {
                check(known.second != token, "a generated token is new");
            }
            known_.emplace(expected.substr(start, 4), token);
            expected = fill(expected);
        }
        same(what, found, expected);
    }

    // Returns true if a string contains a token that was generated.
    bool is_in(std::string_view shown) const
    {
        return std::any_of(known_.begin(), known_.end(), [&](const auto &known) {
            return shown.find(known.second) != std::string_view::npos;
        });
    }

  private:
    std::string fill(std::string string) const
    {
        for (const auto &[name, token] : known_) {
            std::size_t at = string.find(name);
            for (; at != std::string::npos; at = string.find(name)) {
                string.replace(at, name.size(), token);
            }
        }
        return string;
    }
    std::map<std::string, std::string> known_;
};

class run {
  public:
    run(const script &script, const ex::policy &policy, ex::sandbox &sandbox)
        : script_(script), policy_(policy), sandbox_(sandbox)
    {
    }

    void all()
    {
        for (std::size_t i = 0; i < script_.steps.count; i++) {
            const step &step = script_.steps.items[i];
            current_case = std::string(script_.name) + ", step " + std::to_string(i + 1);
            const std::string before = sandbox_.to_json();
            const outcome found = outcome_of([&] { call(step); });
            check_outcome("answer", found, step.error, step.message);
            check(!tokens_.is_in(found.message), "a message has no token");
            check(found.code == "OK" || sandbox_.to_json() == before,
                  "a call that fails changes nothing");
        }
        current_case = script_.name;
        const std::string json = sandbox_.to_json();
        tokens_.compare("snapshot", json, script_.snapshot);
        const auto loaded = ex::sandbox::from_json(sandbox_.id(), json, false, policy_);
        same("snapshot of the loaded snapshot", loaded.to_json(), json);
    }

  private:
    void call(const step &step)
    {
        switch (step.call) {
        case EXPOSE_PORT: expose_port(step); break;
        case EXPOSE_PORTS: expose_ports(step); break;
        case UNEXPOSE_PORT:
            check(sandbox_.unexpose_port(step.port) == step.answer, "removed");
            break;
        case UNEXPOSE_PORTS:
            for (std::int64_t i = 0; i < step.count; i++) {
                check(sandbox_.unexpose_port(step.from + i), "removed");
            }
            break;
        case IS_PORT_EXPOSED:
            check(sandbox_.is_port_exposed(step.port) == step.answer, "exposed");
            break;
        case EXPOSED_PORTS: exposed_ports(step); break;
        case VALIDATE_PORT_TOKEN: {
            const bytes token(tokens_.fill(step.token));
            check(sandbox_.validate_port_token(step.port, token.view()) == step.answer, "valid");
            break;
        }
        case AUTHORIZE: authorize(step); break;
        case RUNTIME_STARTED: sandbox_.runtime_started(bytes(step.id).view()); break;
        case RUNTIME_STOPPED: sandbox_.runtime_stopped(); break;
        case PORTS: ports(step); break;
        case REACTIVATE:
            check(sandbox_.reactivate() == static_cast<std::size_t>(step.reactivated),
                  "reactivated");
            break;
        }
    }

    void expose_port(const step &step)
    {
        const std::string hostname = tokens_.fill(step.hostname);
        if (!ex::base_domain::try_make(hostname, policy_)) {
            // A port is checked before the base domain, which a caller creates first.
            ex::validate_port(step.port, policy_);
        }
        const ex::base_domain domain(hostname, policy_);
        const auto name = tokens_.fill_optional(step.name);
        const auto token = tokens_.fill_optional(step.token);
        tokens_.compare("url", sandbox_.expose_port(step.port, domain, name, token), step.url);
        check(name.has_value() == (step.exposed_name.items != nullptr), "exposed_name");
    }

    void expose_ports(const step &step)
    {
        const ex::base_domain domain(tokens_.fill(step.hostname), policy_);
        for (std::int64_t i = 0; i < step.count; i++) {
            sandbox_.expose_port(step.from + i, domain);
        }
    }

    void exposed_ports(const step &step)
    {
        const ex::base_domain domain(tokens_.fill(step.hostname), policy_);
        const auto ports = sandbox_.exposed_ports(domain);
        check(ports.size() == step.ports.count, "the number of ports");
        for (std::size_t i = 0; i < ports.size() && i < step.ports.count; i++) {
            const exposed &expected = step.ports.items[i];
            tokens_.compare("url", ports[i].url, expected.url);
            same("href", ports[i].href(), ports[i].url + "/");
            check(ports[i].port == expected.port, "port");
            check(ports[i].name.has_value() == (expected.name.items != nullptr), "has a name");
            same("name", ports[i].name.value_or(""), bytes(expected.name).view());
        }
    }

    void ports(const step &step)
    {
        const auto ports = sandbox_.ports();
        check(ports.size() == step.states.count, "the number of ports");
        for (std::size_t i = 0; i < ports.size() && i < step.states.count; i++) {
            const state &expected = step.states.items[i];
            check(ports[i].port == expected.port, "port");
            check(ports[i].name.has_value() == (expected.name.items != nullptr), "has a name");
            same("name", ports[i].name.value_or(""), bytes(expected.name).view());
            check(ports[i].is_active() == (expected.stale_reason == nullptr), "is active");
            same("reason", ports[i].reason() != nullptr ? ports[i].reason() : "none",
                 expected.stale_reason != nullptr ? expected.stale_reason : "none");
        }
    }

    void authorize(const step &step)
    {
        const bytes host(tokens_.fill(step.host));
        const auto found = sandbox_.authorize(ex::parse_host(host.view(), policy_));
        same("authorization",
             found.is_active()    ? "active"
             : found.is_stale()   ? "stale"
             : found.is_invalid() ? "invalid"
                                  : "none",
             step.authorization);
        check(found.is_active() + found.is_stale() + found.is_invalid() == 1, "one kind");
        same("reason", found.reason() != nullptr ? found.reason() : "none",
             step.reason != nullptr ? step.reason : "none");
        same("code", found.code(), step.code != nullptr ? step.code : "OK");
        check(found.http_status() == (step.code != nullptr ? step.http_status : 200),
              "HTTP status");
        check_body(step, found.json_body());
    }

    static void check_body(const step &step, const std::string &body)
    {
        check(body.empty() == (step.code == nullptr), "only an allowed request has no body");
        if (step.code == nullptr || body.empty()) {
            return;
        }
        check_secrecy(body);
        const std::string start = "{\"error\": \"";
        const std::string end = "\", \"code\": \"" + std::string(step.code) + "\"}";
        const std::size_t message_end = body.rfind(end);
        same("start of the body", body.substr(0, start.size()), start);
        check(message_end != std::string::npos && message_end + end.size() == body.size(),
              "the code in the body");
        if (step.message.items != nullptr) {
            const std::string message = body.substr(start.size(), message_end - start.size());
            same("message", message, bytes(step.message).view());
        }
    }

    const script &script_;
    const ex::policy &policy_;
    ex::sandbox &sandbox_;
    tokens tokens_;
};

} // namespace

void run_script(const script &script)
{
    const ex::policy policy = make_policy(script.policy);
    const bytes id(script.sandbox_id), document(script.load);
    std::optional<ex::sandbox> sandbox;
    const outcome found = outcome_of([&] {
        sandbox = document.has_value()
                      ? ex::sandbox::from_json(id.view(), document.view(), false, policy)
                      : ex::sandbox(id.view(), false, policy);
    });
    check_outcome("load", found, script.error, script.message);
    if (sandbox && script.error == nullptr) {
        run(script, policy, *sandbox).all();
    }
}
