"""What a viewer may decide about a duty, and the form for each. The ledger itself checks and records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from youzhang.accounts.actions import workers
from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.ledger import duties as ledger
from youzhang.ledger.models import Duty
from youzhang.ledger.policy import may
from youzhang.rulebook.constructs import Rule
from youzhang.web.forms import Form
from youzhang.workbench.forms import ExtendForm, PassOnForm, PlainForm, WaiveForm

Act = Callable[[Duty, dict[str, Any], Viewer], object]
Check = Callable[[Duty, Viewer], None]


@dataclass(frozen=True)
class Decision:
    """One thing to decide. `act`: what the ledger does, for whoever passes `check`; `said`: what is said afterwards."""

    name: str
    title: Any
    help: Any
    said: Any
    form: type[Form]
    act: Act
    check: Check

    @property
    def options(self) -> tuple[str, ...]:
        """What its form asks for when it is made."""
        return ("people",) if self.form is PassOnForm else ()


def _take(duty: Duty, _given: dict[str, Any], by: Viewer) -> object:
    return ledger.take(duty, by=by)


def _give_back(duty: Duty, _given: dict[str, Any], by: Viewer) -> object:
    return ledger.give_back(duty, by=by)


def _pass_on(duty: Duty, given: dict[str, Any], by: Viewer) -> object:
    return ledger.pass_on(duty, ledger.PassOn(given["to"]), by=by)


def _extend(duty: Duty, given: dict[str, Any], by: Viewer) -> object:
    extension = ledger.Extension(given["to_date"], given["reason_code"])
    return ledger.extend(duty, extension, by=by)


def _waive(duty: Duty, given: dict[str, Any], by: Viewer) -> object:
    return ledger.waive(duty, given["reason_code"], by=by)


def _chase(duty: Duty, _given: dict[str, Any], by: Viewer) -> object:
    return ledger.chase(duty, by=by)


DECISIONS = {
    one.name: one
    for one in (
        Decision(
            "take", _("Take it"), _("From now on it is yours alone."), _("It is yours now."), PlainForm, _take,
            ledger.check_may_take,
        ),
        Decision(
            "give-back", _("Give it back"), _("It goes back to the roles that hold it."), _("Given back."),
            PlainForm, _give_back, ledger.check_may_give_back,
        ),
        Decision(
            "pass-on", _("Pass it on"), _("A colleague at this centre does it instead."), _("Passed on."),
            PassOnForm, _pass_on, ledger.check_may_pass_on,
        ),
        Decision(
            "chase", _("Remind the holders"), _("It is noted that you asked."), _("Reminded."), PlainForm, _chase,
            lambda _duty, _viewer: None,
        ),
        Decision(
            "extend", _("Extend the term"), _("Only where the article lets the centre set it."), _("Extended."),
            ExtendForm, _extend, ledger.check_may_extend,
        ),
        Decision(
            "waive", _("Waive it"), _("It ends without being done; the reason stays on record."), _("Waived."),
            WaiveForm, _waive, ledger.check_may_waive,
        ),
    )
}  # fmt: skip


def people_at(duty: Duty, viewer: Viewer) -> list[User]:
    """To whom it can be passed on: who works at the duty's centre today, but not who does it now, nor oneself."""
    already = {duty.taken_by_id, viewer.user_id}
    return [one for one in workers(duty.centre_id, clock.today()) if one.pk not in already]


def offered(viewer: Viewer, duty: Duty, rule: Rule | None) -> Sequence[str]:
    """The decisions that make sense here for this viewer; none once the duty has ended."""
    if duty.stands != "open":
        return ()
    mine, lead = ledger.is_holder(viewer, duty), may(viewer, "ledger.decide", duty.centre_id)
    allowed = {
        "take": duty.taken_by_id != viewer.user_id
        and (mine or may(viewer, "ledger.take_any", duty.centre_id)),
        "give-back": duty.taken_by_id is not None
        and (lead or duty.taken_by_id in viewer.people(duty.centre_id)),
        "pass-on": mine or lead,
        "chase": not mine,
        "extend": lead and duty.due is not None and rule is not None and rule.extendable,
        "waive": lead and (rule is None or rule.waivable),
    }
    return [name for name, allow in allowed.items() if allow]
