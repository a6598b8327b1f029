"""Read every chain of every centre: facts and openings, against their heads, seals and anchors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from youzhang.accounts import accesses
from youzhang.accounts.models import AccessEntry, Centre
from youzhang.ledger import coding
from youzhang.ledger.models import Fact
from youzhang.vault.chain import Examined, Row, examine

CHUNK = 2000


@dataclass(frozen=True)
class Window:
    """Between which instants payloads are hashed again; links are followed over the whole chain."""

    first: datetime | None = None
    last: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether a row's payload is to be hashed again."""
        return (self.first is None or at >= self.first) and (self.last is None or at <= self.last)

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return self.first is None and self.last is None


def examine_all(window: Window, anchors: list[str] | None = None) -> list[tuple[str, Examined]]:
    """Every chain by name, with what was found."""
    places = settings.ANCHORS if anchors is None else anchors
    found = []
    for centre in Centre.objects.order_by("code"):
        facts, openings = f"facts:{centre.pk}", f"access:{centre.pk}"
        found.append((facts, examine(facts, _facts(centre, window), anchors=places)))
        found.append((openings, examine(openings, _openings(centre, window), anchors=places)))
    return found


def _facts(centre: Centre, window: Window) -> Iterator[Row]:
    for fact in Fact.unscoped.filter(centre=centre).order_by("seq").iterator(CHUNK):
        known = fact.salt is not None and window.holds(fact.recorded_at)
        payload, salt = (coding.payload(fact), fact.salt) if known else (None, None)
        yield (
            fact.seq,
            payload,
            None if salt is None else bytes(salt),
            bytes(fact.leaf),
            bytes(fact.link),
            bytes(fact.mac),
        )


def _openings(centre: Centre, window: Window) -> Iterator[Row]:
    for entry in AccessEntry.objects.filter(centre=centre).order_by("seq").iterator(CHUNK):
        payload, salt = (accesses.payload(entry), entry.salt) if window.holds(entry.at) else (None, None)
        yield (
            entry.seq,
            payload,
            None if salt is None else bytes(salt),
            bytes(entry.leaf),
            bytes(entry.link),
            bytes(entry.mac),
        )
