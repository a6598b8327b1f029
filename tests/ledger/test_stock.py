"""An installation from before rows were entered: they are entered once, as they are found."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from tests.ledger.deceiving import told
from tests.ledger.lived_in import a_lived_in_world
from youzhang.ledger.entering import enter, together
from youzhang.ledger.matters import let_in
from youzhang.ledger.models import Fact, Grant, Matter, MatterParty, RowEntry
from youzhang.ledger.stock import take_stock
from youzhang.vault.models import ChainHead

pytestmark = pytest.mark.django_db
CHECK = (("verify",), ("rebuild", "--check"))


@pytest.fixture
def from_before(frozen: object, tmp_path, settings) -> Matter:
    """A world whose rows were never entered; one of its applications. Nobody signed yet where its chains stand."""
    settings.ANCHORS = [str(tmp_path / "anchors")]
    (tmp_path / "anchors").mkdir()
    world = a_lived_in_world(tmp_path)
    RowEntry.objects.all().delete()
    ChainHead.objects.filter(name__startswith="rows:").delete()
    return Matter.unscoped.filter(centre=world.centre, kind="application").first()


def test_what_stood_before_is_entered_by_migrate_and_watched_from_then_on(from_before: Matter):
    assert '"unknown"' in told(*CHECK)
    call_command("migrate", verbosity=0)
    assert told(*CHECK) == ""
    MatterParty.objects.first().delete()
    assert '"matterparty"' in told(*CHECK)


def test_stock_is_taken_once(from_before: Matter):
    assert take_stock() == Matter.unscoped.count()
    user = Grant.objects.first().user
    Grant.objects.create(
        matter=from_before, centre_id=from_before.centre_id, kind="application", user=user, reason="x"
    )
    assert take_stock() == 0
    call_command("migrate", verbosity=0)
    assert '"unknown"' in told(*CHECK)


def test_a_stock_that_was_interrupted_goes_on_where_it_stopped(from_before: Matter):
    with together():
        enter(from_before, from_before)
        for party in MatterParty.objects.filter(matter=from_before):
            enter(party, from_before)
        for grant in [*Grant.objects.filter(matter=from_before), *from_before.bars.all()]:
            enter(grant, from_before)
    assert take_stock() == Matter.unscoped.count() - 1
    assert told(*CHECK) == ""


def test_what_is_entered_names_the_fact_of_its_act(world):
    matter = world.apply()
    entry = RowEntry.objects.get(matter=matter)
    assert entry.fact == Fact.unscoped.filter(matter=matter).order_by("seq").first().pk
    let_in(matter, world.lead, "asked")
    alone = RowEntry.objects.filter(matter=matter).last()
    assert (alone.fact, alone.says[0][:2]) == (None, ["grant", [str(world.lead.pk), "asked"]])
