"""Between the words of the web server (ASGI) and of the application (WSGI): request to environ, page to answer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any
from urllib.parse import unquote_to_bytes

Environ = dict[str, Any]
Pages = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[bytes, bytes]]
OWN_NAMES = {b"content-type": "CONTENT_TYPE", b"content-length": "CONTENT_LENGTH"}


@dataclass(frozen=True)
class Answer:
    """A page as it is sent: its content, or the file that holds it."""

    status: int
    headers: Headers
    content: bytes = b""
    file: str = ""


class WholeFile:
    """`wsgi.file_wrapper`: a file that is sent as it lies on the disk need not pass through the thread of the pages."""

    def __init__(self, content: IO[bytes], block: int = 65536) -> None:
        self.content, self.block = content, block
        self.close = content.close

    @property
    def path(self) -> str:
        """Where it lies; empty where it has no name, or not all of it is sent."""
        name = getattr(self.content, "name", None)
        return name if isinstance(name, str) and self.content.tell() == 0 else ""

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.content.read(self.block), b"")


def environ_of(scope: dict[str, Any], body: IO[bytes] | None = None, size: int = 0) -> Environ:
    """The request as the application reads it, with the body that has arrived."""
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": scope["server"][0],
        "SERVER_PORT": scope["server"][1],
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": scope["client"][0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body or BytesIO(),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": WholeFile,
    }
    for name, value in scope["headers"]:
        _add(environ, name, value.decode("latin-1"))
    if body:
        environ["CONTENT_LENGTH"] = str(size)  # also of a body that came in chunks and announced none
    return environ


def _add(environ: Environ, name: bytes, value: str) -> None:
    if b"_" in name:
        return  # `x_a` would pass for `x-a`
    key = OWN_NAMES.get(name) or f"HTTP_{name.decode('latin-1').upper().replace('-', '_')}"
    sign = ";" if name == b"cookie" else ","
    environ[key] = f"{environ[key]}{sign}{value}" if key in environ else value


def made(pages: Pages, environ: Environ) -> Answer:
    """Let the application make the page, all of it."""
    begun: list[tuple[int, Headers]] = []

    def begin(status: str, headers: list[tuple[str, str]], fault: Any = None) -> None:
        begun.append((int(status[:3]), [(_bytes(name), _bytes(value)) for name, value in headers]))

    result = pages(environ, begin)
    try:
        file = result.path if isinstance(result, WholeFile) else ""
        content = b"" if file else b"".join(result)
    finally:
        if close := getattr(result, "close", None):
            close()
    return Answer(*begun[-1], content, file)


def _bytes(text: str) -> bytes:
    return text.encode("latin-1")
