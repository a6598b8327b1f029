"""Fill an empty database in bulk: the same data for the same day, size and seed; key material apart.

Centres, staff and the services that are open now come from the real actions. The past does not: it is generated, its
duties derived and its facts chained by the product's own functions, so that `verify` and `rebuild --check` hold.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from multiprocessing import get_context
from typing import Any
from uuid import UUID

import django
from django.db import connection, transaction
from PIL import Image

from youzhang.accounts.actions import NewCentre, NewMember, create_centre, create_user, give_role
from youzhang.accounts.models import Centre, User
from youzhang.accounts.viewer import viewer_of
from youzhang.bench import making, stories
from youzhang.bench.making import FILLED, Part, Running, table
from youzhang.bench.rows import Loading, Row, insert
from youzhang.kit import clock
from youzhang.ledger.calendars import calendar
from youzhang.ledger.models import Fact, NumberSeries
from youzhang.ledger.refresh import views_of
from youzhang.services.actions import Notice, Plan, plan_service, publish_notice
from youzhang.services.rules import Dates
from youzhang.vault import chain, keys
from youzhang.vault.models import ChainHead

CENTRES = 8
TRIAL = 5000  # duties: fewer are a trial run
RUNNING = 12
AT_ONCE = 1000  # applications of one part
PROCESSES = 2
CAST = ("project_lead", "department_head", *("specialist",) * 4, *("duty_staff",) * 3, "group_leader")


@dataclass(frozen=True)
class Size:
    """How much: duties, and from them applications and people."""

    duties: int

    @property
    def centres(self) -> int:
        """The same at every size that is compared; a trial run makes do with two."""
        return CENTRES if self.duties >= TRIAL else 2

    @property
    def applications(self) -> int:
        """Applications of one centre."""
        return max(self.duties * stories.ROUND // stories.DUTIES_OF_A_ROUND // self.centres, stories.ROUND)

    @property
    def people(self) -> int:
        """People of one centre: one for ten duties."""
        return max(self.duties // 10 // self.centres, 10)


def generate(size: Size, seed: int = 1) -> None:
    """Everything, into the database of the settings; it must hold no centre yet."""
    if Centre.objects.exists():
        raise SystemExit("This database is not empty: bench fills an empty one only.")
    today = clock.today()
    parts = [part for number in range(size.centres) for part in _parts(*_found(number, today), size, seed)]
    with Loading(map(table, FILLED)):
        heads = _Heads()
        for part, rows in zip(parts, _made(parts), strict=True):
            _load(rows | {Fact._meta.label: heads.placed(part.centre, rows[Fact._meta.label])})
        heads.save()


def _made(parts: list[Part]) -> Iterator[dict[str, list[Row]]]:
    if len(parts) <= CENTRES:
        yield from map(making.make, parts)
        return
    connection.close()
    with get_context("spawn").Pool(PROCESSES, initializer=django.setup) as pool:
        yield from pool.imap(making.make, parts)


def _load(rows: dict[str, list[Row]]) -> None:
    with transaction.atomic():
        for model in FILLED:
            insert(table(model), rows.get(model._meta.label, ()))


class _Heads:
    """Where each centre's chain of facts stands while rows are put behind it."""

    def __init__(self) -> None:
        self._heads = {head.name: (head.seq, bytes(head.link)) for head in ChainHead.objects.all()}
        self._mac_key = keys.purpose_key(keys.CHAIN_MAC)
        columns = table(Fact).columns
        self._at = [columns.index(name) for name in ("seq", "leaf", "link", "mac")]

    def placed(self, centre: UUID, rows: Iterable[Row]) -> list[Row]:
        """The rows of facts with their places."""
        name = f"facts:{centre}"
        last, link = self._heads[name]
        seq_at, leaf_at, link_at, mac_at = self._at
        found = []
        for seq, row in enumerate(map(list, rows), last + 1):
            link = chain.link_of(link, seq, row[leaf_at])
            row[seq_at], row[link_at], row[mac_at] = seq, link, hmac.digest(self._mac_key, link, "sha256")
            found.append(tuple(row))
        self._heads[name] = (last + len(found), link)
        return found

    def save(self) -> None:
        """Write the heads back."""
        for name, (seq, link) in self._heads.items():
            ChainHead.objects.filter(name=name).update(seq=seq, link=link)


def _found(number: int, today: date) -> tuple[Centre, list[User], list[Running]]:
    """A centre, its staff, and the services that are running now: through the real actions."""
    began = today - timedelta(days=1000)
    code = f"B{number + 1}"
    centre = create_centre(NewCentre("Bench", code, f"Centre {code}", f"Centre {code}", began))
    staff: list[User] = []
    for role in CAST:
        user = create_user(NewMember(f"{role}{len(staff)}.{code.lower()}", f"{role} {code}"))
        give_role(user, centre, role, starts_on=began)
        staff.append(user)
    with clock.frozen_at(clock.now() - timedelta(days=50)):
        running = [_running(centre, staff[2 + turn % 4], turn, today) for turn in range(RUNNING)]
    return centre, staff, running


def _running(centre: Centre, specialist: User, turn: int, today: date) -> Running:
    closes_on = today + timedelta(days=2 * turn - 6)
    dates = stories.Dates(closes_on, closes_on + timedelta(days=10))
    words: dict[str, Any] = dict.fromkeys(
        ("form", "audience", "place", "phone", "how", "steps", "success", "results"), "As agreed"
    )
    notice = Notice(name=f"Open group {turn + 1}", organiser="Bench", **words)
    plan = Plan("single", specialist, Dates(dates.starts_on, None, closes_on), notice, _logo())
    viewer = viewer_of(specialist, clock.today())
    service = plan_service(centre, plan, by=specialist, viewer=viewer)
    publish_notice(service, by=specialist, viewer=viewer)
    return Running(service.pk, service.matter_id, specialist.pk, dates, views_of(service.matter))


def _logo() -> bytes:
    sheet = BytesIO()
    Image.new("RGB", (24, 24), "#1b5b54").save(sheet, "PNG")
    return sheet.getvalue()


def _parts(
    centre: Centre, staff: list[User], running: list[Running], size: Size, seed: int
) -> Iterator[Part]:
    shared = calendar()
    for turn, first in enumerate(range(0, size.applications, AT_ONCE)):
        count = min(AT_ONCE, size.applications - first)
        people = max(size.people * count // size.applications, 1)
        specialists = [user.pk for user in staff[2:6]]
        yield Part(
            centre.pk, centre.code, specialists, running, f"{seed}-{centre.code}-{turn:04d}", first + 1, count,
            people, clock.now(), shared,
        )  # fmt: skip
    years = range(clock.today().year - 3, clock.today().year + 1)
    NumberSeries.objects.bulk_create(
        NumberSeries(centre=centre, kind="application", year=year, last=size.applications) for year in years
    )
