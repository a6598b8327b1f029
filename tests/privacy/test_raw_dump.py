"""A stolen database, backup or log tells nothing (threat model T7, T8): no canary in any encoding, anywhere."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Iterable, Iterator
from datetime import timedelta
from os.path import commonprefix
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.builders import signed_in
from tests.intake.applying import later
from tests.privacy.canaries import WORD
from tests.privacy.casework import add_cases
from tests.privacy.crises import add_crises
from tests.privacy.nouns import add_nouns
from tests.privacy.world import World, a_world
from youzhang.kit import clock
from youzhang.ledger import refusals
from youzhang.notices.delivery import deliver_due
from youzhang.web.models import Draft

pytestmark = pytest.mark.django_db(transaction=True)


def test_nothing_stands_in_clear(
    frozen: Any, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """psych:35.0"""
    settings.FILES_ROOT = tmp_path
    with caplog.at_level(logging.DEBUG):
        world = a_world()
        add_cases(world)
        add_crises(world)
        add_nouns(world)
        _used(world)
    refusals._pending.set(None)
    places = {**_database(), **_files(tmp_path), "logs": _logs(caplog).encode()}
    planted = world.canaries.planted
    found = {
        (place, planted[token].what) for place, content in places.items() for token in _in(content, planted)
    }
    assert found == set()
    assert set(_in("".join(planted).encode("utf-16-be"), planted)) == planted.keys()
    assert "clients_person" in places
    assert len(places["clients_person"]) > 1000


def _used(world: World) -> None:
    """Pages are opened, searched, half filled in; messages fail; a code is shown once and not fetched."""
    lead, visitor = signed_in(Client(), world.users["lead"]), Client()
    child, adult = world.people["child"], world.applications["adult"]
    lead.get(reverse("clients:person", args=[child.matter_id]))
    lead.get(reverse("workbench:search"), {"q": child.name})
    lead.get(reverse("intake:application", args=[adult.matter_id]))
    draft = {"name": child.name, "phone": child.phone, "wish": world.canaries.word("half-filled")}
    for browser in (lead, visitor):
        browser.post("/drafts/?draft=intake.apply:x", json.dumps(draft), content_type="application/json")
    address = reverse("intake:reissue_code", args=[adult.matter_id])
    assert lead.post(address, {"identity_checked": "on"}).status_code == 302
    world.canaries.known(
        Draft.objects.select_related("key").get(form="once").content["code"], "code to be shown"
    )
    adult.refresh_from_db()
    code = next(
        token
        for token, one in world.canaries.planted.items()
        if one.what.endswith(f"of {adult.matter.number}")
    )
    for _ in range(2):
        visitor.post(reverse("intake:track"), {"number": adult.matter.number, "code": code})
    visitor.post(reverse("account_login"), {"login": child.name, "password": child.phone})
    with clock.frozen_at(later(3600) + timedelta(days=1)):
        deliver_due(clock.now())


def _in(content: bytes, tokens: Iterable[str]) -> Iterator[str]:
    """The tokens that stand in it in some form. All words begin alike, so do their forms: where that beginning is not
    found, none of them is looked for."""
    words = [token for token in tokens if WORD.fullmatch(token)]
    others = [[token] for token in tokens if not WORD.fullmatch(token)]
    for group in (words, *others):
        for forms in zip(*map(_forms, group), strict=True):
            if commonprefix(forms) in content:  # noqa: RUF071 (sign by sign is what is meant)
                yield from (token for token, form in zip(group, forms, strict=True) if form in content)


def _forms(token: str) -> Iterator[bytes]:
    """UTF-8, UTF-16 both ways, base64 at each of its three offsets, hexadecimal."""
    plain = token.encode()
    yield from (plain, token.encode("utf-16-le"), token.encode("utf-16-be"), plain.hex().encode())
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + plain).decode()
        yield coded[4 if offset else 0 : len(coded) // 4 * 4 - 4].encode()


def _database() -> dict[str, bytes]:
    """Every row of every table; on SQLite the very bytes of its files too."""
    connection.ensure_connection()
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        found = {table: _rows(cursor, table) for table in tables}
    found["sessions"] = str([session.get_decoded() for session in Session.objects.all()]).encode()
    name = Path(str(settings.DATABASES["default"]["TEST"].get("NAME") or connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite":
        found |= {file.name: file.read_bytes() for file in name.parent.glob(f"{name.name}*")}
    return found


def _rows(cursor: Any, table: str) -> bytes:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    return b"\n".join(_bytes(value) for row in cursor.fetchall() for value in row)


def _bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def _files(folder: Path) -> dict[str, bytes]:
    """Every kept file as it lies on disk."""
    return {f"files/{file.name}": file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def _logs(caplog: pytest.LogCaptureFixture) -> str:
    """What an installation would log, at the fullest level short of the statements of the database."""
    records = [record for record in caplog.records if not record.name.startswith("django.db")]
    return "\n".join(f"{record.getMessage()} {record.exc_text or ''}" for record in records)
