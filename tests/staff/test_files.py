"""Staff files: opened and closed by themselves, trainings that run out, checks at hiring and every year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.builders import START, staff, viewing
from youzhang.accounts.actions import end_roles
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Duty, Fact
from youzhang.staff import queries
from youzhang.staff.actions import (
    CheckDone,
    TrainingDone,
    enter_check,
    enter_training,
    keep_files,
    note_left,
    open_file,
    set_areas,
    withdraw_training,
)
from youzhang.staff.models import BackgroundCheck, StaffFile, Training
from youzhang.staff.queries import trained

TODAY = date(2026, 3, 2)


@pytest.fixture
def file(world):
    return open_file(world.here, world.lin, hired_on=TODAY)


def who(world, user=None):
    user = user or world.lead
    return {"by": viewing(user)}


def duties(file, article):
    return {
        duty.name: duty
        for duty in Duty.unscoped.filter(matter=file.matter, article=article).order_by("opened_at")
    }


def crisis(until):
    return TrainingDone("crisis", TODAY - timedelta(days=30), until, "省心理学会 2026-017")


def test_everybody_who_works_here_has_one_file_and_guests_have_none(world):
    staff(world.here, "observer")
    staff(world.here, "sysadmin")
    keep_files()
    assert keep_files() == 0
    here = set(StaffFile.unscoped.filter(centre=world.here).values_list("user__username", flat=True))
    assert here == {world.lead.username, world.su.username, world.lin.username}
    assert set(StaffFile.unscoped.values_list("hired_on", flat=True)) == {START}


def test_whoever_left_has_their_file_closed_and_nothing_owed(world, file):
    keep_files()
    end_roles(world.lin, world.here, last_day=TODAY)
    with clock.frozen_at(clock.now() + timedelta(days=1)):
        assert keep_files() == 1
    assert StaffFile.unscoped.get(pk=file.pk).left_on == TODAY
    assert {duty.outcome for duty in Duty.unscoped.filter(matter=file.matter)} == {"lapsed"}


def test_a_file_is_closed_by_hand_only_when_no_role_is_left(world, file):
    with pytest.raises(Refused):
        note_left(file, TODAY, **who(world))
    assert StaffFile.unscoped.get(pk=file.pk).left_on is None
    end_roles(world.lin, world.here, last_day=TODAY)
    note_left(file, TODAY, **who(world))
    assert StaffFile.unscoped.get(pk=file.pk).left_on == TODAY
    keep_files()
    assert StaffFile.unscoped.filter(user=world.lin).count() == 1


def test_a_training_holds_until_its_day_and_its_renewal_is_owed_by_then(world, file):
    """psych:15.3a"""
    assert not trained(world.lin.pk)
    enter_training(file, crisis(date(2026, 9, 1)), **who(world))
    assert trained(world.lin.pk)
    assert not trained(world.lin.pk, "minors")
    assert trained(world.lin.pk, at=clock.at_hour(date(2026, 9, 1), 23))
    assert not trained(world.lin.pk, at=clock.at_hour(date(2026, 9, 2), 0))
    duty = duties(file, "psych:15.3a")["renew"]
    assert (duty.outcome, duty.due) == ("open", clock.end_of(date(2026, 9, 1)))
    enter_training(file, crisis(date(2027, 9, 1)), **who(world))
    duty.refresh_from_db()
    assert (duty.outcome, duty.late) == ("met", False)


def test_another_training_renews_nothing(world, file):
    enter_training(file, crisis(date(2026, 9, 1)), **who(world))
    enter_training(file, TrainingDone("minors", TODAY, date(2027, 1, 1), "x"), **who(world))
    assert duties(file, "psych:15.3a")["renew"].outcome == "open"


def test_a_withdrawn_training_counts_no_more(world, file):
    training = enter_training(file, crisis(date(2026, 9, 1)), **who(world))
    withdraw_training(training, **who(world))
    assert not trained(world.lin.pk)
    assert duties(file, "psych:15.3a")["renew"].outcome == "lapsed"
    with pytest.raises(Stale):
        withdraw_training(training, **who(world))


@pytest.mark.parametrize(
    "given",
    [
        TrainingDone("crisis", TODAY + timedelta(days=1), date(2027, 1, 1), "x"),
        TrainingDone("crisis", date(2025, 1, 1), date(2026, 3, 1), "x"),
    ],
)
def test_a_training_that_cannot_be_is_refused(world, file, given):
    with pytest.raises(Refused):
        enter_training(file, given, **who(world))
    assert Training.unscoped.count() == 0


def test_the_background_is_checked_at_hiring_and_every_year(world, file):
    """psych:53.1"""
    first = duties(file, "psych:53.1")["first_check"]
    assert first.outcome == "open"
    enter_check(file, CheckDone(date(2026, 2, 20), "clear", "派出所证明 88 号"), **who(world))
    first.refresh_from_db()
    assert (first.outcome, first.late) == ("met", False)
    again = duties(file, "psych:53.1")["check"]
    assert again.due == clock.end_of(date(2027, 2, 20))
    with clock.frozen_at(clock.at_hour(date(2027, 2, 15), 9)):
        enter_check(file, CheckDone(date(2027, 2, 15), "clear", "派出所证明 12 号"), **who(world))
    again.refresh_from_db()
    assert (again.outcome, again.late) == ("met", False)
    assert Duty.unscoped.filter(matter=file.matter, name="check", outcome="open").count() == 1


def test_somebody_with_a_finding_is_kept_away_at_once(world, file):
    enter_check(file, CheckDone(TODAY, "found", "见密封件"), **who(world))
    duty = duties(file, "psych:53.1")["keep_away"]
    assert duty.outcome == "open"
    end_roles(world.lin, world.here, last_day=TODAY)
    note_left(file, TODAY, **who(world))
    duty.refresh_from_db()
    assert duty.outcome == "met"


def test_nobody_clears_themself_and_only_leads_enter(world, file):
    own = open_file(world.here, world.lead, hired_on=TODAY)
    with pytest.raises(Refused):
        enter_check(own, CheckDone(TODAY, "clear", "x"), **who(world))
    with pytest.raises(Refused):
        enter_check(file, CheckDone(TODAY, "clear", "x"), **who(world, world.lin))
    with pytest.raises(Refused):
        enter_training(file, crisis(date(2027, 1, 1)), **who(world, world.su))
    assert BackgroundCheck.unscoped.count() + Training.unscoped.count() == 0
    assert Fact.unscoped.filter(kind__in=["staff.trained", "staff.background_checked"]).count() == 0


def test_one_reads_one_s_own_file_and_leads_read_all(world, file):
    open_file(world.here, world.su, hired_on=TODAY)
    seen = {
        user.username: {line.file.user_id for line in queries.files(viewing(user), world.here)}
        for user in (world.lead, world.su, world.lin, world.stranger)
    }
    assert seen == {
        world.lead.username: {world.su.pk, world.lin.pk},
        world.su.username: {world.su.pk},
        world.lin.username: {world.lin.pk},
        world.stranger.username: set(),
    }


def test_one_says_oneself_in_which_areas_one_gives_support(world, file):
    """psych:20"""
    set_areas(file, ["growth", "family", "nonsense"], viewer=viewing(world.lin))
    assert StaffFile.unscoped.get(pk=file.pk).areas == ["family", "growth"]
    with pytest.raises(Refused):
        set_areas(file, [], viewer=viewing(world.su))
    with clock.frozen_at(clock.at_hour(TODAY, 13)):
        [one] = queries.on_now(viewing(world.su), world.here)
    assert len(one.areas) == 2
