"""The texts a centre owes the public."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import signed_in, viewing
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Duty, Fact, Matter
from youzhang.policy.actions import Text, open_library, publish_text, withdraw_text
from youzhang.policy.facts import KINDS
from youzhang.policy.models import PublicText
from youzhang.policy.queries import text_in_force
from youzhang.policy.texts import ARTICLES, ITEMS, OWED
from youzhang.rulebook import library as books


def a_text(kind, **changes):
    return Text(kind, "我们是谁", dict.fromkeys(ITEMS[kind], "一段话") | changes)


def owed(library, article):
    return Duty.unscoped.get(matter=library, article=article, outcome="open")


def test_opening_the_library_makes_four_texts_owed(library):
    """psych:38, psych:39, psych:44: within thirty days."""
    duties = Duty.unscoped.filter(matter=library).order_by("article")
    assert list(duties.values_list("article", flat=True)) == ["psych:38", "psych:39", "psych:44", "psych:75"]
    assert {duty.due for duty in duties} == {clock.end_of(date(2026, 4, 1))}


def test_a_centre_has_one_library(world, library):
    assert open_library(world.here, by=world.lead) == library
    assert Fact.unscoped.filter(kind="policy.asked_for").count() == 4


@pytest.mark.parametrize("kind", OWED)
def test_publishing_closes_the_duty_of_its_kind_only(library, who, kind):
    """psych:38, psych:39, psych:44"""
    publish_text(library, a_text(kind), **who)
    still = set(Duty.unscoped.filter(matter=library, outcome="open").values_list("article", flat=True))
    assert still == {ARTICLES[one] for one in OWED if one != kind}


@pytest.mark.parametrize(("kind", "item"), [(kind, item) for kind in ITEMS for item in ITEMS[kind]])
def test_a_text_that_lacks_an_item_of_its_article_is_refused(library, who, kind, item):
    """psych:38, psych:39, psych:44"""
    with pytest.raises(Refused) as caught:
        publish_text(library, a_text(kind, **{item: ""}), **who)
    assert (caught.value.rule, caught.value.field) == (ARTICLES[kind], item)
    assert not PublicText.unscoped.exists()
    assert not Fact.unscoped.filter(kind="policy.published").exists()


def test_the_items_of_the_centre_s_own_page_are_those_of_the_article():
    """psych:38: qualification, history, legal representative, departments, organisation chart."""
    assert list(ITEMS["about"]) == [
        "qualification",
        "history",
        "legal_representative",
        "departments",
        "chart",
    ]


def test_every_kind_has_its_items_and_a_known_article():
    assert ITEMS.keys() == ARTICLES.keys() == KINDS.keys()
    assert all(books.find(article) for article in ARTICLES.values())


def test_an_unknown_kind_is_refused(library, who):
    with pytest.raises(Refused) as caught:
        publish_text(library, Text("gossip", "x", {}), **who)
    assert caught.value.rule == "rule:text_kind"
    assert not PublicText.unscoped.exists()


def test_the_newest_edition_is_in_force(world, library, who):
    """psych:38"""
    publish_text(library, a_text("about", history="旧"), **who)
    publish_text(library, a_text("about", history="新"), **who)
    text = text_in_force(world.here, "about")
    assert (text.edition, text.items["history"]) == (2, "新")


def test_withdrawing_makes_the_text_owed_again_and_brings_nothing_back(world, library, who):
    """psych:38"""
    publish_text(library, a_text("about"), **who)
    publish_text(library, a_text("about"), **who)
    with clock.frozen_at(clock.now() + timedelta(days=1)):
        withdraw_text(library, "about", **who)
    assert text_in_force(world.here, "about") is None
    assert owed(library, "psych:38").due == clock.end_of(date(2026, 4, 2))


def test_what_is_not_in_force_cannot_be_withdrawn(library, who):
    with pytest.raises(Stale):
        withdraw_text(library, "about", **who)
    assert not Fact.unscoped.filter(kind="policy.withdrawn").exists()


def test_two_people_publishing_at_once_do_not_cover_each_other(library, who):
    publish_text(library, a_text("about"), after=0, **who)
    with pytest.raises(Stale):
        publish_text(library, a_text("about"), after=0, **who)
    assert PublicText.unscoped.count() == 1


@pytest.mark.parametrize(
    "act",
    [lambda *a, **w: publish_text(*a, a_text("about"), **w), lambda *a, **w: withdraw_text(*a, "about", **w)],
)
def test_a_role_that_may_not_publish_is_refused(world, library, who, act):
    publish_text(library, a_text("about"), **who)
    with pytest.raises(Refused) as caught:
        act(library, by=viewing(world.counsellor))
    assert caught.value.rule == "rule:policy"
    assert PublicText.unscoped.filter(withdrawn_at=None).count() == 1


def test_the_library_is_opened_on_its_page_by_who_may(world, desk):
    """psych:38, psych:39, psych:44"""
    counsellor = signed_in(Client(), world.counsellor)
    assert counsellor.post(reverse("policy:texts")).status_code == 200
    assert not Matter.unscoped.filter(kind="policy").exists()
    assert "not open yet" in desk.get(reverse("policy:texts")).content.decode()
    answer = desk.post(reverse("policy:texts"))
    opened = Matter.unscoped.get(kind="policy")
    assert answer.headers["Location"] == reverse("policy:library", args=[opened.pk])


def test_the_library_shows_state_and_history(library, desk, who):
    publish_text(library, a_text("about"), **who)
    page = desk.get(reverse("policy:library", args=[library.pk])).content.decode()
    assert "in force since" in page
    assert "owed by" in page
    assert "edition 1" in page
    with clock.frozen_at(clock.at_hour(date(2026, 4, 2), 9)):
        assert 'data-tone="late"' in desk.get(reverse("policy:library", args=[library.pk])).content.decode()


@pytest.mark.parametrize("kind", OWED)
def test_a_text_is_published_on_its_page(library, desk, visitor, kind):
    """psych:38, psych:39, psych:44"""
    address = reverse(f"policy:publish_{kind}", args=[library.pk])
    sent = {"title": "Our text", "after": "0"} | dict.fromkeys(ITEMS[kind], "First line\nSecond line")
    assert desk.get(address).status_code == 200
    assert desk.post(address, sent).status_code == 302
    page = visitor.get(reverse(f"policy:{kind}"), {"centre": library.centre.code}).content.decode()
    assert "Second line" in page
    assert "Last updated Mon 2 March 2026" in page


def test_a_form_with_a_gap_stays_with_what_was_typed(library, desk):
    """psych:39"""
    sent = {"title": "Our text", "services": "Kept words", "applying": "", "leaving": "x"}
    answer = desk.post(reverse("policy:publish_procedures", args=[library.pk]), sent)
    assert answer.status_code == 422
    assert "Kept words" in answer.content.decode()
    assert not PublicText.unscoped.exists()


def test_a_text_is_withdrawn_on_its_page(library, desk, who):
    publish_text(library, a_text("about"), **who)
    address = reverse("policy:withdraw_about", args=[library.pk])
    assert desk.get(address).status_code == 200
    assert desk.post(address).status_code == 302
    assert PublicText.unscoped.get().withdrawn_at == clock.now()
    assert desk.post(address).status_code == 409


@pytest.mark.parametrize("page", ["library", "publish_about", "withdraw_about", "publicise"])
def test_another_centre_s_library_does_not_exist(world, library, page):
    stranger = signed_in(Client(), world.stranger)
    address = reverse(f"policy:{page}", args=[library.pk])
    assert stranger.get(address).status_code == 404
    assert not PublicText.unscoped.exists()


def test_the_number_of_queries_does_not_grow_with_the_editions(
    library, desk, who, django_assert_max_num_queries
):
    for _number in range(3):
        for kind in KINDS:
            publish_text(library, a_text(kind), **who)
    with django_assert_max_num_queries(16):
        desk.get(reverse("policy:library", args=[library.pk]))
