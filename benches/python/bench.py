#!/usr/bin/env python3
"""Prints the times of the Python package and of the baselines as JSON lines.

The argument is the directory that corpus.py writes to.
"""

import hmac
import json
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

import baselines
import exposeport
from exposeport import ExposePortError
from harness import Group

CATCH = "try:\n    f(x)\nexcept Error:\n    pass"
WHOLE_CHECK = """\
try:
    route = f(x)
    if route is not None and (sandbox := sandboxes.get(route.sandbox_id)) is not None:
        sandbox.authorize(route)
except Error:
    pass"""
SANDBOXES = 1000
KEY = b"a signing key for benchmarks...."
CONTEXT = b"tenant-1"
NOW = 1_800_000_000


def lines(name: str) -> list[str]:
    return (Path(sys.argv[1]) / name).read_text("ascii").splitlines()


def parts(parse: Callable, argument: str) -> baselines.Parts | None:
    """Returns the parts of a valid host, and None for any other."""
    try:
        route = parse(argument)
    except ExposePortError:
        return None
    if route is None:
        return None
    return route.port, route.sandbox_id, route.token, route.base_host


def check_baselines(hosts: list[str], urls: list[str]) -> None:
    """Checks that the baselines accept the same hosts as the library, with the same parts."""
    by_url = (baselines.url_by_urlsplit, baselines.url_by_yarl, baselines.url_by_ada)
    for host, url in zip(hosts, urls, strict=True):
        expected = parts(exposeport.parse_host, host)
        assert parts(exposeport.parse_url, url) == expected, url
        for parse in (baselines.host_by_re, baselines.host_by_urlsplit):
            assert parse(host) == expected, (parse, host)
        for parse in by_url:
            assert parse(url) == expected, (parse, url)
    assert sum(parts(exposeport.parse_host, host) is not None for host in hosts) == 700


def resident_memory() -> int:
    """Returns the resident memory of this process in bytes."""
    status = Path("/proc/self/status").read_text().splitlines()
    line = next(line for line in status if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def parse(hosts: list[str], urls: list[str]) -> None:
    group = Group("parse a host", hosts)
    group.add("exposeport", CATCH, f=exposeport.parse_host, Error=ExposePortError)
    group.add("re", "f(x)", f=baselines.host_by_re)
    group.add("urllib.parse", "f(x)", f=baselines.host_by_urlsplit)
    group.add("floor: len(host)", "f(x)", f=len)
    group.run()

    valid = [host for host in hosts if parts(exposeport.parse_host, host)]
    group = Group("parse a valid host", valid)
    group.add("exposeport", CATCH, f=exposeport.parse_host, Error=ExposePortError)
    group.add("re", "f(x)", f=baselines.host_by_re)
    group.add("urllib.parse", "f(x)", f=baselines.host_by_urlsplit)
    group.run()

    rejected = [host for host in hosts if not parts(exposeport.parse_host, host)]
    group = Group("reject a host", rejected)
    group.add("exposeport", CATCH, f=exposeport.parse_host, Error=ExposePortError)
    group.add("raise a custom exception", CATCH, f=baselines.raise_own_error, Error=ValueError)
    group.run()

    group = Group("parse a URL", urls)
    group.add("exposeport", CATCH, f=exposeport.parse_url, Error=ExposePortError)
    group.add("urllib.parse", "f(x)", f=baselines.url_by_urlsplit)
    group.add("yarl", "f(x)", f=baselines.url_by_yarl)
    group.add("ada-url", "f(x)", f=baselines.url_by_ada)
    group.run()


def parse_million() -> None:
    hosts = lines("hosts-1m.txt")

    def parse_all() -> None:
        for host in hosts:
            try:
                exposeport.parse_host(host)
            except ExposePortError:
                pass

    parse_all()
    before = resident_memory()
    parse_all()
    growth = {"value": resident_memory() - before, "unit": "bytes"}
    name = "resident memory growth over 1,000,000 hosts"
    print(json.dumps({"lang": "Python", "metric": name, **growth}))

    group = Group("parse 1,000,000 distinct hosts", hosts)
    group.add("exposeport", CATCH, f=exposeport.parse_host, Error=ExposePortError)
    group.add("re", "f(x)", f=baselines.host_by_re)
    group.add("floor: len(host)", "f(x)", f=len)
    group.run()


def bind_and_build(bound: list[str], base: str) -> None:
    domain = exposeport.BaseDomain(base)
    group = Group("bind a host to a base domain", bound)
    group.add("exposeport", CATCH, f=domain.route, Error=ExposePortError)
    parse_host = exposeport.parse_host
    group.add("exposeport: parse the same hosts", CATCH, f=parse_host, Error=ExposePortError)
    group.run()

    arguments = [found[:3] for host in bound if (found := parts(domain.route, host))]
    for each in arguments:
        assert exposeport.build_url(*each, domain) == baselines.build_by_fstring(*each, base)
    group = Group("build a URL", arguments, "port, id, token")
    group.add("exposeport", "f(port, id, token, domain)", f=exposeport.build_url, domain=domain)
    checked = "f(port, id, token, base)"
    group.add("checks and an f-string", checked, f=baselines.build_by_fstring, base=base)
    group.run()


def authorize(bound: list[str], base: str) -> None:
    domain = exposeport.BaseDomain(base)
    sandboxes = {}
    requests = []
    for host in bound:
        found = parts(domain.route, host)
        if found is None:
            continue
        port, sandbox_id, token, _ = found
        sandbox = sandboxes[sandbox_id] = exposeport.Sandbox(sandbox_id)
        sandbox.expose_port(port, hostname=domain, token=token)
        host = f"{port}-{sandbox_id}-{token}.{base}"
        requests.append((sandbox, domain.route(host), host))
    for spare in range(SANDBOXES - len(sandboxes)):
        sandboxes[f"spare-{spare}"] = exposeport.Sandbox(f"spare-{spare}")

    group = Group("authorize a route", requests, "sandbox, route, host")
    group.add("exposeport", "sandbox.authorize(route)")
    group.add("exposeport: parse the same hosts", "f(host)", f=exposeport.parse_host)
    group.run()

    group = Group("whole check", bound)
    names = {"f": domain.route, "sandboxes": sandboxes, "Error": ExposePortError}
    group.add("exposeport", WHOLE_CHECK, **names)
    group.run()


def tokens() -> None:
    group = Group("generate a token", range(1000))
    group.add("exposeport", "f()", f=exposeport.generate_token)
    group.add("secrets.choice", "f()", f=baselines.token_by_choice)
    group.add("secrets.token_urlsafe", "f(12)", f=secrets.token_urlsafe)
    group.add("floor: os.urandom(12)", "f(12)", f=os.urandom)
    group.run()

    generated = [exposeport.generate_token() for _ in range(1000)]
    pairs = [(token, generated[(i + i % 2) % len(generated)]) for i, token in enumerate(generated)]
    group = Group("compare tokens", pairs, "a, b")
    group.add("exposeport", "f(a, b)", f=exposeport.tokens_equal)
    group.add("hmac.compare_digest", "f(a, b)", f=hmac.compare_digest)
    group.run()


def message(route: exposeport.Route) -> bytes:
    """Returns the message of a signed token, as the crate documents it."""
    port, sandbox_id, expiry = route.port.to_bytes(2, "big"), route.sandbox_id, route.token[:-16]
    fields = (b"exposeport token", b"\1", bytes(44), port, sandbox_id.encode(), expiry.encode())
    start = b"".join(len(field).to_bytes(1, "big") + field for field in fields)
    return start + len(CONTEXT).to_bytes(8, "big") + CONTEXT


def is_mac_of(mac: bytes, token: str) -> bool:
    return int.from_bytes(mac[:16], "big") % 36**16 == int(token[-16:], 36)


def signed(bound: list[str], base: str) -> None:
    key = exposeport.SigningKey(KEY)
    ring, prepared = exposeport.KeyRing(key), hmac.new(KEY, digestmod="sha256")

    def inputs(sign: Callable[[int, str], str]) -> list[tuple]:
        found = []
        for host in bound:
            try:
                port, sandbox_id = (route := exposeport.parse_host(host)).port, route.sandbox_id
                route = exposeport.parse_url(sign(port, sandbox_id))
            except ExposePortError:
                continue
            assert ring.verify(route, context=CONTEXT, now=NOW)
            assert is_mac_of(hmac.digest(KEY, message(route), "sha256"), route.token)
            assert is_mac_of(baselines.mac_from(prepared, message(route)), route.token)
            found.append((port, sandbox_id, route, message(route)))
        assert len(found) > 500
        return found

    permanent = inputs(lambda *parts: key.url(*parts, base, context=CONTEXT))
    until = {"now": NOW, "lifetime": 3600, "context": CONTEXT}
    expiring = inputs(lambda *parts: key.url_until(*parts, base, **until))
    verify = "f(route, context=context, now=now)"
    of_ring = {"f": ring.verify, "context": CONTEXT, "now": NOW}
    of_key = {"f": key.sign, "context": CONTEXT}
    for operation, items, statement, names in (
        ("verify a permanent token", permanent, verify, of_ring),
        ("verify an expiring token", expiring, verify, of_ring),
        ("sign a token", permanent, "f(port, id, context=context)", of_key),
    ):
        group = Group(operation, items, "port, id, route, message")
        group.add("exposeport", statement, **names)
        group.add("hmac.digest", "f(key, message, 'sha256')", f=hmac.digest, key=KEY)
        group.add("hmac.new and copy", "f(mac, message)", f=baselines.mac_from, mac=prepared)
        group.run()


def main() -> None:
    hosts, urls, bound = lines("hosts.txt"), lines("urls.txt"), lines("bound.txt")
    [base] = lines("domain.txt")
    check_baselines(hosts, urls)
    parse(hosts, urls)
    bind_and_build(bound, base)
    signed(bound, base)
    authorize(bound, base)
    tokens()
    parse_million()


if __name__ == "__main__":
    main()
