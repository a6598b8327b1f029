"""A walk by hand: the same acts with answers that are given, for what is known not to hold yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.walk.crisis_first import CALM
from tests.walk.history import CaseTale, Tale
from tests.walk.truths import Watch
from tests.walk.walker import Broken, Walk
from tests.walk.world import Member
from youzhang.casework.actions import Appointment, NewCase, book_session, open_case
from youzhang.casework.models import Session
from youzhang.crisis import actions
from youzhang.crisis.actions.refer import Answer, Refer
from youzhang.kit import clock


@dataclass
class Script:
    """Who does what, one step after the other; every truth is looked at after each."""

    walk: Walk
    watch: Watch
    broken: dict[str, Broken]

    @classmethod
    def begin(cls, cast: str = "eighteen") -> Script:
        """On the first morning."""
        walk = Walk(0, cast, ())
        walk.begin()
        return cls(walk, Watch(walk), {})

    def who(self, name: str) -> Member:
        return next(one for one in self.walk.house.members if one.name == name)

    def next(self, minutes: int = 10) -> None:
        """What was just done is looked at; time goes on."""
        with clock.frozen_at(self.walk.now):
            self._keep(self.watch.look())
        self.walk.n += 1
        self.walk.now += timedelta(minutes=minutes)
        clock._frozen.set(self.walk.now)

    def _keep(self, found: Iterator[Broken]) -> None:
        for broken in found:
            self.broken.setdefault(broken.truth, broken)

    def opened(self, resident: int | None = 3, reason: str = "suicide_thought", by: str = "前台") -> Tale:
        """About somebody on file: by place in the list."""
        person, who = self.walk.house.residents[resident] if resident is not None else None, self.who(by)
        crisis = actions.open_crisis(
            self.walk.house.centre, person.person.subject if person else None, reason=reason, source="self",
            route="venue", by=who.user, told=actions.Told(words=self.walk.words(who)),
        )  # fmt: skip
        tale = Tale(crisis, person)
        self.walk.tales.append(tale)
        self.walk.note(tale, "opened", who, reason=reason, minor=None, who="")
        self.next()
        return tale

    def taken(self, tale: Tale, by: str = "咨询甲", override: str = "") -> None:
        who = self.who(by)
        actions.take_crisis(tale.row, override=override, words="只有我在", **who.acting)
        self.walk.note(tale, "taken", who, override=override)
        self.next()

    def assessed(
        self, tale: Tale, level: str = "0", path: str = "", by: str = "咨询甲", **answers: Any
    ) -> None:
        who, given = self.who(by), CALM | answers
        actions.assess(
            tale.row, actions.Assessed(given, level, path, self.walk.words(who, tale)), **who.acting
        )
        self.walk.note(tale, "assessed", who, answers=given, level=level, path=path)
        if path:
            self.walk.note(tale, "path", who, path=path)
        self.next()

    def reached(self, tale: Tale, *, reached: bool = True, by: str = "咨询甲") -> None:
        who = self.who(by)
        actions.follow_up(tale.row, actions.Contact("phone", reached, "", "说了话"), **who.acting)
        self.walk.note(tale, "followed_up", who, reached=reached, level="")
        self.next()

    def told(self, tale: Tale, to: str, by: str = "咨询甲", **more: Any) -> None:
        who = self.who(by)
        outcome = more.get("outcome", "told")
        given = actions.Tell(to, way="phone", person="接电话的人", said="需要陪伴", **more)
        made = actions.tell(tale.row, given, **who.acting)
        self.walk.note(
            tale, f"tell_{outcome}", who, to=to, reason=more.get("reason", ""), entry=made.pk, suspect=None
        )
        self.next()

    def chosen(self, tale: Tale, path: str, by: str = "咨询甲") -> None:
        who = self.who(by)
        actions.choose_path(tale.row, path, **who.acting)
        self.walk.note(tale, "path", who, path=path)
        self.next()

    def referred(self, tale: Tale, answer: str = "accepted", by: str = "咨询甲") -> None:
        who = self.who(by)
        made = actions.refer(tale.row, Refer("精神卫生中心", "phone", "请接诊"), **who.acting)
        self.walk.note(tale, "referred", who, entry=made.pk)
        self.next()
        actions.answer_referral(made, Answer(answer, "值班医生"), **who.acting)
        self.walk.note(tale, "answered", who, answer=answer, entry=made.pk)
        self.next()

    def lowered(self, tale: Tale, level: str = "0", by: str = "咨询甲", second: str = "咨询乙") -> None:
        one, two = self.who(by), self.who(second)
        asked = actions.ask_lowering(tale.row, level, "好多了", two.user, **one.acting)
        actions.answer_lowering(asked, agree=True, words="同意", by=two.user)
        self.walk.note(tale, "lowering_answered", two, agree=True, level=level, asked=one)
        self.next()

    def closed(self, tale: Tale, outcome: str = "settled", by: str = "主管") -> None:
        who = self.who(by)
        actions.close_crisis(tale.row, outcome, "人好好的", **who.acting)
        self.walk.note(tale, "closed", who, outcome=outcome)
        self.next()

    def case(self, resident: int = 3) -> CaseTale:
        person, who = self.walk.house.residents[resident], self.who("负责人")
        given = NewCase(person.file, self.who("咨询甲").user, self.who("咨询乙").user, "self", "睡不好")
        tale = CaseTale(open_case(given, centre=self.walk.house.centre, **who.acting), person)
        self.walk.cases.append(tale)
        self.next()
        return tale

    def session(self, tale: CaseTale) -> Session:
        made = book_session(tale.row, Appointment(clock.now()), **self.who("咨询甲").acting)
        self.next()
        return made


def day(days: int) -> date:
    """So many days from today."""
    return clock.today() + timedelta(days=days)
