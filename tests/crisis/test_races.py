"""Many at once, on either database: nothing lost, nothing twice (psych:14b, psych:15.3a)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.builders import signed_in
from tests.crisis.people import a_cast, acting, opened
from youzhang.crisis import actions
from youzhang.crisis.models import Crisis
from youzhang.kit.ids import new_id
from youzhang.kit.refused import Stale
from youzhang.ledger.models import Duty, Fact
from youzhang.ledger.verification import Window, examine_all

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(jobs: list[Callable[[], Any]]) -> list[Any]:
    """Every job in a thread of its own, let go together; what each answered."""
    gate = Barrier(len(jobs), timeout=60)

    def run(job: Callable[[], Any]) -> Any:
        try:
            gate.wait()
            return job()
        except Stale as stale:
            return stale
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_a_hundred_crises_opened_at_once_are_all_recorded_and_none_twice() -> None:
    cast = a_cast()
    cookies = signed_in(Client(), cast.reporter).cookies
    # A throwaway PostgreSQL takes a hundred connections in all.
    many = 100 if connection.vendor == "sqlite" else 60
    tokens = [str(new_id()) for _ in range(many)]

    def send(token: str) -> Any:
        browser = Client(raise_request_exception=False)
        browser.cookies = cookies
        form = {"reason": "other", "source": "self", "route": "venue", "form_token": token}
        # As the page does by itself: an answer that is a fault (a crowded database) is sent again, with its token.
        for _turn in range(20):
            answer = browser.post("/work/crises/open", form)
            if answer.status_code < 500:
                return answer.url  # type: ignore[attr-defined]
        return ""

    # Some are sent twice, as by a browser that got no answer to the first.
    answers = at_once([lambda token=token: send(token) for token in [*tokens, *tokens[:20]]])  # type: ignore[misc]
    assert len(set(answers)) == many
    assert answers[:20] == answers[many:]
    assert Crisis.unscoped.count() == many
    assert Fact.unscoped.filter(kind="crisis.opened").count() == many
    assert Duty.unscoped.filter(article="psych:15.3a", name="take", outcome="open").count() == many
    numbers = sorted(Crisis.unscoped.values_list("matter__number", flat=True))
    assert [int(number.rpartition("-")[2]) for number in numbers] == list(range(1, many + 1))
    assert all(examined.finding is None for _name, examined in examine_all(Window(), []))


def test_two_counsellors_take_one_crisis_at_once_and_one_has_it() -> None:
    cast = a_cast()
    crisis = opened(cast)
    people = (cast.counsellor, cast.other)
    jobs = [lambda person=person: actions.take_crisis(crisis, **acting(person)) for person in people]
    answers = at_once(jobs)  # type: ignore[arg-type]
    late = [answer for answer in answers if isinstance(answer, Stale)]
    assert len(late) == 1
    lead = Crisis.unscoped.get().lead
    assert lead in people
    assert lead.name in str(late[0].why)  # type: ignore[union-attr]
    assert Fact.unscoped.filter(kind="crisis.taken").count() == 1
