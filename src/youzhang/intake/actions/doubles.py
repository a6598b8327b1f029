"""The same person applying for the same service again: refused at the desk, and online taken in for staff to see.

Whoever applies online has shown no code: to tell them that there is an application would tell anybody who has applied.
"""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer
from youzhang.clients.actions import NewPerson
from youzhang.clients.models import Person
from youzhang.clients.queries import linked_ids
from youzhang.intake import rules
from youzhang.intake.models import Application
from youzhang.kit.kept import Given, kept
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_line, clean_phone
from youzhang.services.models import Service
from youzhang.vault import tokens
from youzhang.vault.models import SearchToken

Someone = NewPerson | Person


def check_not_running(applicant: Someone, guardian: Someone | None, service: Service) -> None:
    """One person has one running application for a service; a second would take a second place."""
    if isinstance(applicant, Person):
        running = Application.unscoped.filter(service=service, state__in=rules.RUNNING)
        found = running.filter(applicant__in=linked_ids(applicant)).exists()
    else:
        found = bool(_same(applicant, guardian, service))
    if found:
        why = _("There is an application of this person for this service already.")
        way_on = _("Follow it with its receipt number and query code. If they are lost, call us or come by.")
        raise Refused("rule:applied_already", why, way_on)


def doubles_of(viewer: Viewer, application: Application) -> list[Application]:
    """Other running applications for the same service that seem to be of the same person, as far as the viewer may
    know of them."""
    if application.state not in rules.RUNNING:
        return []
    same = {row.pk for row in _same(application.applicant, application.guardian, application.service)}
    found = Application.objects.visible_to(viewer).filter(pk__in=same - {application.pk})
    return list(found.select_related("matter").order_by("received_at")) if same - {application.pk} else []


def marks(person: Someone) -> tuple[str, str, date | None]:
    """What tells people apart: name, telephone, birth date."""
    return clean_line(person.name), clean_phone(person.phone or ""), birth_of(person)


def birth_of(person: Someone) -> date | None:
    """The birth date, of whoever was just named or has a file."""
    return person.born if isinstance(person, Person) else person.birth


def _same(applicant: Someone, guardian: Someone | None, service: Service) -> list[Application]:
    """The running applications of who seems to be the same person."""
    mine, near = marks(applicant), tokens.near(clean_line(applicant.name))
    namesakes = kept("intake.namesakes", _namesakes).ask(tokens=near, centres=[service.matter.centre_id])
    alike = kept("intake.alike", _alike).ask(service=service.pk, subjects=namesakes)
    phones = {mine[1], marks(guardian)[1] if guardian else ""} - {""}
    return [application for application in alike if _is_same(application, mine, phones)]


def _namesakes() -> QuerySet[SearchToken, object]:
    """People who answer to a name; asked by itself, or a database might walk through all who applied."""
    return tokens.holding([Given("tokens")], [Given("centres")])


def _alike() -> QuerySet[Application]:
    """Running applications for a service of some people."""
    found: QuerySet[Application] = Application.unscoped.filter(
        service=Given("service"), state__in=rules.RUNNING, applicant__subject__id__in=[Given("subjects")]
    )
    return found.select_related("applicant__subject__key", "guardian__subject__key")


def _is_same(application: Application, mine: tuple[str, str, date | None], phones: set[str]) -> bool:
    """The same name, birth date and a telephone number in common: one thing less is somebody else."""
    theirs = marks(application.applicant)
    their_phones = {theirs[1], (application.guardian.phone or "") if application.guardian else ""}
    return theirs[0] == mine[0] and theirs[2] == mine[2] and bool(their_phones & phones)
