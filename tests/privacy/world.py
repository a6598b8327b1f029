"""Two psychological centres and one of welfare, lived through the real actions, with a canary in every sealed field."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from stdnum.cn import ric

from tests.builders import START, a_centre, a_logo, a_service, an_application, passed, signed, viewing
from tests.privacy.canaries import NOBODY, STAFF, Canaries
from youzhang.accounts.actions import NewMember, create_user, delegate, end_role, give_role
from youzhang.accounts.models import Centre, User
from youzhang.accounts.roles import ROLES
from youzhang.casework.models import Case
from youzhang.clients.actions import NewPerson, bar_from_person, link_same_person, register_person
from youzhang.clients.models import Person
from youzhang.intake import actions as intake
from youzhang.intake.models import Application
from youzhang.jobs.models import Job
from youzhang.kit import clock
from youzhang.ledger.matters import let_in, shut_out
from youzhang.ledger.models import Duty, Matter
from youzhang.ledger.years import centre_year
from youzhang.notices.actions import post
from youzhang.notices.models import Notice
from youzhang.policy.actions import Article, Text, open_library, publish_publicity, publish_text
from youzhang.policy.texts import ITEMS
from youzhang.services.actions import set_in_charge
from youzhang.services.left_property import Found, take_in
from youzhang.services.models import Service

YESTERDAY = timedelta(days=1)


@dataclass
class World:
    """Centres, people by name, applications by name, and what was planted."""

    here: Centre
    there: Centre
    welfare: Centre
    canaries: Canaries = field(default_factory=Canaries)
    users: dict[str, User] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    jobs: list[Job] = field(default_factory=list)
    cases: dict[str, Case] = field(default_factory=dict)
    asked: list[UUID] = field(default_factory=list)
    referrals: list[UUID] = field(default_factory=list)
    relatives: list[UUID] = field(default_factory=list)
    crises: dict[str, Any] = field(default_factory=dict)

    def matters(self) -> list[Matter]:
        """Every matter there is."""
        return list(Matter.unscoped.order_by("opened_at", "pk"))

    def user(self, name: str, *roles: str, at: Centre | None = None) -> User:
        """A member of staff; their name is for colleagues, their telephone and mailbox for who keeps the list."""
        centre = at or self.here
        words = [self.canaries.word(f"{what} of {name}", STAFF) for what in ("name", "phone", "mail")]
        user = create_user(NewMember(name, words[0], words[1], f"{words[2]}@example.org"))
        for role in roles:
            give_role(user, centre, role, starts_on=START)
        self.canaries.belong(*words, to=centre.pk)
        self.users[name] = user
        return user

    def known_at(self, user: User, centre: Centre) -> None:
        """Their name is known to the colleagues of a second centre too."""
        self.canaries.belong(user.name, user.phone, (user.mail or "").partition("@")[0], to=centre.pk)

    def particulars(self, who: str, birth: date, **changes: Any) -> NewPerson:
        """A person with a canary in every field."""
        word, phone = self.canaries.word, self.canaries.phone
        values = {"phone": phone(f"phone of {who}"), "id_number": self._id_number(who, birth)} | changes
        return NewPerson(
            word(f"name of {who}"), birth, mail=f"{word(f'mail of {who}')}@example.org", channel="email",
            address=word(f"address of {who}"), school=word(f"school of {who}"), **values,
        )  # fmt: skip

    def _id_number(self, who: str, birth: date) -> str:
        digits = f"330106{birth:%Y%m%d}{len(self.people) + len(self.canaries.planted):03d}"
        number = digits + ric.calc_check_digit(digits + "0")
        return self.canaries.known(number, f"ID number of {who}")

    def apply(
        self, name: str, service: Service, birth: date, *, guardian: bool = False, **more: Any
    ) -> Application:
        """An application, with everything that an application form holds."""
        word, lead = self.canaries.word, service.in_charge
        form: dict[str, Any] = {
            "applicant": self.particulars(name, birth),
            "wish": word(f"wish of {name}"),
            "emergency_name": word(f"emergency name of {name}"),
            "emergency_phone": self.canaries.phone(f"emergency phone of {name}"),
        }
        if guardian:
            form |= {
                "guardian": self.particulars(f"guardian of {name}", date(1984, 3, 2)),
                "relation": "mother",
            }
        row = an_application(service, lead, **form | more)
        self.applications[name] = row
        self.canaries.belong(form["wish"], form["emergency_name"], form["emergency_phone"], to=row.matter_id)
        for part, person in ((name, row.applicant), (f"guardian of {name}", row.guardian)):
            if person:
                self._file(part, person, row.matter_id)
        return row

    def _file(self, name: str, person: Person, *matters: UUID) -> None:
        """A person's particulars stand on their file and on what they play a part in."""
        self.people[name] = person
        mail = (person.mail or "").partition("@")[0]
        own = (person.name, person.phone, mail, person.address, person.school, person.id_number)
        for matter in (person.matter_id, *matters):
            self.canaries.belong(*own, to=matter)

    def said(self, row: Application, what: str) -> str:
        """Something that belongs to an application."""
        word = self.canaries.word(what)
        self.canaries.belong(word, to=row.matter_id)
        return word


def a_world() -> World:
    """The whole of it; some seconds."""
    world = World(
        a_centre(), a_centre(organisation="Other Body"), a_centre("welfare", organisation="Third Body")
    )
    _staff(world)
    for name, centre, lead in (("here", world.here, "lead"), ("there", world.there, "there_lead")):
        _services(world, name, centre, world.users[lead])
    _journeys(world)
    _others(world)
    _exceptions(world)
    return world


def _staff(world: World) -> None:
    """Everybody who works, each role once at the first centre."""
    for role in ROLES:
        world.user(role, role)
    world.user("lead", "project_lead", "specialist")
    world.user("there_lead", "project_lead", "specialist", at=world.there)
    world.user("welfare_lead", "director", at=world.welfare)
    for name in ("barred", "barred_from_guardian", "matter_barred", "absent"):
        world.user(name, "specialist")
    # Who would read every crisis, were they not the guardian whom one of them suspects.
    world.user("suspected_guardian", "department_head")
    for name in ("granted", "deputy", "barred_though_granted"):
        world.user(name, "counsellor")


def _services(world: World, name: str, centre: Centre, lead: User) -> None:
    """An announced service, one not announced, things left behind, texts and publicity."""
    word = world.canaries.word
    service = world.services[name] = a_service(lead, centre)
    world.services[f"{name} planned"] = a_service(lead, centre, published=False)
    acting: Any = {"by": viewing(lead)}
    left = word(f"left property {name}")
    take_in(service, Found(left, "A3", clock.today()), **acting)
    world.canaries.belong(left, to=service.matter_id)
    # The person in charge is named in the notice: that name is public.
    world.canaries.planted.pop(lead.name, None)
    library = open_library(centre, by=lead)
    publish_text(library, Text("about", "我们是谁", dict.fromkeys(ITEMS["about"], "一段话")), **acting)
    publish_publicity(centre, Article("心理健康", "一段话"), **acting)
    centre_year(centre, clock.today().year)


def _journeys(world: World) -> None:
    """Applications in every state, at the first centre."""
    lead = world.users["lead"]
    acting: Any = {"by": viewing(lead)}
    service, apply, said = world.services["here"], world.apply, world.said
    child = apply("child", service, date(2013, 3, 8), guardian=True, needs=("hearing",))
    intake.record_phone_consent(
        child,
        intake.PhoneCall(
            _phone(world, child, "phone consent"), said(child, "reason of consent"), world.users["specialist"]
        ),
        **acting,
    )
    intake.assess(
        child,
        intake.Assessed("phone", "routine", "passed", child.version, note=said(child, "note")),
        **acting,
    )
    adult = signed(passed(apply("adult", service, date(1990, 5, 4), paper=a_logo()), lead), lead)
    remark = intake.leave_remark(adult, said(adult, "remark"))
    intake.answer_remark(remark, said(adult, "answer"), **acting)
    intake.leave_remark(adult, said(adult, "second remark"))
    notice = {
        "about": adult.matter_id,
        "key": adult.matter.key,
        "centre": world.here,
        "kind": "test",
        "channel": "email",
    }
    words = {name: said(adult, f"notice {name}") for name in ("subject", "body")}
    post(**notice, **words, address=adult.applicant.mail, due_at=clock.now(), dedupe="privacy")
    Notice.objects.filter(dedupe="privacy").update(state="given_up")
    refused = apply("refused", _narrow(world, lead), date(1991, 5, 4))
    given = intake.Assessed(
        "interview", "routine", "failed", refused.version, "age", note=said(refused, "note of no")
    )
    intake.assess(refused, given, **acting)
    intake.tell_refusal(refused, intake.Told("phone", True, said(refused, "why it was refused")), **acting)
    withdrawn = apply("withdrawn", service, date(1992, 5, 4))
    intake.ask_withdrawal(withdrawn, intake.Leaving("online", said(withdrawn, "reason of leaving")))
    intake.note_withdrawal(withdrawn, **acting)
    waiting = apply("waiting", service, date(1993, 5, 4))
    intake.assess(waiting, intake.Assessed("phone", "routine", "waiting", waiting.version), **acting)
    for row in world.applications.values():
        code = intake.reissue_code(row, identity_checked=True, **acting)
        world.canaries.known(code, f"query code of {row.matter.number}", NOBODY)
    _, job = set_in_charge(world.services["here planned"], lead, **acting)
    world.jobs += [job] if job else []


def _narrow(world: World, lead: User) -> Service:
    """A service for the young only, so that somebody can be refused."""
    service = world.services["narrow"] = a_service(lead, world.here, notice={"min_age": 12, "max_age": 18})
    return service


def _phone(world: World, row: Application, what: str) -> str:
    number = world.canaries.phone(what)
    world.canaries.belong(number, to=row.matter_id)
    return number


def _others(world: World) -> None:
    """What stands elsewhere, and files that lead to no application."""
    world.apply("abroad", world.services["there"], date(1994, 5, 4))
    for name, centre, by in (
        ("twin", world.here, world.users["lead"]),
        ("resident", world.welfare, world.users["welfare_lead"]),
    ):
        world._file(name, register_person(world.particulars(name, date(1950, 1, 1)), centre=centre, by=by))


def _exceptions(world: World) -> None:
    """Bars, grants, standing in, leaving."""
    users, lead = world.users, world.users["lead"]
    view = viewing(lead)
    for name, person in (
        ("barred", "child"),
        ("barred_from_guardian", "guardian of child"),
        ("barred_though_granted", "adult"),
    ):
        bar_from_person(users[name], world.people[person], reason="relative", by=view)
    link_same_person(world.people["adult"], world.people["twin"], by=view)
    adult, withdrawn = world.applications["adult"].matter, world.applications["withdrawn"].matter
    for matter in (adult, world.people["withdrawn"].matter):
        shut_out(matter, users["matter_barred"])
    let_in(withdrawn, users["granted"], "case")
    let_in(adult, users["barred_though_granted"], "case")
    let_in(adult, users["granted"], "case", clock.now() - timedelta(minutes=1))
    today = clock.today()
    delegate(users["absent"], users["deputy"], world.here, starts_on=today, ends_on=today, by=users["absent"])
    _of_two_centres(world)


def _of_two_centres(world: World) -> None:
    """Somebody stands in here for a colleague who works there too; another has moved away; one may sign in no more."""
    users, today = world.users, clock.today()
    works_at_both, deputy_of_both = (
        world.user("works_at_both", "specialist"),
        world.user("deputy_of_both", "counsellor"),
    )
    for user in (works_at_both, deputy_of_both):
        give_role(user, world.there, "counsellor", starts_on=START)
        world.known_at(user, world.there)
    let_in(world.applications["abroad"].matter, works_at_both, "case")
    delegate(works_at_both, deputy_of_both, world.here, starts_on=today, ends_on=today, by=works_at_both)
    moved = world.user("moved", "specialist")
    give_role(moved, world.welfare, "carer", starts_on=START)
    world.known_at(moved, world.welfare)
    end_role(moved.holdings.get(centre=world.here), last_day=today - YESTERDAY, by=users["lead"])
    let_in(world.applications["adult"].matter, moved, "case")
    gone = world.user("gone", "specialist")
    end_role(gone.holdings.get(), last_day=today - YESTERDAY, by=users["lead"])
    deactivated = world.user("deactivated", "project_lead")
    User.objects.filter(pk=deactivated.pk).update(is_active=False)


def duties() -> list[Duty]:
    """Every duty there is."""
    return list(Duty.unscoped.select_related("matter").order_by("pk"))
