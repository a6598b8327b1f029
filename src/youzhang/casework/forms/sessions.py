"""Booking a session and writing its note."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import Centre
from youzhang.casework.actions import Appointment, Written
from youzhang.casework.actions.appointments import guardian_may_know, reached_by_message
from youzhang.casework.codes import CANCELLED_BY, SOAP, STYLES, TOLD_OF_CANCEL, TOLD_OF_MOVE, WAYS
from youzhang.casework.forms.danger import DangerForm, LevelField
from youzhang.casework.forms.parts import area, choices
from youzhang.casework.guardians import guardian_out
from youzhang.casework.models import Case, Note, Session
from youzhang.kit import clock
from youzhang.ledger.late_form import LATE
from youzhang.premises.models import Room
from youzhang.web.forms import DateField, Form, NumberField


class BookForm(Form):
    """When, how and where a session is."""

    draft = "casework.book"

    day = DateField(label=_("Day"))
    starts = forms.TimeField(label=_("Begins at"), widget=forms.TimeInput(attrs={"type": "time"}))
    minutes = NumberField(label=_("Minutes"), min_value=10, max_value=240, initial=50)
    way = forms.ChoiceField(label=_("Way"), choices=choices(WAYS), widget=forms.RadioSelect, initial="face")
    room = forms.ChoiceField(
        label=_("Room"),
        required=False,
        help_text=_("A room cannot be booked twice; the next free time is named."),
    )

    def __init__(self, *args: Any, centre: Centre, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rooms = {str(room.pk): room for room in Room.objects.filter(centre=centre, closed=False)}
        titles = [(pk, f"{room.name} ({room.seats})") for pk, room in self.rooms.items()]
        self.fields["room"].choices = [("", _("none")), *titles]  # type: ignore[attr-defined]

    def given(self) -> Appointment:
        """What was filled in, as the action takes it."""
        values = self.cleaned_data
        starts_at = datetime.combine(values["day"], values["starts"], clock.CHINA)
        return Appointment(starts_at, values["minutes"], values["way"], self.rooms.get(values["room"]))


class MoveForm(BookForm):
    """Another time, way or room for a session, and how the client learns of it."""

    draft = ""

    told = forms.ChoiceField(label=_("How the client learns of it"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, case: Case, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["told"].choices = choices(ways_to_tell(case, TOLD_OF_MOVE))  # type: ignore[attr-defined]


def ways_to_tell(case: Case, ways: Mapping[str, Any]) -> dict[str, Any]:
    """Of these ways those by which the client of a case can learn something: never one kept out."""
    file, today = case.file, clock.today()
    shut = {
        "guardian": not file.guardian or guardian_out(case) or not guardian_may_know(case, today),
        "safe": not file.safe_contact,
        "message": not reached_by_message(case),
    }
    return {code: title for code, title in ways.items() if not shut.get(code)}


def as_booked(session: Session) -> dict[str, Any]:
    """A session as the form shows it."""
    at = session.starts_at.astimezone(clock.CHINA)
    room = session.booking.room_id if session.booking else ""
    times = {"day": at.date(), "starts": f"{at:%H:%M}", "minutes": session.planned_minutes}
    return {**times, "way": session.way, "room": str(room)}


class CancelForm(Form):
    """Who called a session off, and how the client learns of it where it was not they."""

    needs = {"told": ("cause", "centre|other")}

    cause = forms.ChoiceField(
        label=_("Who called it off"), choices=choices(CANCELLED_BY), widget=forms.RadioSelect
    )
    told = forms.ChoiceField(label=_("How the client learns of it"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, case: Case, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["told"].choices = choices(ways_to_tell(case, TOLD_OF_CANCEL))  # type: ignore[attr-defined]

    def given(self) -> dict[str, str]:
        """What was filled in, as the action takes it."""
        asked = self.cleaned_data["cause"] != "client"
        return {"cause": self.cleaned_data["cause"], "told": self.cleaned_data["told"] if asked else ""}


class ToldForm(Form):
    """How the client learned that a session is off."""

    told = forms.ChoiceField(label=_("How the client learns of it"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, case: Case, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["told"].choices = choices(ways_to_tell(case, TOLD_OF_MOVE))  # type: ignore[attr-defined]


class LateReasonForm(Form):
    """What became of a session. `late`: it was more than 24 hours ago, so it is asked why it is entered only now."""

    late_reason = forms.ChoiceField(label=_("Why it is entered only now"), choices=choices(LATE, blank=True))

    def __init__(self, *args: Any, late: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not late:
            del self.fields["late_reason"]

    def why_late(self) -> str:
        """As actions take it."""
        return str(self.cleaned_data.get("late_reason", ""))


class NoteForm(DangerForm, LateReasonForm):
    """A note: by headings, or in one piece; the risk level each time, and what follows from a high one."""

    draft = "casework.note"
    needs = {"free": ("style", "free")}

    minutes = NumberField(label=_("Minutes"), min_value=1, max_value=480)
    style = forms.ChoiceField(
        label=_("Form of the note"), choices=choices(STYLES), widget=forms.RadioSelect, initial="soap"
    )
    s = forms.CharField(label=SOAP["s"], widget=area(), required=False)
    o = forms.CharField(label=SOAP["o"], widget=area(3), required=False)
    a = forms.CharField(label=SOAP["a"], widget=area(3), required=False)
    p = forms.CharField(label=SOAP["p"], widget=area(3), required=False)
    free = forms.CharField(label=_("Text of the note"), widget=area(10), required=False)
    level = LevelField()
    field_order = (
        *("minutes", "style", "s", "o", "a", "p", "free"),
        *("thoughts", "level", "danger", "shows", "known", "no_crisis", "late_reason"),
    )

    def __init__(self, *args: Any, booked: bool, late: bool, **options: Any) -> None:
        super().__init__(*args, late=booked and late, **options)
        for name in SOAP:
            self.fields[name].needed = "style=soap"  # type: ignore[attr-defined]
        if not booked:
            del self.fields["minutes"]

    def given(self) -> Written:
        """What was written, as the action takes it."""
        values = self.cleaned_data
        headings = SOAP if values["style"] == "soap" else ("free",)
        content = {heading: values[heading] for heading in headings}
        return Written(values["style"], content, values["level"], values.get("minutes") or 0, self.answer())


def as_written(note: Note) -> dict[str, Any]:
    """A note as the form shows it."""
    return {"style": note.style, "level": str(note.level), **note.content}


class AddForm(Form):
    """What is added to a note that stands."""

    draft = "casework.addendum"
    text = forms.CharField(label=_("What is added"), widget=area(5))


class CommentForm(Form):
    """What the supervisor says about a document."""

    draft = "casework.comment"
    text = forms.CharField(
        label=_("Comment"),
        widget=area(5),
        help_text=_("For the caseworker: what you see, what you would ask, what to watch."),
    )


class ProcessForm(Form):
    """A private note."""

    draft = "casework.process"
    text = forms.CharField(
        label=_("My own note"),
        widget=area(8),
        required=False,
        help_text=_("Only you can open it. It is no part of the file; leave it empty to throw it away."),
    )
