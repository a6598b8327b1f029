"""A small centre in which everything happened that the ledger keeps rows of, each at least twice."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

from tests.builders import staff, viewing
from tests.ledger.world import World, a_world
from tests.rulebook.sample import text_of_articles
from youzhang.accounts.accesses import log_access
from youzhang.accounts.models import Organisation
from youzhang.kit import clock
from youzhang.ledger import calendars
from youzhang.ledger.duties import take, waive
from youzhang.ledger.matters import add_party, bar, let_in, opening, shut_out, take_back
from youzhang.ledger.models import Duty, Grant, Matter
from youzhang.ledger.own_values import NewValue, set_value
from youzhang.ledger.rulebooks import adopt
from youzhang.ledger.writing import writing
from youzhang.ledger.years import centre_year
from youzhang.vault.actions import create_subject


def a_lived_in_world(folder: Path) -> World:
    """`folder`: where an edition may be written."""
    calendars.seed(clock.now())
    world, beside = a_world(), a_world()
    adopt(Organisation.objects.create(name="Elsewhere"), _another_book(folder))
    colleague = staff(world.centre, "specialist")
    one, two = world.apply(), world.apply()
    beside.apply()
    person, guardian = create_subject(), create_subject()
    add_party(one, person, "applicant")
    add_party(one, guardian, "guardian")
    let_in(one, world.lead, "in_charge")
    let_in(two, colleague, "asked", clock.now() + timedelta(days=2))
    let_in(two, world.lead, "asked")
    take_back(Grant.objects.filter(matter=two, user=world.lead))
    shut_out(one, colleague)
    shut_out(two, beside.lead)
    for user in (colleague, beside.lead):
        bar(user, person, reason="relative", by=world.lead, at=clock.now())
    _work(world, one, two)
    for path, value in (("45.respond.due", "1 working day"), ("15.3b.attempts.value", 2)):
        given = NewValue("psych", path, value, date(2026, 4, 1), "agreed")
        set_value(world.centre, given, by=viewing(world.lead))
    for about in (one, two, one):
        log_access(viewing(world.lead), "intake.opened", about.pk, world.centre.pk)
    return world


def _work(world: World, one: Matter, two: Matter) -> None:
    """Facts with an amendment, one that counts in a year, one entered late; duties taken, waived and met."""
    lead = world.lead
    with writing(one, by=lead) as record:
        wrong = record("intake.assessed", result="failed", method="phone", urgency="routine")
        record("intake.assessed", amends=wrong, result="passed", method="phone", urgency="routine")
        record("intake.explained")
        record("intake.agreement_signed", template=1)
    with writing(two, by=lead, at=clock.now() - timedelta(days=2), late_reason="paper_first") as record:
        record("intake.special_need", need="hearing")
    year = centre_year(world.centre, 2026)
    with opening("policy", centre=world.centre, by=lead) as (library, _record):
        pass
    for _number in range(2):
        with writing(library, year, by=lead) as record:
            record("policy.publicity_published", counts_in=year)
    viewer = viewing(lead)
    take(Duty.unscoped.get(matter=two, article="psych:34.1d", name="assess"), by=viewer)
    waive(Duty.unscoped.get(matter=one, article="psych:34.3b"), "not_applicable", by=viewer)


def _another_book(folder: Path) -> Path:
    """An edition with a text of its own, long enough that only its hash is kept elsewhere."""
    text = text_of_articles({str(n): [] for n in range(1, 9)}, edition=2)
    head, chapters, articles = re.split(r"(?=\[\[chapter|\[\[article)", text, maxsplit=2)
    for name, part in (("book", head), ("chapters", chapters), ("01", articles)):
        (folder / f"{name}.toml").write_text(part, "utf-8")
    return folder
