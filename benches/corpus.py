#!/usr/bin/env python3
"""The hosts that every benchmark reads: seeded, so that all languages and all days see the same.

Seven of ten are valid, the others are refused, each in one of many ways; all are distinct and shuffled, so that branch
prediction does not flatter. Everything is ASCII, and nothing is in it that some alternative would repair (`%61`,
userinfo, the port `+80`), so that all of them agree on what is a preview host.
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
PATHS = ("/", "", "/index.html", "/api/v1/users?page=2&sort=name", "/static/app.3f9c2b.js", "/socket?transport=ws#top")
SEED = 8080


class Corpus:
    """Hosts under many domains, or all under one."""

    def __init__(self, seed: int, domain: str | None = None) -> None:
        self.random = random.Random(seed)
        self.domain = domain
        self.refusals = [kind for kind in dir(self) if kind.startswith("refused_")]

    def text(self, low: int, high: int, alphabet: str = WORD) -> str:
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
            return f"{self.random.choice(WORDS)}-{self.random.choice(WORDS)}-{self.text(3, 8)}"
        if kind < 0.6:
            return f"{self.random.choice(WORDS)}_{self.text(4, 12)}"
        return self.text(8, 30, "abcdef0123456789")

    def token(self) -> str:
        return self.text(16, 16) if self.random.random() < 0.8 else self.text(1, 16, WORD + "_")

    def base(self) -> str:
        if self.domain:
            return self.domain
        labels = [self.text(3, 12, LETTERS), self.random.choice(TLDS)]
        if self.random.random() < 0.6:
            labels.insert(0, self.random.choice(WORDS))
        if self.random.random() < 0.2:
            labels.insert(0, self.text(2, 8, LETTERS) + "-" + self.text(1, 6))
        return ".".join(labels)

    def label(self) -> str:
        # 5 + 30 + 16 characters and two hyphens at most: always within 63.
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
        return getattr(self, self.random.choice(self.refusals))()

    # What is refused, one way each.

    def refused_plain_host(self) -> str:
        return f"{self.random.choice(RESERVED)}.{self.text(4, 20)}.{self.base()}"

    def refused_title(self) -> str:
        return f"{self.random.randint(1990, 2030)}-{self.text(5, 20)}.{self.base()}"

    def refused_no_domain(self) -> str:
        return self.label()

    def refused_not_digits(self) -> str:
        return f"{self.text(3, 6, LETTERS)}-{self.sandbox_id()}-{self.token()}.{self.base()}"

    def refused_leading_zero(self) -> str:
        return f"0{self.port()}-{self.sandbox_id()}-{self.token()}.{self.base()}"

    def refused_low_port(self) -> str:
        return f"{self.random.randint(1, 1023)}-{self.sandbox_id()}-{self.token()}.{self.base()}"

    def refused_high_port(self) -> str:
        return f"{self.random.randint(65536, 999999)}-{self.sandbox_id()}-{self.token()}.{self.base()}"

    def refused_reserved_port(self) -> str:
        return f"3000-{self.sandbox_id()}-{self.token()}.{self.base()}"

    def refused_id_hyphen(self) -> str:
        return f"{self.port()}--{self.sandbox_id()}-{self.token()}.{self.base()}"

    def refused_id_character(self) -> str:
        port = self.port()
        sandbox_id = self.text(3, 9) + self.random.choice(BAD_CHARACTERS) + self.text(3, 9)
        return f"{port}-{sandbox_id}-{self.token()}.{self.base()}"

    def refused_id_space(self) -> str:
        return f"{self.port()}-{self.text(3, 9)} {self.text(3, 9)}-{self.token()}.{self.base()}"

    def refused_id_reserved(self) -> str:
        return f"{self.port()}-{self.random.choice(RESERVED)}-{self.token()}.{self.base()}"

    def refused_token_empty(self) -> str:
        return f"{self.port()}-{self.sandbox_id()}-.{self.base()}"

    def refused_token_character(self) -> str:
        return f"{self.label()}{self.random.choice(BAD_CHARACTERS)}{self.text(0, 4)}.{self.base()}"

    def refused_long_label(self) -> str:
        return f"{self.port()}-{self.text(45, 60)}-{self.text(16, 16)}.{self.base()}"

    def refused_workers_dev(self) -> str:
        return f"{self.label()}.{self.text(3, 10)}.workers.dev"

    def refused_base_empty_label(self) -> str:
        return f"{self.label()}.{self.text(3, 10)}..{self.base()}"

    def refused_base_hyphen(self) -> str:
        return f"{self.label()}.-{self.text(3, 10)}.{self.base()}"

    def refused_ip_address(self) -> str:
        return f"{self.label()}.{'.'.join(str(self.random.randint(1, 255)) for _ in range(4))}"

    def refused_base_port(self) -> str:
        return f"{self.label()}.{self.base()}:{self.random.choice(('0', 'http', '65536', '80a', '99999'))}"


def distinct(corpus: Corpus, count: int) -> list[str]:
    hosts: dict[str, None] = {}
    while len(hosts) < count:
        hosts[corpus.host()] = None
    return list(hosts)


def balanced(corpus: Corpus, valid: int, refused: int) -> list[str]:
    """Exactly so many of both, and every way to be refused as often as the others."""
    hosts: dict[str, None] = {}
    while len(hosts) < valid:
        hosts[corpus.valid()] = None
    while len(hosts) < valid + refused:
        hosts[getattr(corpus, corpus.refusals[len(hosts) % len(corpus.refusals)])()] = None
    shuffled = list(hosts)
    corpus.random.shuffle(shuffled)
    return shuffled


def write(path: Path, lines: list[str]) -> None:
    path.write_bytes("".join(line + "\n" for line in lines).encode("ascii"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--million", action="store_true", help="also hosts-1m.txt: 1,000,000 distinct hosts")
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)

    hosts = balanced(Corpus(SEED), 700, 300)
    write(folder / "hosts.txt", hosts)
    write(folder / "bound.txt", balanced(Corpus(SEED + 1, KNOWN_DOMAIN), 700, 300))
    (folder / "domain.txt").write_text(KNOWN_DOMAIN + "\n")
    pick = random.Random(SEED + 2)
    write(folder / "urls.txt", [f"https://{host}{pick.choice(PATHS)}" for host in hosts])

    million = folder / "hosts-1m.txt"
    # It takes half a minute, so it is made when this file has changed only.
    known = million.exists() and million.stat().st_mtime > Path(__file__).stat().st_mtime
    if arguments.million and not known:
        write(million, distinct(Corpus(SEED + 3), 1_000_000))


if __name__ == "__main__":
    main()
