"""The agreement: its text, who signs it, and success as what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import permutations
from typing import Any

import pytest

from tests.builders import (
    SEEN,
    a_form,
    a_logo,
    a_person,
    an_application,
    passed,
    signed,
    viewing,
)
from youzhang.clients.actions import record_capacity
from youzhang.intake.actions import (
    Checklist,
    PhoneCall,
    Signing,
    TemplateText,
    apply_for,
    current_template,
    explain,
    name_guardian,
    publish_template,
    record_phone_consent,
    sign,
    start_agreement,
)
from youzhang.intake.actions.template import ITEMS
from youzhang.intake.models import Agreement, AgreementTemplate, PhoneConsent, Signature
from youzhang.intake.texts import hash_of
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.matters import opening
from youzhang.ledger.models import Duty, Fact
from youzhang.ledger.refresh import derived
from youzhang.ledger.writing import writing
from youzhang.rulebook import library

MOTHER = a_person("何雅琴", date(1980, 1, 1))


def a_child(service, born: date, **changes: Any):
    """An application of a child with its mother."""
    child = a_person("沈一禾", born, phone="")
    return an_application(service, applicant=child, guardian=MOTHER, relation="mother", **changes)


def prepared(application, acting):
    """Assessed, explained, ready to be signed."""
    passed(application, acting["by"].user)
    agreement = start_agreement(application, **acting)
    explain(application, Checklist(True, True, True, True), **acting)
    return agreement


def kinds(application) -> list[str]:
    return list(
        Fact.unscoped.filter(matter=application.matter).order_by("at", "id").values_list("kind", flat=True)
    )


def duty(application, name):
    return Duty.unscoped.filter(matter=application.matter, name=name).first()


def test_the_text_names_both_sides_and_holds_the_six_items(world, acting):
    """psych:34.2a, psych:42"""
    row = a_child(world.service, date(2013, 3, 8))
    agreement = start_agreement(row, **acting)
    template = current_template(world.here.organisation)
    for wanted in ("沈一禾", "何雅琴", "亲子沟通小组", row.matter.number, world.here.unit_name):
        assert wanted in agreement.text
    assert all(getattr(template, item).splitlines()[0] in agreement.text for item in ITEMS)
    assert agreement.text_hash == hash_of(agreement.text)


def test_the_items_are_those_of_the_article():
    """psych:42"""
    article = library.find("psych:42")
    assert article is not None
    assert article.contents[0].items == ITEMS


def test_signing_waits_for_the_explanation_of_every_item(world, acting):
    """psych:34.2a"""
    row = passed(an_application(world.service), world.lead)
    agreement = start_agreement(row, **acting)
    with pytest.raises(Refused) as refused:
        explain(row, Checklist(rights=True, duties=True, risks=False, safeguards=True), **acting)
    assert (refused.value.article, refused.value.field) == ("psych:34.2a", "risks")
    with pytest.raises(Refused, match=r"psych:34\.2a"):
        sign(row, Signing("client", "screen", a_logo(), agreement.text_hash, **SEEN), **acting)
    assert not Signature.unscoped.exists()
    assert "intake.explained" not in kinds(row)


def test_applicant_and_centre_sign_and_success_follows_with_its_receipt(world, acting):
    """psych:34.2a, psych:34.2c, psych:34.3a"""
    row = signed(passed(an_application(world.service), world.lead), world.lead)
    assert row.state == "success"
    assert kinds(row)[-4:] == [
        "intake.signed",
        "intake.signed",
        "intake.agreement_signed",
        "intake.receipt_given",
    ]
    assert Fact.unscoped.get(kind="intake.receipt_given").data == {"paper": False}
    assert duty(row, "receipt").outcome == "met"
    assert duty(row, "remind").due == clock.end_of(date(2026, 3, 30))
    assert duty(row, "deliver").outcome == "open"


def test_who_applied_at_the_desk_is_still_owed_the_receipt(world):
    """psych:34.3a"""
    row = signed(passed(an_application(world.service, by=world.lead), world.lead), world.lead)
    assert row.state == "success"
    assert duty(row, "receipt").outcome == "open"


@pytest.mark.parametrize("order", list(permutations(["form", "assessed", "agreed"])))
def test_success_comes_with_the_last_of_three_facts_in_whatever_order_they_happened(world, order):
    """psych:34.2c: entered late, the facts may come in any order; the milestone is one."""
    hours = {name: clock.at_hour(date(2026, 3, 2), 6 + place) for place, name in enumerate(order)}
    with opening("application", centre=world.here, by=world.lead, parent=world.service.matter) as (
        matter,
        record,
    ):
        record("intake.form_filled", channel="paper", minor=False, at=hours["form"])
    assert derived(matter).milestones == ()
    with writing(matter, by=world.lead) as record:
        record("intake.explained", at=hours["agreed"])
        record("intake.agreement_signed", template=1, at=hours["agreed"])
    with writing(matter, by=world.lead) as record:
        record("intake.assessed", result="passed", method="phone", urgency="routine", at=hours["assessed"])
    (success,) = derived(matter).milestones
    assert success.at == max(hours.values())


def test_signed_before_the_assessment_was_entered_it_succeeds_with_the_assessment(world):
    """psych:34.2c"""
    row = signed(an_application(world.service), world.lead)
    assert row.state == "received"
    assert passed(row, world.lead).state == "success"


@pytest.mark.parametrize(
    ("born", "parts"),
    [
        (date(2018, 3, 3), {"guardian", "centre"}),
        (date(2018, 3, 2), {"client", "guardian", "centre"}),
        (date(2008, 3, 3), {"client", "guardian", "centre"}),
    ],
)
def test_from_the_eighth_to_the_eighteenth_birthday_both_sign(world, acting, born, parts):
    """psych:34.2a allowed, psych:41 allowed."""
    row = a_child(world.service, born)
    agreement = prepared(row, acting)
    for part in (*sorted(parts - {"centre"}), "centre"):
        row.refresh_from_db()
        assert row.state == "passed"
        sign(row, Signing(part, "screen", a_logo(), agreement.text_hash, assent=True, **SEEN), **acting)
    row.refresh_from_db()
    assert row.state == "success"
    assert set(Signature.unscoped.values_list("part", flat=True)) == parts
    guardian = Signature.unscoped.get(part="guardian")
    assert (guardian.person.name, guardian.relation) == ("何雅琴", "mother")


def test_whoever_comes_of_age_before_signing_signs_alone(world, acting):
    """psych:34.2a: the 18th birthday counts on the day of signing."""
    row = a_child(world.service, date(2008, 3, 3))
    with clock.frozen_at(datetime(2026, 3, 3, 9, 0, tzinfo=clock.CHINA)):
        agreement = prepared(row, acting)
        with pytest.raises(Refused, match="psych:41"):
            sign(row, Signing("guardian", "screen", a_logo(), agreement.text_hash, **SEEN), **acting)
        for part in ("client", "centre"):
            sign(row, Signing(part, "screen", a_logo(), agreement.text_hash, **SEEN), **acting)
    row.refresh_from_db()
    assert row.state == "success"


def test_a_child_below_eight_does_not_sign_but_is_asked(world, acting):
    """psych:34.2a, psych:41"""
    row = a_child(world.service, date(2019, 6, 1))
    agreement = prepared(row, acting)
    with pytest.raises(Refused, match="psych:41"):
        sign(row, Signing("client", "screen", a_logo(), agreement.text_hash, **SEEN), **acting)
    with pytest.raises(Refused) as refused:
        sign(row, Signing("guardian", "screen", a_logo(), agreement.text_hash, **SEEN), **acting)
    assert (refused.value.article, refused.value.field) == ("psych:34.2a", "assent")
    assert not Signature.unscoped.exists()
    sign(row, Signing("guardian", "screen", a_logo(), agreement.text_hash, assent=True, **SEEN), **acting)
    assert "intake.assented" in kinds(row)


def test_for_an_adult_of_limited_capacity_the_guardian_signs_alone(world, acting):
    """psych:41"""
    row = an_application(world.service)
    record_capacity(row.applicant, "limited", **acting)
    agreement = prepared(row, acting)
    with pytest.raises(Refused, match="psych:41"):
        sign(row, Signing("guardian", "screen", a_logo(), agreement.text_hash, **SEEN), **acting)
    with pytest.raises(Refused, match=r"psych:34\.2a"):
        name_guardian(row, a_person(), "spouse", **acting)
    name_guardian(row, replace(MOTHER, phone="13900000009"), "mother", **acting)
    agreement = start_agreement(row, **acting)
    for part in ("guardian", "centre"):
        sign(row, Signing(part, "screen", a_logo(), agreement.text_hash, **SEEN), **acting)
    row.refresh_from_db()
    assert row.state == "success"


def test_without_the_guardian_there_is_no_agreement(world, acting):
    """psych:34.2a refused, psych:41 refused."""
    row = a_child(world.service, date(2013, 3, 8))
    agreement = prepared(row, acting)
    for part in ("client", "centre"):
        sign(row, Signing(part, "screen", a_logo(), agreement.text_hash, **SEEN), **acting)
    row.refresh_from_db()
    assert row.state == "passed"
    assert "intake.agreement_signed" not in kinds(row)
    assert Agreement.unscoped.get().signed_at is None


def test_what_is_signed_is_what_was_shown(world, acting):
    """psych:42"""
    row = passed(an_application(world.service), world.lead)
    agreement = prepared_text = start_agreement(row, **acting)
    explain(row, Checklist(True, True, True, True), **acting)
    with pytest.raises(Stale):
        sign(row, Signing("client", "screen", a_logo(), hash_of("another text"), **SEEN), **acting)
    assert not Signature.unscoped.exists()
    sign(row, Signing("client", "screen", a_logo(), agreement.text_hash, **SEEN), **acting)
    template = current_template(world.here.organisation)
    publish_template(
        world.here, edition_of(template, risks="新的风险说明"), after_edition=1, **of(world.head)
    )
    assert start_agreement(row, **acting).text == prepared_text.text


def test_nobody_signs_twice(world, acting):
    row = passed(an_application(world.service), world.lead)
    agreement = start_agreement(row, **acting)
    explain(row, Checklist(True, True, True, True), **acting)
    given = Signing("client", "screen", a_logo(), agreement.text_hash, **SEEN)
    sign(row, given, **acting)
    with pytest.raises(Stale):
        sign(row, given, **acting)
    assert Signature.unscoped.count() == 1


def test_a_scan_stands_for_the_signature_and_must_be_a_paper(world, acting):
    row = passed(an_application(world.service), world.lead)
    agreement = start_agreement(row, **acting)
    explain(row, Checklist(True, True, True, True), **acting)
    with pytest.raises(Refused, match="file_kind"):
        sign(row, Signing("client", "paper", b"no paper at all", agreement.text_hash, **SEEN), **acting)
    assert not Signature.unscoped.exists()
    kept = sign(row, Signing("client", "paper", a_logo(), agreement.text_hash, **SEEN), **acting)
    assert (kept.image.about, kept.how) == (row.matter_id, "paper")


def test_what_waits_or_was_refused_is_not_signed(world, acting):
    """psych:34.2a"""
    row = an_application(world.service)
    agreement = prepared(row, acting)
    type(row).unscoped.filter(pk=row.pk).update(state="waiting")
    with pytest.raises(Refused, match=r"psych:34\.2a"):
        sign(row, Signing("client", "screen", a_logo(), agreement.text_hash, **SEEN), **acting)
    assert not Signature.unscoped.exists()


def of(person) -> dict[str, Any]:
    return {"by": viewing(person)}


def edition_of(template: AgreementTemplate, **changes: str) -> TemplateText:
    return TemplateText(**{name: getattr(template, name) for name in ("title", *ITEMS, "further")} | changes)


@pytest.mark.parametrize("item", ITEMS)
def test_no_edition_loses_one_of_the_six_items(world, item):
    """psych:42"""
    template = current_template(world.here.organisation)
    with pytest.raises(Refused) as refused:
        publish_template(world.here, edition_of(template, **{item: " \n"}), after_edition=1, **of(world.head))
    assert (refused.value.article, refused.value.field) == ("psych:42", item)
    assert AgreementTemplate.objects.count() == 1


def test_of_two_who_write_a_new_edition_the_second_is_told(world):
    template = current_template(world.here.organisation)
    made = publish_template(
        world.here, edition_of(template, title="协议二"), after_edition=1, **of(world.head)
    )
    assert made.edition == 2
    with pytest.raises(Stale):
        publish_template(world.here, edition_of(template), after_edition=1, **of(world.head))
    assert AgreementTemplate.objects.count() == 2
    with pytest.raises(Refused, match="policy"):
        publish_template(world.here, edition_of(template), after_edition=2, **of(world.lead))
    assert AgreementTemplate.objects.count() == 2


def test_a_consent_by_telephone_is_provisional_and_leaves_the_paper_owed(world, acting):
    """psych:41"""
    row = a_child(world.service, date(2013, 3, 8))
    call = PhoneCall("138 0000 0427", "母亲在外地出差", world.duty)
    record_phone_consent(row, call, **acting)
    kept = PhoneConsent.unscoped.get()
    assert (kept.phone, kept.reason, kept.witness, kept.by) == (
        "13800000427",
        "母亲在外地出差",
        world.duty,
        world.lead,
    )
    assert duty(row, "paper").due == clock.end_of(date(2026, 3, 9))
    agreement = prepared(row, acting)
    for part in ("client", "centre"):
        sign(row, Signing(part, "screen", a_logo(), agreement.text_hash, **SEEN), **acting)
    assert duty(row, "paper").outcome == "open"
    with pytest.raises(Stale):
        record_phone_consent(row, call, **acting)
    sign(row, Signing("guardian", "paper", a_logo(), agreement.text_hash, **SEEN), **acting)
    assert duty(row, "paper").outcome == "met"


def test_the_call_has_a_witness_a_number_and_a_reason(world, acting):
    """psych:41"""
    row = a_child(world.service, date(2013, 3, 8))
    good = PhoneCall("13800000427", "出差", world.duty)
    for wrong, field in (
        ({"witness": world.lead}, "witness"),
        ({"phone": "-"}, "phone"),
        ({"reason": " "}, "reason"),
    ):
        with pytest.raises(Refused) as refused:
            record_phone_consent(row, replace(good, **wrong), **acting)
        assert (refused.value.article, refused.value.field) == ("psych:41", field)
    grown_up = apply_for(
        a_form(world.service, applicant=a_person("陆遥", phone="13900000002")), by=None
    ).application
    with pytest.raises(Refused, match="psych:41"):
        record_phone_consent(grown_up, good, **acting)
    assert not PhoneConsent.unscoped.exists()
    assert not Fact.unscoped.filter(kind="intake.phone_consented").exists()
