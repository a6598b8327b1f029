"""What may be published, and what a text must say. Pure decisions."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from youzhang.kit.refused import Refused
from youzhang.policy.models import PublicText
from youzhang.policy.texts import ARTICLES, ITEMS


def check_text(kind: str, items: Mapping[str, str]) -> None:
    """A text says everything that its article lists."""
    if kind not in ITEMS:
        raise Refused("rule:text_kind", _("There is no such kind of text."), _("Choose one of the library."))
    missing = [code for code in ITEMS[kind] if not items.get(code)]
    if missing:
        raise Refused(
            ARTICLES[kind],
            _("The text lacks: %(items)s.")
            % {"items": _(", ").join(str(ITEMS[kind][code]) for code in missing)},
            _("Write something under each heading."),
            missing[0],
        )


def check_in_force(text: PublicText | None) -> None:
    """Only what is in force is withdrawn."""
    if text is None:
        raise Refused(
            "rule:withdrawn", _("Nothing of this kind is in force."), _("Look at the library again.")
        )


def check_publicity(title: str, body: str) -> None:
    """Publicity has a title and something to read (psych:11)."""
    if not title or not body:
        raise Refused("psych:11", _("There is nothing to read yet."), _("Write a title and a text."), "body")
