"""The words in which a person's safety is told on a page."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youzhang.clients.above import Sign
from youzhang.clients.told import Contact
from youzhang.vault.fields import readable
from youzhang.web.wording import short_day, short_moment

LEVELS = {
    0: gettext_lazy("no danger found"),
    1: gettext_lazy("low"),
    2: gettext_lazy("middle"),
    3: gettext_lazy("high"),
    4: gettext_lazy("urgent"),
}
# From this level on a sign is danger by itself.
HIGH = 3
PARTS = {
    "self": gettext_lazy("the person themself"),
    "guardian": gettext_lazy("guardian"),
    "emergency": gettext_lazy("to be called in an emergency"),
    "safe": gettext_lazy("safe to call instead of the guardian"),
}


def title_of(sign: Sign) -> str:
    """`In danger: urgent`, or that a risk was noted."""
    level = str(LEVELS[sign.level]) if sign.level is not None else _("not judged yet")
    said = _("In danger: %(level)s") if _is_danger(sign) else _("Risk as last judged: %(level)s")
    return said % {"level": level}


def words_of(sign: Sign) -> str:
    """Since when, under which number, who leads it."""
    parts = [_("since %(when)s") % {"when": short_moment(sign.since)}]
    if sign.kind == "crisis":
        lead = sign.lead and readable(sign.lead, "name")
        who = _("led by %(name)s") % {"name": lead} if lead else _("nobody leads it yet")
        parts = [sign.number, *parts, who]
    return _(", ").join(filter(None, parts))


def tone_of(sign: Sign) -> str:
    """How loud it is."""
    return "crisis" if _is_danger(sign) else "soon"


def part_of(contact: Contact) -> str:
    """What somebody is to the person; who named them, where that is known."""
    one, words = contact.entered, [str(PARTS[contact.part])]
    if one:
        by = readable(one.by, "name") if one.by else _("themself")
        words += [one.relation, _("entered by %(name)s, %(day)s") % {"name": by, "day": short_day(one.at)}]
    return _(", ").join(filter(None, words))


def _is_danger(sign: Sign) -> bool:
    return sign.kind == "crisis" or (sign.level or 0) >= HIGH
