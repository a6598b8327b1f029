"""The pages that are measured, each as requests with random ids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from youzhang.bench import cast
from youzhang.bench.cast import Member
from youzhang.bench.drive import Call
from youzhang.bench.served import Served

SEARCHES = {
    "one": "one character",
    "two": "two characters",
    "three": "three characters",
    "initials": "initials",
    "phone": "phone",
}
ARTICLES = ("30", "32", "34.1a", "34.1d", "34.2a", "34.3b", "34.4a", "41", "48", "54")


@dataclass(frozen=True)
class Page:
    """A page under its name: the addresses, each with the cookies of somebody who may see it."""

    name: str
    visits: list[tuple[str, dict[str, str]]]

    def calls(self, served: Served) -> list[Call]:
        """The visits as requests."""
        return [Call(served.browser(cookies=cookies).request("GET", path)) for path, cookies in self.visits]

    def queries(self) -> int:
        """How many queries the page asks, in this process; the second visit, when what is kept is there."""
        asked = 0
        for path, cookies in self.visits[:1] * 2:
            client = Client(
                raise_request_exception=False, SERVER_NAME="localhost", HTTP_ACCEPT_LANGUAGE="zh-hans"
            )
            client.cookies.load(cookies)
            with CaptureQueriesContext(connection) as found:
                client.get(path)
            asked = len(found)
        return asked


def pages(members: list[Member]) -> list[Page]:
    """Every page that exists already."""
    found = [Page(name, visits) for name, visits in _visits(members) if visits]
    return [page for page in found if page.visits]


def _visits(members: list[Member]) -> Iterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
    yield "hello", [("/healthz", {})]
    yield "My duties", [("/work/", member.cookies) for member in members]
    yield "application", _about(members, "intake:application", "applications")
    yield "person's file", _about(members, "clients:person", "people")
    for kind, title in SEARCHES.items():
        words = [(word, member.cookies) for member in members for word in member.words[kind] if word]
        yield f"search: {title}", [(f"/work/search?q={quote(word)}", cookies) for word, cookies in words]
    yield "portal home", [("/", {})]
    yield "notices", [(reverse("services:notices"), {})]
    yield "article", [(f"/work/rules/psych/{no}", member.cookies) for no in ARTICLES for member in members]
    long_cases = cast.long_cases()
    yield (
        "case with 200 sessions",
        [(reverse("casework:case", args=[matter]), cookies) for matter, cookies in long_cases],
    )
    yield "board", [("/work/board", cookies) for cookies in cast.leads()]


def _about(members: list[Member], name: str, ids: str) -> list[tuple[str, dict[str, str]]]:
    try:
        return [
            (reverse(name, args=[pk]), member.cookies) for member in members for pk in getattr(member, ids)
        ]
    except NoReverseMatch:
        return []
