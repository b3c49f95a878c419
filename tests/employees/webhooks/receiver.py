"""A server of our own that takes what is posted, answers as it is told, and remembers."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

import pytest


@dataclass
class Receiver:
    """`answers`: a status a request, then 204. `holds`: while it is not set, answers wait."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    go_on: threading.Event = field(default_factory=threading.Event)
    dripping: bool = False

    @property
    def bodies(self) -> list[bytes]:
        return [body for _, _, body in self.requests]


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    """Serve on this machine, which `WEBHOOK_NETWORKS` names for the test."""
    settings.WEBHOOK_NETWORKS = (ip_network("127.0.0.0/8"),)
    made = Receiver()
    made.go_on.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.requests.append((self.path, dict(self.headers), body))
            if made.dripping:
                while not made.go_on.wait(0.02):
                    try:
                        self.wfile.write(b"H")
                        self.wfile.flush()
                    except OSError:
                        return
            made.go_on.wait(5)
            self.send_response(made.answers.pop(0) if made.answers else 204)
            for name, value in made.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}/hook?of=tests"
    yield made
    made.go_on.set()
    server.shutdown()
    server.server_close()
