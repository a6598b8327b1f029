"""Partners are reached at any hour, and their agreements do not run out unseen (psych:15.3e)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.builders import a_centre, staff, viewing
from youzhang.accounts.models import Centre, User
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Duty
from youzhang.premises import queries
from youzhang.premises.actions import (
    AgreementData,
    PartnerData,
    add_partner,
    change_partner,
    end_agreement,
    renew_agreement,
    sign_agreement,
)
from youzhang.premises.models import Agreement, Partner

TODAY = date(2026, 3, 2)
HOSPITAL = PartnerData("市第三人民医院", "hospital", "人民路 8 号", "急诊科值班医生", "05718880001")
A_YEAR = AgreementData(TODAY, date(2027, 3, 1), "危机转介绿色通道")


@pytest.fixture
def centre(db: None, frozen: object) -> Centre:
    return a_centre()


@pytest.fixture
def lead(centre: Centre) -> User:
    return staff(centre, "project_lead")


@pytest.fixture
def partner(centre: Centre, lead: User) -> Partner:
    return add_partner(centre, HOSPITAL, by=viewing(lead))


def owed(partner: Partner) -> list[Duty]:
    return list(Duty.unscoped.filter(matter=partner.matter_id, name="agreement").order_by("opened_at", "due"))


def until(partner: Partner) -> date | None:
    found: date | None = Partner.unscoped.values_list("agreement_until", flat=True).get(pk=partner.pk)
    return found


def test_the_renewal_is_owed_until_the_day_on_which_the_agreement_ends(partner: Partner, lead: User) -> None:
    sign_agreement(partner, A_YEAR, by=viewing(lead))
    [duty] = owed(partner)
    assert duty.due == clock.end_of(date(2027, 3, 1))
    assert until(partner) == date(2027, 3, 1)


def test_a_renewed_agreement_closes_one_duty_and_opens_the_next(partner: Partner, lead: User) -> None:
    old = sign_agreement(partner, A_YEAR, by=viewing(lead))
    longer = replace(A_YEAR, expires_on=date(2028, 3, 1))
    renew_agreement(old, longer, by=viewing(lead))
    assert [duty.outcome for duty in owed(partner)] == ["met", "open"]
    assert until(partner) == date(2028, 3, 1)
    with pytest.raises(Stale):
        renew_agreement(old, longer, by=viewing(lead))
    assert Agreement.unscoped.count() == 2


def test_each_of_two_agreements_is_owed_by_itself(partner: Partner, lead: User) -> None:
    first = sign_agreement(partner, A_YEAR, by=viewing(lead))
    sign_agreement(partner, replace(A_YEAR, expires_on=date(2026, 12, 31)), by=viewing(lead))
    end_agreement(first, by=viewing(lead))
    assert sorted(duty.outcome for duty in owed(partner)) == ["met", "open"]
    assert until(partner) == date(2026, 12, 31)
    with pytest.raises(Stale):
        end_agreement(first, by=viewing(lead))


def test_one_that_ends_soon_is_owed_until_its_last_day(partner: Partner, lead: User) -> None:
    sign_agreement(partner, replace(A_YEAR, expires_on=TODAY + timedelta(days=9)), by=viewing(lead))
    assert owed(partner)[0].due == clock.end_of(TODAY + timedelta(days=9))


@pytest.mark.parametrize(
    "given",
    [
        replace(A_YEAR, signed_on=TODAY + timedelta(days=1)),
        AgreementData(date(2024, 1, 1), date(2025, 1, 1)),
    ],
)
def test_agreements_that_cannot_be_are_refused(partner: Partner, lead: User, given: AgreementData) -> None:
    with pytest.raises(Refused):
        sign_agreement(partner, given, by=viewing(lead))
    assert Agreement.unscoped.count() == 0
    assert owed(partner) == []


def test_a_renewal_runs_longer(partner: Partner, lead: User) -> None:
    old = sign_agreement(partner, A_YEAR, by=viewing(lead))
    with pytest.raises(Refused):
        renew_agreement(old, A_YEAR, by=viewing(lead))
    assert Agreement.unscoped.get().ended_at is None


def test_the_register_shows_first_what_has_run_out(centre: Centre, lead: User, partner: Partner) -> None:
    who = {"by": viewing(lead)}
    for name, days in (("甲校", 400), ("乙校", 20), ("丙校", 5)):
        school = add_partner(centre, PartnerData(name, "school"), **who)  # type: ignore[arg-type]
        given = AgreementData(TODAY, TODAY + timedelta(days=days))
        sign_agreement(school, given, **who)  # type: ignore[arg-type]
    with clock.frozen_at(clock.now() + timedelta(days=10)):
        viewer = viewing(lead)
        lines = queries.partners(viewer, centre)
        assert [(line.partner.name, line.state) for line in lines] == [
            ("丙校", "expired"),
            ("乙校", "expiring"),
            ("甲校", "standing"),
            (HOSPITAL.name, "none"),
        ]
        for state in ("none", "expired", "expiring", "standing"):
            assert [line.state for line in queries.partners(viewer, centre, state=state)] == [state]
        assert len(queries.partners(viewer, centre, kind="school")) == 3


def test_two_who_change_a_partner_at_once_do_not_overwrite_each_other(partner: Partner, lead: User) -> None:
    who = {"by": viewing(lead)}
    change_partner(partner, replace(HOSPITAL, phone_24h="120"), version=1, **who)  # type: ignore[arg-type]
    with pytest.raises(Stale):
        change_partner(partner, HOSPITAL, version=1, **who)  # type: ignore[arg-type]
    row = Partner.unscoped.select_related("matter__key").get()
    assert (row.phone_24h, row.version) == ("120", 2)


def test_only_those_who_keep_the_register_change_it(centre: Centre, lead: User, partner: Partner) -> None:
    counsellor = staff(centre, "counsellor")
    who = {"by": viewing(counsellor)}
    for act in (
        lambda: add_partner(centre, PartnerData("甲", "school"), **who),  # type: ignore[arg-type]
        lambda: change_partner(partner, HOSPITAL, version=1, **who),  # type: ignore[arg-type]
        lambda: sign_agreement(partner, A_YEAR, **who),  # type: ignore[arg-type]
    ):
        with pytest.raises(Refused):
            act()
    with pytest.raises(Refused):
        add_partner(centre, HOSPITAL, by=viewing(lead))
    assert Partner.unscoped.count() == 1
    assert Agreement.unscoped.count() == 0


def test_volunteers_and_other_centres_do_not_see_partners(centre: Centre, partner: Partner) -> None:
    people = {
        "counsellor": staff(centre, "counsellor"),
        "volunteer": staff(centre, "hotline_volunteer"),
        "stranger": staff(a_centre(), "project_lead"),
    }
    seen = {
        name: bool(queries.partner_for(viewing(user), partner.matter_id)) for name, user in people.items()
    }
    assert seen == {"counsellor": True, "volunteer": False, "stranger": False}
