"""Going live: persons and running cases from a sheet, all or nothing, every fault by its row and column."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from youzhang.accounts.models import Centre, User
from youzhang.accounts.viewer import Viewer
from youzhang.casework.actions.start import BEFORE, NewCase, NewGuardian, open_case
from youzhang.casework.models import Case
from youzhang.clients.actions import NewPerson, register_person
from youzhang.clients.models import Person
from youzhang.clients.queries import find_or_offer
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_line
from youzhang.ledger.matters import change_matter
from youzhang.ledger.policy import check_may
from youzhang.web.fields import parse_date

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Fault:
    """What is wrong in a sheet, and where: the row as the sheet counts, the heading of the column."""

    row: int
    column: str
    why: str


@dataclass(frozen=True)
class Imported:
    """How many rows came in; with faults none did."""

    rows: int
    faults: Sequence[Fault]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent.parent / "columns.toml").read_text("utf-8"))


def columns_of(kind: str) -> dict[str, Any]:
    """The columns of a sheet; one of cases has those of persons too."""
    found: dict[str, Any] = _table()["persons"] | (_table()["cases"] if kind == "cases" else {})
    return found


def import_rows(
    kind: str,
    sheet: Iterable[Sequence[Any]],
    centre: Centre,
    *,
    by: Viewer,
    dry_run: bool = False,
) -> Imported:
    """Read a sheet whose first row holds the headings; with a fault in any row nothing of it comes in."""
    check_may(by, "casework.assign", centre.pk)
    rows = iter(sheet)
    places, missing = _places(kind, next(rows, ()))
    if missing:
        return Imported(0, [Fault(1, heading, _("This column is missing.")) for heading in missing])
    titles = {name: _heading(spec) for name, spec in columns_of(kind).items()}
    faults: list[Fault] = []
    count = 0
    with transaction.atomic():
        for number, cells in enumerate(rows, 2):
            values = {name: cells[at] if at < len(cells) else None for name, at in places.items()}
            if not any(value not in (None, "") for value in values.values()):
                continue
            count += 1
            if fault := _take(partial(_enter, kind, values, centre, by)):
                faults.append(Fault(number, titles.get(fault[0], titles["name"]), fault[1]))
        if faults or dry_run:
            transaction.set_rollback(True)
    return Imported(0 if faults else count, faults)


def _heading(spec: Mapping[str, Any]) -> str:
    """How a column is called in the language of whoever reads it."""
    chinese, english = spec["headings"]
    return str(chinese if (get_language() or "zh").startswith("zh") else english)


def _places(kind: str, heads: Sequence[Any]) -> tuple[dict[str, int], list[str]]:
    """Where each column stands, and the needed ones that stand nowhere."""
    typed = [clean_line(str(head or "")).lower() for head in heads]
    found, missing = {}, []
    for name, spec in columns_of(kind).items():
        at = next(
            (n for n, head in enumerate(typed) if head in [one.lower() for one in spec["headings"]]), None
        )
        if at is not None:
            found[name] = at
        elif spec.get("needed"):
            missing.append(_heading(spec))
    return found, missing


def _take(enter: Callable[[], object]) -> tuple[str, str] | None:
    """Enter one row; the column and the words of what stands in the way."""
    try:
        with transaction.atomic():
            enter()
    except Refused as refused:
        return refused.field or "name", f"{refused.why} {refused.way_on}".strip()
    return None


def _enter(kind: str, row: Row, centre: Centre, by: Viewer) -> None:
    given = NewPerson(
        _text(row, "name"), _day(row, "birth"), _sex(row), _text(row, "phone"),
        id_number=_text(row, "id_number"), school=_text(row, "school"), address=_text(row, "address"),
    )  # fmt: skip
    if find_or_offer(by, centre, name=given.name, phone=given.phone, birth=given.birth):
        why = _("There may be a file of this person already.")
        raise Refused("rule:known_person", why, _("Take the row out of the sheet."), "name")
    person = register_person(given, centre=centre, by=by.user)
    if kind == "cases":
        _open(row, person, centre, by)


def _open(row: Row, person: Person, centre: Centre, by: Viewer) -> None:
    """A running case: its terms begin with the import, so that nothing is late that began before the system."""
    opened_on = _day(row, "opened_on")
    if opened_on is None or opened_on > clock.today():
        raise Refused(
            "rule:past", _("The day on which it began is needed."), _("Not after today."), "opened_on"
        )
    name = _text(row, "guardian")
    guardian = NewGuardian(name, _text(row, "guardian_phone"), "other") if name else None
    given = NewCase(
        person, _colleague(row, "caseworker"), _colleague(row, "backup"), "other", _text(row, "problem"),
        new_guardian=guardian,
    )  # fmt: skip
    case = open_case(given, centre=centre, by=by, late_reason=BEFORE)
    began = clock.at_hour(opened_on, 9)
    Case.unscoped.filter(pk=case.pk).update(opened_at=began)
    case.matter.opened_at = began
    change_matter(case.matter, "opened_at")


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return clean_line(str(int(value) if isinstance(value, float) and value.is_integer() else value or ""))


def _day(row: Row, name: str) -> date | None:
    value = row.get(name)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or value in (None, ""):
        return value or None
    try:
        day = parse_date(_text(row, name))
    except ValueError:
        day = None
    if day is None:
        raise Refused("rule:date", _("This is no day."), _("Write it as 20130308."), name)
    return day


def _sex(row: Row) -> str:
    typed = _text(row, "sex").lower()
    return next((code for code, words in _table()["sexes"].items() if typed in words), "x")


def _colleague(row: Row, name: str) -> User:
    """A member of staff by sign-in name; whether they may carry a case is asked when it opens."""
    user = User.objects.select_related("subject__key").filter(username=_text(row, name).lower()).first()
    if user is None:
        why = _("Nobody signs in by this name.")
        raise Refused("rule:colleague", why, _("Write the sign-in name of a colleague."), name)
    return user
