"""The same journey under the welfare norm: each link has somebody who owes it and a term (welfare:G3a)."""

from __future__ import annotations

import pytest

from tests.builders import a_centre, a_service, an_application, passed, signed, staff, viewing
from youzhang.intake.actions.remarks import answer_remark, leave_remark
from youzhang.ledger.models import Duty

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(frozen, settings, tmp_path):
    """A welfare institution with a director and an open service."""
    settings.FILES_ROOT = tmp_path
    centre = a_centre("welfare")
    director = staff(centre, "director")
    return centre, director, a_service(director, centre)


def states(application):
    rows = Duty.unscoped.filter(matter=application.matter, article="welfare:G3a").order_by(
        "opened_at", "name"
    )
    return {row.name: (row.outcome, bool(row.holders), row.due is not None) for row in rows}


def test_receiving_and_assessing_is_owed_to_every_applicant(home):
    """welfare:G3a"""
    application = an_application(home[2])
    assert states(application) == {"receive": ("open", True, True)}


def test_each_link_is_closed_by_the_act_that_does_it(home):
    """welfare:G3a: application, reception, execution, feedback."""
    _centre, director, service = home
    application = passed(an_application(service), director)
    assert states(application) == {"receive": ("met", True, True), "carry_out": ("open", True, True)}
    assert signed(application, director).state == "success"
    remark = leave_remark(application, "请问可以探视吗？")
    answer_remark(remark, "可以，周末下午。", by=viewing(director))
    assert {name: state[0] for name, state in states(application).items()} == {
        "receive": "met",
        "carry_out": "met",
        "feed_back": "met",
    }


def test_the_other_regulation_asks_nothing_here(home):
    """A centre owes what the rulebooks it adopted ask, and nothing else."""
    application = an_application(home[2])
    assert not Duty.unscoped.filter(matter=application.matter, article__startswith="psych").exists()
