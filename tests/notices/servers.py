"""Real servers on this machine for the gateways to talk to: a group's robot, a mail server."""

import http.server
import json
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Answer = Callable[[http.server.BaseHTTPRequestHandler], None]


class Robot:
    """What came in, and how to answer: `say` may be changed between two messages."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.headers: list[dict[str, str]] = []
        self.say: Answer = ok
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/cgi-bin/webhook/send?key=0123-4567-89ab"


def answer(handler: http.server.BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def ok(handler: http.server.BaseHTTPRequestHandler) -> None:
    answer(handler, 200, b'{"errcode":0,"errmsg":"ok"}')


def saying(status: int, body: bytes, **headers: str) -> Answer:
    return lambda handler: answer(handler, status, body, **headers)


def dripping(handler: http.server.BaseHTTPRequestHandler) -> None:
    """Goes on answering, a byte at a time, as if for ever."""
    try:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(600):
            handler.wfile.write(b"a")
            time.sleep(0.05)
    except OSError:
        return


@contextmanager
def robot() -> Iterator[Robot]:
    """A web server that hears messages."""
    told = Robot()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            told.headers.append(dict(self.headers))
            told.heard.append(json.loads(self.rfile.read(length)))
            told.say(self)

        def log_message(self, *args: Any) -> None:
            pass

    with _serving(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        told.port = port
        yield told


class Postbox:
    """A mail server: what it took, and what it says to a recipient; it offers no encryption."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.recipients: list[str] = []
        self.to_recipient = b"250 ok"
        self.port = 0


@contextmanager
def postbox() -> Iterator[Postbox]:
    """A mail server that speaks just enough SMTP."""
    box = Postbox()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say(b"220 here")
            for line in self.rfile:
                self.say(self.reply(line))

        def reply(self, line: bytes) -> bytes:
            verb = line[:4].upper()
            if verb == b"RCPT":
                box.recipients.append(line.decode().strip())
                return box.to_recipient
            if verb == b"DATA":
                self.say(b"354 go on")
                box.mails.append(self.mail())
            return b"221 bye" if verb == b"QUIT" else b"250 ok"

        def mail(self) -> bytes:
            lines = []
            for line in self.rfile:
                if line == b".\r\n":
                    break
                lines.append(line)
            return b"".join(lines)

        def say(self, line: bytes) -> None:
            self.wfile.write(line + b"\r\n")

    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)) as port:
        box.port = port
        yield box


@contextmanager
def _serving(server: socketserver.TCPServer) -> Iterator[int]:
    server.daemon_threads = True  # type: ignore[attr-defined]  # both servers are threading ones
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
