"""Fields that take what people type and show it back tidied: dates, numbers, telephone, ID card, signature."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.cn import ric

from youzhang.kit import clock, text

PROVINCES = frozenset(
    f"{number}"
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for number in range(first, last + 1)
)
# 20130308, or year, month and day apart by signs, blanks or the Chinese words for year, month, day.
_APART = "[-./,\\s\u5e74\u6708\u65e5]+"
_DATE = re.compile(
    f"(\\d{{4}})(?:(\\d{{2}})(\\d{{2}})|{_APART}(\\d{{1,2}}){_APART}(\\d{{1,2}})(?:{_APART})?)"
)
_PNG = b"\x89PNG\r\n\x1a\n"
SIGNATURE_BYTES = 300_000
SIGNATURE_SIDE = 4096  # pixels


def parse_date(value: str) -> date | None:
    """A day as people write it; None when year, month and day are not all there. `ValueError`: no such day."""
    found = _DATE.fullmatch(text.halfwidth(value))
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    return date(year, month, day)


class DateField(forms.Field):
    """A day. `past`: not after today; `future`: not before today."""

    widget = forms.TextInput

    def __init__(self, *, past: bool = False, future: bool = False, **options: Any) -> None:
        self.past, self.future = past, future
        options.setdefault("help_text", lazy(self._how_to_write, str)())
        super().__init__(**options)
        self.widget.attrs |= {
            "autocomplete": self.widget.attrs.get("autocomplete", "off"),
            "inputmode": "numeric",
        }

    @property
    def example(self) -> str:
        """A day that could stand here: long ago where it is past, else a week from now."""
        return "20130308" if self.past else f"{clock.today() + timedelta(days=7):%Y%m%d}"

    def _how_to_write(self) -> str:
        return _("Digits are enough, such as %(day)s") % {"day": self.example}

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        try:
            day = parse_date(value)
        except ValueError as error:
            raise ValidationError(_("There is no such day in the calendar")) from error
        if day is None:
            how = _("Write year, month and day in full, such as %(day)s")
            raise ValidationError(how % {"day": self.example})
        return day

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        if not 1900 <= value.year <= 2100:
            raise ValidationError(_("The year should lie between 1900 and 2100"))
        if self.past and value > clock.today():
            raise ValidationError(_("This day has not come yet"))
        if self.future and value < clock.today():
            raise ValidationError(_("This day has passed already"))

    def bound_data(self, data: Any, initial: Any) -> Any:
        try:
            return parse_date(data or "") or data
        except ValueError:
            return data

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value


class NumberField(forms.IntegerField):
    """A whole number in digits; Python's own reading would take `1_000` as well. Its limits are told in plain words."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        for limit in self.validators:
            if isinstance(limit, MinValueValidator):
                limit.message = gettext_lazy("Write %(limit_value)s or more")
            elif isinstance(limit, MaxValueValidator):
                limit.message = gettext_lazy("Write %(limit_value)s or less")

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str) and "_" in value:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class InstantField(forms.DateTimeField):
    """A moment, entered as wall-clock time in China. `past`: not in the future."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, *, past: bool = False, **options: Any) -> None:
        self.past = past
        super().__init__(**options)

    def to_python(self, value: Any) -> datetime | None:
        found = super().to_python(text.halfwidth(value) if isinstance(value, str) else value)
        return found.astimezone(clock.CHINA).astimezone(UTC) if found else None

    def validate(self, value: datetime | None) -> None:
        super().validate(value)
        if self.past and value and value > clock.now():
            raise ValidationError(_("This moment has not come yet"))


class TelInput(forms.TextInput):
    """Brings up the number pad of a telephone."""

    input_type = "tel"


class PhoneField(forms.CharField):
    """A telephone number as bare digits. `mobile`: it must be able to take a text message."""

    widget = TelInput

    def __init__(self, *, mobile: bool = False, **options: Any) -> None:
        self.mobile = mobile
        super().__init__(**options)
        self.widget.attrs = {"autocomplete": "tel"} | self.widget.attrs

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        digits = text.clean_phone(typed)
        if typed and not digits:
            raise ValidationError(_("There is no digit in it"))
        return digits

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and (fault := _phone_fault(value, self.mobile)):
            raise ValidationError(fault)

    def bound_data(self, data: Any, initial: Any) -> Any:
        return (text.clean_phone(data) or data) if isinstance(data, str) else data


class PrintedPhoneField(forms.CharField):
    """A telephone number as it stands on a poster: its dashes stay, full-width digits do not."""

    widget = TelInput


def _phone_fault(digits: str, mobile: bool) -> str:
    if digits.startswith("1") or mobile:
        if len(digits) != 11:
            return _("A mobile number has 11 digits; this has %(n)d") % {"n": len(digits)}
        return "" if re.match("1[3-9]", digits) else _("A mobile number begins with 13 to 19")
    if digits.startswith("0") and not 10 <= len(digits) <= 12:
        return _("An area code and a number have 10 to 12 digits; this has %(n)d") % {"n": len(digits)}
    if 7 <= len(digits) <= 12:
        return ""
    return _("A telephone number has 7 to 12 digits; this has %(n)d") % {"n": len(digits)}


class IdCardField(forms.CharField):
    """A resident ID number; the message says which part is wrong."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> str:
        return _compact_id(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and (fault := _id_fault(value)):
            raise ValidationError(fault)

    def bound_data(self, data: Any, initial: Any) -> Any:
        return _compact_id(data) if isinstance(data, str) else data


def _compact_id(value: str) -> str:
    return re.sub(r"[\s.-]", "", text.halfwidth(value)).upper()


def _id_fault(number: str) -> str:
    if len(number) != 18:
        return _("An ID number has 18 characters; this has %(n)d") % {"n": len(number)}
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return _("An ID number is 17 digits and then a digit or X")
    if number[:2] not in PROVINCES:
        return _("The first two digits (%(part)s) are no province") % {"part": number[:2]}
    try:
        born = ric.get_birth_date(number)
    except ric.InvalidComponent:
        return _("Digits 7 to 14 (%(part)s) are no birth date") % {"part": number[6:14]}
    if born > clock.today():
        return _("The birth date in it (%(part)s) has not come yet") % {"part": number[6:14]}
    if number[-1] != ric.calc_check_digit(number):
        return _("The last character does not fit the others: one of them is mistyped")
    return ""


class SignatureInput(forms.TextInput):
    """The hidden text behind the pad; its value never goes into a draft."""

    def __init__(self) -> None:
        super().__init__(attrs={"hidden": True, "data-nodraft": True})


class SignatureField(forms.Field):
    """A drawn signature as the bytes of a PNG."""

    widget = SignatureInput
    empty_values = [*forms.Field.empty_values, b""]
    default_error_messages = {"required": gettext_lazy("Please sign on the pad")}

    def to_python(self, value: Any) -> bytes:
        if not value:
            return b""
        try:
            image = base64.b64decode(str(value).removeprefix("data:image/png;base64,"), validate=True)
        except binascii.Error as error:
            raise ValidationError(_("The signature did not arrive whole: please sign again")) from error
        if not image.startswith(_PNG) or len(image) > SIGNATURE_BYTES or _side(image) > SIGNATURE_SIDE:
            raise ValidationError(_("The signature did not arrive whole: please sign again"))
        return image


def _side(png: bytes) -> int:
    """The longer side that a PNG's head promises: few bytes can promise a flood of pixels."""
    return max(int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big"))
