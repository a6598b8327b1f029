"""People for the tests of this room, registered through the real action."""

from __future__ import annotations

from datetime import date
from typing import Any

from youzhang.accounts.models import Centre, User
from youzhang.clients.actions import NewPerson, register_person
from youzhang.clients.models import Person


def a_person(centre: Centre, by: User | None = None, **given: Any) -> Person:
    """Somebody on file at a centre: 林小雨, born in 2012, unless told otherwise."""
    values = {"name": "林小雨", "birth": date(2012, 5, 6), "sex": "f", "phone": "13800000427"} | given
    return register_person(NewPerson(**values), centre=centre, by=by)
