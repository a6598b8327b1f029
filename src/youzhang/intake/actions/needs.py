"""Special needs: arranged for, or said plainly that it is not possible (psych:49)."""

from __future__ import annotations

from youzhang.accounts.viewer import Viewer
from youzhang.intake.actions.locking import changing, check_may_act, stale
from youzhang.intake.models import Application


def settle_need(application: Application, need: str, *, arranged: bool, by: Viewer) -> None:
    """Note what was done about a need; what turned out to be possible after all can be noted later."""
    check_may_act(by, application, "intake.receive")
    with changing(application, by=by.user) as (row, record):
        stated = row.needs.filter(need=need).first()
        if stated is None or stated.arranged == arranged:
            raise stale(row)
        stated.arranged = arranged
        stated.save(update_fields=["arranged"])
        record("intake.need_arranged" if arranged else "intake.need_not_possible", need=need)
