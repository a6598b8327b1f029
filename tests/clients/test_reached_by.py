"""How somebody is reached: ways that this installation has are offered, the others greyed with the reason."""

from __future__ import annotations

import re

from django.utils.translation import override

from youzhang.clients.forms import ParticularsForm
from youzhang.clients.reached_by import ReachedByField
from youzhang.intake.register_form import RegisterForm


def ways(field: object) -> dict[str, str]:
    """Each way with its tag and words."""
    return {one.data["value"]: f"{one.tag()} {one.choice_label}" for one in field.subwidgets}  # type: ignore[attr-defined]


def test_what_cannot_be_sent_is_greyed_with_the_reason(settings: object) -> None:
    settings.MAIL_URL, settings.NOTIFY_URLS = "", {"sms": "json://127.0.0.1/"}  # type: ignore[attr-defined]
    with override("en"):
        shown = ways(ParticularsForm()["channel"])
    assert {way for way, tag in shown.items() if "disabled" in tag} == {"email", "wecom", "dingtalk"}
    assert all("not open here" in shown[way] for way in ("email", "wecom", "dingtalk"))
    assert "YOUZHANG" not in "".join(shown.values())  # names of settings are for whoever keeps the system
    assert not re.search("not open here|disabled", shown["call"] + shown["sms"])


def test_what_was_chosen_before_is_kept_though_it_is_closed(settings: object) -> None:
    settings.MAIL_URL = ""  # type: ignore[attr-defined]
    with override("en"):
        shown = ways(ParticularsForm(initial={"channel": "email"})["channel"])
    assert "disabled" not in shown["email"]
    assert "not open here" in shown["email"]


def test_the_desk_is_offered_the_same() -> None:
    assert isinstance(RegisterForm.base_fields["reached_by"], ReachedByField)


def test_its_page_shows_choices_as_every_other_page_does() -> None:
    """The parts of a form know a group of buttons by the name of its widget."""
    assert ParticularsForm()["channel"].widget_type.endswith("radioselect")
