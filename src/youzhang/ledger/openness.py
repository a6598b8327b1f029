"""Which duties are open at this moment: what is too late to do is not, whether or not that is noted already.

`derive` has no clock: a row keeps from when it is too late (`until_at`), and the worker notes it afterwards. Whoever
reads in between asks with the time; such rows are few, since the worker looks every minute.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from youzhang.kit import clock
from youzhang.ledger.models import Duty


def still_open() -> Q:
    """Duties that are owed and can still be done."""
    return Q(outcome="open") & (Q(until_at=None) | Q(until_at__gt=clock.now()))


def too_late() -> Q:
    """Duties that stand as open although their point is over."""
    return Q(outcome="open", until_at__lte=clock.now())


def missed_by_now() -> QuerySet[Duty]:
    """These, of all centres: for what is looked up by the duty, such as its holders."""
    found: QuerySet[Duty] = Duty.unscoped.filter(too_late())
    return found
