"""A child with a case, an application and an open crisis; the father is kept out, the grandmother is to be called."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.builders import a_case, a_centre, a_person, a_service, an_application, signed_in, staff, viewing
from youzhang.accounts.models import User
from youzhang.casework import actions as cases
from youzhang.clients.actions import register_person
from youzhang.crisis import actions as crises
from youzhang.kit import clock

WHY = "孩子说被打。"
NAMES = {"father": "沈大山", "child": "沈小满", "safe": "外婆"}
NUMBERS = {"father": "13800000042", "child": "13811110001", "safe": "13700000000", "lead": "13922220002"}
ADDRESS = "梧桐路 8 号 3 幢 402"


class House:
    """Who works here, and the files of the child."""

    def __init__(self) -> None:
        self.here = here = a_centre()
        self.head = staff(here, "project_lead", "specialist", name="苏禾")
        self.worker = staff(here, "counsellor", name="林晚")
        self.backup = staff(here, "case_worker", name="顾长青")
        self.supervisor = staff(here, "supervisor", name="宋知衡")
        self.crisis_lead = staff(here, "support_worker", name="程知夏")
        self.crisis_lead.phone = NUMBERS["lead"]
        self.crisis_lead.save()
        self.other = staff(here, "counsellor", name="谢微澜")
        self.desk = staff(here, "duty_staff", name="林小满")
        self.specialist = staff(here, "specialist", name="何雅")
        self.lead = self.head
        self.father = self._known("father", date(1980, 1, 1))
        self.child = self._known("child", date(2013, 3, 8), address=ADDRESS)
        form = {"applicant": self.child, "guardian": self.father, "relation": "father"}
        self.application = an_application(a_service(self.head, here), self.head, **form)
        self.case = a_case(
            self.child, self, guardian=self.father, relation="father", supervisor=self.supervisor
        )
        when = clock.now() + timedelta(days=2)
        self.session = cases.book_session(
            self.case, cases.Appointment(when, 50, "phone"), **acting(self.worker)
        )

    def _known(self, who: str, birth: date, **more: Any) -> Any:
        given = a_person(NAMES[who], birth, phone=NUMBERS[who], **more)
        return register_person(given, centre=self.here, by=None)

    def keep_out(self) -> None:
        """The father learns nothing; the grandmother is called instead."""
        cases.protect(
            self.case, cases.Protection(True, WHY, f"外婆 {NUMBERS['safe']}"), **acting(self.worker)
        )

    def in_danger(self, level: str = "4") -> Any:
        """A crisis that the desk opened and a colleague leads who has no part in the case."""
        crisis = crises.open_crisis(
            self.here,
            self.child.subject,
            reason="suicide_thought",
            source="self",
            route="venue",
            by=self.desk,
        )
        led = crises.take_crisis(crisis, override="nobody_else", **acting(self.crisis_lead))
        crises.raise_level(led, level)
        self.crisis = led
        return led

    def pages(self) -> dict[str, str]:
        """The pages that tell of the child."""
        files = {
            "clients:person": self.child.matter_id,
            "intake:application": self.application.matter_id,
            "casework:case": self.case.matter_id,
            "casework:session": self.session.matter_id,
        }
        if hasattr(self, "crisis"):
            files["crisis:crisis"] = self.crisis.matter_id
        return {name: reverse(name, args=[matter]) for name, matter in files.items()}


def acting(user: User) -> dict[str, Any]:
    """Who acts, as actions take it."""
    return {"by": viewing(user)}


def browser(user: User, language: str = "en") -> Client:
    """A browser of a member of staff."""
    return signed_in(Client(headers={"accept-language": language}), user)


def seen_by(user: User, address: str) -> str:
    """What a page tells them; empty where it is not theirs to open."""
    answer = browser(user).get(address)
    assert answer.status_code in {200, 403, 404}, (address, answer.status_code)
    return answer.content.decode() if answer.status_code == 200 else ""
