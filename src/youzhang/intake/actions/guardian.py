"""Name the guardian of an applicant: an adult of limited capacity, or one who was left out."""

from __future__ import annotations

from youzhang.accounts.viewer import Viewer
from youzhang.clients.above import guard_in_step
from youzhang.clients.actions import NewPerson, register_person
from youzhang.clients.models import Person
from youzhang.clients.rules import check_has_guardian
from youzhang.intake import rules
from youzhang.intake.actions.locking import changing, check_may_act
from youzhang.intake.actions.signing_link import end_links
from youzhang.intake.models import Application
from youzhang.kit import clock
from youzhang.kit.text import clean_line, clean_phone
from youzhang.ledger.matters import add_party, take_back


def name_guardian(
    application: Application, guardian: NewPerson | Person, relation: str, *, by: Viewer
) -> Application:
    """From now on this person acts and signs for the applicant (psych:41)."""
    check_may_act(by, application, "intake.receive")
    birth = guardian.born if isinstance(guardian, Person) else guardian.birth
    name, phone = clean_line(guardian.name), clean_phone(guardian.phone or "")
    rules.check_guardian_given(name=name, phone=phone, relation=relation)
    with changing(application, by=by.user) as (row, record):
        check_has_guardian(row.applicant.born, row.applicant.capacity, clock.day_of(record.at))
        theirs = (row.applicant.name, row.applicant.phone or "", row.applicant.born)
        rules.check_guardian_is_another(theirs, (name, phone, birth))
        rules.check_guardian_is_adult(birth, clock.day_of(record.at))
        if isinstance(guardian, NewPerson):
            guardian = register_person(guardian, centre=row.matter.centre, by=by.user)
        before, row.guardian, row.relation = row.guardian, guardian, relation
        end_links(row, record.at, "guardian")
        if before and before != guardian:
            take_back(row.matter.parties.filter(subject=before.subject_id, part="guardian"))
        add_party(row.matter, guardian.subject, "guardian")
        record("intake.guardian_named")
        guard_in_step(row.applicant, before, guardian, relation, by=by.user, at=record.at)
    return row
