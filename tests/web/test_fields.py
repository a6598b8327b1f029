"""Fields take what people type, show it back tidied, and say what is wrong with the rest."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from youzhang.kit import clock, text
from youzhang.web.fields import parse_date
from youzhang.web.forms import (
    DateField,
    Form,
    IdCardField,
    InstantField,
    NumberField,
    PhoneField,
    SignatureField,
)


class Person(Form):
    needs = {"guardian": ("minor", "yes")}

    name = forms.CharField(max_length=20)
    story = forms.CharField(widget=forms.Textarea, required=False)
    born = DateField(past=True, required=False)
    phone = PhoneField(required=False)
    number = IdCardField(required=False)
    at = InstantField(past=True, required=False)
    signed = SignatureField(required=False)
    minor = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], required=False)
    guardian = forms.CharField(required=False)
    places = NumberField(required=False)
    begins = forms.TimeField(required=False)
    mail = forms.EmailField(required=False)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"), clock.frozen_at(datetime(2026, 11, 24, 1, 0, tzinfo=UTC)):
        yield


def filled(**typed: str) -> Person:
    form = Person({"name": "Rain", **typed})
    form.is_valid()
    return form


@pytest.mark.parametrize(
    "typed",
    [
        "20130308",
        "2013-3-8",
        "2013.3.8",
        "2013/03/08",
        "2013年3月8日",
        "２０１３年３月８日",
        " 2013 3 8 ",
        "２０１３．０３．０８",
    ],
)
def test_a_date_is_taken_in_any_usual_form_and_shown_back_the_same(typed: str) -> None:
    form = filled(born=typed)
    assert form.cleaned_data["born"] == date(2013, 3, 8)
    assert 'value="2013-03-08"' in str(form["born"])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("13.3", "in full"),
        ("130308", "in full"),
        ("2013年3月", "in full"),
        ("20130230", "no such day"),
        ("2013-13-01", "no such day"),
        ("20261125", "not come yet"),
        ("18991231", "between 1900 and 2100"),
    ],
)
def test_a_date_that_is_none_is_refused_in_words_and_kept_as_typed(typed: str, said: str) -> None:
    form = filled(born=typed)
    assert said in form.errors["born"][0]
    assert re.sub("-", "", str(form["born"].value())) == re.sub("-", "", typed)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_from_its_digits_and_its_words(day: date) -> None:
    assert parse_date(f"{day:%Y%m%d}") == day
    assert parse_date(f"{day.year}年{day.month}月{day.day}日") == day


@given(st.text(max_size=30))
def test_no_text_breaks_the_date(typed: str) -> None:
    filled(born=typed)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("138 0000 0427", "13800000427"),
        ("+86 138-0000-0427", "13800000427"),
        ("００８６１３８００００ ０４２７", "13800000427"),
        ("010-5550 0110", "01055500110"),
        ("5550 0110", "55500110"),
        ("400-820-0000", "4008200000"),
    ],
)
def test_a_telephone_number_becomes_digits(typed: str, digits: str) -> None:
    form = filled(phone=typed)
    assert form.cleaned_data["phone"] == digits
    assert f'value="{digits}"' in str(form["phone"])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("138 0000 042", "this has 10"),
        ("12000000000", "begins with 13"),
        ("none", "no digit"),
        ("123", "this has 3"),
    ],
)
def test_a_wrong_telephone_number_is_told_what_is_wrong(typed: str, said: str) -> None:
    assert said in filled(phone=typed).errors["phone"][0]


@pytest.mark.parametrize("typed", ["11010519491231002X", "11010519491231002x", "１１０１０５ 19491231 002Ｘ"])
def test_an_id_number_is_taken_with_blanks_and_small_x(typed: str) -> None:
    assert filled(number=typed).cleaned_data["number"] == "11010519491231002X"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("11010519491231002", "this has 17"),
        ("1101051949123100AX", "17 digits"),
        ("99010519491231002X", "no province"),
        ("11010519491331002X", "no birth date"),
        ("11010520301231002X", "not come yet"),
        ("110105194912310021", "mistyped"),
    ],
)
def test_a_wrong_id_number_names_the_wrong_part(typed: str, said: str) -> None:
    assert said in filled(number=typed).errors["number"][0]


def test_a_moment_is_wall_clock_time_in_china() -> None:
    assert filled(at="2026-11-24T08:30").cleaned_data["at"] == datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
    assert "not come yet" in filled(at="2026-11-24T09:30").errors["at"][0]


def test_a_signature_must_be_a_picture() -> None:
    good = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(16)).decode()
    assert filled(signed=good).cleaned_data["signed"].startswith(b"\x89PNG")
    assert "sign again" in filled(signed="data:image/png;base64,AAAA").errors["signed"][0]
    assert "sign again" in filled(signed="<script>").errors["signed"][0]


def test_the_example_of_a_day_fits_what_is_asked_for() -> None:
    class Days(Form):
        born = DateField(past=True)
        comes = DateField(future=True)

    form = Days({"born": "spring", "comes": "spring"})
    assert "20130308" in str(form["born"].help_text)
    assert "20261201" in str(form["comes"].help_text)
    assert "20261201" in form.errors["comes"][0]


def test_an_empty_pad_is_told_as_such_and_a_number_out_of_range_in_plain_words() -> None:
    class Signing(Form):
        signed = SignatureField()
        places = NumberField(min_value=1, max_value=9)

    form = Signing({"signed": "", "places": "0"})
    assert form.errors["signed"] == ["Please sign on the pad"]
    assert form.errors["places"] == ["Write 1 or more"]
    assert Signing({"signed": "", "places": "10"}).errors["places"] == ["Write 9 or less"]


def test_text_loses_what_no_person_types() -> None:
    data = QueryDict(mutable=True)
    data["name"] = " Rain\x00\u202e\ud800\n𠮷 "
    data["story"] = "one\r\ntwo\x07\u200b\t"
    form = Person(data)
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Rain\ufffd 𠮷"
    assert form.cleaned_data["story"] == "one\ntwo"


@given(st.text(max_size=200))
def test_any_text_can_be_sent(typed: str) -> None:
    form = Person({"name": "Rain", "story": typed})
    assert form.is_valid()
    form["story"].as_widget().encode()


def test_too_long_a_text_is_refused_in_words_and_not_cut_by_the_browser() -> None:
    form = filled(name="x" * 21, story="y" * 20_001)
    assert "21 characters; at most 20 fit" in form.errors["name"][0]
    assert "at most 20000 fit" in form.errors["story"][0]
    assert "maxlength" not in str(form["name"])
    with override("zh-hans"):
        assert filled(name="x" * 21).errors["name"] == ["这里有 21 个字，最多 20 个字。 内容还在：请删短。"]
    assert "y" * 20_001 in str(form["story"])


def test_a_needed_field_is_asked_for_only_when_the_other_says_so() -> None:
    assert "guardian" in filled(minor="yes").errors
    assert filled(minor="yes", guardian="Rain's mother").is_valid()
    assert filled(minor="no").is_valid()
    assert filled().is_valid()


def test_a_signature_that_promises_a_flood_of_pixels_is_no_signature() -> None:
    head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
    drawn = {size: head + size.to_bytes(4, "big") + (300).to_bytes(4, "big") for size in (800, 50_000)}
    sent = {size: f"data:image/png;base64,{base64.b64encode(png).decode()}" for size, png in drawn.items()}
    assert "signed" not in Person({"name": "x", "signed": sent[800]}).errors
    assert "sign again" in str(Person({"name": "x", "signed": sent[50_000]}).errors["signed"])


def test_numbers_times_and_addresses_may_be_typed_full_width() -> None:
    form = filled(places="１２", begins="０９：３０", mail="ｒａｉｎ＠ｅｘａｍｐｌｅ．ｏｒｇ")
    assert form.is_valid(), form.errors
    assert [form.cleaned_data[name] for name in ("places", "begins", "mail")] == [
        12,
        time(9, 30),
        "rain@example.org",
    ]
    assert 'value="12"' in str(form["places"])


@pytest.mark.parametrize("typed", ["1_000", "１＿０００", "1.5", "ten"])
def test_a_number_is_digits_only_and_stays_as_typed(typed: str) -> None:
    form = filled(places=typed)
    assert form.errors["places"] == ["Enter a whole number."]
    assert f'value="{text.halfwidth(typed)}"' in str(form["places"])


def test_an_empty_field_says_what_to_do_in_both_languages() -> None:
    class Asking(Form):
        name = forms.CharField()
        way = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
        seen = forms.BooleanField()
        own = forms.CharField(error_messages={"required": "Who are you?"})

        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self.fields["later"] = forms.CharField()

    for language, said in (
        ("en", ["Fill it in.", "Choose one.", "Tick it.", "Who are you?", "Fill it in."]),
        ("zh-hans", ["请填写。", "请选择。", "请勾选。", "Who are you?", "请填写。"]),
    ):
        with override(language):
            assert [words[0] for words in Asking({}).errors.values()] == said
