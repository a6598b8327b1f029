"""Finding people by what one types, with nothing but hashes in the database."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import QuerySet

from youzhang.vault import tokens
from youzhang.vault.actions import create_subject, erase
from youzhang.vault.models import SearchToken, Subject
from youzhang.vault.names import spellings

HERE, THERE = uuid4(), uuid4()
PHONE = "13800000042"
ID = "11010519491231002X"

FOUND = [
    ("王小明", ["王小", "王小明", "小明", "王 小明", "wangxiaoming", "wang xiao ming", "wxm", "ＷＸＭ"]),
    ("王芳", ["王芳", "芳", "wangfang", "wf"]),
    ("欧阳修", ["欧阳", "欧阳修", "修", "ouyangxiu", "oyx"]),
    ("欧阳", ["欧阳", "阳", "ouyang"]),
    ("单小明", ["单小", "shanxiaoming", "danxiaoming", "sxm"]),
    ("曾国", ["zengguo", "cengguo", "zg"]),
    ("仇和", ["qiuhe", "qh"]),
    ("解晓东", ["xiexiaodong", "xxd"]),
    ("查良", ["zhaliang"]),
    ("任重", ["renzhong", "renchong"]),
    ("尉迟恭", ["yuchigong", "恭", "ycg"]),
    ("万俟卨", ["moqixie", "mqx"]),
    ("长孙无忌", ["zhangsunwuji", "无忌", "zswj"]),
    ("吕布", ["lvbu", "lubu", "lü bu", "lyubu", "lb"]),
    ("𠮷野家", ["𠮷野", "野家", "jiyejia", "jyj"]),
    ("葛\U000e0100亮", ["葛亮", "geliang"]),
    ("阿卜杜拉·买买提", ["阿卜", "买买提", "阿卜杜拉•买买提", "阿卜杜拉・买买提", "阿卜杜拉买买提", "abodulamaimaiti"]),
    ("John Smith", ["john smith", "smith", "John", "johnsmith", "js", "JO"]),
    ("José Müller", ["jose", "müller", "Jose Muller".replace("u", "ü")]),
]  # fmt: skip


def index_subject(subject: Subject, **given: Any) -> None:
    tokens.index_subject(subject, within=HERE, **given)


def matching(text: str, within: UUID = HERE) -> QuerySet[SearchToken, UUID]:
    return tokens.holding([*tokens.near(text), *tokens.far(text)], [within])


def matching_subjects(text: str, limit: int = 200) -> list[UUID]:
    return list(matching(text)[:limit])


@pytest.mark.parametrize(("name", "typed"), [(name, typed) for name, all_ in FOUND for typed in all_])
def test_a_name_is_found_as_people_type_it(subject: Subject, name: str, typed: str):
    other = create_subject()
    index_subject(subject, name=name)
    index_subject(other, name="赵铁柱")
    assert matching_subjects(typed) == [subject.id]


@pytest.mark.parametrize(
    "typed", ["王", "w", "", "  ", "·", "王晓", "明", "xm", "xiaoming", "wangxiaomin", "张小明", "%", "\0"]
)
def test_what_is_too_little_or_another_name_finds_nobody(subject: Subject, typed: str):
    index_subject(subject, name="王小明", phones=[PHONE], id_number=ID)
    assert matching_subjects(typed) == []


@pytest.mark.parametrize(
    "typed",
    [PHONE, "138 0000 0042", "138-0000-0042", "+86 13800000042", "008613800000042", "１３８００００００４２",
     "（138）00000042", "0042", "００４２", "　0042 "],
)  # fmt: skip
def test_a_phone_is_found_however_it_is_typed(subject: Subject, typed: str):
    index_subject(subject, phones=["０571-87654321", f"+86 {PHONE}"])
    assert matching_subjects(typed) == [subject.id]
    assert matching_subjects("0571-8765 4321") == [subject.id]
    assert matching_subjects("13800000043") == []


@pytest.mark.parametrize(
    "typed", [ID, ID.lower(), "110105 19491231 002Ｘ", "１１０１０５１９４９１２３１００２ｘ"]
)
def test_an_identity_number_is_found(subject: Subject, typed: str):
    index_subject(subject, id_number=ID)
    assert matching_subjects(typed) == [subject.id]


def test_a_passport_number_is_found(subject: Subject):
    index_subject(subject, id_number="E12345678")
    assert matching_subjects("e 12345678") == [subject.id]


def test_indexing_again_replaces(subject: Subject):
    index_subject(subject, name="王小明", phones=[PHONE])
    index_subject(subject, name="李小明")
    assert matching_subjects("王小明") == []
    assert matching_subjects(PHONE) == []
    assert matching_subjects("李小明") == [subject.id]
    index_subject(subject)
    assert not SearchToken.objects.exists()


def test_an_erased_person_is_not_found(subject: Subject):
    index_subject(subject, name="王小明")
    erase(subject)
    assert matching_subjects("王小明") == []
    assert not SearchToken.objects.exists()


def test_one_query_a_limit_and_each_person_once(db: None, django_assert_num_queries):
    for _ in range(5):
        index_subject(create_subject(), name="王安安")
    assert len(matching_subjects("wanganan")) == 5
    with django_assert_num_queries(1):
        assert len(matching_subjects("wanganan", limit=3)) == 3
    with django_assert_num_queries(1):
        assert Subject.objects.filter(id__in=matching("安安")).count() == 5
    assert len(set(matching_subjects("王安"))) == len(matching_subjects("王安")) == 5


def test_the_table_tells_nothing_and_prefixes_of_different_people_agree(db: None):
    one, two = create_subject(), create_subject()
    index_subject(one, name="王小明", phones=[PHONE])
    index_subject(two, name="王小红")
    tokens = [bytes(token) for token in SearchToken.objects.values_list("token", flat=True)]
    assert {len(token) for token in tokens} == {16}
    shared = set(SearchToken.objects.filter(subject=one).values_list("token", flat=True)) & set(
        SearchToken.objects.filter(subject=two).values_list("token", flat=True)
    )
    assert shared


def test_readings_are_capped_and_the_likeliest_come_first():
    assert len(spellings("乐重行单")) <= 24
    assert "".join(spellings("单小明")[0]) == "shanxiaoming"
    assert spellings("") == []
    assert len(spellings("阿" * 60)) <= 24


def test_a_very_long_name_is_found_by_its_beginning(subject: Subject):
    name = "阿卜杜拉买买提" * 8
    index_subject(subject, name=name)
    assert matching_subjects(name) == [subject.id]
    assert SearchToken.objects.count() < 60


def test_who_is_known_elsewhere_is_not_looked_for_here(subject: Subject):
    tokens.index_subject(subject, within=THERE, name="王小明")
    assert not matching("王小明").exists()
    assert list(matching("王小明", THERE)) == [subject.id]


@pytest.mark.parametrize(
    ("typed", "near", "far"),
    [
        ("王小", True, False),
        ("小明", False, True),
        ("wxm", False, True),
        (PHONE, True, False),
        ("0042", False, True),
        (ID, True, False),
    ],
)
def test_who_is_meant_is_told_from_who_only_may_be(subject: Subject, typed: str, near: bool, far: bool):
    index_subject(subject, name="王小明", phones=[PHONE], id_number=ID)
    found = [tokens.holding(wanted, [HERE]).exists() for wanted in (tokens.near(typed), tokens.far(typed))]
    assert found == [near, far]
