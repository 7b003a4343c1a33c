"""The class `Policy`: arguments, attributes, equality and repr."""

import itertools
from typing import Any

import exposeport as ep
import pytest

DEFAULT_IDS = {"www", "api", "admin", "root", "system", "cloudflare", "workers"}


def test_attributes_of_the_default_policy() -> None:
    policy = ep.Policy()
    assert policy.reserved_ports == (3000,)
    assert set(policy.reserved_sandbox_ids) == DEFAULT_IDS
    assert len(policy.reserved_sandbox_ids) == len(DEFAULT_IDS)
    assert policy.denied_domains == ("workers.dev",)
    assert policy.scheme is None


def test_attributes() -> None:
    policy = ep.Policy(
        reserve_ports=[9001, 9000, 0, 65535, 9001],
        unreserve_ports=[3000],
        reserve_sandbox_ids=["Mine", b"staging"],
        unreserve_sandbox_ids=["WWW"],
        deny_domains=["Bücher.example."],
        undeny_domains=["workers.dev"],
        scheme="http",
    )
    assert policy.reserved_ports == (0, 9000, 9001, 65535)
    assert set(policy.reserved_sandbox_ids) == DEFAULT_IDS - {"www"} | {"mine", "staging"}
    assert policy.denied_domains == ("xn--bcher-kva.example",)
    assert policy.scheme == "http"
    for attributes in (policy.reserved_ports, policy.reserved_sandbox_ids, policy.denied_domains):
        assert type(attributes) is tuple


@pytest.mark.parametrize(
    "name", ["reserved_ports", "reserved_sandbox_ids", "denied_domains", "scheme"]
)
def test_attributes_are_read_only(name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(ep.Policy(), name, ())


def test_what_is_unreserved_and_reserved_is_reserved() -> None:
    policy = ep.Policy(
        reserve_ports=[3000],
        unreserve_ports=[3000],
        reserve_sandbox_ids=["www"],
        unreserve_sandbox_ids=["www"],
        deny_domains=["workers.dev"],
        undeny_domains=["workers.dev"],
    )
    assert policy == ep.Policy()
    assert repr(policy) == "Policy()"
    assert ep.Policy(unreserve_ports=[9000], reserve_ports=[9000]).reserved_ports == (3000, 9000)


# Groups of equal policies, with the repr of the group.
EQUAL: list[tuple[str, list[ep.Policy]]] = [
    (
        "Policy()",
        [
            ep.Policy(),
            ep.Policy(reserve_ports=[3000]),
            ep.Policy(unreserve_ports=[80]),
            ep.Policy(reserve_sandbox_ids=["WWW"], unreserve_sandbox_ids=["other"]),
            ep.Policy(deny_domains=["Workers.dev."], undeny_domains=["x.workers.dev"]),
            ep.Policy(scheme=None),
        ],
    ),
    (
        "Policy(unreserve_ports=(3000,))",
        [ep.Policy(unreserve_ports=[3000]), ep.Policy(unreserve_ports=(80, 3000, 3000))],
    ),
    (
        "Policy(reserve_ports=(9000, 9001))",
        [ep.Policy(reserve_ports=[9001, 9000]), ep.Policy(reserve_ports={9000, 9001, 3000})],
    ),
    (
        "Policy(reserve_sandbox_ids=('a', 'b'), unreserve_sandbox_ids=('api', 'www'))",
        [
            ep.Policy(reserve_sandbox_ids=["b", "A"], unreserve_sandbox_ids=["www", "API"]),
            ep.Policy(reserve_sandbox_ids=["a", b"B"], unreserve_sandbox_ids=[b"api", "Www"]),
        ],
    ),
    (
        "Policy(deny_domains=('xn--bcher-kva.example',), undeny_domains=('workers.dev',))",
        [
            ep.Policy(deny_domains=["bücher.example"], undeny_domains=["WORKERS.dev"]),
            ep.Policy(deny_domains=["xn--bcher-kva.example."], undeny_domains=[b"workers.dev"]),
        ],
    ),
    ("Policy(scheme='https')", [ep.Policy(scheme="https")]),
    (
        "Policy(reserve_ports=(1,), unreserve_ports=(3000,), scheme='http')",
        [ep.Policy(scheme="http", unreserve_ports=[3000], reserve_ports=[1])],
    ),
]


@pytest.mark.parametrize(("expected", "policies"), EQUAL, ids=[expected for expected, _ in EQUAL])
def test_equal_policies_have_equal_reprs(expected: str, policies: list[ep.Policy]) -> None:
    for policy in policies:
        assert policy == policies[0] and hash(policy) == hash(policies[0])
        assert repr(policy) == expected
        assert eval(repr(policy), {"Policy": ep.Policy}) == policy


def test_different_policies_have_different_reprs() -> None:
    for (_, one), (_, other) in itertools.combinations(EQUAL, 2):
        assert one[0] != other[0] and repr(one[0]) != repr(other[0])


def test_lists() -> None:
    generator = (port for port in (3000, 9000))
    assert ep.Policy(unreserve_ports=generator) == ep.Policy(unreserve_ports={3000})
    make: Any = ep.Policy
    for keyword in (
        *("reserve_ports", "unreserve_ports", "reserve_sandbox_ids", "unreserve_sandbox_ids"),
        *("deny_domains", "undeny_domains"),
    ):
        for other in ("workers.dev", b"workers.dev", 5, None):
            with pytest.raises(TypeError, match=keyword):
                make(**{keyword: other})
    with pytest.raises(TypeError):
        make([3000])


def test_rejected_arguments() -> None:
    make: Any = ep.Policy
    for keyword in ("reserve_ports", "unreserve_ports"):
        for port in (70000, -1, 2**200):
            message = "^reserved port is out of range: "
            with pytest.raises(ep.SecurityError, match=message) as port_error:
                make(**{keyword: [port]})
            assert port_error.value.code == "INVALID_PORT"
    for keyword in ("reserve_sandbox_ids", "unreserve_sandbox_ids"):
        for id, message in [
            (b"\xff" * 22, "^invalid byte 0xFF in sandbox id at position 0"),
            ("\ud800" * 20, "^invalid byte 0xED in sandbox id at position 0"),
            ("a" * 64, "^sandbox id is too long: 64 bytes, maximum 63$"),
        ]:
            with pytest.raises(ep.SecurityError, match=message):
                make(**{keyword: [id]})
    for keyword in ("deny_domains", "undeny_domains"):
        message = "^invalid byte 0xFF in base domain at position 1"
        with pytest.raises(ep.SecurityError, match=message):
            make(**{keyword: [b"a\xff"]})
        with pytest.raises(ep.SecurityError) as domain_error:
            make(**{keyword: ["example.com:8443"]})
        assert domain_error.value.code == "INVALID_HOSTNAME_PORT"


def test_scheme_is_checked_by_the_core() -> None:
    make: Any = ep.Policy
    for scheme in ("ftp", "HTTP", "", "https:"):
        with pytest.raises(ep.SecurityError, match=r"^invalid scheme, expected http or https$"):
            make(scheme=scheme)
    for other in (b"http", 5, True):
        with pytest.raises(TypeError):
            make(scheme=other)


def test_a_base_domain_keeps_its_policy_in_other_calls() -> None:
    domain = ep.BaseDomain("x.workers.dev", policy=ep.Policy(undeny_domains=["workers.dev"]))
    url = "https://8080-sandbox-my_token.x.workers.dev"
    assert ep.build_url(8080, "sandbox", "my_token", domain) == url
    assert ep.parse("8080-sandbox-my_token.example.com").url(domain) == url
    assert ep.Gateway([domain]).domains == (domain,)
