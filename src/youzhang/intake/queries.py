"""Applications as staff read them: lists of a service, one application with all that belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from youzhang.accounts.models import AccessEntry
from youzhang.accounts.viewer import Viewer
from youzhang.clients.above import hints
from youzhang.clients.kept_out import anybody_out
from youzhang.documents.models import StoredFile
from youzhang.intake.actions.locking import PARTS
from youzhang.intake.models import (
    Agreement,
    AgreementTemplate,
    Application,
    Assessment,
    Consent,
    PhoneConsent,
    Remark,
    Signature,
    SpecialNeed,
    Withdrawal,
)
from youzhang.kit.kept import Given, kept
from youzhang.ledger.coding import view
from youzhang.ledger.models import Duty, Fact
from youzhang.ledger.openness import still_open
from youzhang.ledger.scope import seen
from youzhang.rulebook.views import FactView
from youzhang.services.models import Service

PAGE = 30
LONGEST_TIMELINE = 200
LOOKS = 8


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and the key with which the next begin; empty at the end."""

    rows: Sequence[Application]
    next: str


@dataclass(frozen=True)
class File:
    """Everything that stands about one application, each kind read once."""

    application: Application
    facts: list[Fact]
    duties: list[Duty]
    assessments: list[Assessment]
    agreement: Agreement | None
    signatures: list[Signature]
    consents: list[Consent]
    phone_consent: PhoneConsent | None
    withdrawal: Withdrawal | None
    remarks: list[Remark]

    @cached_property
    def amended(self) -> set[UUID | None]:
        """The facts that a later one put right."""
        return {fact.amends_id for fact in self.facts}

    @property
    def views(self) -> list[FactView] | None:
        """The facts as the rulebook takes them; None where there are more than were read."""
        return [view(fact) for fact in self.facts] if len(self.facts) < LONGEST_TIMELINE else None

    def as_it_stands(self, fact_id: UUID | None) -> Fact | None:
        """A fact after all its corrections."""
        found = next((fact for fact in self.facts if fact.pk == fact_id), None)
        while found and found.pk in self.amended:
            found = next(fact for fact in self.facts if fact.amends_id == found.pk)
        return found


def applications_of(viewer: Viewer, service: Service, *, state: str = "", after: str = "") -> Page:
    """The applications for a service, newest first; the waiting list in its order."""
    found = (
        Application.objects.visible_to(viewer)
        .filter(service=service)
        .select_related("matter", "applicant__subject__key")
    )
    if state:
        found = found.filter(state=state)
    waiting = state == "waiting"
    moment, _sign, pk = after.partition("~")
    if moment and _is_key(moment, pk):
        at, way = datetime.fromisoformat(moment), "gt" if waiting else "lt"
        found = found.filter(Q(**{f"received_at__{way}": at}) | Q(received_at=at, **{f"pk__{way}": UUID(pk)}))
    order = ("received_at", "pk") if waiting else ("-received_at", "-pk")
    rows = list(found.order_by(*order)[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], f"{last.received_at.isoformat()}~{last.pk}" if last else "")


def next_duties(viewer: Viewer, applications: Sequence[Application]) -> dict[UUID, Duty]:
    """The most urgent open duty of each application: one query for the whole page."""
    matters = [application.matter_id for application in applications]
    open_ones = Duty.objects.visible_to(viewer).filter(still_open(), matter__in=matters)
    found = open_ones.order_by(F("due").asc(nulls_last=True))  # what waits for a date presses least
    first: dict[UUID, Duty] = {}
    for duty in found:
        first.setdefault(duty.matter_id, duty)
    return first


def places(viewer: Viewer, service: Service) -> tuple[int, int]:
    """Places taken, and people waiting, as far as the viewer may know of them: one more would tell who has applied."""
    seen = Application.objects.visible_to(viewer).filter(service=service)
    states = list(seen.values_list("state", flat=True))
    return sum(state in ("passed", "success", "ended") for state in states), states.count("waiting")


def ahead_in_line(viewer: Viewer, application: Application) -> int:
    """How many wait before this one, as far as the viewer may know of them."""
    line = Application.objects.visible_to(viewer).filter(service=application.service_id, state="waiting")
    return line.filter(received_at__lt=application.received_at).count()


def application_for(viewer: Viewer, matter_id: UUID) -> Application | None:
    """One application, if the viewer may see it, with what its file has once and whether it has the rest."""

    def build() -> QuerySet[Application]:
        found = Application.objects.visible_to(viewer).filter(matter=Given("matter"))
        people = ("service__in_charge__subject__key", "helped_by__subject__key", "paper__key")
        once = ("agreement__template", "phone_consent__witness__subject__key", "withdrawal")
        mine = {"application": OuterRef("pk")}
        rest: QuerySet[Application] = found.annotate(
            has_needs=Exists(SpecialNeed.objects.filter(**mine)),
            has_assessments=Exists(Assessment.objects.visible_to(viewer).filter(**mine)),
            is_anybody_out=anybody_out(),
            **hints("applicant__subject"),
            has_remarks=Exists(Remark.objects.visible_to(viewer).filter(**mine)),
        )
        return rest.select_related(*PARTS, *people, *once)

    return next(iter(seen("intake.application", viewer, build, matter=matter_id)), None)


def file_of(viewer: Viewer, application: Application) -> File:
    """Everything about an application that was just found for this viewer; what it has not is not asked for."""

    def mine(model: Any, order: Sequence[str], *related: str, **only: Any) -> list[Any]:
        def build() -> QuerySet[Any]:
            rows = model.objects.visible_to(viewer).filter(matter=Given("matter"), **only)
            # None: nothing along; without any name Django would take all that there is.
            along: QuerySet[Any] = rows.select_related(*(related or (None,))).order_by(*order)
            return along[:LONGEST_TIMELINE]

        found = seen(f"intake.file {model.__name__}", viewer, build, matter=application.matter_id)
        return [_under(application, row) for row in found]

    def once(name: str) -> Any:
        row = getattr(application, name, None)
        return row and _under(application, row)

    agreement = once("agreement")
    return File(
        application=application,
        facts=mine(Fact, ["-at", "-id"], "by__subject__key"),
        duties=mine(Duty, ["opened_at", "article"], "taken_by__subject__key"),
        assessments=mine(Assessment, ["-at"], "by__subject__key") if _has(application, "assessments") else [],
        agreement=agreement,
        signatures=mine(
            Signature, ["at"], "user__subject__key", "person__subject__key", "seen_by__subject__key"
        )
        if agreement
        else [],
        consents=mine(Consent, ["at"], "noted_by__subject__key", withdrawn_at=None),
        phone_consent=once("phone_consent"),
        withdrawal=once("withdrawal"),
        remarks=mine(Remark, ["-at"], "answered_by__subject__key") if _has(application, "remarks") else [],
    )


def needs_of(application: Application) -> list[SpecialNeed]:
    """What the applicant needs in order to take part."""
    return kept("intake.needs", _needs).ask(application=application.pk) if _has(application, "needs") else []


def _needs() -> QuerySet[SpecialNeed]:
    return SpecialNeed.objects.filter(application=Given("application")).order_by("need")


def _has(application: Application, name: str) -> bool:
    """As `application_for` told; of one found otherwise nothing is known."""
    return getattr(application, f"has_{name}", True)


def _under(application: Application, row: Any) -> Any:
    """A row of the file, whose matter, and with it its key, is the application's."""
    row.matter = application.matter
    return row


def remarks_of(viewer: Viewer, application: Application) -> list[Remark]:
    """What the applicant said, what waits for an answer first."""
    found = Remark.objects.visible_to(viewer).filter(application=application)
    rows = found.select_related("matter__key", "application__matter", "answered_by__subject__key").order_by(
        "at"
    )
    return sorted(rows, key=lambda remark: remark.answered_at is not None)


def paper_of(application: Application, file_id: UUID) -> StoredFile | None:
    """A file of this application."""
    return StoredFile.objects.select_related("key").filter(pk=file_id, about=application.matter_id).first()


def editions(organisation_id: UUID) -> list[AgreementTemplate]:
    """The editions of an organisation's agreement, newest first."""
    found = AgreementTemplate.objects.filter(organisation=organisation_id)
    return list(found.select_related("published_by__subject__key").order_by("-edition"))


def looks(application: Application) -> list[AccessEntry]:
    """Who opened the application last."""
    return kept("intake.looks", _looks).ask(about=application.matter_id)


def _looks() -> QuerySet[AccessEntry]:
    entries = AccessEntry.objects.filter(about=Given("about")).select_related("user__subject__key")
    return entries.order_by("-at")[:LOOKS]


def _is_key(moment: str, pk: str) -> bool:
    try:
        return bool(UUID(pk)) and datetime.fromisoformat(moment).tzinfo is not None
    except ValueError:
        return False
