"""Open a centre's library, publish and withdraw its texts, publish publicity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from youzhang.accounts.models import Centre, User
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.kit.refused import Stale
from youzhang.ledger.matters import opening
from youzhang.ledger.models import Matter
from youzhang.ledger.policy import check_may
from youzhang.ledger.writing import writing
from youzhang.ledger.years import centre_year
from youzhang.policy import rules
from youzhang.policy.models import Publicity, PublicText
from youzhang.policy.texts import OWED


@dataclass(frozen=True)
class Text:
    """A text for the public: its kind, its title, and what stands under each item that the article lists."""

    kind: str
    title: str
    items: Mapping[str, str]


@dataclass(frozen=True)
class Article:
    """Something to read on mental health and the law."""

    title: str
    body: str


@transaction.atomic
def open_library(centre: Centre, *, by: User | None, at: datetime | None = None) -> Matter:
    """The one library of a centre; opening it makes its texts owed (psych:38, 39, 44)."""
    Centre.objects.select_for_update().get(pk=centre.pk)
    found: Matter | None = (
        Matter.unscoped.filter(centre=centre, kind="policy").select_related("centre").first()
    )
    if found:
        return found
    with opening("policy", centre=centre, by=by, at=at) as (library, record):
        for kind in OWED:
            record("policy.asked_for", kind=kind)
    return library


def publish_text(
    library: Matter,
    given: Text,
    *,
    by: Viewer,
    at: datetime | None = None,
    after: int | None = None,
) -> PublicText:
    """Publish the next edition of a text. `after`: the edition the writer had before them."""
    check_may(by, "policy.publish", library.centre_id)
    rules.check_text(given.kind, given.items)
    with writing(library, by=by.user, at=at) as record:
        last = last_edition(library, given.kind)
        if after is not None and after != last:
            why = _("Somebody else published an edition meanwhile.")
            raise Stale("rule:stale", why, _("Read it, then publish yours over it if it still holds."))
        text = PublicText(
            matter=library,
            kind=given.kind,
            edition=last + 1,
            title=given.title,
            items=dict(given.items),
            published_at=record.at,
            published_by=by.user,
        )
        text.save(force_insert=True)
        record("policy.published", kind=given.kind, edition=text.edition)
    return text


def withdraw_text(library: Matter, kind: str, *, by: Viewer) -> None:
    """Withdraw what is in force; no earlier edition comes back by itself, and the text is owed again."""
    check_may(by, "policy.publish", library.centre_id)
    with writing(library, by=by.user) as record:
        standing = PublicText.unscoped.filter(matter=library, kind=kind, withdrawn_at=None)
        if not standing.update(withdrawn_at=record.at):
            raise Stale(
                "rule:withdrawn", _("Nothing of this kind is in force."), _("Look at the library again.")
            )
        record("policy.withdrawn", kind=kind)


def publish_publicity(centre: Centre, given: Article, *, by: Viewer, at: datetime | None = None) -> Publicity:
    """Publish something to read; it counts in the centre's year (psych:11)."""
    check_may(by, "policy.publicise", centre.pk)
    rules.check_publicity(given.title, given.body)
    year = centre_year(centre, clock.day_of(at or clock.now()).year)
    library = open_library(centre, by=by.user)
    with writing(library, year, by=by.user, at=at) as record:
        article = Publicity(
            matter=library, title=given.title, body=given.body, published_at=record.at, published_by=by.user
        )
        article.save(force_insert=True)
        record("policy.publicity_published", counts_in=year)
    return article


def last_edition(library: Matter, kind: str) -> int:
    """The number of the newest edition, withdrawn or not; 0 when there is none."""
    return PublicText.unscoped.filter(matter=library, kind=kind).aggregate(last=Max("edition"))["last"] or 0
