"""The page of the control API."""

import html
from collections.abc import Iterable
from typing import Any

from gateway.store import StoredSandbox

# The links contain tokens: they are not stored, not framed, and not sent as `Referer`.
HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
    ),
}

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Exposed ports</title>
<style>
:root {{ color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }}
body {{ max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}
th, td {{ text-align: left; padding: .25rem 1rem .25rem 0 }}
</style>
<h1>Exposed ports</h1>
<table>
<tr><th>Sandbox</th><th>Address</th><th>Port</th><th>Name</th><th>State</th></tr>
{rows}
</table>
"""


def render(sandboxes: Iterable[tuple[StoredSandbox, list[dict[str, Any]]]]) -> str:
    """Returns the page with a row for each port of each sandbox."""
    rows = [_row(sandbox, state) for sandbox, states in sandboxes for state in states]
    return PAGE.format(rows="\n".join(rows))


def _row(sandbox: StoredSandbox, state: dict[str, Any]) -> str:
    link = f"stale: {state['stale_reason']}"
    if state["url"]:
        url = html.escape(state["url"])
        link = f'<a href="{url}" target="_blank" rel="noopener noreferrer">active</a>'
    columns = (sandbox.id, sandbox.address or "none", str(state["port"]), state["name"] or "")
    cells = "".join(f"<td>{html.escape(text)}</td>" for text in columns)
    return f"<tr>{cells}<td>{link}</td></tr>"
