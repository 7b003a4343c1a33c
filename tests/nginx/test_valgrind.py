"""A fixed number of requests under valgrind: no errors, and no leaks of the module."""

import re

from support import PREVIEW, Client, EdgeTest

ROUNDS = 20
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
        self.edge.stop()
        log = self.log.read_text()
        self.assertIn("ERROR SUMMARY", log)
        blocks = re.split(r"^==\d+== \n", log, flags=re.MULTILINE)
        problems = [block for block in blocks if LEAK.search(block)]
        self.assertEqual(problems, [])
        print(f"nginx: {ROUNDS * len(hosts) + 1} requests under valgrind")
