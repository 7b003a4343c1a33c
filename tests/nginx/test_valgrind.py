"""A fixed number of requests under valgrind: no errors, and no leaks of the module."""

import re
import time

import exposeport
from support import PREVIEW, UPGRADE, Client, EdgeTest, free_port

ROUNDS = 20
KEY = b"k" * 32
LEAK = re.compile(r"ngx_http_exposeport|exposeport_")


class ValgrindTest(EdgeTest):
    workers = 1
    extra = "master_process off;"

    @classmethod
    def prefix(cls) -> tuple[str, ...]:
        cls.log = cls.folder / "valgrind.log"
        return (
            "valgrind", "--leak-check=full",
            "--show-leak-kinds=definite,possible", "--num-callers=40",
            # nginx unloads the module before the check of leaks.
            "--keep-debuginfo=yes", f"--log-file={cls.log}",
        )  # fmt: skip

    @classmethod
    def servers(cls) -> str:
        (cls.folder / "key.txt").write_text(KEY.hex())
        cls.keys_port = free_port()
        return (
            super().servers()
            + f"""    server {{
        listen 127.0.0.1:{cls.keys_port};
        exposeport_domain example.com;
        exposeport_key_file key.txt key.txt;
        exposeport_context "tenant $http_x_tenant";
        exposeport_denied $http_x_denied;
        location / {{
            proxy_http_version 1.1;
            proxy_set_header Connection $http_connection;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header X-Expires $exposeport_expires;
            proxy_pass http://{cls.sandbox.address};
        }}
    }}
"""
        )

    def verify(self) -> int:
        """Sends requests with signed tokens, and returns their number."""
        key, parts, now = exposeport.SigningKey(KEY), (8080, "sandbox", "example.com"), time.time()
        until = {"now": now, "context": "tenant 1"}
        hosts = {
            key.url(*parts, context="tenant 1"): 200,
            key.url_until(*parts, lifetime=600, **until): 200,
            key.url_until(*parts, lifetime=1, **until | {"now": now - 2}): 410,
            key.url(*parts): 404,
        }
        client, upgraded = Client(self.keys_port), Client(self.keys_port)
        for host, status in hosts.items():
            headers = [("Host", host.removeprefix("https://")), ("X-Tenant", "1")]
            for denied in ("0", "1"):
                found = client.request([*headers, ("X-Denied", denied)]).status
                self.assertEqual(found, 410 if status == 200 and denied == "1" else status)
        client.close()
        short = key.url_until(*parts, lifetime=2, **until | {"now": time.time()})
        headers = [("Host", short.removeprefix("https://")), ("X-Tenant", "1")]
        self.assertEqual(upgraded.request([*headers, *UPGRADE]).status, 101)
        self.assertEqual(upgraded.stream.read(1), b"")
        upgraded.close()
        return 2 * len(hosts) + 1

    def test_requests(self) -> None:
        hosts = {
            PREVIEW: 200,
            "www.example.com": 200,
            "3000-a-b.example.com": 400,
            "8080-sandbox-bad.example.com": 404,
            "8080-stopped-k7m2q9.example.com": 410,
        }
        client = Client(self.port)
        for number in range(ROUNDS):
            for host, status in hosts.items():
                headers = [("Host", host), ("Accept", ("*/*", "text/html")[number % 2]),
                           ("X-Sandbox-Name", "a")]  # fmt: skip
                self.assertEqual(client.request(headers, target="/x").status, status)
        # The clients leave while the control plane is called.
        for _ in range(ROUNDS):
            leaving = Client(self.port)
            leaving.socket.sendall(f"GET / HTTP/1.1\r\nHost: {PREVIEW}\r\n\r\n".encode())
            leaving.close()
        other = client.request([("Host", PREVIEW)], target="http://www.example.com/x")
        self.assertEqual(other.json["name"], "other")
        client.close()
        verified = self.verify()
        self.edge.stop()
        log = self.log.read_text()
        self.assertIn("ERROR SUMMARY", log)
        blocks = re.split(r"^==\d+== \n", log, flags=re.MULTILINE)
        problems = [block for block in blocks if LEAK.search(block)]
        self.assertEqual(problems, [])
        print(f"nginx: {ROUNDS * len(hosts) + 1 + verified} requests under valgrind")
