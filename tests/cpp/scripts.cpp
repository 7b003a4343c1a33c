// The scripts of sandbox.json: calls in order, each with its answer, and the snapshot at the end.

#include <map>

#include "support.hpp"

namespace ex = exposeport;

namespace {

// Generated tokens: "{t1}" stands for what was found where it first appears.
class tokens {
  public:
    std::string fill(const text &source) const { return fill(octets(source).string()); }

    void compare(std::string_view what, std::string_view found, const text &source)
    {
        std::string expected = fill(source);
        const std::size_t start = expected.find("{t");
        if (start != std::string::npos && expected.compare(start + 3, 1, "}") == 0) {
            const std::string token(found.substr(std::min(start, found.size()), 16));
            check(token.size() == 16 && token.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == std::string::npos,
                  "16 of a-z 0-9");
            for (const auto &known : known_) {
                check(known.second != token, "a new token");
            }
            known_.emplace(expected.substr(start, 4), token);
            expected = fill(expected);
        }
        same(what, found, expected);
    }

  private:
    std::string fill(std::string text) const
    {
        for (const auto &[name, token] : known_) {
            for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name)) {
                text.replace(at, name.size(), token);
            }
        }
        return text;
    }
    std::map<std::string, std::string> known_;
};

class run {
  public:
    run(const script &script, const ex::policy &policy, ex::sandbox &sandbox) : script_(script), policy_(policy), sandbox_(sandbox) {}

    void all()
    {
        for (std::size_t i = 0; i < script_.steps.count; i++) {
            const step &step = script_.steps.items[i];
            current_case = std::string(script_.name) + ", step " + std::to_string(i + 1);
            const std::string before = sandbox_.to_json();
            const std::string code = code_of([&] { call(step); });
            same("answer", code, step.error != nullptr ? step.error : "OK");
            check(code == "OK" || sandbox_.to_json() == before, "a call that fails changes nothing");
        }
        current_case = script_.name;
        const std::string json = sandbox_.to_json();
        tokens_.compare("snapshot", json, script_.snapshot);
        same("snapshot again", ex::sandbox::from_json(sandbox_.id(), json, false, policy_).to_json(), json);
    }

  private:
    void call(const step &step)
    {
        switch (step.call) {
        case EXPOSE_PORT: expose_port(step); break;
        case UNEXPOSE_PORT: check(sandbox_.unexpose_port(step.port) == step.answer, "removed"); break;
        case IS_PORT_EXPOSED: check(sandbox_.is_port_exposed(step.port) == step.answer, "exposed"); break;
        case EXPOSED_PORTS: exposed_ports(step); break;
        case VALIDATE_PORT_TOKEN:
            check(sandbox_.validate_port_token(step.port, octets(tokens_.fill(step.token)).view()) == step.answer, "valid");
            break;
        case AUTHORIZE: authorize(step); break;
        case RUNTIME_STARTED: sandbox_.runtime_started(octets(step.id).view()); break;
        case RUNTIME_STOPPED: sandbox_.runtime_stopped(); break;
        }
    }

    void expose_port(const step &step)
    {
        const std::string hostname = tokens_.fill(step.hostname);
        if (!ex::base_domain::try_make(hostname, policy_)) {
            // A port is judged before the base domain, which a caller makes first.
            ex::validate_port(step.port, policy_);
        }
        const ex::base_domain domain(hostname, policy_);
        std::optional<std::string> name, token;
        if (step.name.pieces != nullptr) {
            name = tokens_.fill(step.name);
        }
        if (step.token.pieces != nullptr) {
            token = tokens_.fill(step.token);
        }
        tokens_.compare("url", sandbox_.expose_port(step.port, domain, name, token), step.url);
        check(name.has_value() == (step.exposed_name.pieces != nullptr), "exposed_name");
    }

    void exposed_ports(const step &step)
    {
        const auto ports = sandbox_.exposed_ports(ex::base_domain(tokens_.fill(step.hostname), policy_));
        check(ports.size() == step.ports.count, "the count of ports");
        for (std::size_t i = 0; i < ports.size() && i < step.ports.count; i++) {
            const exposed &expected = step.ports.items[i];
            tokens_.compare("url", ports[i].url, expected.url);
            check(ports[i].port == expected.port, "port");
            check(ports[i].name.has_value() == (expected.name.pieces != nullptr), "whether there is a name");
            same("name", ports[i].name.value_or(""), octets(expected.name).view());
        }
    }

    void authorize(const step &step)
    {
        const octets host(tokens_.fill(step.host));
        const auto found = sandbox_.authorize(ex::parse_host(host.view(), policy_));
        same("authorization", found.is_active() ? "active" : found.is_stale() ? "stale" : found.is_invalid() ? "invalid" : "none",
             step.authorization);
        same("reason", found.reason() != nullptr ? found.reason() : "none", step.reason != nullptr ? step.reason : "none");
        same("code", found.code(), step.code != nullptr ? step.code : "OK");
        check(found.http_status() == (step.code != nullptr ? step.http_status : 200), "HTTP status");
        const std::string body = found.json_body();
        check(body.empty() == (step.code == nullptr), "a body where the request may not pass");
        check(body.empty() || body.find("\"code\": \"" + std::string(found.code()) + "\"}") != std::string::npos, "the code in the body");
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
    const octets id(script.sandbox_id), document(script.load);
    std::optional<ex::sandbox> sandbox;
    const std::string code = code_of([&] {
        sandbox = document.is_there() ? ex::sandbox::from_json(id.view(), document.view(), false, policy)
                                      : ex::sandbox(id.view(), false, policy);
    });
    same("loading", code, script.error != nullptr ? script.error : "OK");
    if (sandbox && script.error == nullptr) {
        run(script, policy, *sandbox).all();
    }
}
