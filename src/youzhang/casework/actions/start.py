"""Open a case: at the desk, or after an application (psych:13). It has an owner from the first moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from youzhang.accounts.models import Centre, User
from youzhang.accounts.viewer import Viewer
from youzhang.casework import rules
from youzhang.casework.actions.locking import barred_from, let_into_file, who_carries
from youzhang.casework.actions.messages import tell_carriers
from youzhang.casework.codes import RUNNING
from youzhang.casework.models import Case, CaseFile
from youzhang.clients.actions import NewPerson, register_person
from youzhang.clients.models import Person
from youzhang.clients.queries import linked_ids
from youzhang.clients.rules import COMES_OF_AGE, check_has_guardian, is_minor
from youzhang.kit import clock
from youzhang.kit.text import clean_text
from youzhang.ledger.matters import add_party, let_in, open_matter, opening
from youzhang.ledger.models import Matter
from youzhang.ledger.policy import check_may
from youzhang.ledger.writing import Record

BEFORE = "before_system"


@dataclass(frozen=True)
class NewGuardian:
    """A guardian of whom there is no file yet."""

    name: str
    phone: str = ""
    relation: str = ""


@dataclass(frozen=True)
class NewCase:
    """Whose case it is, who carries it, who steps in, and why it is opened. `application`: the matter it follows."""

    person: Person
    caseworker: User
    backup: User
    source: str
    problem: str = ""
    supervisor: User | None = None
    guardian: Person | None = None
    relation: str = ""
    new_guardian: NewGuardian | None = None
    application: Matter | None = None
    ends_on: date | None = None


def open_case(
    given: NewCase,
    *,
    centre: Centre,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> Case:
    """Open a case with caseworker and backup; a person has one running case at a time."""
    check_may(by, "casework.open", centre.pk)
    people = [given.person, *([given.guardian] if given.guardian else [])]
    rules.check_owners(given.caseworker.pk, given.backup.pk, who_carries(centre.pk), barred_from(people))
    if given.supervisor:
        rules.check_supervisor(given.supervisor.pk, given.caseworker.pk, given.backup.pk, barred_from(people))
    day = clock.day_of(at or clock.now())
    if given.guardian or given.new_guardian:
        check_has_guardian(given.person.born, given.person.capacity, day)
    minor = is_minor(given.person, day)
    kind = "minor-case" if minor else "case"
    with opening(
        kind,
        centre=centre,
        by=by.user,
        at=at,
        parties={"client": given.person.subject},
        late_reason=late_reason,
    ) as (matter, record):
        Person.unscoped.select_for_update().get(pk=given.person.pk)  # two desks at once: one case
        rules.check_no_running_case(has_running_case(given.person))
        if given.new_guardian:
            given = _with_guardian(given, given.new_guardian, centre, by.user)
        case = _begin(given, matter, record, minor=minor)
        if late_reason != BEFORE:  # an import of hundreds tells nobody hundreds of times
            tell_carriers(case, given.caseworker, given.backup, by=by.user)
        return case


def has_running_case(person: Person) -> bool:
    """Whether a case of this person, or of a file linked with theirs, is running, whoever may see it."""
    return bool(Case.unscoped.filter(person__in=linked_ids(person), state__in=RUNNING).exists())


def _begin(given: NewCase, matter: Matter, record: Record, *, minor: bool) -> Case:
    adult_on = comes_of_age(given.person.born) if minor and given.person.born else None
    case: Case = Case.unscoped.create(
        matter=matter, person=given.person, application=given.application, source=given.source,
        caseworker=given.caseworker, backup=given.backup, supervisor=given.supervisor, opened_at=record.at,
        ends_on=given.ends_on, adult_on=adult_on,
    )  # fmt: skip
    _file(given, case, record)
    record("casework.assigned", to=given.caseworker.pk)
    record("casework.backup_named", to=given.backup.pk)
    record("casework.opened", source=given.source, minor=minor, adult_on=adult_on)
    let_into_file(case, given.caseworker, "caseworker")
    let_into_file(case, given.backup, "backup")
    let_in(given.person.matter, given.caseworker, "caseworker")
    let_in(given.person.matter, given.backup, "backup")
    if given.supervisor:
        record("casework.supervisor_named", to=given.supervisor.pk)
        let_into_file(case, given.supervisor, "supervisor")
    return case


def _with_guardian(given: NewCase, new: NewGuardian, centre: Centre, by: User) -> NewCase:
    guardian = register_person(NewPerson(new.name, phone=new.phone), centre=centre, by=by)
    return replace(given, guardian=guardian, relation=new.relation)


def _file(given: NewCase, case: Case, record: Record) -> None:
    file = open_matter("casefile", centre=case.matter.centre, at=record.at, parent=case.matter)
    add_party(file, given.person.subject, "client")
    if given.guardian:
        for matter in (case.matter, file):
            add_party(matter, given.guardian.subject, "guardian")
    CaseFile.unscoped.create(
        matter=file,
        case=case,
        problem=clean_text(given.problem) or None,
        guardian=given.guardian,
        relation=given.relation if given.guardian else "",
    )


def comes_of_age(birth: date) -> date:
    """The 18th birthday; of 29 February, 28 February in other years."""
    try:
        return birth.replace(year=birth.year + COMES_OF_AGE)
    except ValueError:
        return date(birth.year + COMES_OF_AGE, 2, 28)
