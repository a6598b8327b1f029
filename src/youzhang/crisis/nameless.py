"""What the competent department learns of a crisis: number, age, level and steps, and no name (psych:7, psych:15.3b).

The law names police, civil affairs and education as those to whom a name is reported; the department that commissions
the service is told by name only out of a written necessity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from youzhang.clients.rules import age_on
from youzhang.crisis.codes import LEVELS, PATHS
from youzhang.crisis.course import Course
from youzhang.crisis.models import Crisis
from youzhang.kit import clock
from youzhang.ledger.registry import vocabulary
from youzhang.rulebook.views import FactView

# The ages at which a band begins.
BANDS = (0, 6, 12, 14, 16, 18, 26, 45, 60)
STEPS = (
    "crisis.taken", "crisis.assessed", "crisis.guardian_told", "crisis.police_told", "crisis.ambulance_told",
    "crisis.referral_sent", "crisis.safety_planned", "crisis.followed_up",
)  # fmt: skip


def age_band(born: date | None, minor: bool, known: bool) -> str:
    """Between which ages somebody is; without a birth date whether they are a minor, as far as anybody says."""
    if born is None:
        return _("under 18") if minor else _("grown up") if known else _("age not known")
    age = age_on(born, clock.today())
    low = max(band for band in BANDS if band <= max(age, 0))
    following = [band for band in BANDS if band > low]
    if not following:
        return _("%(age)d or more") % {"age": low}
    return _("%(low)d to %(high)d years") % {"low": low, "high": following[0] - 1}


def nameless_words(crisis: Crisis, facts: Sequence[FactView], born: date | None) -> str:
    """The report as it stands now, to be said or sent as it is."""
    course = Course(crisis.level, crisis.path, crisis.is_known, facts, None)
    done = [str(vocabulary().facts[kind].title) for kind in STEPS if course.last(kind)]
    lines = [
        _("Number: %(number)s") % {"number": crisis.matter.number},
        _("Age: %(age)s") % {"age": age_band(born, crisis.minor, crisis.age_known)},
        _("What shows: %(reason)s") % {"reason": crisis.get_reason_display()},
        _("Level: %(level)s") % {"level": LEVELS.get(crisis.level) or _("not assessed yet")},
        _("Where to: %(path)s") % {"path": PATHS[crisis.path]} if crisis.path else "",
        _("Steps: %(steps)s") % {"steps": _(", ").join(done)} if done else "",
    ]
    return "\n".join(line for line in lines if line)
