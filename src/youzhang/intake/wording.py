"""The two texts that the centre composes: the agreement as it is shown and signed, and the reminder."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from youzhang.clients.facts import RELATIONS
from youzhang.intake.meeting import meeting_of
from youzhang.intake.models import AgreementTemplate, Application
from youzhang.kit.refused import Refused

SECTIONS = ("rights_duties", "contact", "sessions", "method", "outcomes", "risks", "further")


def agreement_text(application: Application, template: AgreementTemplate) -> str:
    """The whole agreement: who, what, then the items of the template; in the language of the installation."""
    with override(settings.LANGUAGE_CODE):
        sections = [(title_of(name), getattr(template, name)) for name in SECTIONS]
        parts = [template.title, "\n".join(_parties(application))]
        parts += [f"{title}\n{_close(text)}" for title, text in sections if text.strip()]
    return "\n\n".join(parts)


def _close(text: str) -> str:
    """Without blank lines: those part the sections of the agreement."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def title_of(item: str) -> str:
    """The title of an item of the agreement."""
    field = AgreementTemplate._meta.get_field(item)
    return str(getattr(field, "verbose_name", item))


def _parties(application: Application) -> list[str]:
    centre, service, meeting = application.matter.centre, application.service, meeting_of(application)
    lines = [
        (_("Number"), application.matter.number),
        (_("Applicant"), application.applicant.name),
        (_("Guardian"), _guardian(application)),
        (_("Centre"), " ".join(filter(None, (centre.unit_name, centre.address, centre.phone)))),
        (_("Service"), service.name),
        (_("Time and place"), " ".join(filter(None, (meeting.words, meeting.place)))),
        (_("Number of sessions"), str(service.sessions)),
        (_("Person in charge"), service.in_charge_name),
    ]
    return [_("%(title)s: %(value)s") % {"title": title, "value": value} for title, value in lines if value]


def _guardian(application: Application) -> str:
    if application.guardian is None:
        return ""
    relation = str(RELATIONS.get(application.relation, ""))
    return _("%(name)s (%(relation)s)") % {"name": application.guardian.name, "relation": relation}


@dataclass(frozen=True)
class Reminder:
    """The five contents of a reminder (psych:34.3b); `bring` may be empty."""

    name: str
    when: str
    place: str
    transport: str
    in_charge: str
    phone: str
    bring: str

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Title and text of what is there, in the order of the article."""
        found = [
            (_("Service"), self.name),
            (_("Time"), self.when),
            (_("Address"), self.place),
            (_("How to get there"), self.transport),
            (_("Person in charge"), " ".join(filter(None, (self.in_charge, self.phone)))),
            (_("Please bring"), self.bring),
        ]
        return [(title, text) for title, text in found if text]


def reminder_for(application: Application) -> Reminder:
    """What a reminder says as things stand now, whatever may be missing."""
    service, meeting = application.service, meeting_of(application)
    return Reminder(
        name=service.name,
        when=meeting.words,
        place=meeting.place,
        transport=service.transport or service.matter.centre.transport,
        in_charge=service.in_charge_name,
        phone=service.phone or service.matter.centre.phone,
        bring=service.bring,
    )


def check_reminder(reminder: Reminder) -> None:
    """A reminder lacks nothing but what there is to bring."""
    wanted = {
        _("service name"): reminder.name,
        _("time"): reminder.when,
        _("address"): reminder.place,
        _("how to get there"): reminder.transport,
        _("person in charge"): reminder.in_charge,
        _("their telephone"): reminder.phone,
    }
    missing = [title for title, text in wanted.items() if not text]
    if missing:
        why = _("The reminder lacks: %(items)s.") % {"items": _(", ").join(missing)}
        raise Refused("psych:34.3b", why, _("Fill it in on the service, then remind."))


def mail_of(reminder: Reminder, number: str) -> tuple[str, str]:
    """Subject and body of an e-mail: the subject shows on lock screens and names nothing."""
    rows = [_("%(title)s: %(value)s") % {"title": title, "value": text} for title, text in reminder.lines]
    more = _("Details and changes: %(url)s (receipt number %(number)s)") % {
        "url": track_url(number),
        "number": number,
    }
    return _("A reminder from the centre"), "\n".join([*rows, "", more])


def short_message_of(reminder: Reminder, number: str) -> str:
    """For telephones, which are shared: neither service nor person, but when, and where all of it is written."""
    said = _("A reminder: %(when)s. Address, way and what to bring: %(url)s (receipt number %(number)s)")
    return said % {"when": reminder.when, "url": track_url(number), "number": number}


def track_url(number: str) -> str:
    """Where an applicant follows their application."""
    return f"{settings.PUBLIC_URL}/track?n={number}"


def mark_of(code_hash: bytes | memoryview[int]) -> str:
    """What of the query code stands in a visit: enough to see that it was changed."""
    return sha256(b"visit" + bytes(code_hash)).hexdigest()[:16]
