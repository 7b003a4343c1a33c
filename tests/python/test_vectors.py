"""The shared vectors, one test per file."""

from collections.abc import Callable
from typing import Any

import cases
import exposeport as ep
from cases import Case
from test_vectors_import import problems as import_problems
from test_vectors_sandbox import problems as script_problems
from test_vectors_signed import CALLS as SIGNED_CALLS
from test_vectors_signed import problems as signed_problems

ROUTE = ["port", "sandbox_id", "token", "base_host", "base_port"]


def check_url(url: str, domain: ep.BaseDomain, policy: ep.Policy | None) -> None:
    """Checks that a URL parses back to its parts and rebuilds to the same string."""
    authority = url.partition("://")[2]
    href = ep.ExposedPort(url, 8080, None).href
    assert href == f"{url}/"
    for route in (
        ep.parse_url(href, policy=policy),
        domain.route_url(href),
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
    """Checks that a route builds on its base domain, and that the URL parses to the same parts."""
    base = route.base_host if route.base_port is None else f"{route.base_host}:{route.base_port}"
    domain = ep.BaseDomain(base, policy=policy)
    url = route.url(base)
    check_url(url, domain, policy)
    again = ep.parse_url(url, policy=policy)
    assert (again.port, again.sandbox_id, again.token) == (
        route.port,
        route.sandbox_id,
        route.token,
    )


def parts(route: ep.Route, policy: ep.Policy | None) -> Case:
    check_route(route, policy)
    return {name: getattr(route, name) for name in ROUTE}


def call_port(case: Case, given: Any) -> Case:
    return {"port": ep.validate_port(given, policy=cases.policy(case))}


def call_sandbox_id(case: Case, given: Any) -> Case:
    normalize, policy = case.get("normalize", False), cases.policy(case)
    return {"sandbox_id": ep.validate_sandbox_id(given, normalize=normalize, policy=policy)}


def call_token(case: Case, given: Any) -> Case:
    return {"token": ep.validate_token(given)}


def call_base_domain(case: Case, given: Any) -> Case:
    policy = cases.policy(case)
    domain = ep.BaseDomain(given, policy=policy)
    assert ep.BaseDomain(str(domain), policy=policy) == domain
    return {"host": domain.host, "port": domain.port, "scheme": domain.scheme}


def call_build(case: Case, given: Any) -> Case:
    policy, normalize = cases.policy(case), case.get("normalize", False)
    id, token, hostname = (cases.string(case[key]) for key in ("sandbox_id", "token", "hostname"))

    def build(hostname: str | ep.BaseDomain) -> str:
        return ep.build_url(case["port"], id, token, hostname, normalize=normalize, policy=policy)

    url = build(hostname)
    domain = ep.BaseDomain(hostname, policy=policy)
    assert build(domain) == url
    check_url(url, domain, policy)
    host = url.partition("://")[2].partition(":")[0]
    return {"url": url, "host": host, "label": host.partition(".")[0]}


def call_parse_host(case: Case, given: Any) -> Case:
    policy = cases.policy(case)
    return parts(ep.parse_host(given, policy=policy), policy)


def call_parse_url(case: Case, given: Any) -> Case:
    policy = cases.policy(case)
    return parts(ep.parse_url(given, policy=policy), policy)


def call_route(case: Case, given: Any) -> Case:
    policy = cases.policy(case)
    domains = [ep.BaseDomain(cases.string(text), policy=policy) for text in case["domains"]]
    found = ep.route_under(given, domains)
    if found is None:
        assert all(domain.route(given) is None for domain in domains)
        if "message" in case:
            # Only `parse` raises an exception instead of returning None.
            domains[0].parse(given)
        return {"error": "NOT_A_PREVIEW_HOST"}
    index, route = found
    assert domains[index].route(given) == route
    return {**parts(route, policy), "domain": index}


Call = Callable[[Case, Any], Case]

# The call of each file, and the parts that its cases expect.
CALLS: dict[str, tuple[Call, list[str]]] = {
    "port": (call_port, ["port"]),
    "sandbox_id": (call_sandbox_id, ["sandbox_id"]),
    "token": (call_token, ["token"]),
    "base_domain": (call_base_domain, ["host", "port", "scheme"]),
    "build": (call_build, ["url", "host", "label"]),
    "parse_host": (call_parse_host, ROUTE),
    "parse_url": (call_parse_url, ROUTE),
    "route": (call_route, [*ROUTE, "domain"]),
}


def inputs(file: str, case: Case) -> list[Any]:
    """Returns every form of the input of a case. The cases of build.json have none."""
    match file:
        case "port":
            return [int(case["input"])]
        case "build":
            return [None]
    return [*cases.inputs(case)]


def problems(file: str, case: Case) -> list[str]:
    """Compares the results of a case with what it expects."""
    call, keys = CALLS[file]
    expected = cases.expected(case, *keys)
    wrong = []
    for given in inputs(file, case):
        found = cases.result(
            lambda given=given: call(case, given),  # type: ignore[misc]
            with_message="message" in case,
        )
        if found != expected:
            form = type(given).__name__
            wrong.append(f"{case['name']} as {form}: expected {expected}, found {found}")
    return wrong


def run(file: str) -> None:
    every = cases.read(file)
    cases.report(file, len(every), [line for case in every for line in problems(file, case)])


def test_port() -> None:
    run("port")


def test_sandbox_id() -> None:
    run("sandbox_id")


def test_token() -> None:
    run("token")


def test_base_domain() -> None:
    run("base_domain")


def test_build() -> None:
    run("build")


def test_parse_host() -> None:
    run("parse_host")


def test_parse_url() -> None:
    run("parse_url")


def test_route() -> None:
    run("route")


def test_messages() -> None:
    every = cases.read("messages")
    wrong = []
    for case in every:
        if case["call"] == "sandbox":
            wrong += script_problems(case)
        elif case["call"] == "import":
            wrong += import_problems(case)
        elif case["call"] in SIGNED_CALLS:
            wrong += signed_problems(case)
        else:
            assert "message" in case, case["name"]
            wrong += problems(case["call"], case)
    cases.report("messages", len(every), wrong)
