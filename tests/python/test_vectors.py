"""Every shared vector, each file a test."""

from collections.abc import Callable

import cases
import exposeport as ep
from cases import Case


def run(file: str, keys: list[str], call: Callable[[Case, str | bytes], Case]) -> None:
    """Compares what each case expects with what every form of its input gives."""
    wrong = []
    every = cases.read(file)
    for case in every:
        expected = cases.expected(case, *keys)
        for given in cases.inputs(case):
            found = cases.answer(lambda case=case, given=given: call(case, given))  # type: ignore[misc]
            if found != expected:
                wrong.append(f"{case['name']} as {type(given).__name__}: expected {expected}, found {found}")
    cases.report(file, len(every), wrong)


def check_url(url: str, domain: ep.BaseDomain, policy: ep.Policy | None) -> None:
    """What was built parses back to its parts, and builds the same text again."""
    authority = url.partition("://")[2]
    for route in (
        ep.parse_url(url, policy=policy),
        ep.parse(url, policy=policy),
        ep.parse_host(authority, policy=policy),
        domain.route(authority),
        domain.route_url(url.encode()),
        domain.parse(url),
    ):
        assert route is not None
        assert route.url(domain) == url
        assert f"{route.port}-{route.sandbox_id}-{route.token}.{domain}" == authority


def check_route(route: ep.Route, policy: ep.Policy | None) -> None:
    """What was parsed builds on its base domain, and the result says the same."""
    base = route.base_host if route.base_port is None else f"{route.base_host}:{route.base_port}"
    domain = ep.BaseDomain(base, policy=policy)
    url = route.url(base)
    check_url(url, domain, policy)
    again = ep.parse_url(url, policy=policy)
    assert (again.port, again.sandbox_id, again.token) == (route.port, route.sandbox_id, route.token)


ROUTE = ["port", "sandbox_id", "token", "base_host", "base_port"]


def parts(route: ep.Route, policy: ep.Policy | None) -> Case:
    check_route(route, policy)
    return {name: getattr(route, name) for name in ROUTE}


def test_port() -> None:
    wrong = []
    every = cases.read("port")
    for case in every:
        found = cases.answer(
            lambda case=case: {"port": ep.validate_port(int(case["input"]), policy=cases.policy(case))}  # type: ignore[misc]
        )
        if found != cases.expected(case, "port"):
            wrong.append(f"{case['name']}: {found}")
    cases.report("port", len(every), wrong)


def test_sandbox_id() -> None:
    def call(case: Case, given: str | bytes) -> Case:
        normalize = case.get("normalize", False)
        return {"sandbox_id": ep.validate_sandbox_id(given, normalize=normalize, policy=cases.policy(case))}

    run("sandbox_id", ["sandbox_id"], call)


def test_token() -> None:
    run("token", ["token"], lambda _, given: {"token": ep.validate_token(given)})


def test_base_domain() -> None:
    def call(case: Case, given: str | bytes) -> Case:
        domain = ep.BaseDomain(given, policy=cases.policy(case))
        assert ep.BaseDomain(str(domain), policy=cases.policy(case)) == domain
        return {"host": domain.host, "port": domain.port, "scheme": domain.scheme}

    run("base_domain", ["host", "port", "scheme"], call)


def test_build() -> None:
    wrong = []
    every = cases.read("build")
    for case in every:

        def call(case: Case = case) -> Case:
            policy = cases.policy(case)
            texts = [cases.text(case[key]) for key in ("sandbox_id", "token", "hostname")]
            normalize = case.get("normalize", False)
            url = ep.build_url(case["port"], *texts, normalize=normalize, policy=policy)
            domain = ep.BaseDomain(texts[2], policy=policy)
            assert ep.build_url(case["port"], texts[0], texts[1], domain, normalize=normalize, policy=policy) == url
            check_url(url, domain, policy)
            host = url.partition("://")[2].partition(":")[0]
            return {"url": url, "host": host, "label": host.partition(".")[0]}

        if (found := cases.answer(call)) != cases.expected(case, "url", "host", "label"):
            wrong.append(f"{case['name']}: {found}")
    cases.report("build", len(every), wrong)


def test_parse_host() -> None:
    def call(case: Case, given: str | bytes) -> Case:
        policy = cases.policy(case)
        return parts(ep.parse_host(given, policy=policy), policy)

    run("parse_host", ROUTE, call)


def test_parse_url() -> None:
    def call(case: Case, given: str | bytes) -> Case:
        policy = cases.policy(case)
        return parts(ep.parse_url(given, policy=policy), policy)

    run("parse_url", ROUTE, call)


def test_route() -> None:
    def call(case: Case, given: str | bytes) -> Case:
        policy = cases.policy(case)
        domains = [ep.BaseDomain(cases.text(text), policy=policy) for text in case["domains"]]
        found = ep.route_under(given, domains)
        if found is None:
            assert all(domain.route(given) is None for domain in domains)
            return {"error": "NOT_A_PREVIEW_HOST"}
        index, route = found
        assert domains[index].route(given) == route
        return {**parts(route, policy), "domain": index}

    run("route", [*ROUTE, "domain"], call)
