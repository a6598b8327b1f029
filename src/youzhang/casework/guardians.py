"""Whether the guardian of a case may learn anything: never one who is kept out (psych:4)."""

from __future__ import annotations

from youzhang.casework.models import Case
from youzhang.clients.kept_out import is_source
from youzhang.clients.told import is_out


def guardian_out(case: Case) -> bool:
    """Whether the guardian is kept out, be it by this case or by another file of the client; asked once a page."""
    if case.is_guardian_out is None:
        case.is_guardian_out = is_out(case.person, case.file.guardian, anybody=case.is_anybody_out)
    return case.is_guardian_out


def kept_out_here(case: Case) -> bool:
    """Whether this very case keeps them out: what its protective settings show, and can lift."""
    return is_source(case.file.matter)
