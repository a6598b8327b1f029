"""What a person's particulars say about them, and which particulars cannot be true. Pure."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from youzhang.clients.ages import age_on
from youzhang.clients.models import Person
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_phone, halfwidth
from youzhang.vault import names

__all__ = [
    "age_on", "capacity_on", "check_birth", "check_has_guardian", "check_id_number", "check_name", "closeness",
    "compact_id", "is_minor", "needs_guardian", "sensitive_all",
]  # fmt: skip

CAPACITY_BEGINS = 8
ALL_IS_SENSITIVE_BELOW = 14
COMES_OF_AGE = 18
LONGEST_NAME = 60
OLDEST = 130


def capacity_on(person: Person, day: date) -> str:
    """Civil capacity `none`, `limited` or `full`: by age below 18, by finding from then on (psych:41)."""
    age = age_on(person.born, day) if person.born else COMES_OF_AGE
    if age < CAPACITY_BEGINS or person.capacity in {"none", "died"}:
        return "none"
    return "limited" if age < COMES_OF_AGE or person.capacity == "limited" else "full"


def is_minor(person: Person, day: date) -> bool:
    """Whether somebody is under 18; nobody is taken for a minor while the birth date is unknown."""
    return person.born is not None and age_on(person.born, day) < COMES_OF_AGE


def needs_guardian(person: Person, day: date) -> bool:
    """Whether a guardian signs with or for this person (psych:41)."""
    return capacity_on(person, day) != "full"


def check_has_guardian(birth: date | None, capacity: str, day: date) -> None:
    """Nobody guards whoever is of age with full capacity: their mother is not their guardian (psych:41)."""
    if birth and age_on(birth, day) >= COMES_OF_AGE and capacity == "by_age":
        why = _("This person is of age and decides for themself: nobody is their guardian.")
        way_on = _("Enter them as the emergency contact; or note first what was found on civil capacity.")
        raise Refused("psych:41", why, way_on, "guardian_name")


def sensitive_all(birth: date, day: date) -> bool:
    """Below 14 every piece of personal information counts as sensitive."""
    return age_on(birth, day) < ALL_IS_SENSITIVE_BELOW


def check_name(name: str) -> None:
    """A person is filed under a name of reasonable length; a pseudonym will do."""
    if not name:
        raise Refused("rule:name", _("A name is needed."), _("A pseudonym will do."), "name")
    if len(name) > LONGEST_NAME:
        raise Refused("rule:name", _("This name is too long."), _("At most 60 characters."), "name")


def check_birth(birth: date | None, today: date) -> None:
    """Nobody is born in the future, nor is anybody older than people become."""
    if birth and birth > today:
        raise Refused("rule:birth", _("This birth date has not come yet."), _("Check the date."), "birth")
    if birth and age_on(birth, today) > OLDEST:
        raise Refused("rule:birth", _("Nobody is that old."), _("Check the year."), "birth")


def check_id_number(number: str, birth: date | None, sex: str) -> None:
    """An ID number is sound in itself and says the same as birth date and sex."""
    if not number:
        return
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number) or ric.calc_check_digit(number) != number[-1]:
        why = _("The last character does not fit the others: one of them is mistyped.")
        raise Refused("rule:id_number", why, _("Compare it with the card."), "id_number")
    if birth and _born(number) != birth:
        why = _("The ID number says another birth date.")
        raise Refused("rule:id_number", why, _("Compare both with the card."), "id_number")
    if sex in {"f", "m"} and sex != ("m" if int(number[16]) % 2 else "f"):
        why = _("The ID number says another sex.")
        raise Refused("rule:id_number", why, _("Compare both with the card."), "id_number")


def _born(number: str) -> date | None:
    try:
        born: date = ric.get_birth_date(number)
    except ValidationError:
        return None
    return born


def compact_id(number: str) -> str:
    """An ID number as it is kept: half-width, capital X, no blanks."""
    return re.sub(r"[\s.-]", "", halfwidth(number)).upper()


def closeness(person: Person, text: str) -> int:
    """How well somebody answers to what was typed: 0 exactly, 1 by how the name begins, 2 otherwise, 3 not at all."""
    asked, name = "".join(names.parts(text)), "".join(names.parts(person.name))
    number = compact_id(text)
    if asked == name or (_has_digits(text) and _is_number_of(person, text, number)):
        return 0
    if name.startswith(asked):
        return 1
    return 2 if _answers(person, asked, number) else 3


def _has_digits(text: str) -> bool:
    """Else no number needs to be opened."""
    return any(sign.isdigit() for sign in text)


def _is_number_of(person: Person, text: str, number: str) -> bool:
    return number == person.id_number or clean_phone(text) == (person.phone or "-")


def _answers(person: Person, asked: str, number: str) -> bool:
    if re.fullmatch(r"[0-9]{4,}X?", number):
        return (person.phone or "").endswith(number)
    if not names.is_latin(asked):
        return asked in names.given_names(person.name)
    spelt = names.spellings(person.name)
    return (
        asked in names.given_names(person.name)
        or asked in {"".join(syllables) for syllables in spelt}
        or asked in {"".join(syllable[0] for syllable in syllables) for syllables in spelt}
    )
