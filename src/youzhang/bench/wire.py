"""HTTP as bare as it goes, so that the client takes little of the machine it shares with the server."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from urllib.parse import urlencode

LONGEST_HEAD = 65536


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    head: str
    body: bytes

    def header(self, name: str) -> list[str]:
        """The values of a header, in order."""
        lines = (line.partition(":") for line in self.head.split("\r\n")[1:])
        return [value.strip() for key, _sign, value in lines if key.lower() == name]


@dataclass
class Browser:
    """One connection that is kept, with its cookies. `source`: the address it comes from (127.0.0.0/8 is all ours)."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    source: str = "127.0.0.1"
    patience: float = 60
    _socket: socket.socket | None = None

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        return self.send(self.request("GET", path))

    def post(self, path: str, content: dict[str, object]) -> Answer:
        """Send a form, with the token against forgery that the browser was given."""
        return self.send(self.form(path, content))

    def form(self, path: str, content: dict[str, object]) -> bytes:
        """A filled-in form as bytes, to be sent later."""
        sent = {**content, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        return self.request("POST", path, urlencode(sent, doseq=True).encode())

    def request(self, method: str, path: str, body: bytes = b"") -> bytes:
        """A request as bytes."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", "Accept-Language: zh-hans"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
            lines.append(f"Origin: http://{self.host}:{self.port}")
        return "\r\n".join([*lines, "", ""]).encode() + body

    def send(self, request: bytes) -> Answer:
        """Send what `request` made, keep the cookies that come back."""
        connection = self.connected()
        connection.sendall(request)
        answer = _read(connection)
        for cookie in answer.header("set-cookie"):
            name, _sign, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def close(self) -> None:
        """Let the connection go."""
        if self._socket:
            self._socket.close()
            self._socket = None

    def connected(self) -> socket.socket:
        """Its line, opened when first needed."""
        if self._socket is None:
            self._socket = socket.create_connection((self.host, self.port), self.patience, (self.source, 0))
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket


def _read(connection: socket.socket) -> Answer:
    seen = b""
    while (end := seen.find(b"\r\n\r\n")) < 0:
        piece = connection.recv(LONGEST_HEAD)
        if not piece:
            raise ConnectionError("The server closed the connection.")
        seen += piece
    head, body = seen[:end].decode("latin-1"), seen[end + 4 :]
    answer = Answer(int(head[9:12]), head, body)
    left = int((answer.header("content-length") or ["0"])[0]) - len(body)
    pieces = [body]
    while left > 0:
        pieces.append(connection.recv(min(left, 1 << 20)))
        left -= len(pieces[-1])
    return Answer(answer.status, head, b"".join(pieces))
