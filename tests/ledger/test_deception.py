"""Nothing that was recorded, derived or entered can be changed by SQL without `verify` or `rebuild --check` naming it.

The columns are those that the models have: one that is added is tried with the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from tests.conftest import MONDAY_NINE
from tests.ledger import deceiving
from tests.ledger.deceiving import Row, attempt, columns, far, is_its_own, other, rows, told
from tests.ledger.lived_in import a_lived_in_world
from youzhang.accounts.models import AccessEntry, Bar, User
from youzhang.kit import clock
from youzhang.ledger import coding
from youzhang.ledger.entering import TABLES
from youzhang.ledger.models import (
    CalendarDay,
    CalendarYear,
    Duty,
    DutyCount,
    DutyHolder,
    Edition,
    Fact,
    Grant,
    Matter,
    MatterBar,
    MatterParty,
    OwnValue,
    RowEntry,
)
from youzhang.vault.models import ChainHead

pytestmark = pytest.mark.django_db

VERIFY, CHECK = ("verify",), ("rebuild", "--check")
# What tells in the answer that it is this row. Chains are named by place, so are facts in them.
NAMED_BY = {
    Fact: "seq", AccessEntry: "seq", RowEntry: "seq", ChainHead: "name", Duty: "id", DutyHolder: "duty_id",
    DutyCount: "article", Matter: "id", MatterParty: "matter_id", MatterBar: "matter_id", Grant: "matter_id",
    OwnValue: "id", Bar: "user_id", Edition: "id", CalendarDay: "day", CalendarYear: "year",
}  # fmt: skip
CHAINED = (Fact, AccessEntry, RowEntry, ChainHead)
MENDED = [model for model in NAMED_BY if model not in CHAINED]
# Told, and left to people: of what is sealed or long only a hash is chained.
LEFT = {(OwnValue, "reason"), (Edition, "files")}
TO_PEOPLE = {table.model for table in TABLES.values() if not table.can_go}


every_table = pytest.mark.parametrize("model", NAMED_BY, ids=lambda model: model.__name__)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """A small centre with at least two rows of each kind."""
    with django_db_blocker.unblock(), clock.frozen_at(MONDAY_NINE), transaction.atomic():
        a_lived_in_world(tmp_path_factory.mktemp("book"))
        yield
        transaction.set_rollback(True)


def asked(model: type[models.Model]) -> str:
    """What the two commands say; first the one that most likely finds it."""
    return told(VERIFY, CHECK) if model in CHAINED else told(CHECK, VERIFY)


def names_of(model: type[models.Model], *some: Row) -> set[str]:
    """Any of these tells in the answer which row is meant."""
    name = NAMED_BY[model]
    spelt = {"seq": '"seq": %s', "id": '"%s'}.get(name, "%s")
    return {spelt % row[name] for row in some}


def is_named(model: type[models.Model], answer: str, *some: Row) -> bool:
    """Whether the answer names one of the rows; the head of a chain is named by its chain."""
    return any(name in answer for name in names_of(model, *some))


def test_the_world_is_as_it_should_be(world: None):
    assert told(VERIFY, CHECK) == ""
    assert [model.__name__ for model in NAMED_BY if len(rows(model)) < 2] == []


def test_no_table_is_forgotten():
    """A model that a check of this file could be about is tried here."""
    watched = set(NAMED_BY)
    assert {table.model for table in TABLES.values()} <= watched
    chained = {
        model
        for model in apps.get_models()
        if {"seq", "salt", "leaf", "link", "mac"} <= {field.name for field in model._meta.fields}
    }
    assert chained <= watched


@every_table
def test_no_column_can_be_changed(world: None, model: type[models.Model]):
    unseen = []
    for field in columns(model):
        for row in one_with_and_one_without(model, field):
            value = other(field, row[field.attname])
            with attempt() as refused:
                deceiving.write(model, row, **{field.attname: value})
                answer = asked(model)
            if not refused and not is_named(model, answer, row, {**row, field.attname: value}):
                unseen.append((field.attname, row[field.attname], value, answer))
    assert unseen == []


@every_table
def test_no_column_can_be_emptied(world: None, model: type[models.Model]):
    unseen = []
    for field in columns(model):
        for row in one_with_and_one_without(model, field)[:1]:
            if row[field.attname] is None:
                continue
            with attempt() as refused:
                deceiving.write(model, row, **{field.attname: None})
                answer = asked(model)
            assert refused or field.null, field
            if not refused and not is_named(model, answer, row):
                unseen.append((field.attname, row[field.attname], answer))
    assert unseen == []


@every_table
def test_no_two_rows_can_be_swapped_in_a_column(world: None, model: type[models.Model]):
    unseen = []
    for field in columns(model):
        for one, two in two_to_swap(model, field):
            with attempt() as refused:
                deceiving.swap(model, field, one, two)
                answer = asked(model)
            if not refused and not is_named(model, answer, one, two):
                unseen.append((field.attname, one[field.attname], two[field.attname], answer))
    assert unseen == []


@every_table
def test_no_row_can_be_removed_or_put_in(world: None, model: type[models.Model]):
    unseen = []
    there = rows(model)
    for row in (there[0], there[len(there) // 2], there[-1]):
        with attempt() as refused:
            deceiving.remove(model, row)
            answer = asked(model)
        assert not refused
        if not is_named(model, answer, row):
            unseen.append(("removed", row, answer))
        with attempt() as refused:
            deceiving.forge(model, row)
            answer = asked(model)
        assert not refused
        if not answer:
            unseen.append(("put in", row, answer))
    assert unseen == []


@pytest.mark.parametrize("model", MENDED, ids=lambda model: model.__name__)
def test_rebuild_mends_what_is_derived_or_entered(world: None, model: type[models.Model]):
    row, fields = rows(model)[0], [one for one in columns(model) if (model, one.attname) not in LEFT]
    changed = {
        one.attname: (far if is_its_own(model, one) else other)(one, row[one.attname])
        for one in fields
        if not one.primary_key
    }
    left = {}
    for name, change in (
        ("changed", lambda: deceiving.write(model, row, **changed)),
        ("removed", lambda: deceiving.remove(model, row)),
        ("put in", lambda: deceiving.forge(model, row)),
    ):
        with attempt() as refused:
            change()
            told(("rebuild",))
            left[name] = told(CHECK)
        assert not refused
    if model in TO_PEOPLE:
        assert left["put in"]  # it may have been made with care: nothing is thrown away
        left |= {"removed": "", "put in": ""} if model is not Matter else {"put in": ""}
    assert left == {"changed": "", "removed": "", "put in": ""}


def test_what_is_left_to_people_is_said_and_nothing_is_judged_by_it(world: None):
    """psych:45: a rulebook that nobody adopted moves no term."""
    row = next(row for row in rows(Edition) if row["files"])
    before = rows(Duty)
    with attempt():
        deceiving.write(Edition, row, files={})
        Duty.unscoped.filter(outcome="open").update(strength="in_principle")
        answer = told(("rebuild",))
        said = json.loads(answer)["rows"][0]
        assert (said["table"], said["columns"], said["mended"]) == ("edition", ["files"], False)
        assert [one["strength"] for one in rows(Duty)] != [one["strength"] for one in before]


def test_a_forged_entry_lets_nobody_in(world: None):
    """Rows are put back only as far as the chain in which they were entered is whole."""
    entry = RowEntry.objects.filter(matter__isnull=False).last()
    assert entry is not None
    with attempt():
        user = User.objects.last()
        Grant.objects.create(
            matter=entry.matter, centre=entry.centre, kind=entry.matter.kind, user=user, reason="x"
        )
        said = {"centre_id": str(entry.centre_id), "kind": entry.matter.kind, "ends_at": None}
        entry.says = [*entry.says, ["grant", [str(user.pk), "x"], said]]
        entry.save()
        assert told(CHECK) == ""
        assert f'"seq": {entry.seq}' in told(VERIFY)
        Grant.objects.filter(reason="x").delete()
        assert '"missing"' in told(("rebuild",))
        assert not Grant.objects.filter(reason="x").exists()


@pytest.mark.parametrize("field", ["kind", "at", "data", "by_id"])
def test_an_emptied_fact_is_not_taken_for_one_that_was_destroyed(world: None, field: str):
    row = next(row for row in rows(Fact) if row["data"] and row["by_id"])
    kept = next(one for one in Fact._meta.concrete_fields if one.attname == field)
    empty = {} if field == "data" else None if field == "by_id" else other(kept, row[field])
    with attempt():
        deceiving.write(Fact, row, salt=None, **{field: empty})
        answer = json.loads(told(VERIFY))
    assert (answer["broken"][0]["kind"], answer["broken"][0]["seq"]) == ("emptied", row["seq"])
    assert answer["destroyed"] == 0


def test_a_number_that_became_a_text_spelt_alike_is_seen(world: None):
    """A sealed payload spells floats out: the text must not pass for the number."""
    row = next(row for row in rows(Fact) if row["kind"] == "ledger.year_opened")
    fact = Fact.unscoped.get(pk=row["id"])
    fact.data = {**row["data"], "year": 2026.0}
    spelt = coding.payload(fact)
    fact.data = {**row["data"], "year": "2026.0"}
    with pytest.raises(ValueError, match="year"):
        coding.payload(fact)
    assert spelt["data"]["year"] == "2026.0"


@pytest.mark.parametrize(
    ("model", "column"),
    [
        (Fact, "at"),
        (Duty, "due"),
        (DutyHolder, "due"),
        (Grant, "ends_at"),
        (Bar, "set_at"),
        (DutyCount, "day"),
    ],
)
def test_a_value_that_the_column_cannot_hold_is_named_too(
    world: None, model: type[models.Model], column: str
):
    """SQLite lets anything stand in any column."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL refuses it")
    with attempt(), connection.cursor() as cursor:
        cursor.execute(f'UPDATE {model._meta.db_table} SET "{column}" = %s', ["no value"])
        answer = asked(model)
    assert any(said in answer for said in ("unreadable", '"edited", "seq": 1', '"table": "dutycount"'))


@pytest.mark.parametrize("model", [Duty, DutyHolder, DutyCount])
def test_what_is_derived_is_mended_though_it_cannot_be_read(world: None, model: type[models.Model]):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL refuses it")
    column = "day" if model is DutyCount else "due"
    with attempt(), connection.cursor() as cursor:
        cursor.execute(f'UPDATE {model._meta.db_table} SET "{column}" = %s', ["no value"])
        assert told(CHECK)
        assert told(("rebuild",)) == ""
        assert told(CHECK) == ""


def one_with_and_one_without(model: type[models.Model], field: models.Field[Any, Any]) -> list[Row]:
    """A row that has something in this column, and one that has nothing, as far as there are."""
    found = {row[field.attname] is None: row for row in rows(model)}
    return [row for row in (found.get(False), found.get(True)) if row]


def two_to_swap(model: type[models.Model], field: models.Field[Any, Any]) -> list[tuple[Row, Row]]:
    """Two rows that differ in this column and in another, if there are such: else a swap changes nothing."""
    one, *others = rows(model)
    names = {column.attname for column in columns(model)}
    return [
        (one, two)
        for two in others
        if two[field.attname] != one[field.attname]
        and any(two[name] != one[name] for name in names - {field.attname})
    ][:1]
