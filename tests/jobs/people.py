"""A centre and its members, made through the real actions."""

from __future__ import annotations

from datetime import date

from youzhang.accounts import actions
from youzhang.accounts.models import Centre, User

STARTED = date(2026, 1, 1)


def make_centre(code: str = "qinglan") -> Centre:
    return actions.create_centre(
        actions.NewCentre(
            organisation="青澜",
            code=code,
            name=f"{code}站",
            unit_name=f"青澜·{code} 心理疏导",
            started_on=STARTED,
        )
    )


def make_member(username: str, centre: Centre, role: str = "specialist") -> User:
    user = actions.create_user(actions.NewMember(username=username, name="苏禾"))
    actions.give_role(user, centre, role, starts_on=STARTED)
    return user
