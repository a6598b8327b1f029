"""A centre with those who act in a crisis, and the crisis itself; builders call the real actions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.builders import a_centre, staff, viewing
from youzhang.accounts.models import Centre, User
from youzhang.crisis import actions
from youzhang.crisis.actions.keepers import Said
from youzhang.crisis.models import Crisis
from youzhang.kit import clock
from youzhang.ledger.models import Duty, Fact
from youzhang.staff.actions.files import TrainingDone, enter_training, open_file

CALM: dict[str, Any] = {
    "ideation": "passive", "method": False, "plan": "none", "intent": False, "behaviour": "none", "self_harm": False,
    "disorder": False, "developmental": False, "to_others": False, "protective": "",
}  # fmt: skip


@dataclass
class Cast:
    """Who works at the centre."""

    centre: Centre
    reporter: User
    counsellor: User
    other: User
    head: User
    lead: User


# The cast that stands ready for a test (conftest).
READY: list[Callable[[], Cast]] = []


def a_cast() -> Cast:
    """The cast that stands ready, once for each test; then another."""
    return READY.pop()() if READY else new_cast()


def new_cast() -> Cast:
    """A desk, two trained counsellors, a department head, a project lead."""
    centre = a_centre()
    cast = Cast(
        centre,
        staff(centre, "duty_staff", name="前台"),
        staff(centre, "counsellor", name="咨询甲"),
        staff(centre, "counsellor", name="咨询乙"),
        staff(centre, "department_head", name="主管"),
        staff(centre, "project_lead", name="负责人"),
    )
    for person in (cast.counsellor, cast.other):
        trained(person, cast)
    return cast


def acting(user: User) -> dict[str, Any]:
    """Who acts, as actions take it."""
    return {"by": viewing(user)}


def opened(cast: Cast, reason: str = "suicide_thought", subject: Any = None, **more: Any) -> Crisis:
    """A crisis that somebody at the desk has opened."""
    told = more.pop("told", actions.Told("小雨", "13800000427", "活动室", "说活着没意思", minor=False))
    by = more.pop("by", cast.reporter)
    given = {"source": "self", "route": "venue"} | more
    return actions.open_crisis(cast.centre, subject, reason=reason, by=by, told=told, **given)


def taken(cast: Cast, **more: Any) -> Crisis:
    """A crisis that the first counsellor leads."""
    return actions.take_crisis(opened(cast, **more), **acting(cast.counsellor))


def assessed(crisis: Crisis, by: User, level: str = "1", path: str = "in_house", **answers: Any) -> Any:
    """An assessment of thoughts only, unless the answers say more."""
    return actions.assess(crisis, actions.Assessed(CALM | answers, level, path), **acting(by))


def told(crisis: Crisis, by: User, *whom: str) -> None:
    """Everybody named was told by telephone."""
    for to in whom:
        given = actions.Tell(to, "told", "phone", "接电话的人", "来访者需要陪伴")
        actions.tell(crisis, given, **acting(by))


def kinds(crisis: Crisis) -> list[str]:
    """What happened, in order."""
    return list(
        Fact.unscoped.filter(matter=crisis.matter_id).order_by("at", "id").values_list("kind", flat=True)
    )


def duty(crisis: Crisis, article: str, name: str) -> Duty | None:
    """The newest duty of a name."""
    found = Duty.unscoped.filter(matter=crisis.matter_id, article=article, name=name)
    row: Duty | None = found.order_by("-opened_at", "-pk").first()
    return row


def outcome(crisis: Crisis, article: str, name: str) -> str:
    """How it stands."""
    found = duty(crisis, article, name)
    return found.outcome if found else ""


def trained(person: User, cast: Any) -> None:
    """A crisis training that holds for a year."""
    today = clock.today()
    file = open_file(cast.centre, person, hired_on=today, by=cast.lead)
    given = TrainingDone("crisis", today, today + timedelta(days=365), "证书")
    enter_training(file, given, **acting(cast.lead))


def lowered(crisis: Crisis, cast: Cast, level: str) -> None:
    """Two people find it lower."""
    crisis.refresh_from_db()
    second = cast.other if cast.other != cast.counsellor else cast.lead
    asked = actions.ask_lowering(crisis, level, "平稳", second, **acting(cast.counsellor))
    actions.answer_lowering(asked, agree=True, by=viewing(second))
    crisis.refresh_from_db()


def confirmed(crisis: Crisis, by: User, whom: str = "police", what: str = "number") -> None:
    """Police or ambulance say their name, and under which number, or that they have the person."""
    actions.confirm(crisis, Said(whom, what, "王警官 012345", "JJ-0427"), **acting(by))


def calmed(crisis: Crisis, cast: Cast, level: str = "0") -> None:
    """Somebody qualified spoke with them after the last sign of danger, assessed anew, and two people lowered it."""
    actions.follow_up(crisis, actions.Contact("phone", True, "", "好多了"), **acting(cast.counsellor))
    assessed(crisis, cast.counsellor, "0", path="")
    lowered(crisis, cast, level)


def ready(crisis: Crisis, cast: Cast) -> None:
    """All that psych:14b asks for."""
    assessed(crisis, cast.counsellor, "1", path="in_house")
    told(crisis, cast.counsellor, "authority")
    calmed(crisis, cast)


def said_same(crisis: Crisis, other: Crisis, by: User) -> None:
    """Somebody who works on both says that it is one person."""
    actions.note_same(crisis, other, "声音和说法都一样", **acting(by))


def found_nothing(crisis: Crisis, by: User) -> None:
    """Somebody qualified spoke with them, and the assessment found no danger."""
    actions.follow_up(crisis, actions.Contact("phone", True, "", "一切平安"), **acting(by))
    assessed(crisis, by, "0", path="", ideation="none")


def unfounded(crisis: Crisis, cast: Cast) -> None:
    """Spoken with, assessed, and closed by the head as no crisis."""
    found_nothing(crisis, cast.counsellor)
    actions.close_crisis(crisis, "unfounded", "虚惊一场", **acting(cast.head))
