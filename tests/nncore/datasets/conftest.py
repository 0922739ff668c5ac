"""A web server on this computer, since no test may depend on another one."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase

import pytest


@dataclass
class Mirror:
    """What a server at `address` hands out, and what it was asked for.

    files: contents by path. broken: paths that give 503. stalled: paths that send a part, and
    then nothing. cut: paths whose connection ends half way. slow: paths that send 16 kB at a time,
    with pauses. redirects: where a path leads instead. headers: what is sent besides.
    """

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    stalled: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)
    slow: set[str] = field(default_factory=set)
    redirects: dict[str, str] = field(default_factory=dict)
    headers: list[tuple[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    """A server that hands out what a test puts into it; stopped and joined after the test."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    mirror = Mirror()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(mirror))
    server.daemon_threads = False  # so that closing the server joins them
    mirror.address = f"http://127.0.0.1:{server.server_port}/mnist/"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield mirror
    mirror.over.set()
    server.shutdown()
    thread.join()
    server.server_close()


def _handler(mirror: Mirror) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.removeprefix("/mnist/")
            mirror.asked.append(name)
            if name in mirror.redirects:
                self.send_response(302)
                self.send_header("Location", mirror.redirects[name])
                self.end_headers()
                self.wfile.write(b"elsewhere" * 1000)
                return
            if name in mirror.broken or name not in mirror.files:
                self.send_error(503 if name in mirror.broken else 404)
                return
            content = mirror.files[name]
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            for header in mirror.headers:
                self.send_header(*header)
            self.end_headers()
            if name in mirror.slow:
                _send_slowly(self.wfile, content, mirror.over)
                return
            if name in mirror.stalled | mirror.cut:
                self.wfile.write(content[: len(content) // 2])
                self.wfile.flush()
            else:
                self.wfile.write(content)
            if name in mirror.stalled:
                mirror.over.wait()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def _send_slowly(output: BufferedIOBase, content: bytes, over: threading.Event) -> None:
    for start in range(0, len(content), 16 * 1024):
        with suppress(OSError):  # whoever asked may have gone
            output.write(content[start : start + 16 * 1024])
        if over.wait(0.1):
            return
