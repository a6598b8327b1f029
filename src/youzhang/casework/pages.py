"""What the staff pages of a case show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.casework import leaving_queries, plan_queries, queries, rights_queries, session_queries
from youzhang.casework.actions.appointments import guardian_may_know
from youzhang.casework.codes import (
    CONTACTS,
    DECIDED,
    GOALS,
    INTERVIEWED,
    LEVEL_TONES,
    LEVELS,
    PRACTITIONERS,
    REFERRAL_ASKED,
    SAID_HOW,
    SESSION_STATES,
    SOAP,
    STATES,
    WAYS,
    WHY_NONE,
)
from youzhang.casework.comment_queries import comments_on
from youzhang.casework.guardians import guardian_out
from youzhang.casework.leaving_readiness import waiting
from youzhang.casework.leaving_steps import OTHER_ARTICLES, STEPS
from youzhang.casework.models import Case, Note, Session
from youzhang.casework.second_look_queries import second_look_at
from youzhang.casework.telling import line, owed
from youzhang.casework.timeline_queries import answers_to, timeline_of
from youzhang.casework.work import CaseWork
from youzhang.clients.facts import RELATIONS
from youzhang.clients.file import age_words
from youzhang.clients.models import Person
from youzhang.clients.rules import is_minor
from youzhang.clients.safety import safety_of
from youzhang.clients.told import contact
from youzhang.crisis.codes import ASKED
from youzhang.kit import clock
from youzhang.kit.text import mask_phone
from youzhang.ledger.decided import decisions_in
from youzhang.ledger.policy import may, sees
from youzhang.ledger.wording import title_of
from youzhang.vault.fields import readable

TONES = {"open": "ok", "leaving": "soon"}
SESSION_TONES = {"booked": "soon", "held": "ok", "cancelled": "none", "missed": "late"}
WORDS: dict[str, dict[Any, Any]] = {
    "session_states": SESSION_STATES,
    "session_tones": SESSION_TONES,
    "levels": LEVELS,
    "level_tones": LEVEL_TONES,
    "goals": GOALS,
    "ways": WAYS,
}
WHOSE = {
    "mine": gettext_lazy("mine"),
    "backup": gettext_lazy("where I am backup"),
    "supervised": gettext_lazy("where I supervise"),
    "": gettext_lazy("all I may see"),
}
CHOICES = {"running": gettext_lazy("running"), "closed": STATES["closed"], "": gettext_lazy("any state")}
TOPICS = {
    "": gettext_lazy("All"),
    "case": gettext_lazy("Case"),
    "leaving": gettext_lazy("Leaving"),
    "rights": gettext_lazy("Rights"),
    "referral": gettext_lazy("Referrals"),
    "people": gettext_lazy("Who carries it"),
}


def words() -> dict[str, Any]:
    """`WORDS` in the language of the page."""
    return _in_language(get_language())


@lru_cache(maxsize=8)
def _in_language(_language: str | None) -> dict[str, Any]:
    return {name: {code: str(said) for code, said in codes.items()} for name, codes in WORDS.items()}


def state_badge(case: Case) -> tuple[str, str]:
    """The state in words, with its tone."""
    return str(STATES[case.state]), TONES.get(case.state, "none")


def list_context(viewer: Viewer, centre: Centre, asked: Mapping[str, str]) -> dict[str, Any]:
    """The cases at a centre."""
    carries = any(role in viewer.roles.get(centre.pk, ()) for role in PRACTITIONERS)
    wanted = queries.Wanted(
        whose=asked.get("whose", "mine" if carries else ""),
        state=asked.get("state", "running"),
        after=asked.get("after", ""),
    )
    page = queries.cases_of(viewer, centre.pk, wanted)
    return words() | {
        "page": page,
        "wanted": wanted,
        "whose": WHOSE,
        "states": CHOICES,
        "badge_of": state_badge,
        "duties": queries.next_duties(viewer, page.rows),
        "title_of": title_of,
        "may_open": may(viewer, "casework.open", centre.pk),
        "may_review": may(viewer, "crisis.review", centre.pk),
        "carries": carries,
    }


def frame_context(viewer: Viewer, case: Case) -> dict[str, Any]:
    """Number, state, dates and duties: what leads see of an adult's case. No name, no word of the content."""
    duties = queries.duties_of(viewer, case)
    return {
        "case": case,
        "state": state_badge(case),
        "owed": owed(duties, viewer, case),
        "carried_by": [
            (readable(case.caseworker, "name"), _("caseworker")),
            (readable(case.backup, "name"), _("backup")),
        ],
        "access": rights_queries.waiting_access(viewer, case),
        "may_acknowledge": any(duty.name == "acknowledge" for duty in duties)
        and may(viewer, "casework.acknowledge", case.matter.centre_id),
    }


def case_context(row: CaseWork, topic: str = "", after: str = "") -> dict[str, Any]:
    """Everything on the page of a case; of what happened one `topic`, from the key `after` on."""
    viewer, case, transfer = row.viewer, row.case, row.transfer
    topic = topic if topic in TOPICS else ""
    happened = timeline_of(viewer, case, topic, after)
    answers = answers_to(viewer, case, happened.facts)
    decided = decisions_in(viewer, happened.facts)
    mine = viewer.people(case.matter.centre_id)
    carries = bool({case.caseworker_id, case.backup_id} & mine)
    plan = plan_queries.plan_of(viewer, case)
    return words() | {
        "case": case,
        "file": case.file,
        "state": state_badge(case),
        "owed": owed(queries.duties_of(viewer, case), viewer, case, *([transfer.to] if transfer else [])),
        "people": people(case, files=_sees_file(viewer, case)),
        "minor": is_minor(case.person, clock.today()),
        "timeline": [line(fact, answers, decided.get(fact.pk, [])) for fact in happened.facts],
        "earlier": happened.next,
        "after": after,
        "topic": topic,
        "topics": TOPICS,
        "transfer": transfer,
        "safety": safety_of(viewer, case.person, case.matter, case, inside=True),
        "carries": carries,
        "mine": mine,
        "sessions": session_queries.sessions_of(viewer, case, limit=session_queries.FIRST),
        **_leaving(viewer, case, carries=carries),
        "plan": plan,
        "plan_comments": comments_on(viewer, case, plan, "plan"),
        "supervises": case.supervisor_id in mine,
        "interview": getattr(case, "interview", None),
    }


def _leaving(viewer: Viewer, case: Case, *, carries: bool) -> dict[str, Any]:
    """The exit, what was done of it, and the steps of its way that can be taken."""
    if case.state == "open":
        return {"leaving": None}
    leaving, kept_out = leaving_queries.leaving_of(viewer, case), guardian_out(case)
    if leaving is None:
        return {"leaving": None}
    return {
        "leaving": leaving,
        "leaving_comments": comments_on(viewer, case, leaving, "leaving"),
        "leaving_steps": [
            (name, step)
            for name, step in STEPS.items()
            if leaving.way in step.ways and not step.act and not (name == "guardian" and kept_out)
        ],
        "step_titles": {name: step.title for name, step in STEPS.items()},
        "step_articles": {name: step.article for name, step in STEPS.items()} | OTHER_ARTICLES,
        "step_codes": SAID_HOW | CONTACTS | REFERRAL_ASKED | INTERVIEWED | DECIDED,
        "taken": leaving_queries.steps_of(viewer, leaving),
        "waiting": waiting(viewer.user_id, leaving, case) if carries and leaving.state == "open" else {},
    }


def _version(kept: dict[str, Any]) -> dict[str, Any]:
    """A note as it stood before a change."""
    at = datetime.fromisoformat(kept["at"])
    return {"at": at, "level": kept["level"], "texts": list(kept["content"].values())}


def session_context(viewer: Viewer, session: Session, note: Note | None) -> dict[str, Any]:
    """One session: when, where, what became of it, what was written."""
    carries = {session.case.caseworker_id, session.case.backup_id} & viewer.people(session.matter.centre_id)
    mends = bool(note and note.by_id == viewer.user_id and clock.now() < note.open_until)
    return words() | {
        "session": session,
        "case": session.case,
        "note": note,
        "earlier": [_version(one) for one in (note.earlier or ())] if note else [],
        "asked": ASKED,
        "titles": SOAP | {WHY_NONE: _("Why no crisis was opened")},
        "safety": safety_of(viewer, session.case.person, session.matter, session.case, inside=True),
        "look": second_look_at(viewer, session.matter) if note and WHY_NONE in note.content else None,
        "addenda": session_queries.addenda_of(viewer, note) if note else [],
        "comments": comments_on(viewer, session.case, note, "note"),
        "supervises": session.case.supervisor_id in viewer.people(session.matter.centre_id),
        "own": session_queries.process_note_of(viewer, session),
        "carries": bool(carries),
        "mends": mends,
    }


def _sees_file(viewer: Viewer, case: Case) -> bool:
    """Whether the client's own file opens to the viewer: by role, or because they carry the case."""
    centre = case.matter.centre_id
    carries = not viewer.people(centre).isdisjoint({case.caseworker_id, case.backup_id})
    return carries or sees(viewer, "resident", centre)


def people(case: Case, *, files: bool = False) -> list[tuple[str, list[str], str]]:
    """Name, words and, if `files` open to the viewer, the matter of the file of everybody in the case."""
    client, guardian = case.person, case.file.guardian
    found = [(client.name, _about(client, _("client")), str(client.matter_id) if files else "")]
    if guardian:
        role = _("%(relation)s, guardian") % {"relation": RELATIONS.get(case.file.relation, "")}
        knows = guardian_may_know(case, clock.today())
        acts = contact(client, guardian, anybody=case.is_anybody_out)
        phone = mask_phone(acts.phone) if knows else _("learns nothing: the client is of age")
        phone = _("kept out") if acts.is_out else phone
        found.append((guardian.name, [role, phone], str(guardian.matter_id)))
    found.append((readable(case.caseworker, "name"), [_("caseworker")], ""))
    found.append((readable(case.backup, "name"), [_("backup")], ""))
    if case.supervisor:
        found.append((readable(case.supervisor, "name"), [_("supervisor")], ""))
    return found


def _about(person: Person, role: str) -> list[str]:
    facts = [person.get_sex_display() if person.sex != "x" else "", age_words(person), person.school or ""]
    known = _(", ").join(str(fact) for fact in facts if fact)
    return [role, known, mask_phone(person.phone) if person.phone else ""]
