"""What the staff pages of an application show."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youzhang.accounts.accesses import in_words
from youzhang.accounts.viewer import Viewer
from youzhang.clients.facts import RELATIONS
from youzhang.clients.file import age_words
from youzhang.clients.models import Person
from youzhang.clients.rules import is_minor
from youzhang.clients.safety import safety_of
from youzhang.clients.told import Contact, by_number, contact
from youzhang.intake import facts as codes
from youzhang.intake import queries, rules
from youzhang.intake.actions.assess import NEXT
from youzhang.intake.actions.correct import ATTENDANCE
from youzhang.intake.actions.doubles import doubles_of
from youzhang.intake.contact import asks_anybody
from youzhang.intake.meeting import meeting_of
from youzhang.intake.models import PARTS, STATES, Application, Consent
from youzhang.intake.queries import File
from youzhang.intake.steps import steps_of
from youzhang.intake.telling import how_agreed, how_signed, said, who
from youzhang.kit import clock
from youzhang.kit.text import mask_phone
from youzhang.ledger.decided import Pairs, decision_words, decisions_in
from youzhang.ledger.models import Fact
from youzhang.ledger.policy import may, sees
from youzhang.ledger.registry import vocabulary
from youzhang.ledger.wording import title_of
from youzhang.services.models import Service
from youzhang.services.rules import may_lead
from youzhang.vault.fields import readable
from youzhang.web import wording

TONES = {"received": "soon", "waiting": "wait", "passed": "soon", "success": "ok"}
TOPICS = {
    "": gettext_lazy("All"),
    "contact": gettext_lazy("Contact"),
    "signing": gettext_lazy("Signing"),
    "application": gettext_lazy("Decisions"),
}
ACTS = ("intake.receive", "intake.assess", "intake.sign", "intake.withdraw", "intake.reissue_code")


def state_badge(application: Application) -> tuple[str, str]:
    """The state in words, with its tone."""
    return str(STATES[application.state]), TONES.get(application.state, "none")


def list_context(viewer: Viewer, service: Service, state: str, after: str) -> dict[str, Any]:
    """The applications of a service."""
    page = queries.applications_of(viewer, service, state=state, after=after)
    taken, waiting = queries.places(viewer, service)
    return {
        "service": service,
        "page": page,
        "state": state,
        "states": STATES,
        "badge_of": state_badge,
        "duties": queries.next_duties(viewer, page.rows),
        "title_of": title_of,
        "taken": taken,
        "waiting": waiting,
        "free": service.capacity is not None and taken < service.capacity and waiting > 0,
        "may_template": may(viewer, "intake.template", service.matter.centre_id),
        "may_register": may_lead(viewer, service, "intake.receive"),
    }


def application_context(viewer: Viewer, application: Application, topic: str = "") -> dict[str, Any]:
    """Everything on the page of an application."""
    file = queries.file_of(viewer, application)
    allowed = {act for act in ACTS if may_lead(viewer, application.service, act)}
    steps = steps_of(file, allowed)
    needs = queries.needs_of(application)
    today, applicant = clock.today(), application.applicant
    entitled = may(viewer, "clients.who_looked", application.matter.centre_id)
    return {
        "application": application,
        "file": file,
        "state": state_badge(application),
        "steps": steps,
        "done": sum(step.tone in ("ok", "late") and not step.href for step in steps),
        "signing": signing(file),
        "consent_lines": [(str(codes.CONSENTS[one.consent]), _decided(one)) for one in file.consents],
        "signature_lines": [
            (name, _(", ").join(filter(None, (wording.moment(one.at), how_signed(one)))))
            for _part, name, one in signing(file)
            if one
        ],
        "timeline": _timeline(viewer, file, topic),
        "topic": topic if topic in TOPICS else "",
        "topics": TOPICS,
        "people": people(application, files=sees(viewer, "resident", application.matter.centre_id)),
        "papers": papers(file, at_desk="intake.receive" in allowed),
        "needs": needs,
        "need_words": _(", ").join(str(need.get_need_display()) for need in needs),
        "doubles": doubles_of(viewer, application),
        "in_line": queries.ahead_in_line(viewer, application) + 1 if application.state == "waiting" else 0,
        "looks": [_look(entry) for entry in queries.looks(application)] if entitled else None,
        "minor": is_minor(applicant, today),
        "safety": safety_of(viewer, applicant, application.matter, application),
        "meeting": meeting_of(application),
        "to_appoint": application.service.type == "routine" and application.state in rules.RUNNING,
        "to_correct": _correctable(file),
        "may": allowed
        | ({"casework.open"} if may(viewer, "casework.open", application.matter.centre_id) else set()),
        "relations": RELATIONS,
    }


def people(application: Application, *, files: bool) -> list[tuple[str, list[str], str]]:
    """Name, words and, if `files` are the viewer's to open, the matter of the file of everybody on the application."""
    applicant, guardian = application.applicant, application.guardian
    anybody = asks_anybody(application)
    found = [(applicant.name, _about(applicant, _("applicant")), str(applicant.matter_id) if files else "")]
    if guardian:
        role = _("%(relation)s, guardian") % {"relation": RELATIONS.get(application.relation, "")}
        acts = contact(applicant, guardian, anybody=anybody)
        found.append(
            (acts.name, [role, acts.instead or _masked(acts)], str(guardian.matter_id) if files else "")
        )
    if application.emergency_name:
        name, phone = application.emergency_name, application.emergency_phone or ""
        entered = application.matter.opened_at
        there = by_number(applicant, "emergency", name, phone, entered_at=entered, anybody=anybody)
        found.append((name, [_("in an emergency"), there.instead or _masked(there)], ""))
    found.append((readable(application.service.in_charge, "name"), [_("in charge")], ""))
    return found


def _masked(there: Contact) -> str:
    return mask_phone(there.phone) if there.phone else ""


def _about(person: Person, role: str) -> list[str]:
    facts = [person.get_sex_display() if person.sex != "x" else "", age_words(person), person.school or ""]
    return [
        role,
        _(", ").join(str(fact) for fact in facts if fact),
        mask_phone(person.phone) if person.phone else "",
    ]


def signing(file: File) -> list[tuple[str, str, Any]]:
    """Who must sign: the part, the name, and the signature once it is there."""
    application = file.application
    there = {signature.part: signature for signature in file.signatures}
    names = {
        "client": application.applicant.name,
        "guardian": application.guardian.name if application.guardian else _("not named yet"),
        "centre": application.matter.centre.name,
    }
    required = rules.required_parts(application, clock.today()) | there.keys()
    return [(part, names[part], there.get(part)) for part in PARTS if part in required]


def papers(file: File, *, at_desk: bool) -> list[tuple[str, str, str, str, str]]:
    """The papers of the file: shape, tone, title, words, and the name of the page that shows it. `at_desk`: whether
    the pages of the desk open to the viewer."""
    application, given = file.application, {fact.kind for fact in file.facts if not fact.void}
    form_words = _("on paper, scanned") if application.paper else str(codes.CHANNELS[application.channel])
    found = [("met", "ok", _("Application form"), form_words, "printed")]
    for consent in file.consents:
        words = str(codes.CONSENTS[consent.consent])
        who = how_agreed(consent)
        decided = _("agrees") if consent.given else _("does not agree")
        shape, tone = ("met", "ok") if consent.given else ("na", "none")
        title = _("Consent: %(what)s") % {"what": words}
        found.append(
            (shape, tone, title, _(", ").join(filter(None, (decided, who))), "consents" if at_desk else "")
        )
    lacking = guardian_lacks(file)
    if lacking:
        whose = _("the guardian's, with their signature or at the desk")
        title = _("Consent: %(what)s") % {"what": _(", ").join(str(codes.CONSENTS[one]) for one in lacking)}
        found.append(("owed", "soon", title, whose, "consents" if at_desk else ""))
    found.append(
        _slot(bool(file.assessments), _("Needs assessment record"), _wait(application, "received"), "printed")
    )
    if file.phone_consent:
        found.append(
            ("owed", "soon", _("Consent by telephone"), _("provisional until the guardian signs"), "printed")
        )
    found.append(_agreement_slot(file))
    receipt = "intake.receipt_given" in given
    found.append(_slot(receipt, _("Receipt"), _wait(application, "success"), "receipt" if at_desk else ""))
    return found


def guardian_lacks(file: File) -> list[str]:
    """The consents that only the guardian can give and has not, while the application waits to be signed (psych:41)."""
    application, birth = file.application, file.application.applicant.born
    waits = application.state in {"received", "waiting", "passed"}
    if birth is None or not waits or "guardian" not in rules.required_parts(application, clock.today()):
        return []
    needed = rules.needed_consents(
        birth, [need.need for need in queries.needs_of(application)], clock.today()
    )
    theirs = {one.consent for one in file.consents if one.who == "guardian" and one.given}
    return sorted(needed - theirs)


def _decided(one: Consent) -> str:
    """What was decided, by whom, how, when."""
    said = _("agrees") if one.given else _("does not agree")
    return _(", ").join((said, how_agreed(one), wording.moment(one.at)))


def _agreement_slot(file: File) -> tuple[str, str, str, str, str]:
    title = _("Service agreement")
    if file.agreement and file.agreement.signed_at:
        words = _("edition %(n)d, signed %(when)s") % {
            "n": file.agreement.template.edition,
            "when": wording.short_day(file.agreement.signed_at),
        }
        return "met", "ok", title, words, "agreement"
    missing = [str(PARTS[part]) for part, _name, signature in signing(file) if signature is None]
    if file.agreement and file.signatures:
        return "owed", "soon", title, _("missing: %(who)s") % {"who": _(", ").join(missing)}, "agreement"
    return _slot(False, title, _wait(file.application, "passed"), "agreement")


def _slot(there: bool, title: str, waiting: bool, page: str) -> tuple[str, str, str, str, str]:
    if there:
        return "met", "ok", title, "", page
    if waiting:
        return "owed", "soon", title, _("owed now"), ""
    return "next", "none", title, _("not yet"), ""


def _correctable(file: File) -> set[str]:
    """What was noted and may still be corrected: an assessment only while nothing rests on it."""
    noted = {fact.kind for fact in file.facts}
    found = {"attendance"} if noted & set(ATTENDANCE) else set()
    rests = file.signatures or (file.assessments and file.assessments[0].told_at)
    in_time = file.application.state in NEXT.values()
    return found | ({"assessment"} if file.assessments and in_time and not rests else set())


def _wait(application: Application, state: str) -> bool:
    return application.state == state


def _timeline(viewer: Viewer, file: File, topic: str) -> list[dict[str, Any]]:
    kinds = vocabulary().facts
    facts = [fact for fact in file.facts if not topic or kinds[fact.kind].topic == topic]
    decided = decisions_in(viewer, facts)
    return [_happening(fact, file, decided.get(fact.pk, [])) for fact in facts]


def _happening(fact: Fact, file: File, decided: Pairs) -> dict[str, Any]:
    kind = vocabulary().facts[fact.kind]
    struck = fact.void or fact.pk in file.amended
    assessed = fact.kind == "intake.assessed" and not struck
    note = next((a.note for a in file.assessments if assessed and a.at == fact.at), None)
    return {
        "at": fact.at,
        "title": str(kind.title),
        "words": _(", ").join(
            [
                *([_("corrected")] if fact.amends_id else []),
                *said(fact),
                *decision_words(decided),
                *([note] if note else []),
            ]
        ),
        "who": who(fact),
        "entered": wording.short_moment(fact.recorded_at)
        if (fact.recorded_at - fact.at).total_seconds() > 60
        else "",
        "struck": struck,
        "tone": "none" if struck else "ok",
    }


def _look(entry: Any) -> tuple[Any, str, Any]:
    return entry.at, readable(entry.user, "name"), in_words(entry)
