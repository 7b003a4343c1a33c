#!/usr/bin/env python3
"""Times of exposeport beside what a Python programmer would write, as JSON lines.

Argument: the folder that corpus.py wrote.
"""

import hmac
import json
import os
import secrets
import sys
from pathlib import Path

import alternatives
import exposeport
from contest import Contest

ANSWER = "try:\n    f(x)\nexcept Error:\n    pass"
CHECK = """\
try:
    route = f(x)
    if route is not None and (sandbox := by_id.get(route.sandbox_id)) is not None:
        sandbox.authorize(route)
except Error:
    pass"""


def lines(name: str) -> list[str]:
    return (Path(sys.argv[1]) / name).read_text("ascii").splitlines()


def parts(parse, text):
    try:
        route = parse(text)
    except exposeport.ExposePortError:
        return None
    if route is None:
        return None
    return route.port, route.sandbox_id, route.token, route.base_host


def agree(hosts: list[str], urls: list[str]) -> None:
    """Refuses to measure contenders that do not do the same."""
    for host, url in zip(hosts, urls, strict=True):
        ours = parts(exposeport.parse_host, host)
        assert parts(exposeport.parse_url, url) == ours, url
        for by in (alternatives.host_by_re, alternatives.host_by_urlsplit):
            assert by(host) == ours, (by, host)
        for by in (alternatives.url_by_urlsplit, alternatives.url_by_yarl, alternatives.url_by_ada):
            assert by(url) == ours, (by, url)
    assert sum(parts(exposeport.parse_host, host) is not None for host in hosts) == 700


def resident() -> int:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def parse(hosts: list[str], urls: list[str]) -> None:
    error = exposeport.ExposePortError
    contest = Contest("parse a host", hosts)
    contest.add("exposeport", ANSWER, f=exposeport.parse_host, Error=error)
    contest.add("re", "f(x)", f=alternatives.host_by_re)
    contest.add("urllib.parse", "f(x)", f=alternatives.host_by_urlsplit)
    contest.add("floor: len(host)", "f(x)", f=len).run()

    # What a refusal costs is the exception; this is what those hosts cost that pass.
    valid = [host for host in hosts if parts(exposeport.parse_host, host)]
    contest = Contest("parse a host, the valid ones", valid)
    contest.add("exposeport", ANSWER, f=exposeport.parse_host, Error=error)
    contest.add("re", "f(x)", f=alternatives.host_by_re).run()

    contest = Contest("parse a URL", urls)
    contest.add("exposeport", ANSWER, f=exposeport.parse_url, Error=error)
    contest.add("urllib.parse", "f(x)", f=alternatives.url_by_urlsplit)
    contest.add("yarl", "f(x)", f=alternatives.url_by_yarl)
    contest.add("ada-url", "f(x)", f=alternatives.url_by_ada).run()


def million() -> None:
    hosts = lines("hosts-1m.txt")
    error = exposeport.ExposePortError

    def parse_all() -> None:
        for host in hosts:
            try:
                exposeport.parse_host(host)
            except error:
                pass

    parse_all()
    before = resident()
    parse_all()
    fact = {"fact": "resident memory gained over 1,000,000 hosts", "value": resident() - before, "unit": "octets"}
    print(json.dumps({"lang": "Python", **fact}))
    contest = Contest("parse 1,000,000 distinct hosts", hosts)
    contest.add("exposeport", ANSWER, f=exposeport.parse_host, Error=error)
    contest.add("re", "f(x)", f=alternatives.host_by_re)
    contest.add("floor: len(host)", "f(x)", f=len).run()


def known_domain(bound: list[str]) -> None:
    base = lines("domain.txt")[0]
    domain = exposeport.BaseDomain(base)
    error = exposeport.ExposePortError
    contest = Contest("bind a host to a known domain", bound)
    contest.add("exposeport", ANSWER, f=domain.route, Error=error)
    contest.add("exposeport: parse the same hosts", ANSWER, f=exposeport.parse_host, Error=error).run()

    orders = [found[:3] for host in bound if (found := parts(domain.route, host))]
    assert all(exposeport.build_url(*order, domain) == alternatives.build_by_fstring(*order, base) for order in orders)
    contest = Contest("build a URL", orders, "port, id, token")
    contest.add("exposeport", "f(port, id, token, domain)", f=exposeport.build_url, domain=domain)
    contest.add("checks and an f-string", "f(port, id, token, base)", f=alternatives.build_by_fstring, base=base).run()

    by_id = {}
    asked = []
    for port, sandbox_id, token in orders:
        sandbox = by_id[sandbox_id] = exposeport.Sandbox(sandbox_id)
        sandbox.expose_port(port, hostname=domain, token=token)
        asked.append((sandbox, domain.route(f"{port}-{sandbox_id}-{token}.{base}")))
    for spare in range(1000 - len(by_id)):
        by_id[f"spare-{spare}"] = exposeport.Sandbox(f"spare-{spare}")
    routes = [route for _, route in asked]
    texts = [f"{port}-{sandbox_id}-{token}.{base}" for port, sandbox_id, token in orders]
    pairs = list(zip((sandbox for sandbox, _ in asked), routes, texts, strict=True))
    contest = Contest("authorize a route", pairs, "sandbox, route, host")
    contest.add("exposeport", "sandbox.authorize(route)")
    contest.add("exposeport: parse the same hosts", "f(host)", f=exposeport.parse_host).run()

    Contest("whole check", bound).add("exposeport", CHECK, f=domain.route, by_id=by_id, Error=error).run()


def tokens(bound: list[str]) -> None:
    contest = Contest("make a token", range(1000))
    contest.add("exposeport", "f()", f=exposeport.generate_token)
    contest.add("secrets.choice", "f()", f=alternatives.token_by_choice)
    contest.add("secrets.token_urlsafe", "f(12)", f=secrets.token_urlsafe)
    contest.add("floor: os.urandom(12)", "f(12)", f=os.urandom).run()

    made = [exposeport.generate_token() for _ in range(1000)]
    pairs = [(token, made[(i + i % 2) % len(made)]) for i, token in enumerate(made)]
    contest = Contest("compare tokens", pairs, "a, b")
    contest.add("exposeport", "f(a, b)", f=exposeport.tokens_equal)
    contest.add("hmac.compare_digest", "f(a, b)", f=hmac.compare_digest).run()


def main() -> None:
    hosts, urls, bound = lines("hosts.txt"), lines("urls.txt"), lines("bound.txt")
    agree(hosts, urls)
    parse(hosts, urls)
    known_domain(bound)
    tokens(bound)
    million()


if __name__ == "__main__":
    main()
