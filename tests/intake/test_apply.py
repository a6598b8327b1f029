"""Applying: who may, what is kept, and what is refused."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.builders import a_form, a_person, a_service, an_application, passed, signed, viewing
from youzhang.clients.models import Person
from youzhang.intake.actions import (
    Leaving,
    PhoneCall,
    apply_for,
    ask_withdrawal,
    note_withdrawal,
    record_phone_consent,
)
from youzhang.intake.models import Application, Consent
from youzhang.intake.texts import consent_text, hash_of
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger import refusals
from youzhang.ledger.models import Duty, Fact, Grant, Matter, MatterParty, Refusal
from youzhang.services.actions import call_off, close_early
from youzhang.vault.codes import code_matches

CHILD = a_person("沈一禾", date(2013, 3, 8), phone="")
MOTHER = a_person("何雅琴", None, phone="13800000427")


def refused_leaving_nothing(form, **by) -> Refused:
    """The refusal; afterwards nobody and nothing is kept."""
    before = Matter.unscoped.count(), Fact.unscoped.count()
    with pytest.raises(Refused) as refused:
        apply_for(form, **{"by": None} | by)
    assert not Application.unscoped.exists()
    assert not Person.unscoped.exists()
    assert (Matter.unscoped.count(), Fact.unscoped.count()) == before
    return refused.value


def test_an_application_is_a_matter_with_its_people_duties_and_a_grant(world):
    """psych:34.1c, psych:34.1d"""
    received = apply_for(a_form(world.service, wish="想学会沟通"), by=None)
    row = Application.unscoped.get()
    assert row == received.application
    assert (row.state, row.channel, row.wish) == ("received", "online", "想学会沟通")
    assert row.matter.parent == world.service.matter
    assert list(MatterParty.objects.values_list("part", flat=True).filter(matter=row.matter)) == ["applicant"]
    assert Grant.objects.get(matter=row.matter).user == world.lead
    owed = Duty.unscoped.get(matter=row.matter, name="assess")
    assert owed.due == clock.end_of(date(2026, 3, 20))
    assert owed.holders == [str(world.lead.pk), "specialist"]


def test_the_code_is_given_once_and_kept_as_a_hash(world):
    received = apply_for(a_form(world.service), by=None)
    row = received.application
    assert len(received.code) == 10
    assert received.code.encode() not in bytes(row.code_hash)
    assert code_matches(received.code.lower(), row.matter.number, row.code_hash)
    assert not code_matches("7" * 10, row.matter.number, row.code_hash)


def test_each_consent_is_a_row_of_its_own_with_the_text_that_was_shown(world):
    apply_for(a_form(world.service), by=None)
    rows = {row.consent: row for row in Consent.unscoped.all()}
    assert {code: row.given for code, row in rows.items()} == {
        "information": True,
        "sensitive": True,
        "portrait": False,
    }
    assert rows["portrait"].text_hash == hash_of(consent_text("portrait", world.here))
    assert Fact.unscoped.filter(kind="intake.consent_given").count() == 2
    assert Fact.unscoped.filter(kind="intake.consent_refused").count() == 1


def test_without_consent_to_its_use_nothing_is_kept(world):
    refused = refused_leaving_nothing(a_form(world.service, consents={"information": False}))
    assert (refused.rule, refused.field) == ("rule:consent", "consent_information")


def test_a_health_need_asks_for_the_consent_to_sensitive_data(world):
    """psych:49"""
    form = a_form(world.service, needs=("hearing",), consents={"information": True})
    assert refused_leaving_nothing(form).field == "consent_sensitive"
    row = apply_for(a_form(world.service, needs=("hearing", "language")), by=None).application
    assert set(row.needs.values_list("need", flat=True)) == {"hearing", "language"}
    assert Duty.unscoped.filter(matter=row.matter, article="psych:49", outcome="open").count() == 2


@pytest.mark.parametrize(("born", "asked"), [(date(2012, 3, 2), False), (date(2012, 3, 3), True)])
def test_below_fourteen_everything_is_sensitive_and_the_guardian_consents(world, born, asked):
    """The 14th birthday itself ends it."""
    consents = {"information": True} | ({"sensitive": True} if asked else {})
    child = a_person(birth=born, phone="")
    if asked:
        form = a_form(
            world.service, applicant=child, guardian=MOTHER, relation="mother", consents={"information": True}
        )
        assert refused_leaving_nothing(form).field == "consent_sensitive"
    form = a_form(world.service, applicant=child, guardian=MOTHER, relation="mother", consents=consents)
    apply_for(form, by=None)
    assert set(Consent.unscoped.values_list("who", "way")) == {("filler", "form")}  # never told by the age


@pytest.mark.parametrize(("born", "needed"), [(date(2008, 3, 2), False), (date(2008, 3, 3), True)])
def test_below_eighteen_a_guardian_is_needed(world, born, needed):
    """psych:34.2a: the 18th birthday itself ends it."""
    form = a_form(world.service, applicant=a_person(birth=born))
    if needed:
        refused = refused_leaving_nothing(form)
        assert (refused.article, refused.field) == ("psych:34.2a", "guardian_name")
    else:
        assert apply_for(form, by=None).application.guardian is None


@pytest.mark.parametrize(
    ("guardian", "relation", "field"),
    [
        (a_person("", None), "mother", "guardian_name"),
        (a_person("何雅琴", None, phone=""), "mother", "guardian_phone"),
        (MOTHER, "", "relation"),
        (a_person("沈一禾", date(2013, 3, 8), phone=""), "other", "guardian_phone"),
        (a_person("沈一禾", date(2013, 3, 8)), "other", "guardian_name"),
        (a_person("沈一禾", None), "mother", "guardian_name"),
        (a_person("小姨", date(2010, 1, 1)), "other", "guardian_birth"),
    ],
)
def test_the_guardian_can_be_reached_is_another_and_of_age(world, guardian, relation, field):
    """psych:34.2a, psych:41"""
    form = a_form(world.service, applicant=CHILD, guardian=guardian, relation=relation)
    assert refused_leaving_nothing(form).field == field


def test_applicant_and_guardian_with_name_and_telephone_in_common_are_one_person(world):
    """psych:34.2a"""
    child = a_person("沈一禾", date(2013, 3, 8), phone="138 0000 0427")
    form = a_form(world.service, applicant=child, guardian=a_person("沈一禾", None), relation="mother")
    assert refused_leaving_nothing(form).article == "psych:34.2a"


def test_a_child_may_share_the_mother_s_telephone(world):
    child = a_person("沈一禾", date(2013, 3, 8))
    row = apply_for(
        a_form(world.service, applicant=child, guardian=MOTHER, relation="mother"), by=None
    ).application
    assert (row.guardian.name, row.relation) == ("何雅琴", "mother")
    assert Fact.unscoped.get(kind="intake.form_filled").data == {
        "channel": "online",
        "minor": True,
        "filled_by": "self",
    }


def test_the_birth_date_is_asked_for_and_lies_in_the_past(world):
    assert refused_leaving_nothing(a_form(world.service, applicant=a_person(birth=None))).field == "birth"
    tomorrow = a_person(birth=date(2026, 3, 3))
    assert refused_leaving_nothing(a_form(world.service, applicant=tomorrow)).field == "birth"


def test_one_applies_until_the_end_of_the_closing_day(world):
    """psych:34.2b"""
    with clock.frozen_at(datetime(2026, 3, 21, 0, 0, tzinfo=clock.CHINA)):
        refused = refused_leaving_nothing(a_form(world.service))
    assert refused.article == "psych:34.2b"
    assert "0571-81230000" in refused.way_on
    with clock.frozen_at(datetime(2026, 3, 20, 23, 59, tzinfo=clock.CHINA)):
        apply_for(a_form(world.service), by=None)


def test_what_is_not_announced_closed_early_or_called_off_takes_nobody(world, acting):
    """psych:34.1b"""
    draft = a_service(world.lead, world.here, published=False)
    assert refused_leaving_nothing(a_form(draft)).article == "psych:34.1b"
    close_early(world.service, **acting)
    assert refused_leaving_nothing(a_form(world.service)).article == "psych:34.2b"
    call_off(world.service, **acting)
    assert refused_leaving_nothing(a_form(world.service)).rule == "rule:service_over"


def test_at_the_desk_the_same_person_applies_once_as_long_as_the_application_runs(world):
    apply_for(a_form(world.service), by=None)
    again = a_form(world.service, applicant=a_person(phone="+86 138-0000-0427"), channel="desk", is_new=True)
    with pytest.raises(Refused) as refused:
        apply_for(again, by=viewing(world.lead))
    assert refused.value.rule == "rule:applied_already"
    assert Application.unscoped.count() == 1
    other = a_person(birth=date(1991, 5, 4))
    apply_for(a_form(world.service, applicant=other), by=None)
    assert Application.unscoped.count() == 2


def test_at_the_desk_a_known_person_is_chosen_not_made_again(world, acting):
    first = an_application(world.service, by=world.lead)
    assert (first.channel, first.helped_by) == ("desk", world.lead)
    other = a_service(world.lead, world.here, notice={"name": "另一个小组"})
    again = an_application(other, by=world.lead, applicant=first.applicant, channel="phone")
    assert again.applicant == first.applicant
    assert Person.unscoped.count() == 1
    with pytest.raises(Refused) as refused:
        an_application(world.service, by=world.lead, applicant=first.applicant)
    assert refused.value.rule == "rule:applied_already"


def test_at_the_desk_somebody_known_is_offered_before_a_new_file_is_made(world):
    """psych:34.1c"""
    known = an_application(world.service, by=world.lead)
    other = a_service(world.lead, world.here, notice={"name": "另一个小组"})
    with pytest.raises(Refused) as refused:
        an_application(other, by=world.lead, is_new=False)
    assert refused.value.rule == "rule:known_person"
    assert Application.unscoped.get() == known


def test_who_has_no_part_in_intake_registers_nobody(world):
    form = a_form(world.service, channel="desk", is_new=True)
    refused = refused_leaving_nothing(form, by=viewing(world.counsellor))
    assert refused.rule == "rule:policy"


def test_a_paper_entered_later_says_why_and_counts_from_its_day(world):
    with clock.frozen_at(datetime(2026, 3, 9, 9, 0, tzinfo=clock.CHINA)):
        form = a_form(world.service, channel="paper", is_new=True)
        came = datetime(2026, 3, 5, 10, 0, tzinfo=clock.CHINA)
        view = viewing(world.lead)
        with pytest.raises(Refused, match="late_entry"):
            apply_for(form, by=view, at=came)
        assert not Application.unscoped.exists()
        row = apply_for(form, by=view, at=came, late_reason="paper_first").application
    assert row.received_at == came
    assert Fact.unscoped.get(kind="intake.form_filled").late_reason == "paper_first"


def test_a_scan_that_is_not_what_it_says_keeps_nothing(world):
    form = a_form(world.service, channel="paper", is_new=True, paper=b"MZ\x90\x00 no picture")
    assert refused_leaving_nothing(form, by=world.view).rule == "rule:file_kind"


def test_a_rare_character_in_a_name_is_kept(world):
    row = apply_for(a_form(world.service, applicant=a_person("𠮷田禾")), by=None).application
    assert Application.unscoped.get(pk=row.pk).applicant.name == "𠮷田禾"


def test_whoever_withdrew_may_apply_again(world, acting):
    first = an_application(world.service)
    ask_withdrawal(first, Leaving("online"))
    note_withdrawal(first, **acting)
    assert an_application(world.service) != first


def test_a_refusal_is_counted_for_the_article_and_nobody(world):
    """psych:41"""
    row = an_application(world.service)
    with pytest.raises(Refused):
        record_phone_consent(row, PhoneCall("1", "出差", world.duty), by=world.view)
    refusals.write()
    assert Refusal.objects.get(rule="psych:41", kind="intake.phone_consented").count == 1


def test_the_builders_reach_success(world):
    row = an_application(world.service)
    assert signed(passed(row, world.lead), world.lead).state == "success"
