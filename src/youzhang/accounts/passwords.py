"""How long a password must be, said in both languages: Django's own words are not translated in every release."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Not shorter than the least length."""

    def get_error_message(self) -> str:
        return _("This password is too short: %(n)d characters or more.") % {"n": self.min_length}
