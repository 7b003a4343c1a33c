#!/usr/bin/env python3
"""Writes the hosts that every benchmark reads. They are seeded, so every run reads the same ones.

Seven in ten are valid, and the others break one of many rules. All are distinct and shuffled, so
that the branch predictor cannot learn an order. All are ASCII. None has a spelling that a baseline
would repair (`%61`, userinfo, the port `+80`), so all baselines accept the same hosts.
"""

import argparse
import random
from pathlib import Path

LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORD = LETTERS + "0123456789"
KNOWN_DOMAIN = "preview.acme-cloud.com"
TLDS = ("com", "dev", "io", "app", "net", "example", "internal", "co.uk")
WORDS = "web api2 demo staging my user agent code build sandbox job team test run_1 node".split()
RESERVED = ("www", "api", "admin", "root", "system", "cloudflare", "workers")
BAD_CHARACTERS = "$!+,~=&'()*;"
BAD_PORTS = ("0", "http", "65536", "80a", "99999")
PATHS = (
    "/",
    "",
    "/index.html",
    "/api/v1/users?page=2&sort=name",
    "/static/app.3f9c2b.js",
    "/socket?transport=ws#top",
)
SEED = 8080


class Corpus:
    """Generates hosts under many base domains, or under one."""

    def __init__(self, seed: int, domain: str | None = None) -> None:
        self.random = random.Random(seed)
        self.domain = domain
        self.rejections = [kind for kind in dir(self) if kind.startswith("rejected_")]

    def string(self, low: int, high: int, alphabet: str = WORD) -> str:
        return "".join(self.random.choices(alphabet, k=self.random.randint(low, high)))

    def port(self) -> int:
        while True:
            port = (
                self.random.choice((8080, 8000, 5173, 4321))
                if self.random.random() < 0.2
                else self.random.randint(1024, 65535)
            )
            if port != 3000:
                return port

    def sandbox_id(self) -> str:
        kind = self.random.random()
        if kind < 0.4:
            return f"{self.random.choice(WORDS)}-{self.random.choice(WORDS)}-{self.string(3, 8)}"
        if kind < 0.6:
            return f"{self.random.choice(WORDS)}_{self.string(4, 12)}"
        return self.string(8, 30, "abcdef0123456789")

    def token(self) -> str:
        return self.string(16, 16) if self.random.random() < 0.8 else self.string(1, 16, WORD + "_")

    def base(self) -> str:
        if self.domain:
            return self.domain
        labels = [self.string(3, 12, LETTERS), self.random.choice(TLDS)]
        if self.random.random() < 0.6:
            labels.insert(0, self.random.choice(WORDS))
        if self.random.random() < 0.2:
            labels.insert(0, self.string(2, 8, LETTERS) + "-" + self.string(1, 6))
        return ".".join(labels)

    def label(self) -> str:
        # At most 5 + 30 + 16 characters and two hyphens, so always within 63 bytes.
        return f"{self.port()}-{self.sandbox_id()}-{self.token()}"

    def valid(self) -> str:
        host = f"{self.label()}.{self.base()}"
        if self.random.random() < 0.1:
            host = "".join(c.upper() if self.random.random() < 0.5 else c for c in host)
        if self.random.random() < 0.05:
            host += "."
        if self.random.random() < 0.15:
            host += f":{self.random.randint(1, 65535)}"
        return host

    def host(self) -> str:
        if self.random.random() < 0.7:
            return self.valid()
        return getattr(self, self.random.choice(self.rejections))()

    # Each of these breaks one rule.

    def rejected_plain_host(self) -> str:
        return f"{self.random.choice(RESERVED)}.{self.string(4, 20)}.{self.base()}"

    def rejected_title(self) -> str:
        return f"{self.random.randint(1990, 2030)}-{self.string(5, 20)}.{self.base()}"

    def rejected_no_domain(self) -> str:
        return self.label()

    def rejected_not_digits(self) -> str:
        return f"{self.string(3, 6, LETTERS)}-{self.sandbox_id()}-{self.token()}.{self.base()}"

    def rejected_leading_zero(self) -> str:
        return f"0{self.port()}-{self.sandbox_id()}-{self.token()}.{self.base()}"

    def rejected_low_port(self) -> str:
        return f"{self.random.randint(1, 1023)}-{self.sandbox_id()}-{self.token()}.{self.base()}"

    def rejected_high_port(self) -> str:
        return (
            f"{self.random.randint(65536, 999999)}-{self.sandbox_id()}-{self.token()}.{self.base()}"
        )

    def rejected_reserved_port(self) -> str:
        return f"3000-{self.sandbox_id()}-{self.token()}.{self.base()}"

    def rejected_id_hyphen(self) -> str:
        return f"{self.port()}--{self.sandbox_id()}-{self.token()}.{self.base()}"

    def rejected_id_character(self) -> str:
        port = self.port()
        sandbox_id = self.string(3, 9) + self.random.choice(BAD_CHARACTERS) + self.string(3, 9)
        return f"{port}-{sandbox_id}-{self.token()}.{self.base()}"

    def rejected_id_space(self) -> str:
        return f"{self.port()}-{self.string(3, 9)} {self.string(3, 9)}-{self.token()}.{self.base()}"

    def rejected_id_reserved(self) -> str:
        return f"{self.port()}-{self.random.choice(RESERVED)}-{self.token()}.{self.base()}"

    def rejected_token_empty(self) -> str:
        return f"{self.port()}-{self.sandbox_id()}-.{self.base()}"

    def rejected_token_character(self) -> str:
        return (
            f"{self.label()}{self.random.choice(BAD_CHARACTERS)}{self.string(0, 4)}.{self.base()}"
        )

    def rejected_long_label(self) -> str:
        return f"{self.port()}-{self.string(45, 60)}-{self.string(16, 16)}.{self.base()}"

    def rejected_workers_dev(self) -> str:
        return f"{self.label()}.{self.string(3, 10)}.workers.dev"

    def rejected_base_empty_label(self) -> str:
        return f"{self.label()}.{self.string(3, 10)}..{self.base()}"

    def rejected_base_hyphen(self) -> str:
        return f"{self.label()}.-{self.string(3, 10)}.{self.base()}"

    def rejected_ip_address(self) -> str:
        return f"{self.label()}.{'.'.join(str(self.random.randint(1, 255)) for _ in range(4))}"

    def rejected_base_port(self) -> str:
        return f"{self.label()}.{self.base()}:{self.random.choice(BAD_PORTS)}"


def distinct(corpus: Corpus, count: int) -> list[str]:
    hosts: dict[str, None] = {}
    while len(hosts) < count:
        hosts[corpus.host()] = None
    return list(hosts)


def balanced(corpus: Corpus, valid: int, rejected: int) -> list[str]:
    """Returns `valid` and `rejected` hosts, with an equal share for each rule that is broken."""
    hosts: dict[str, None] = {}
    while len(hosts) < valid:
        hosts[corpus.valid()] = None
    while len(hosts) < valid + rejected:
        hosts[getattr(corpus, corpus.rejections[len(hosts) % len(corpus.rejections)])()] = None
    shuffled = list(hosts)
    corpus.random.shuffle(shuffled)
    return shuffled


def write(path: Path, lines: list[str]) -> None:
    path.write_bytes("".join(line + "\n" for line in lines).encode("ascii"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument(
        "--million", action="store_true", help="also write hosts-1m.txt, 1,000,000 distinct hosts"
    )
    arguments = parser.parse_args()
    directory: Path = arguments.directory
    directory.mkdir(parents=True, exist_ok=True)

    hosts = balanced(Corpus(SEED), 700, 300)
    write(directory / "hosts.txt", hosts)
    write(directory / "bound.txt", balanced(Corpus(SEED + 1, KNOWN_DOMAIN), 700, 300))
    (directory / "domain.txt").write_text(KNOWN_DOMAIN + "\n")
    pick = random.Random(SEED + 2)
    write(directory / "urls.txt", [f"https://{host}{pick.choice(PATHS)}" for host in hosts])

    million = directory / "hosts-1m.txt"
    # Slow to generate, so it is kept until this file changes.
    is_current = million.exists() and million.stat().st_mtime > Path(__file__).stat().st_mtime
    if arguments.million and not is_current:
        write(million, distinct(Corpus(SEED + 3), 1_000_000))


if __name__ == "__main__":
    main()
