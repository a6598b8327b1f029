"""Anybody raises a concern about abuse; the heads decide, and about a minor a suspicion is enough (psych:53.3)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import a_centre, signed_in, staff, viewing
from tests.crisis.people import a_cast, acting, opened
from youzhang.crisis import actions
from youzhang.crisis.actions.concerns import NewConcern, decide_concern, raise_concern
from youzhang.crisis.keyset import PAGE
from youzhang.crisis.models import Concern, Crisis
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Duty, Matter
from youzhang.notices.models import Notice

pytestmark = pytest.mark.django_db


def test_a_client_raises_a_concern_without_a_name(frozen: object, client: Client) -> None:
    cast = a_cast()
    form = {"centre": str(cast.centre.pk), "kind": "verbal", "words": "有人骂孩子", "minor": "on"}
    chosen = f'value="{cast.centre.pk}" selected'
    assert chosen in client.get("/concern").content.decode()
    a_centre()
    assert chosen not in client.get("/concern").content.decode()  # among several it is chosen, not left
    assert client.post("/concern", form).status_code == 302
    concern = Concern.unscoped.select_related("matter__key").get()
    assert (concern.by, concern.words, concern.minor) == (None, "有人骂孩子", True)
    owed = Duty.unscoped.get(matter=concern.matter, article="psych:53.3", name="concern")
    assert owed.outcome == "open"
    assert owed.due == owed.opened_at
    page = f"/work/concerns/{concern.matter_id}"
    assert "有人骂孩子" in signed_in(client, cast.head).get(page).content.decode()
    for other in (cast.counsellor, staff(cast.centre, "sysadmin"), staff(cast.centre, "hotline_volunteer")):
        assert signed_in(client, other).get(page).status_code == 404


def test_a_flood_from_one_address_is_held_up_and_others_get_through(frozen: object, client: Client) -> None:
    cast = a_cast()
    form = {"centre": str(cast.centre.pk), "kind": "verbal", "words": "有人骂孩子"}
    for _n in range(5):
        assert client.post("/concern", form).status_code == 302
    held = client.post("/concern", form)
    assert held.status_code == 422
    assert "110" in held.content.decode()
    assert Concern.unscoped.count() == 5
    assert client.post("/concern", form, REMOTE_ADDR="10.0.0.9").status_code == 302
    assert signed_in(client, cast.reporter).post("/concern", form).status_code == 302
    assert Concern.unscoped.count() == 7


def test_about_a_minor_no_ground_is_found_only_with_full_reasons(frozen: object) -> None:
    """psych:53.3 refused without them, psych:53.3 allowed with them."""
    cast = a_cast()
    concern = raise_concern(cast.centre, NewConcern("physical", "推搡", minor=True), by=cast.reporter)
    with pytest.raises(Refused, match=r"psych:53\.3"):
        decide_concern(concern, "no_ground", "没事", **acting(cast.head))
    assert Concern.unscoped.get().decided_at is None
    reasons = "当天的监控与在场三位老师的说明一致，孩子是自己绊倒的，家长也已看过。"
    decide_concern(concern, "no_ground", reasons, **acting(cast.head))
    assert Concern.unscoped.get().decided_at is not None


def test_a_concern_is_decided_by_a_head_and_once(frozen: object) -> None:
    cast = a_cast()
    concern = raise_concern(cast.centre, NewConcern("physical", "推搡", minor=True), by=cast.reporter)
    with pytest.raises(Refused):
        decide_concern(concern, "looked_into", "", **acting(cast.counsellor))
    assert Concern.unscoped.get().decided_at is None
    decide_concern(concern, "reported", "已报警并告知民政", **acting(cast.head))
    assert not Duty.unscoped.filter(matter=concern.matter, name="concern", outcome="open").exists()
    with pytest.raises(Stale):
        decide_concern(concern, "looked_into", "再看", **acting(cast.lead))


def test_whoever_it_is_about_never_sees_it_nor_the_crisis_that_comes_of_it(
    frozen: object, client: Client, settings: Any
) -> None:
    """psych:53.3: whoever raises it names them, and the alarm does not call them either."""
    settings.MAIL_URL = "smtp://localhost"
    cast = a_cast()
    for person in (cast.counsellor, cast.other, cast.head):
        person.mail = f"{person.username}@example.org"
        person.save()
    form = {"centre": str(cast.centre.pk), "kind": "physical", "words": "打了孩子", "minor": "on"}
    form["whom"] = f"{cast.head.name}、{cast.counsellor.name}"
    assert client.post("/concern", form).status_code == 302
    concern = Concern.unscoped.select_related("matter__centre", "matter__key").get()
    crisis = opened(cast, "abuse", about=concern.matter, by=cast.lead)
    Crisis.unscoped.filter(pk=crisis.pk).update(closed_at=clock.now())
    again = actions.open_again(crisis, by=viewing(cast.lead))
    for matter, address in (
        (concern.matter_id, "concerns"), (crisis.matter_id, "crises"), (again.matter_id, "crises")
    ):  # fmt: skip
        page = f"/work/{address}/{matter}"
        for accused in (cast.head, cast.counsellor):
            assert signed_in(client, accused).get(page).status_code == 404
        assert signed_in(client, cast.lead).get(page).status_code == 200
    called = Notice.objects.filter(about=crisis.matter_id).select_related("key")
    assert {one.address for one in called} == {cast.other.mail}


def test_a_name_that_nobody_here_bears_shuts_nobody_out(frozen: object) -> None:
    cast = a_cast()
    concern = raise_concern(
        cast.centre, NewConcern("verbal", f"{cast.head.name}听说了", whom="邻居老周"), by=None
    )
    for head in (cast.head, cast.lead):
        assert Matter.objects.visible_to(acting(head)["by"]).filter(pk=concern.matter_id).exists()


def test_the_list_goes_on_page_by_page_and_costs_the_same(frozen: object) -> None:
    cast = a_cast()
    browser = signed_in(Client(headers={"accept-language": "en"}), cast.head)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            browser.get("/work/concerns")
        return len(asked)

    raise_concern(cast.centre, NewConcern("verbal", "一"), by=None)
    before = (cost(), cost())[1]
    for n in range(PAGE + 2):
        raise_concern(cast.centre, NewConcern("verbal", f"第 {n} 次"), by=None)
    assert cost() == before
    first = browser.get("/work/concerns").content.decode()
    numbers = [one.matter.number for one in Concern.unscoped.select_related("matter").order_by("-at", "-pk")]
    assert [number in first for number in numbers] == [True] * PAGE + [False] * 3
    following = first.partition('href="?after=')[2].partition('"')[0]
    rest = browser.get(f"/work/concerns?after={following}").content.decode()
    assert [number in rest for number in numbers] == [False] * PAGE + [True] * 3
    assert browser.get("/work/concerns?after=nonsense").status_code == 200
