"""What anybody may read of a centre."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import a_centre
from youzhang.accounts.models import Centre
from youzhang.policy.actions import Text, publish_text
from youzhang.policy.facts import KINDS
from youzhang.policy.texts import ITEMS, built_in
from youzhang.rulebook import library as books


def test_the_addresses_are_the_promised_ones():
    """psych:38, psych:39, psych:44"""
    assert reverse("policy:about") == "/about"
    assert reverse("policy:procedures") == "/procedures"
    assert reverse("policy:needs_assessment") == "/needs-policy"
    assert reverse("policy:news") == "/news"


def test_until_a_centre_has_its_own_the_steps_of_the_regulation_are_shown(world, visitor):
    """psych:39, psych:30, psych:31: content of services, how to apply, how to leave."""
    page = visitor.get("/procedures").content.decode()
    assert "has not published its own text yet" in page
    for words in (
        "What we offer",
        "How to apply",
        "How to leave",
        "sign the service agreement",
        "/rules/psych/34.2c",
    ):
        assert words in page


def test_the_built_in_steps_are_there_in_chinese_too(world):
    """psych:39"""
    page = Client(headers={"accept-language": "zh-hans"}).get("/procedures").content.decode()
    assert "随时可以退出" in page


def test_the_built_in_text_cites_articles_that_exist_and_fills_every_item():
    """psych:30, psych:31, psych:39"""
    text = built_in("procedures")
    assert text.keys() == ITEMS["procedures"].keys()
    lines = [line for found in text.values() for line in found]
    assert all(books.find(line.article) and line.words.en and line.words.zh for line in lines)
    assert {"psych:34.1c", "psych:34.1d", "psych:34.2a", "psych:34.2c", "psych:34.3a"} <= {
        line.article for line in lines
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_page(world, visitor, kind):
    assert visitor.get(reverse(f"policy:{kind}")).status_code == 200
    assert visitor.get(reverse("policy:text", args=[kind])).status_code == 200


def test_an_unknown_kind_or_centre_does_not_exist(world, visitor):
    assert visitor.get("/public/gossip/").status_code == 404
    assert visitor.get("/about", {"centre": "nowhere"}).status_code == 404


def test_the_first_centre_answers_unless_another_is_asked_for(world, library, visitor, who):
    """psych:38"""
    other = a_centre()
    publish_text(library, Text("about", "Here", dict.fromkeys(ITEMS["about"], "Words of here")), **who)
    assert "Words of here" in visitor.get("/about", {"centre": world.here.code}).content.decode()
    assert "Words of here" not in visitor.get("/about", {"centre": other.code}).content.decode()
    first = Centre.objects.order_by("code").first()
    assert first.name in visitor.get("/about").content.decode()


def test_whoever_published_answers_first_and_the_others_are_one_click_away(world, library, visitor, who):
    """psych:38: a centre that comes first by its code and has nothing to read does not stand in the way."""
    earlier = a_centre()
    Centre.objects.filter(pk=earlier.pk).update(code="0A")
    publish_text(library, Text("about", "Here", dict.fromkeys(ITEMS["about"], "Words of here")), **who)
    page = visitor.get("/about").content.decode()
    assert "Words of here" in page
    assert 'href="?centre=0A"' in page
    assert f'href="?centre={world.here.code}" aria-current="true"' in page
    assert 'href="?centre=0A" aria-current="true"' in visitor.get("/procedures").content.decode()


def test_what_people_write_is_shown_as_text(world, library, visitor, who):
    publish_text(
        library, Text("about", "<b>x</b>", dict.fromkeys(ITEMS["about"], "<script>1</script>")), **who
    )
    page = visitor.get("/about", {"centre": world.here.code}).content.decode()
    assert "<script>1" not in page
    assert "&lt;b&gt;x" in page
