"""What happened in a case is shown page by page, and one topic of it whole, however much else happened since."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import viewing
from youzhang.casework.actions import Around, NewReferral, make_referral, note_relative
from youzhang.casework.timeline_queries import PAGE, timeline_of
from youzhang.kit import clock
from youzhang.ledger.models import Fact

CARD = NewReferral("medical", "phone", "评估", "失眠", body="市七院")


def busy(case, acting) -> None:
    """A referral, and a hundred things after it."""
    make_referral(case, CARD, **acting)
    with clock.frozen_at(clock.now() + timedelta(hours=1)):
        for n in range(PAGE + 1):
            note_relative(case, Around("other", f"亲友{n}", "plain"), **acting)


def test_a_topic_shows_what_happened_long_ago(case, acting, desk):
    busy(case, acting)
    page = reverse("casework:case", args=[case.matter_id])
    assert "Referral prepared" not in desk.get(page).content.decode()
    shown = desk.get(f"{page}?topic=referral").content.decode()
    assert "Referral prepared" in shown
    assert "Somebody around the client noted" not in shown
    assert "Somebody around the client noted" in desk.get(f"{page}?topic=nonsense").content.decode()


def test_the_next_page_goes_on_where_the_first_ends(world, case, acting, desk):
    busy(case, acting)
    viewer = viewing(world.worker)
    first = timeline_of(viewer, case)
    rest = timeline_of(viewer, case, after=first.next)
    every = Fact.unscoped.filter(matter=case.matter_id).order_by("-at", "-pk")
    assert [one.pk for one in (*first.facts, *rest.facts)] == list(every.values_list("pk", flat=True))
    assert (len(first.facts), rest.next) == (PAGE, "")
    page = reverse("casework:case", args=[case.matter_id])
    following = desk.get(page).content.decode().partition('href="?topic=&amp;after=')[2].partition("#")[0]
    shown = desk.get(f"{page}?topic=&after={following}").content.decode()
    assert "Referral prepared" in shown
    assert "Case opened" in shown


def test_a_filter_a_page_and_many_facts_ask_no_more_of_the_database(case, acting, desk):
    page = reverse("casework:case", args=[case.matter_id])

    def cost(query: str = "") -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(page + query).status_code == 200
        return len(asked)

    few = (cost(), cost())[1]
    busy(case, acting)
    following = timeline_of(acting["by"], case).next.replace("+", "%2B")
    assert few <= 14
    assert {cost(), cost("?topic=case"), cost(f"?after={following}")} == {few}
    with CaptureQueriesContext(connection) as asked:
        timeline_of(acting["by"], case, "referral")
    assert len(asked) == 1
