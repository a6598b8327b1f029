"""The choice of how somebody is reached: what this installation cannot send is greyed; why stands with the notices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from youzhang.notices.channels import Channel, closed_because

WAYS = (Channel.CALL, Channel.SMS, Channel.EMAIL, Channel.WECOM, Channel.DINGTALK)


class WaysRadioSelect(forms.RadioSelect):
    """One way below the other. A closed one stays choosable only where it was chosen before."""

    def create_option(self, name: str, value: Any, label: Any, selected: Any, *args: Any, **more: Any) -> Any:
        """An option, greyed where nothing can be sent that way."""
        option = super().create_option(name, value, label, selected, *args, **more)
        if closed_because(str(value)):
            option["attrs"]["disabled"] = not selected
            option["label"] = format_html("{} <small>{}</small>", label, _("not open here"))
        return option


class ReachedByField(forms.ChoiceField):
    """By which way a message reaches somebody; a call where it cannot be sent."""

    widget = WaysRadioSelect

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("How to reach them"))
        options.setdefault("initial", Channel.CALL.value)
        super().__init__(choices=[(way.value, way.label) for way in WAYS], **options)
