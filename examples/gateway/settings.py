"""The settings of the gateway, from the environment."""

import os
import pathlib
from dataclasses import dataclass, field
from typing import Literal

import exposeport


@dataclass(frozen=True)
class Settings:
    """The settings of one worker of the gateway.

    Attributes:
        token: The bearer token of the control API.
        domain: The base domain of the preview URLs, with the port that clients connect to.
        control_host: The host of the control API, without a port.
        keys: The keys of signed links, or None.
        store: The path of a SQLite file, or the URL of a Redis server.
        application_host: The `Host` that applications receive: "preview" or "localhost".
        maximum: The maximum number of connections to one sandbox, in each worker.
        recheck_seconds: The time between two authorizations of an open connection.
        trusted_proxies: The addresses of proxies whose `X-Forwarded-Host` replaces `Host`.
    """

    token: str = field(repr=False)
    domain: str = "localhost:8787"
    control_host: str = "localhost"
    keys: exposeport.KeyRing | None = None
    store: str = "gateway.sqlite3"
    application_host: Literal["preview", "localhost"] = "preview"
    maximum: int = 200
    recheck_seconds: float = 1.0
    trusted_proxies: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls) -> "Settings":
        """Reads the variables `GATEWAY_*`. `GATEWAY_TOKEN` is required."""
        values = os.environ
        token = values.get("GATEWAY_TOKEN", "")
        if not token:
            raise SystemExit("GATEWAY_TOKEN must be set: it protects the control API")
        domain = values.get("GATEWAY_DOMAIN", cls.domain)
        application_host = values.get("GATEWAY_APPLICATION_HOST", cls.application_host)
        if application_host not in ("preview", "localhost"):
            raise SystemExit("GATEWAY_APPLICATION_HOST must be preview or localhost")
        return cls(
            token=token,
            domain=domain,
            control_host=values.get("GATEWAY_CONTROL_HOST", domain.partition(":")[0]),
            keys=read_keys(values.get("GATEWAY_KEY_FILE", "")),
            store=values.get("GATEWAY_STORE", cls.store),
            application_host="localhost" if application_host == "localhost" else "preview",
            maximum=int(values.get("GATEWAY_MAXIMUM", cls.maximum)),
            recheck_seconds=float(values.get("GATEWAY_RECHECK_SECONDS", cls.recheck_seconds)),
            trusted_proxies=tuple(values.get("GATEWAY_TRUSTED_PROXIES", "").split()),
        )


def read_keys(paths: str) -> exposeport.KeyRing | None:
    """Returns the keys of the files at these paths, separated by ":". The first key signs."""
    if not paths:
        return None
    files = map(pathlib.Path, paths.split(os.pathsep))
    return exposeport.KeyRing(
        *(exposeport.SigningKey.from_hex(file.read_bytes()) for file in files)
    )
