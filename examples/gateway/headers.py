"""The headers that the proxy sends on."""

from collections.abc import Iterable
from typing import Any

import exposeport

Headers = list[tuple[bytes, bytes]]


def end_to_end(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Returns the headers without those of the connection (RFC 9110 section 7.6.1).

    The header `Connection` names further ones.
    """
    headers = list(headers)
    named = {
        name.strip().lower()
        for header, value in headers
        if header.lower() == b"connection"
        for name in value.split(b",")
    }
    return [
        (name, value)
        for name, value in headers
        if not exposeport.is_hop_by_hop_header(name) and name.lower() not in named
    ]


def for_application(scope: Any) -> Headers:
    """Returns the headers of a request for the application.

    `PreviewRouter` has set `Host`, `X-Forwarded-Host` and `X-Forwarded-Proto`. A client can forge
    `X-Forwarded-For` and `Forwarded`, so they are replaced.
    """
    replaced = (b"x-forwarded-for", b"x-real-ip", b"forwarded")
    headers = [header for header in end_to_end(scope["headers"]) if header[0] not in replaced]
    if scope.get("client"):
        headers.append((b"x-forwarded-for", scope["client"][0].encode()))
    return headers
