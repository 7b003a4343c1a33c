"""A matrix of issuers and edges, and each edge in a browser."""

import json
import pathlib
import subprocess
from collections.abc import Iterator

import exposeport
import pytest
from edges import ISSUERS, Stage, browse, staged

EDGES = ["python", "rust", "nginx"]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder: pathlib.Path = tmp_path_factory.mktemp("stage")
    for parent in (folder.parent, folder.parent.parent):
        parent.chmod(0o755)
    with staged(folder) as stage:
        yield stage


def other_token(url: str) -> str:
    """Returns the URL with another token of the same length."""
    label, _, domain = url.partition(".")
    return f"{label[:-1]}{'a' if label[-1] != 'a' else 'b'}.{domain}"


@pytest.mark.parametrize("issuer", ISSUERS)
def test_every_edge_serves_the_urls_of_every_language(stage: Stage, issuer: str) -> None:
    sandbox_id = f"of-{issuer}"
    url = ISSUERS[issuer](stage, sandbox_id)
    route = exposeport.parse_url(url)
    assert (route.port, route.sandbox_id, len(route.token)) == (stage.origin, sandbox_id, 16)
    sandbox = exposeport.Sandbox.from_json(
        sandbox_id, (stage.folder / f"{sandbox_id}.json").read_text()
    )
    for edge in EDGES:
        status, page = stage.get(edge, url)
        assert (status, b"A page in a sandbox" in page) == (200, True), edge
        status, headers = stage.get(edge, url, "/headers")
        host = stage.url(edge, url).removeprefix("http://").rstrip("/")
        assert status == 200 and ["host", host] in json.loads(headers), edge
        assert ["x-sandbox-preview-port", str(stage.origin)] in json.loads(headers), edge

        status, body = stage.get(edge, other_token(url))
        assert (status, json.loads(body)["code"]) == (404, "INVALID_TOKEN"), edge
        status, body = stage.get(edge, url.replace(sandbox_id, "unknown"))
        assert (status, json.loads(body)["code"]) == (404, "INVALID_TOKEN"), edge
        status, body = stage.get(edge, "http://3000-a-b.localhost")
        assert (status, json.loads(body)["code"]) == (400, "RESERVED_PORT"), edge
        assert stage.get(edge, "http://www.localhost")[0] == 404, edge

    sandbox.runtime_stopped()
    stage.publish(sandbox)
    for edge in EDGES:
        status, body = stage.get(edge, url)
        assert (status, json.loads(body)["code"]) == (410, "STALE_PREVIEW_URL"), edge


def test_the_proxy_in_rust_serves_http_2(stage: Stage) -> None:
    sandbox = exposeport.Sandbox("http-2")
    url = sandbox.expose_port(stage.origin, hostname="localhost").url
    stage.publish(sandbox)
    for given, status in [(url, "200"), (other_token(url), "404")]:
        command = ["curl", "-s", "--http2-prior-knowledge", "-o", "/dev/null"]
        command += ["-w", "%{http_version} %{http_code}", stage.url("rust", given)]
        found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        assert found == f"2 {status}"


@pytest.mark.parametrize("edge", EDGES)
def test_a_browser_shows_a_preview_of_every_edge(stage: Stage, edge: str) -> None:
    sandbox = exposeport.Sandbox(f"browser-{edge}")
    sandbox.runtime_started("runtime-1")
    url = sandbox.expose_port(stage.origin, hostname="localhost").url
    stage.publish(sandbox)
    shown = {"url": stage.url(edge, url), "status": 200, "shown": "A page in a sandbox"}
    wrong = {"url": stage.url(edge, other_token(url)), "status": 404, "shown": "INVALID_TOKEN"}
    browse(
        stage,
        [
            {**shown, "screenshot": f"{edge}.png"},
            {**wrong, "screenshot": f"{edge}-wrong-token.png"},
        ],
    )

    sandbox.runtime_stopped()
    stage.publish(sandbox)
    stale = {"url": shown["url"], "status": 410, "shown": "STALE_PREVIEW_URL"}
    browse(stage, [{**stale, "screenshot": f"{edge}-stopped.png"}])

    sandbox.runtime_started("runtime-2")
    assert sandbox.expose_port(stage.origin, hostname="localhost").url == url
    stage.publish(sandbox)
    browse(stage, [shown])
