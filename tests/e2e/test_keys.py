"""Links that each language has signed, at edges that have only the key."""

import json
import pathlib
import time
from collections.abc import Iterator

import exposeport
import pytest
from keys import ISSUERS, Edges, staged

LIFETIME = 5


@pytest.fixture(scope="module")
def edges(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edges]:
    folder: pathlib.Path = tmp_path_factory.mktemp("keys")
    for parent in (folder.parent, folder.parent.parent):
        parent.chmod(0o755)
    with staged(folder) as edges:
        yield edges


def rejection(found: tuple[int, bytes]) -> tuple[int, str]:
    return found[0], json.loads(found[1])["code"]


def test_every_edge_serves_the_links_of_every_language(edges: Edges) -> None:
    hosts = {issuer: edges.issue(issuer, LIFETIME) for issuer in ISSUERS}
    issued = time.time()
    for issuer, host in hosts.items():
        route = exposeport.parse_host(host)
        assert (route.port, route.sandbox_id, len(route.token)) == (edges.origin, "signed", 22)
        for edge in edges.ports:
            status, page = edges.get(edge, host)
            assert (status, b"A page in a sandbox" in page) == (200, True), (issuer, edge)
            forged = host.replace("signed", "other")
            assert rejection(edges.get(edge, forged)) == (404, "INVALID_TOKEN"), (issuer, edge)
    for edge in edges.ports:
        assert edges.get(edge, "www.localhost")[0] == 404

    time.sleep(max(0, issued + LIFETIME + 1 - time.time()))
    for issuer, host in hosts.items():
        for edge in edges.ports:
            assert rejection(edges.get(edge, host)) == (410, "TOKEN_EXPIRED"), (issuer, edge)


def test_another_key_serves_nothing(edges: Edges) -> None:
    key = exposeport.SigningKey(bytes(32))
    host = key.url(edges.origin, "signed", "localhost").removeprefix("http://")
    for edge in edges.ports:
        assert rejection(edges.get(edge, host)) == (404, "INVALID_TOKEN"), edge
