"""What staff do: they open My duties and discharge them, some at once, some late."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import time, timedelta
from random import Random
from zlib import crc32

from django.db import transaction
from django.db.models import QuerySet

from youzhang.accounts.models import User
from youzhang.intake.actions.appoint import Appointment, appoint
from youzhang.intake.actions.assess import Assessed, assess
from youzhang.intake.actions.attend import Attendance, note_attendance
from youzhang.intake.actions.needs import settle_need
from youzhang.intake.actions.receipt import give_receipt
from youzhang.intake.actions.remarks import answer_remark
from youzhang.intake.actions.remind import remind
from youzhang.intake.actions.sign import Checklist, Signing, explain, sign, start_agreement
from youzhang.intake.actions.tell import Told, tell_refusal
from youzhang.intake.actions.withdraw import note_withdrawal
from youzhang.intake.models import Application, Remark, Signature
from youzhang.intake.rules import required_parts
from youzhang.kit import clock
from youzhang.kit.kept import Given, kept
from youzhang.kit.refused import Refused
from youzhang.ledger.models import Duty
from youzhang.life.cast import cast
from youzhang.life.founding import Place, viewing
from youzhang.life.house import take_over
from youzhang.life.pen import a_signature
from youzhang.policy.actions import Article, Text, publish_publicity, publish_text
from youzhang.services.actions import publish_notice
from youzhang.services.left_property import let_go
from youzhang.services.models import LeftProperty, Service

Act = Callable[[Duty, User, Random, Place], None]

# What a guardian agrees to with their signature.
AGREED = {"information": True, "sensitive": True}


def _application(duty: Duty) -> Application:
    [row] = kept("life.application", _applications).ask(matter=duty.matter_id)
    found: Application = row
    return found


def _applications() -> QuerySet[Application]:
    rows: QuerySet[Application] = Application.unscoped.filter(matter=Given("matter")).select_related(
        "matter__centre__organisation", "matter__key", "service__matter__centre", "service__in_charge",
        "applicant__subject__key", "guardian__subject__key",
    )  # fmt: skip
    return rows


def _assess(duty: Duty, by: User, chance: Random, place: Place) -> None:
    row = _application(duty)
    luck = chance.random()
    result, ground = ("failed", "age") if luck < 0.5 else ("passed", "")
    if not _outside_ages(row):
        result, ground = "passed", ""
    given = Assessed(chance.choice(("phone", "interview", "wecom")), "routine", result, row.version, ground)
    try:
        assess(row, given, by=viewing(by))
    except Refused:
        waiting = Assessed("phone", "routine", "waiting", row.version)
        assess(row, waiting, by=viewing(by))


def _outside_ages(row: Application) -> bool:
    birth = row.applicant.birth
    if not birth or row.service.min_age is None:
        return False
    years = clock.today().year - int(birth[:4]) - (clock.today().isoformat()[5:] < birth[5:])
    return not row.service.min_age <= years <= (row.service.max_age or 200)


def _sign(duty: Duty, by: User, chance: Random, place: Place) -> None:
    row = _application(duty)
    viewer = viewing(by)
    agreement = start_agreement(row, by=viewer)
    explain(row, Checklist(True, True, True, True), by=viewer)
    signed = set(Signature.unscoped.filter(agreement=agreement).values_list("part", flat=True))
    for part in sorted(required_parts(row, clock.today()) - signed):
        how = chance.choice(("screen", "screen", "paper"))
        given = Signing(
            part, how, a_signature(chance), agreement.text_hash, True, consents=AGREED, identity_checked=True
        )
        sign(row, given, by=viewer)


def _receipt(duty: Duty, by: User, chance: Random, place: Place) -> None:
    give_receipt(_application(duty), paper=True, by=viewing(by))


def _remind(duty: Duty, by: User, chance: Random, place: Place) -> None:
    remind(_application(duty), way="call", by=viewing(by))


def _appoint(duty: Duty, by: User, chance: Random, place: Place) -> None:
    day = clock.today() + timedelta(days=chance.randrange(4, 15))
    first = Appointment(day, time(chance.randrange(9, 17)), "个案室 1")
    appoint(_application(duty), first, by=viewing(by))


def _deliver(duty: Duty, by: User, chance: Random, place: Place) -> None:
    row = _application(duty)
    came = chance.random() < 0.88
    on_paper = duty.due is not None and duty.due < clock.now() and chance.random() < 0.6
    note_attendance(
        row,
        Attendance(came, "" if came else "client"),
        by=viewing(by),
        at=duty.due - timedelta(hours=6) if on_paper and duty.due else None,
        late_reason="paper_first" if on_paper else "",
    )


def _tell(duty: Duty, by: User, chance: Random, place: Place) -> None:
    text = "报名条件里写明了年龄范围，这次不能参加；已介绍了适合的活动。"
    tell_refusal(_application(duty), Told("phone", True, text), by=viewing(by))


def _note_withdrawal(duty: Duty, by: User, chance: Random, place: Place) -> None:
    note_withdrawal(_application(duty), by=viewing(by))


def _respond(duty: Duty, by: User, chance: Random, place: Place) -> None:
    for remark in Remark.unscoped.filter(matter=duty.matter_id, answered_at=None).select_related(
        "matter__centre"
    ):
        answer_remark(remark, chance.choice(cast()["names"]["answers"]), by=viewing(by))


def _arrange(duty: Duty, by: User, chance: Random, place: Place) -> None:
    row = _application(duty)
    for need in row.needs.filter(arranged=None):
        settle_need(row, need.need, arranged=chance.random() < 0.9, by=viewing(by))


def _notice(duty: Duty, by: User, chance: Random, place: Place) -> None:
    service = Service.unscoped.select_related("matter__centre__organisation", "in_charge").get(
        matter=duty.matter_id
    )
    publish_notice(service, by=viewing(by))


def _give_back(duty: Duty, by: User, chance: Random, place: Place) -> None:
    things = LeftProperty.unscoped.filter(matter=duty.matter_id, ended_at=None)
    for thing in things.select_related("service__matter__centre", "service__in_charge"):
        let_go(thing.service, thing.pk, "returned", by=viewing(by))


def _publish(duty: Duty, by: User, chance: Random, place: Place) -> None:
    kind = {"38": "about", "39": "procedures", "44": "needs_assessment", "75": "house_rules"}[
        duty.article.partition(":")[2]
    ]
    words = dict(cast()["text"][kind])
    publish_text(duty.matter, Text(kind, words.pop("title"), words), by=viewing(by))


def _publicity(duty: Duty, by: User, chance: Random, place: Place) -> None:
    if duty.number == clock.today().isoformat()[:7]:
        title = chance.choice(cast()["names"]["publicity"])
        article = Article(title, f"{title}。欢迎到站里领取折页，或拨打 12356。")
        publish_publicity(place.centre, article, by=viewing(by))


ACTS: dict[str, Act] = {
    "assess": _assess, "receive": _assess, "sign": _sign, "paper": _sign, "carry_out": _sign, "receipt": _receipt,
    "remind": _remind, "deliver": _deliver, "tell_refusal": _tell, "note_withdrawal": _note_withdrawal,
    "respond": _respond, "feed_back": _respond, "arrange": _arrange, "notice": _notice, "notice_routine": _notice,
    "give_back": _give_back, "publish": _publish, "publicity": _publicity, "hand_over": take_over,
}  # fmt: skip
# How likely somebody gets round to a duty on a working day, while there is time and when it is due.
EAGER, PRESSED, FORGETFUL = 0.38, 0.9, 0.06


def work_today(place: Place, chance: Random, short_handed: bool = False) -> None:
    """Every open duty of the centre is somebody's; they do what they get round to, half of it when short-handed."""
    for pk in [duty.pk for duty in _open(place) if _gets_round_to(duty, chance, short_handed)]:
        duty = next(iter(kept("life.duty", _still_open).ask(duty=pk)), None)
        act, by = (_act(duty), _holder(duty, place)) if duty else (None, None)
        if duty and act and by:
            # A reminder after the day, a signature after leaving: refused, and left for the lead to waive.
            with suppress(Refused), transaction.atomic():
                act(duty, by, chance, place)


def _still_open() -> QuerySet[Duty]:
    rows: QuerySet[Duty] = Duty.unscoped.filter(pk=Given("duty"), outcome="open").select_related(
        "matter__centre"
    )
    return rows


def _gets_round_to(duty: Duty, chance: Random, short_handed: bool) -> bool:
    if _act(duty) is None or _too_early(duty):
        return False
    return chance.random() < _likelihood(duty) * (0.4 if short_handed else 1)


def _act(duty: Duty) -> Act | None:
    """What discharges a duty; somebody waiting for a routine service is given a first day before anything else."""
    if duty.due is None and duty.name in {"deliver", "remind"}:
        return _appoint if duty.name == "deliver" else None
    return ACTS.get(duty.name)


def _too_early(duty: Duty) -> bool:
    """Nobody reminds a week ahead, or notes who came before anybody could."""
    return (
        duty.name in {"remind", "deliver"}
        and duty.due is not None
        and duty.due - clock.now() > timedelta(days=2)
    )


def _open(place: Place) -> QuerySet[Duty]:
    rows = Duty.unscoped.filter(centre=place.centre, outcome="open", shows_at__lte=clock.now())
    ordered: QuerySet[Duty] = rows.select_related("matter").order_by(
        "due", "matter__number", "article", "name", "number"
    )
    return ordered.only("name", "due", "matter__number")


def _likelihood(duty: Duty) -> float:
    if crc32(f"{duty.matter.number}{duty.name}".encode()) % 11 == 0:  # the same ones in every telling
        return FORGETFUL
    left = (duty.due - clock.now()).total_seconds() / 86400 if duty.due else 10
    return PRESSED if left < 1.5 else EAGER


def _holder(duty: Duty, place: Place) -> User | None:
    people = {str(user.pk): user for user in place.staff.values()}
    for holder in [str(duty.taken_by_id), *duty.holders]:
        if holder in people:
            return people[holder]
        if place.by_role.get(holder):
            return place.by_role[holder][0]
    return None
