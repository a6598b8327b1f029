"""What the gates of the rulebook say before a fact: asked when it is recorded, and when the page of its act opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from youzhang.accounts.models import Centre
from youzhang.kit.refused import Refused
from youzhang.ledger.rulebooks import editions_of
from youzhang.rulebook import gates
from youzhang.rulebook.views import FactView


def check_gates(
    centre: Centre,
    kind: str,
    data: Mapping[str, Any],
    *,
    by: UUID | None,
    views: Sequence[FactView],
    at: datetime,
) -> None:
    """Refuse a fact before which a gate stands. `views`: what is on its matter, `at`: when it happens."""
    for editions in editions_of(centre):
        for refusal in gates.refusals(editions, kind, data, by, views, at):
            words = refusal.way_on.in_language(get_language() or "zh")
            raise Refused(refusal.article, _("The regulation asks for another step first."), words)
