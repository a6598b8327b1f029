"""Forms of steps in two services."""

from __future__ import annotations

from typing import Any

from youzhang.casework.forms.owners import OpenForm
from youzhang.flows.actions import Carriers


class CarriersForm(OpenForm):
    """Who carries the case; whose it is and how it came is known from the application."""

    draft = "flows.open_case"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("source", "guardian_name", "guardian_phone", "relation"):
            self.fields.pop(name, None)

    def carriers(self) -> Carriers:
        """What was filled in, as the action takes it."""
        names = ("caseworker", "backup", "supervisor", "problem", "ends_on")
        return Carriers(**{name: self.cleaned_data[name] for name in names})
