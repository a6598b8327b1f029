"""The house in which a walk happens: who works there, who comes, a clock that only goes forward."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from tests.builders import START, a_centre, a_person, a_service, an_application, staff, viewing
from youzhang.accounts.models import Centre, User
from youzhang.accounts.viewer import Viewer
from youzhang.clients.actions import register_person
from youzhang.clients.models import Person
from youzhang.kit import clock
from youzhang.staff.actions.files import TrainingDone, enter_training, open_file
from youzhang.staff.models import StaffFile, Training

T = TypeVar("T")
BEGINS = datetime(2026, 3, 2, 9, 0, tzinfo=clock.CHINA)
# Who may lead, by the text (psych:14, psych:15.3a); who heads the house.
QUALIFIED = frozenset({"counsellor", "support_worker"})
HEADS = frozenset({"department_head", "project_lead", "director"})
VOLUNTEERS = frozenset({"hotline_volunteer", "club_member"})
# Name, roles, for how many days their crisis training holds.
EIGHTEEN: tuple[tuple[str, tuple[str, ...], int], ...] = (
    ("前台", ("duty_staff",), 0), ("社团", ("club_member",), 0), ("接线", ("hotline_volunteer",), 0),
    ("咨询甲", ("counsellor",), 365), ("咨询乙", ("counsellor",), 40), ("咨询丙", ("counsellor",), 0),
    ("疏导", ("support_worker",), 365), ("个案", ("case_worker", "complaint_officer"), 0),
    ("专员", ("specialist", "opinion_officer"), 0), ("组长", ("group_leader",), 0),
    ("主管", ("department_head",), 0), ("部长", ("service_head",), 0), ("副部长", ("deputy_head",), 0),
    ("督导", ("supervisor",), 0), ("负责人", ("project_lead",), 0), ("院长", ("director",), 0),
    ("主管部门", ("authority",), 0), ("系统", ("sysadmin",), 0),
)  # fmt: skip
THREE = (("负责人", ("project_lead",), 0), ("咨询甲", ("counsellor",), 365), ("前台", ("duty_staff",), 0))
CASTS = {"eighteen": EIGHTEEN, "three": THREE}
# Name, birth date; a girl, a boy who comes of age during most walks, grown people, one of unknown age.
COMING = (
    ("女孩", date(2013, 3, 8)),
    ("少年", date(2008, 4, 20)),
    ("青年", date(1999, 7, 1)),
    ("大人", date(1980, 1, 1)),
    ("不详", None),
)


class NotNow(Exception):
    """There is nothing of this kind to do as things stand."""


class Draw(random.Random):
    """What chance decides in one step; the same for the same seed, whatever the other steps were."""

    def one(self, things: Iterable[T]) -> T:
        """Any of them; nothing to do where there is none."""
        found = list(things)
        if not found:
            raise NotNow
        return self.choice(found)

    def chance(self, share: float) -> bool:
        return self.random() < share

    def code(self, codes: Iterable[str]) -> str:
        """A code of a list."""
        return self.one(sorted(codes))


@dataclass
class Member:
    """A colleague, and what the walk itself knows of them; `trained`: the trainings they had, with their ends."""

    name: str
    user: User
    roles: frozenset[str]
    file: StaffFile | None = None
    trained: list[Training] = field(default_factory=list)
    gone_on: date | None = None

    def __str__(self) -> str:
        return self.name

    def is_here(self, day: date) -> bool:
        return self.gone_on is None or day <= self.gone_on

    def is_trained(self, at: datetime) -> bool:
        """By the papers the walk has seen, not by what the house answers."""
        day = clock.day_of(at)
        return any(
            one.trained_on <= day <= one.valid_until and not (one.withdrawn_at and one.withdrawn_at <= at)
            for one in self.trained
        )

    def is_qualified(self, at: datetime) -> bool:
        """A counsellor or support worker whose training holds (psych:14, psych:15.3a)."""
        return bool(QUALIFIED & self.roles) and self.is_here(clock.day_of(at)) and self.is_trained(at)

    @property
    def is_volunteer(self) -> bool:
        return self.roles <= VOLUNTEERS

    @property
    def viewer(self) -> Viewer:
        return viewing(self.user)

    @property
    def acting(self) -> dict[str, Any]:
        """Who acts, as actions take it."""
        return {"by": self.viewer}


@dataclass
class Resident:
    """Somebody who comes, with the guardians on file; `thoughts`: when suicide was spoken of, in whichever file."""

    name: str
    person: Person
    guardians: list[Person] = field(default_factory=list)
    thoughts: list[datetime] = field(default_factory=list)

    def __str__(self) -> str:
        return self.name

    @property
    def file(self) -> Person:
        """As their file stands now."""
        row: Person = Person.unscoped.select_related("matter__centre", "subject__key").get(pk=self.person.pk)
        return row

    def is_minor(self, day: date) -> bool:
        born = self.file.born
        return born is not None and age(born, day) < 18


@dataclass
class House:
    """A centre with its people."""

    centre: Centre
    members: list[Member]
    residents: list[Resident]
    stands_in: list[tuple[Member, Member, date, date]] = field(default_factory=list)
    linked: set[frozenset[str]] = field(default_factory=set)
    barred: list[Member] = field(default_factory=list)

    def of(self, *roles: str) -> list[Member]:
        """Who holds one of these roles and still works here."""
        today = clock.today()
        return [one for one in self.members if one.roles & set(roles) and one.is_here(today)]

    @property
    def heads(self) -> list[Member]:
        return self.of(*HEADS)

    @property
    def here(self) -> list[Member]:
        today = clock.today()
        return [one for one in self.members if one.is_here(today)]

    def stand_in_of(self, absent: Member, day: date) -> list[Member]:
        """Who stands in for somebody that day."""
        return [one for one, whom, first, last in self.stands_in if whom is absent and first <= day <= last]

    def acts_for(self, deputy: Member, day: date) -> list[Member]:
        """For whom somebody stands in that day."""
        return [whom for one, whom, first, last in self.stands_in if one is deputy and first <= day <= last]

    def member(self, user_id: Any) -> Member | None:
        return next((one for one in self.members if one.user.pk == user_id), None)


def age(born: date, day: date) -> int:
    """Full years; the birthday itself counts (psych:41)."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def a_house(cast: str) -> House:
    """The centre and its people on the first morning."""
    centre = a_centre()
    members = [
        Member(name, staff(centre, *roles, name=name), frozenset(roles)) for name, roles, _ in CASTS[cast]
    ]
    lead = next(one for one in members if "project_lead" in one.roles)
    for member, (_name, _roles, days) in zip(members, CASTS[cast], strict=True):
        if days:
            train(centre, member, lead, days)
    return House(centre, members, _residents(centre, lead))


def train(centre: Centre, member: Member, lead: Member, days: int) -> None:
    """A crisis training that holds for so many days from today."""
    today = clock.today()
    member.file = member.file or open_file(centre, member.user, hired_on=START, by=lead.user)
    given = TrainingDone("crisis", today, today + timedelta(days=days), "证书")
    member.trained.append(enter_training(member.file, given, **lead.acting))


def _residents(centre: Centre, lead: Member) -> list[Resident]:
    people = [
        Resident(name, register_person(a_person(name, born, phone=f"1380000{n:04}"), centre=centre, by=None))
        for n, (name, born) in enumerate(COMING)
    ]
    service = a_service(lead.user, centre)
    guarded = (
        (people[0], "女孩母亲", "mother", "13700000001"),
        (people[1], "少年父亲", "father", "13700000002"),
    )
    for child, name, relation, phone in guarded:
        given = a_person(name, date(1984, 6, 1), phone=phone)
        parent = register_person(given, centre=centre, by=None)
        an_application(service, lead.user, applicant=child.person, guardian=parent, relation=relation)
        child.guardians.append(parent)
    return people


def pause(draw: Draw, now: datetime) -> datetime:
    """How long nothing happens: mostly minutes, at times hours, days, weeks, or until around midnight."""
    kind = draw.choices(("minutes", "hours", "days", "weeks", "midnight"), (60, 20, 12, 3, 5))[0]
    if kind == "midnight":
        night = datetime.combine(clock.day_of(now) + timedelta(days=1), time.min, clock.CHINA)
        return max(now + timedelta(minutes=1), night + timedelta(minutes=draw.choice((-1, 0, 1))))
    longest = {"minutes": 50, "hours": 20 * 60, "days": 6 * 1440, "weeks": 30 * 1440}[kind]
    shortest = {"minutes": 1, "hours": 60, "days": 1440, "weeks": 7 * 1440}[kind]
    return now + timedelta(minutes=draw.randint(shortest, longest))


def back_dated(draw: Draw, earliest: datetime) -> dict[str, Any]:
    """Mostly now; at times it happened a while ago, with the reason for which it is entered only now."""
    if draw.chance(0.8):
        return {}
    now = clock.now()
    at = now - timedelta(minutes=draw.choice((1, 20, 200, 1500, 5000)))
    if draw.chance(0.9):
        at = max(at, earliest)
    return {"at": at, "late_reason": "told_later" if now - at > timedelta(hours=24) else ""}


def names(people: Sequence[object]) -> str:
    return "、".join(str(one) for one in people)


def when_of(when: dict[str, Any]) -> str:
    """When it happened, where that was earlier."""
    return f"(of {when['at'].astimezone(clock.CHINA):%m-%d %H:%M})" if "at" in when else ""
