"""Fill an empty database in bulk: the same data for the same day, size and seed; key material apart.

Centres, staff and the services that are open now come from the real actions. The past does not: it is generated, its
duties derived and its facts chained by the product's own functions, so that `verify` and `rebuild --check` hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from django.db import transaction
from PIL import Image

from youzhang.accounts.actions import NewCentre, NewMember, create_centre, create_user, give_role
from youzhang.accounts.models import Centre, User
from youzhang.accounts.viewer import viewer_of
from youzhang.bench import making, stories
from youzhang.bench.casework import long_case
from youzhang.bench.cast import CODE
from youzhang.bench.making import FILLED, Offered, Part, Place
from youzhang.bench.rows import Loading, Row, insert, table
from youzhang.bench.shapes import head_of
from youzhang.kit import clock
from youzhang.ledger import counting
from youzhang.ledger.calendars import calendar
from youzhang.ledger.models import NumberSeries
from youzhang.ledger.refresh import views_of
from youzhang.ledger.stock import take_stock_of_matters
from youzhang.services.actions import Notice, Plan, plan_service, publish_notice
from youzhang.services.rules import Dates
from youzhang.vault.models import ChainHead

CENTRES = 8
TRIAL = 5000  # duties: fewer are a trial run
RUNNING = 12
AT_ONCE = 2000  # applications of one part
CAST = ("project_lead", "department_head", *("specialist",) * 4, *("duty_staff",) * 3, "group_leader")
SESSIONS, FEW_SESSIONS = 200, 15  # of the case that has lasted; in a trial run


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
    places = [_found(number, today) for number in range(size.centres)]
    with Loading(map(table, FILLED)):
        for place in places:
            for part in _parts(place, size, seed):
                _load(making.make(part))
            _move_head(place)
    for place in places:
        _number(place, size)
    long_case(places[0].centre, SESSIONS if size.duties >= TRIAL else FEW_SESSIONS, seed)
    counting.recount()
    take_stock_of_matters()


def _load(rows: dict[str, list[Row]]) -> None:
    with transaction.atomic():
        for model in FILLED:
            insert(table(model), rows.get(model._meta.label, ()))


def _parts(place: Place, size: Size, seed: int) -> Iterator[Part]:
    for turn, first in enumerate(range(0, size.applications, AT_ONCE)):
        count = min(AT_ONCE, size.applications - first)
        people = max(size.people * count // size.applications, 1)
        yield Part(place, f"{seed}-{place.code}-{turn:04d}", first + 1, count, people)


def _move_head(place: Place) -> None:
    """The centre's chain goes on behind the last row."""
    head = ChainHead.objects.filter(name=_chain(place.centre))
    head.update(seq=place.head.seq, link=place.head.link)


def _number(place: Place, size: Size) -> None:
    """Numbers go on behind those that were given."""
    years = range(clock.today().year - 3, clock.today().year + 1)
    NumberSeries.objects.bulk_create(
        NumberSeries(centre_id=place.centre, kind="application", year=year, last=size.applications)
        for year in years
    )


def _chain(centre: UUID) -> str:
    return f"facts:{centre}"


def _found(number: int, today: date) -> Place:
    """A centre, its staff, and the services that are running now: through the real actions."""
    began = today - timedelta(days=1000)
    code = f"{CODE}{number + 1}"
    centre = create_centre(NewCentre("Bench", code, f"Centre {code}", f"Centre {code}", began))
    staff: list[User] = []
    for role in CAST:
        user = create_user(NewMember(f"{role}{len(staff)}.{code.lower()}", f"{role} {code}"))
        give_role(user, centre, role, starts_on=began)
        staff.append(user)
    with clock.frozen_at(clock.now() - timedelta(days=50)):
        running = [_running(centre, staff[2 + turn % 4], turn, today) for turn in range(RUNNING)]
    head = ChainHead.objects.get(name=_chain(centre.pk))
    return Place(
        centre.pk, centre.code, [user.pk for user in staff[2:6]], running,
        head_of(head.seq, bytes(head.link)), clock.now(), calendar(),
    )  # fmt: skip


def _running(centre: Centre, specialist: User, turn: int, today: date) -> Offered:
    closes_on = today + timedelta(days=2 * turn - 6)
    dates = stories.Dates(closes_on, closes_on + timedelta(days=10))
    words: dict[str, Any] = dict.fromkeys(
        ("form", "audience", "place", "phone", "how", "steps", "success", "results"), "As agreed"
    )
    notice = Notice(name=f"Open group {turn + 1}", organiser="Bench", **words)
    plan = Plan("single", specialist, Dates(dates.starts_on, None, closes_on), notice, _logo())
    viewer = viewer_of(specialist, clock.today())
    service = plan_service(centre, plan, by=viewer)
    publish_notice(service, by=viewer)
    matter = service.matter
    return Offered(service.pk.hex, matter.pk.hex, specialist.pk, dates, views_of(matter))


def _logo() -> bytes:
    sheet = BytesIO()
    Image.new("RGB", (24, 24), "#1b5b54").save(sheet, "PNG")
    return sheet.getvalue()
