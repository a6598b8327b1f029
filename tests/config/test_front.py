"""The served site when others hold lines on which nothing comes, or send and take what they like."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from youzhang.bench.served import Served, free_port, serving
from youzhang.config.arriving import MEGABYTE
from youzhang.config.suite import HOME
from youzhang.config.supervise import web_command

HEAD = b"Host: 127.0.0.1\r\nAccept-Language: %s\r\n"
STALLED = b"POST /drafts/ HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\n"
LARGE = os.urandom(2_900_000)


class Line:
    """One connection to the server."""

    def __init__(self, served: Served) -> None:
        self.socket = socket.create_connection(("127.0.0.1", served.port), 30)

    def send(self, content: bytes) -> None:
        self.socket.sendall(content)

    def ask(self, what: str, body: bytes = b"", head: bytes = b"", language: bytes = b"en") -> None:
        length = b"Content-Length: %d\r\n" % len(body) if body else b""
        self.send(f"{what} HTTP/1.1\r\n".encode() + HEAD % language + length + head + b"\r\n" + body)

    def rest(self) -> bytes:
        """All that comes until the other end closes."""
        with self.socket:
            return b"".join(iter(lambda: self.socket.recv(1 << 20), b""))

    def close(self) -> None:
        self.socket.close()


def answered(line: Line) -> tuple[int, str]:
    """The status and the text of the one answer on a line that then ends."""
    head, _sign, body = line.rest().partition(b"\r\n\r\n")
    return int(head[9:12]), body.decode()


def told(served: Served, what: str, body: bytes = b"", head: bytes = b"") -> dict[str, Any]:
    """What the pages say they were asked."""
    line = Line(served)
    line.ask(what, body, head + b"Connection: close\r\n")
    status, text = answered(line)
    assert status == 200, text
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.fixture(scope="module")
def echo() -> Iterator[Served]:
    """One process with tight limits, whose pages say what they were asked."""
    with echoing() as served:
        yield served


@contextmanager
def echoing(**options: str) -> Iterator[Served]:
    port = free_port()
    command = web_command("127.0.0.1", port, 1)
    limit = command.index("--http1-header-read-timeout") + 1
    command[limit], command[-1] = "1500", "tests.config.echo:application"
    environment = {"DJANGO_SETTINGS_MODULE": "youzhang.config.settings", "YOUZHANG_LINE_SECONDS": "1"}
    paths = os.pathsep.join([str(HOME), str(HOME / "src")])
    with serving(command, port, "/", **environment, **options, PYTHONPATH=paths) as served:
        yield served


@pytest.fixture(scope="module")
def site(installed: Path) -> Iterator[Served]:
    """The real site as `serve` starts it, with two processes."""
    with serving(YOUZHANG_BODY_SECONDS="3", YOUZHANG_DATA=str(installed)) as served:
        yield served


def test_two_hundred_stalled_bodies_keep_nobody_waiting_and_end_with_a_sentence(site: Served) -> None:
    cookie = b"Cookie: csrftoken=" + b"x" * 32 + b"\r\nContent-Length: 1000\r\n\r\n"
    with ExitStack() as stack:
        lines = [Line(site) for _turn in range(200)]
        for line in lines:
            stack.callback(line.close)
            line.send(STALLED % (site.port, site.port) + cookie + b"ab")
        for _turn in range(20):
            line = Line(site)
            line.ask("GET /healthz", head=b"Connection: close\r\n")
            assert answered(line) == (200, "ok\n")
        statuses, texts = zip(*(answered(line) for line in lines), strict=True)
    assert set(statuses) == {408}
    assert set(texts) == {"内容没有在规定时间内传完。请返回上一页，确认网络正常后重新发送。"}


def test_files_of_the_pages_come_whole_and_in_part(site: Served) -> None:
    with closing(site.browser()) as browser:
        whole = browser.get("/static/web/mark.svg")
    assert whole.status == 200
    assert whole.body == (HOME / "src/youzhang/web/static/web/mark.svg").read_bytes()
    line = Line(site)
    line.ask("GET /static/web/mark.svg", head=b"Range: bytes=5-14\r\nConnection: close\r\n")
    assert answered(line) == (206, whole.body[5:15].decode())


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: a\r\n"], ids=["nothing", "half a head"])
def test_a_line_without_a_whole_head_is_ended(echo: Served, sent: bytes) -> None:
    line = Line(echo)
    line.send(sent)
    assert line.rest() == b""


def test_an_idle_line_is_ended_after_its_answer(echo: Served) -> None:
    line = Line(echo)
    line.ask("GET /")
    assert line.rest().startswith(b"HTTP/1.1 200")


def test_a_body_that_drips_is_ended(echo: Served) -> None:
    line = Line(echo)
    line.ask("POST /dripping", head=b"Content-Length: 1000\r\n")
    line.socket.settimeout(0.2)
    said = b""
    for _turn in range(100):
        try:
            line.send(b"x")
            said += line.socket.recv(1000)
        except TimeoutError:
            continue
        except OSError:
            break
        if said:
            break
    line.close()
    assert said.startswith(b"HTTP/1.1 408")
    assert "/dripping" not in told(echo, "GET /")["made"]


@pytest.mark.parametrize("chunked", [False, True])
def test_a_large_upload_arrives_intact(echo: Served, chunked: bool) -> None:
    line = Line(echo)
    if chunked:
        pieces = [LARGE[at : at + 70_000] for at in range(0, len(LARGE), 70_000)]
        line.ask("POST /upload", head=b"Transfer-Encoding: chunked\r\nConnection: close\r\n")
        line.send(b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n")
    else:
        line.ask("POST /upload", LARGE, b"Connection: close\r\n")
    status, text = answered(line)
    found = json.loads(text)
    assert (status, found["CONTENT_LENGTH"]) == (200, str(len(LARGE)))
    assert found["sha256"] == hashlib.sha256(LARGE).hexdigest()


@pytest.mark.parametrize("way", ["announced", "asked first", "in chunks"])
def test_too_large_a_body_is_turned_away_and_no_page_sees_it(echo: Served, way: str) -> None:
    line, piece = Line(echo), b"x" * 1_000_000
    if way == "in chunks":
        line.ask("POST /large", head=b"Transfer-Encoding: chunked\r\n")
        line.send(b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for _turn in range(5)) + b"0\r\n\r\n")
    else:
        expect = b"Expect: 100-continue\r\n" if way == "asked first" else b""
        line.ask("POST /large", head=b"Content-Length: 5000000\r\n" + expect)
        line.send(b"" if expect else piece * 5)
    status, text = answered(line)
    assert status == 413
    assert text.startswith("This is more than can be sent at once.")
    assert "/large" not in told(echo, "GET /")["made"]


def test_a_body_cut_short_reaches_no_page(echo: Served) -> None:
    line = Line(echo)
    line.ask("POST /short", head=b"Content-Length: 1000\r\n")
    line.send(b"ab")
    line.socket.shutdown(socket.SHUT_WR)
    assert answered(line) == (400, "This did not arrive whole. Go back and send it again.")
    assert "/short" not in told(echo, "GET /")["made"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems know no such limit")
def test_an_answer_that_nobody_takes_is_let_go(echo: Served) -> None:
    line = Line(echo)
    line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.ask("GET /much")
    time.sleep(3.5)
    taken = 0
    with line.socket, suppress(ConnectionResetError):
        while piece := line.socket.recv(1 << 20):
            taken += len(piece)
    assert 0 < taken < 64 * MEGABYTE


def test_all_pages_are_made_in_one_thread(echo: Served) -> None:
    assert len({told(echo, f"GET /{turn}")["thread"] for turn in range(5)}) == 1


def test_a_page_that_fails_as_badly_as_it_can_ends_nothing_else(echo: Served) -> None:
    line = Line(echo)
    line.ask("GET /fault", head=b"Connection: close\r\n")
    assert answered(line) == (500, "")
    assert told(echo, "GET /after")["PATH_INFO"] == "/after"


def test_the_pages_read_what_was_sent_and_from_where(echo: Served) -> None:
    cookies = b"Cookie: a=1\r\nCookie: b=2\r\nX-A: 1\r\nX-A: 2\r\nX_B: spoofed\r\n"
    found = told(echo, "PUT /a%20b/%E4%B8%AD%2F%FF?q=%20a+b", b"abc", cookies)
    assert found["PATH_INFO"].encode("latin-1") == b"/a b/\xe4\xb8\xad/\xff"
    assert found["QUERY_STRING"] == "q=%20a+b"
    assert (found["HTTP_COOKIE"], found["HTTP_X_A"]) == ("a=1;b=2", "1,2")
    assert "HTTP_X_B" not in found
    assert (found["REMOTE_ADDR"], found["REQUEST_METHOD"]) == ("127.0.0.1", "PUT")
    assert (found["length"], found["SERVER_PORT"]) == (3, str(echo.port))


def test_whoever_asks_whether_to_go_on_is_told_to(echo: Served) -> None:
    line = Line(echo)
    line.ask("POST /", head=b"Expect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n")
    assert line.socket.recv(1000).startswith(b"HTTP/1.1 100")
    line.send(b"abc")
    assert json.loads(answered(line)[1])["length"] == 3


def test_requests_sent_one_behind_the_other_are_answered_in_order(echo: Served) -> None:
    line = Line(echo)
    line.ask("GET /first")
    line.ask("POST /second", b"abc")
    line.ask("HEAD /third", head=b"Connection: close\r\n")
    said = line.rest()
    assert said.count(b"HTTP/1.1 200") == 3
    assert said.index(b'"PATH_INFO": "/first"') < said.index(b'"PATH_INFO": "/second"')
    assert said.endswith(b"\r\n\r\n")  # of the third the head only


def test_old_clients_are_answered(echo: Served) -> None:
    line = Line(echo)
    line.send(b"GET /old HTTP/1.0\r\n\r\n")
    status, text = answered(line)
    assert (status, json.loads(text)["PATH_INFO"]) == (200, "/old")


def test_only_a_proxy_that_was_named_is_believed_when_it_says_who_asks(echo: Served) -> None:
    made_up_then_real = b"X-Forwarded-For: 198.51.100.1, 203.0.113.9\r\n"
    assert told(echo, "GET /who", head=made_up_then_real)["REMOTE_ADDR"] == "127.0.0.1"
    with echoing(YOUZHANG_PROXIES="127.0.0.1,10.0.0.0/8") as behind:
        assert told(behind, "GET /who", head=made_up_then_real)["REMOTE_ADDR"] == "203.0.113.9"
        through_two = b"X-Forwarded-For: 2001:db8::9, 10.0.0.3\r\n"
        assert told(behind, "GET /who", head=through_two)["REMOTE_ADDR"] == "2001:db8::9"
        assert told(behind, "GET /who")["REMOTE_ADDR"] == "127.0.0.1"
    with echoing(YOUZHANG_PROXIES="192.0.2.1") as elsewhere:
        assert told(elsewhere, "GET /who", head=made_up_then_real)["REMOTE_ADDR"] == "127.0.0.1"
