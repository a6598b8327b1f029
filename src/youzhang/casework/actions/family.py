"""Note who stands around a client, and take them out again."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer
from youzhang.casework import rules
from youzhang.casework.actions.locking import changing, check_carries
from youzhang.casework.models import Case, Relative
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_line, clean_text


@dataclass(frozen=True)
class Around:
    """Somebody around a client: who, how close, what is good to know."""

    relation: str
    name: str
    closeness: str
    words: str = ""
    lives_along: bool = False


def note_relative(case: Case, given: Around, *, by: Viewer) -> Relative:
    """Note somebody around the client."""
    check_carries(by, case)
    if not clean_line(given.name):
        raise Refused("rule:name", _("A name is needed."), _("A pseudonym will do."), "name")
    with changing(case, by=by.user) as (row, record):
        rules.check_running(row)
        relative: Relative = Relative.unscoped.create(
            case=row, matter=row.file.matter, relation=given.relation, name=clean_line(given.name),
            closeness=given.closeness, words=clean_text(given.words) or None, lives_along=given.lives_along,
            by=by.user, at=record.at,
        )  # fmt: skip
        record("casework.relative_noted", relative=relative.pk)
    return relative


def take_relative_out(relative: Relative, *, by: Viewer) -> Relative:
    """Somebody no longer stands around the client; the entry is kept, out of sight."""
    check_carries(by, relative.case)
    with changing(relative.case, by=by.user) as (_row, record):
        kept: Relative = Relative.unscoped.select_related("matter__key").get(pk=relative.pk)
        kept.gone_at = kept.gone_at or record.at
        kept.save(update_fields=["gone_at"])
        record("casework.relative_gone", relative=kept.pk)
    return kept
