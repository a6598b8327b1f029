"""Whether an application stands so that a step can be taken: asked when its page is opened."""

from __future__ import annotations

from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer
from youzhang.intake import queries, rules
from youzhang.intake.actions.attend import check_started
from youzhang.intake.actions.correct import assessment_noted, attendance_noted
from youzhang.intake.actions.phone_consent import check_phone_consent_needed
from youzhang.intake.actions.signing_link import who_signs
from youzhang.intake.models import STATES, Application
from youzhang.intake.wording import check_reminder, reminder_for
from youzhang.kit import clock
from youzhang.kit.refused import Refused, why_not


def to_assess(_viewer: Viewer, row: Application) -> None:
    """It waits for its assessment (psych:34.1d)."""
    rules.check_assessable(row)


def to_tell_refusal(viewer: Viewer, row: Application) -> None:
    """It was refused, and the reasons were not told yet (psych:34.4a)."""
    told = [one.told_at for one in queries.file_of(viewer, row).assessments if one.result == "failed"]
    if row.state != "refused" or None not in told:
        why = _("No refusal waits to be explained: the application is %(state)s.") % _state(row)
        raise Refused("psych:34.4a", why, _("Look at the application again."))


def to_phone(viewer: Viewer, row: Application) -> None:
    """A guardian's signature is missing, and their consent was not noted yet (psych:41)."""
    rules.check_may_sign(row, "centre", clock.today())
    check_phone_consent_needed(row, clock.now())
    if queries.file_of(viewer, row).phone_consent:
        why = _("The guardian's consent by telephone is noted already.")
        raise Refused("psych:41", why, _("The signature on paper is what is missing now."))


def to_send_link(_viewer: Viewer, row: Application) -> None:
    """Somebody of the applicant's side has still to sign, and may now (psych:41)."""
    today = clock.today()
    if why_not(lambda: who_signs(row, "client", today)):
        who_signs(row, "guardian", today)


def after_success(_viewer: Viewer, row: Application) -> None:
    """It is successful: what is owed then has its page, also where it cannot be done yet."""
    rules.check_success(row)


def not_yet_reminded(row: Application) -> Refused | None:
    """Why the client cannot be reminded: the reminder does not say everything that it must (psych:34.3b)."""
    return why_not(lambda: check_reminder(reminder_for(row)))


def not_yet_attended(row: Application) -> Refused | None:
    """Why nobody can have taken part: the day has not come (psych:34.3c)."""
    return why_not(lambda: check_started(row, clock.today()))


def to_correct_attendance(_viewer: Viewer, row: Application) -> None:
    """Somebody noted who took part."""
    attendance_noted(row)


def to_correct_assessment(_viewer: Viewer, row: Application) -> None:
    """It was assessed, and nothing rests on that yet."""
    assessment_noted(row)


def to_appoint(_viewer: Viewer, row: Application) -> None:
    """It is met one by one, and runs (psych:33.3)."""
    rules.check_appointable(row)


def to_note_withdrawal(viewer: Viewer, row: Application) -> None:
    """Nobody has noted it yet (psych:34.4b)."""
    asked = queries.file_of(viewer, row).withdrawal
    if asked and asked.noted_at:
        raise Refused(
            "psych:34.4b", _("The withdrawal is noted already."), _("Look at the application again.")
        )


def _state(row: Application) -> dict[str, str]:
    return {"state": str(STATES[row.state])}
