"""Who may be told about somebody, by which way, now: the one answer for every room and every notice (psych:4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from youzhang.clients.above import Named
from youzhang.clients.guardians import ABOUT_WHOM, guardians_of
from youzhang.clients.kept_out import Outside, kept_out
from youzhang.clients.models import Person
from youzhang.clients.queries import linked_ids
from youzhang.clients.reach import WAYS, channel_to
from youzhang.clients.rules import needs_guardian
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.models import MatterParty
from youzhang.notices.models import Notice
from youzhang.vault.fields import readable
from youzhang.vault.models import Subject

CALL = Notice.Channel.CALL.value


@dataclass(frozen=True)
class Contact:
    """Somebody to turn to, and by which way now. `instead`: they are kept out; whom a colleague asks, in words;
    `entered`: by whom and when they were named, where that is known."""

    part: str
    name: str
    person: Person | None = None
    phone: str = ""
    way: tuple[str, str] = (CALL, "")
    instead: str = ""
    since: datetime | None = None
    entered: Named | None = None

    @property
    def key(self) -> str:
        """Tells them from the others about the same person."""
        return str(self.person.pk) if self.person and self.part != "self" else self.part

    @property
    def subject(self) -> Subject | None:
        """The human being, where there is a file of them."""
        return self.person.subject if self.person else None

    @property
    def is_out(self) -> bool:
        """Whether they may be told nothing."""
        return bool(self.instead)

    @property
    def is_written_to(self) -> bool:
        """Whether a message reaches them by itself."""
        return self.way[0] in WAYS and not self.is_out


def turn_to(about: Person, guardian: Person | None, *, anybody: bool = True) -> Contact:
    """Whom the centre turns to: the guardian where one acts for them, else themself, who may answer at the guardian's
    number. `anybody`: False where it is known that nobody is kept out at the centre."""
    if guardian and needs_guardian(about, clock.today()):
        return contact(about, guardian, anybody=anybody)
    return themself(about, anybody=anybody)


def themself(about: Person, *, anybody: bool = True) -> Contact:
    """The person; nothing goes to an address that is that of somebody who is kept out."""
    outside, way = _outside(about, anybody), channel_to(about)
    phone = "" if outside.reaches(about.phone) else about.phone or ""
    if outside.reaches(way[1]):
        return _shut_out("self", about, outside)
    return Contact("self", about.name, about, phone, way)


def contact(about: Person, to: Person, part: str = "guardian", *, anybody: bool = True) -> Contact:
    """Somebody of whom there is a file, as far as they may be told about this person."""
    outside = _outside(about, anybody)
    if outside.holds(to):
        return _shut_out(part, to, outside)
    return Contact(part, to.name, to, to.phone or "", channel_to(to))


def by_number(
    about: Person,
    part: str,
    name: str,
    phone: str,
    *,
    entered_at: datetime | None = None,
    anybody: bool = True,
) -> Contact:
    """Somebody of whom only name and number are known. `entered_at`: when they were named, where they may be the very
    one who was kept out since then without being named."""
    outside = _outside(about, anybody)
    may_be_them = outside.whoever and entered_at is not None and entered_at < outside.since
    if may_be_them or outside.reaches(phone) or name in outside.names:
        return Contact(part, name, instead=instead_of(outside, name), since=outside.since)
    return Contact(part, name, phone=phone, way=(CALL, phone))


def guardian_contacts(about: Person, *, minor: bool = False) -> list[Contact]:
    """The guardians they have now, told or kept out. `minor`: as somebody says."""
    return [contact(about, one) for one in guardians_of(about, minor=minor)]


def is_out(about: Person, guardian: Person | None, *, anybody: bool = True) -> bool:
    """Whether the guardian learns nothing of this person; None: one of whom there is no file."""
    return _outside(about, anybody).holds(guardian)


def out_since(about: Person, guardian: Person) -> datetime | None:
    """From when on the guardian learns nothing."""
    outside = kept_out(about)
    return outside.since if outside.holds(guardian) else None


def reaches_whoever_is_out(about: Person, address: str) -> bool:
    """Whether a number or mailbox is that of somebody who is kept out."""
    return kept_out(about).reaches(address)


def instead_of(outside: Outside, name: str) -> str:
    """What a colleague reads in the place of a number; never why."""
    said = _("Do not contact %(name)s about this. Ask %(who)s whom to tell instead.")
    return said % {"name": name, "who": outside.ask}


def check_may_be_told(about: Person, guardian: Person) -> None:
    """Nobody writes to or rings a guardian who is kept out."""
    outside = kept_out(about)
    if outside.holds(guardian):
        why = _("Do not contact %(name)s about this.") % {"name": guardian.name}
        raise Refused("psych:4", why, _("Ask %(who)s whom to tell instead.") % {"who": outside.ask})


def address_now(notice: Notice) -> str | None:
    """Where a notice goes as things stand at this try; None: to somebody who is kept out of what it is about."""
    to = Person.unscoped.select_related("subject__key").filter(subject=notice.to_subject_id).first()
    address = _address(to, notice.channel) or notice.address
    for person in people_of(notice.about):
        outside = kept_out(person)
        if outside.reaches(address) or outside.reaches(notice.address):
            return None
        if to and to.pk not in linked_ids(person) and outside.rows and outside.holds(to):
            return None
    return address


def people_of(about: UUID) -> list[Person]:
    """For whom a matter was opened."""
    parties = MatterParty.objects.filter(matter=about, part__in=ABOUT_WHOM)
    found = Person.unscoped.filter(subject__in=parties.values("subject"))
    return list(found.select_related("matter", "subject__key"))


def _outside(about: Person, anybody: bool) -> Outside:
    return kept_out(about) if anybody else Outside()


def _shut_out(part: str, to: Person, outside: Outside) -> Contact:
    return Contact(part, to.name, to, instead=instead_of(outside, to.name), since=outside.since)


def _address(to: Person | None, channel: str) -> str:
    if to is None:
        return ""
    return str(readable(to, "mail" if channel == Notice.Channel.EMAIL else "phone") or "")
