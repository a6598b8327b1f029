"""Publicity on mental health and the law."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import signed_in, viewing
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.models import Duty, Fact
from youzhang.ledger.years import centre_year
from youzhang.policy import queries
from youzhang.policy.actions import Article, publish_publicity
from youzhang.policy.models import Publicity

SLEEP = Article("睡不好怎么办", "第一段\n第二段")


def month(world, number):
    year = centre_year(world.here, 2026)
    return Duty.unscoped.get(matter=year, article="psych:11", number=number)


def test_publicity_counts_in_the_month_of_the_centre_s_year(world, who):
    """psych:11"""
    publish_publicity(world.here, SLEEP, **who)
    assert month(world, "2026-03").outcome == "met"
    assert month(world, "2026-04").outcome == "open"
    fact = Fact.unscoped.get(kind="policy.publicity_published")
    assert fact.counts_in == centre_year(world.here, 2026)


@pytest.mark.parametrize("given", [Article("", "x"), Article("x", "")])
def test_empty_publicity_is_refused(world, who, given):
    """psych:11"""
    with pytest.raises(Refused) as caught:
        publish_publicity(world.here, given, **who)
    assert caught.value.rule == "psych:11"
    assert not Publicity.unscoped.exists()


def test_a_role_that_may_not_publicise_is_refused(world):
    with pytest.raises(Refused) as caught:
        publish_publicity(world.here, SLEEP, by=viewing(world.counsellor))
    assert caught.value.rule == "rule:policy"
    assert not Publicity.unscoped.exists()


@pytest.mark.parametrize("of", ["library", "year"])
def test_the_duty_s_own_page_takes_the_year_and_the_library_s_the_library(world, library, of):
    """psych:11: the specialist who holds the duty opens it from My duties."""
    matter = library if of == "library" else centre_year(world.here, 2026)
    client = signed_in(Client(headers={"accept-language": "en"}), world.specialist)
    address = reverse("policy:publicise", args=[matter.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"title": "Sleep", "body": "Words"}).status_code == 302
    assert Publicity.unscoped.get().title == "Sleep"


@pytest.mark.parametrize("where", ["here", "there"])
def test_who_names_no_centre_reads_one_that_has_published(world, who, visitor, where):
    """psych:11"""
    acting = who if where == "here" else {"by": viewing(world.stranger)}
    publish_publicity(getattr(world, where), SLEEP, **acting)
    assert SLEEP.title in visitor.get("/news").content.decode()


def test_what_was_published_can_be_read_by_everybody(world, who, visitor):
    """psych:11"""
    one = publish_publicity(world.here, SLEEP, **who)
    assert SLEEP.title in visitor.get("/news", {"centre": world.here.code}).content.decode()
    assert SLEEP.title not in visitor.get("/news", {"centre": world.there.code}).content.decode()
    assert "第二段" in visitor.get(reverse("policy:article", args=[one.pk])).content.decode()
    assert visitor.get(reverse("policy:article", args=[world.here.pk])).status_code == 404


def test_the_list_goes_on_where_it_stopped(world, who, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(5):
        with clock.frozen_at(clock.at_hour(date(2026, 3, 2), 9) + timedelta(minutes=number)):
            publish_publicity(world.here, Article(f"T{number}", "x"), **who)
    seen, after = [], ""
    while True:
        page = queries.publicity_of(world.here, after)
        seen += [one.title for one in page.rows]
        after = page.next
        if not after:
            break
    assert seen == ["T4", "T3", "T2", "T1", "T0"]
