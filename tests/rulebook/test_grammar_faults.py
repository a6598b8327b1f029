"""Every fault of a rulebook file is named with its place and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rulebook.sample import VOCABULARY, book, duty, read, setting, text_of, text_of_articles
from youzhang.rulebook.grammar import RulebookFault, RulebookRefused, check, load_file, load_folder

PLAIN = text_of(duty(due='"3 days"'))
GATE = """
[[article.gate]]
name = "told"
before = "a.answered"
needs = ["a.asked"]
way_on = { en = "Ask first", zh = "先询问" }
"""
MILESTONE = '[[article.milestone]]\nname = "ready"\nall = ["a.opened"]\n'
RECURRING = duty("monthly", every='"month"', on='"centre-year"', closes_on='"a.held"', held_by='"lead"')
SETTING = setting("wait", 'value = "3 days"\nunit = "term"\nfloor = "1 day"\nceiling = "5 days"\n')
DOSSIER = (
    '[[article.dossier]]\nname = "papers"\nfor = "case"\nslots = [{ form = "photos", count = [5, 15] }]\n'
)
CONTENT = '[[article.content]]\nname = "notice"\nitems = ["place"]\nif = { special = "special_note" }\n'


def faults_of(text: str) -> list[RulebookFault]:
    with pytest.raises(RulebookRefused) as refused:
        read(text)
    return refused.value.faults


def one_fault(text: str) -> RulebookFault:
    (fault,) = faults_of(text)
    return fault


def test_a_rulebook_without_fault_is_read() -> None:
    whole = text_of(duty(), GATE, MILESTONE, RECURRING, SETTING, DOSSIER, CONTENT)
    article = read(whole).articles[0]
    assert check(read(whole), VOCABULARY) == []
    assert (article.dossiers[0].slots[0].count, article.contents[0].only_if) == (
        (5, 15),
        {"special": "special_note"},
    )
    assert str(article.settings[0].term) == "3 days"


HEAD_FAULTS = [
    ('id = "psych"', 'id = "Psych!"', "rulebook.id"),
    ("edition = 1\n", 'edition = "1"\n', "rulebook.edition"),
    ("edition = 1\n", "edition = 0\n", "rulebook.edition"),
    ("encoding = 1\n", "", "rulebook.encoding"),
    ("2026-01-01", '"2026-01-01"', "rulebook.in_force_from"),
    ('running = "old"', 'running = "both"', "rulebook.running"),
    ('running = "old"', 'runing = "old"', "rulebook.runing"),
    ("[rulebook]", "[rulebok]", "rulebook"),
    ('id = "1"\nno = "第一章"', 'id = "2"\nno = "第一章"', "chapter"),
    ('kind = ["obligation"]', 'kind = ["obligaton"]', "kind"),
    ('title = { en = "Title", zh = "题" }', 'title = { en = "Title" }', "title"),
    ('title = { en = "Title", zh = "题" }', 'title = "Title"', "title"),
    ('chapter = "1"\nkind', "kind", "chapter"),
    ("kept_by = ['duty:reply']", "", "kept_by"),
    ("kept_by = ['duty:reply']", "kept_by = ['pending']", "kept_by"),
    ("kept_by = ['duty:reply']", "kept_by = ['duty:reply', 'pending']", "kept_by"),
    ("kept_by = ['duty:reply']", "kept_by = ['duty:reply', 'gate:told']", "kept_by"),
    ("kept_by = ['duty:reply']", "kept_by = ['duty:reply', 'duty:repl']", "kept_by"),
    ("kept_by = ['duty:reply']", "kept_by = ['page:board']", "kept_by"),
    ("kept_by = ['duty:reply']", "kept_by = ['duty:reply', 'magic:x']", "kept_by"),
    ("kept_by = ['duty:reply']", "kept_by = ['duty:reply', 'page']", "kept_by"),
    ('[[article]]\nid = "1"', "[[article]]\nid = 1", "article.id"),
    ('[[article]]\nid = "1"', '[[article]]\nid = "1"\nremark = "x"', "remark"),
]


@pytest.mark.parametrize(("right", "wrong", "field"), HEAD_FAULTS)
def test_a_fault_of_book_or_article(right: str, wrong: str, field: str) -> None:
    assert right in PLAIN
    found = faults_of(PLAIN.replace(right, wrong, 1))
    assert field in [fault.field for fault in found]
    assert all(fault.file == "sample.toml" or fault.file == "chapters.toml" for fault in found)
    assert all(fault.reason and fault.right for fault in found)


DUTY_FAULTS = [
    ({"colour": '"red"'}, "duty.colour"),
    ({"opens_on": ""}, "duty.opens_on"),
    ({"opens_on": "[]"}, "duty.opens_on"),
    ({"opens_on": "[3]"}, "duty.opens_on"),
    ({"closes_on": ""}, "duty.closes_on"),
    ({"closes_on": '[{ fact = "a.answered", wen = {} }]'}, "duty.closes_on.wen"),
    ({"closes_on": "[{ when = {} }]"}, "duty.closes_on.fact"),
    ({"held_by": ""}, "duty.held_by"),
    ({"held_by": "3"}, "duty.held_by"),
    ({"when": "3"}, "duty.when"),
    ({"when": "{ age = { under = 18 } }"}, "duty.when.age"),
    ({"due": '"soon"'}, "duty.due"),
    ({"due": "3"}, "duty.due"),
    ({"due": '["1 day"]'}, "duty.due"),
    ({"due": '["1 day", "on opening.improve_by"]'}, "duty.due"),
    ({"due": '["1 day", "later"]'}, "duty.due"),
    ({"due": '"3 days before child.starts_on"'}, "duty.due"),
    ({"due": '"5 days after period"'}, "duty.due"),
    ({"not_before": '"later"'}, "duty.not_before"),
    ({"starts": '"reading"'}, "duty.starts"),
    ({"closes": '"newest"'}, "duty.closes"),
    ({"earlier_counts": '"yes"'}, "duty.earlier_counts"),
    ({"on_time_within": '"a while"', "due": '"at once"'}, "duty.on_time_within"),
    ({"on_time_within": '"1 hour"'}, "duty.reply.on_time_within"),
    ({"due": '["1 day", "2 days"]', "earlier_counts": "true"}, "duty.reply.earlier_counts"),
    ({"strength": '"should"'}, "duty.strength"),
    ({"escalates": '[{ to = "lead" }]'}, "duty.escalates.after"),
    ({"escalates": '[{ after = "1 day", to = "lead", from = "closing" }]'}, "duty.escalates.from"),
    ({"escalates": '[{ after = "1 day" }]'}, "duty.escalates.to"),
    ({"escalates": '"lead"'}, "duty.escalates"),
    ({"reminds": '["1 day"]'}, "duty.reminds"),
    ({"reminds": '["soon before due"]'}, "duty.reminds"),
    ({"waivable": '"no"'}, "duty.waivable"),
    ({"due": '"1 day"', "extendable": "true"}, "duty.extendable"),
    ({"due": '"1 day"', "extendable": '"a while"'}, "duty.extendable"),
    ({"due": '"1 day"', "extendable": '"2 hours"'}, "duty.reply.extendable"),
    ({"extendable": '"2 days"'}, "duty.reply.extendable"),
    ({"settable": '{ waivable = ["true"] }'}, "duty.settable.waivable"),
    ({"settable": '{ held_by = ["lead"] }'}, "duty.settable.held_by"),
    ({"settable": '{ due = { floor = "1 day" } }'}, "duty.reply.settable.due"),
    ({"due": '"1 day"', "settable": '{ due = { flor = "1 day" } }'}, "duty.settable.due.flor"),
    (
        {"due": '"1 day"', "settable": '{ due = { floor = "2 days", ceiling = "1 day" } }'},
        "duty.reply.settable.due",
    ),
    ({"title": '"Reply"'}, "duty.title"),
    ({"name": '"Reply now"'}, "duty.name"),
]


@pytest.mark.parametrize(("fields", "place"), DUTY_FAULTS)
def test_a_fault_of_a_duty(fields: dict[str, str], place: str) -> None:
    written = duty(**{name: text for name, text in fields.items() if name not in ("title", "name")})
    for name, standing in (("title", 'title = { en = "Do it", zh = "办理" }'), ("name", 'name = "reply"')):
        if name in fields:
            written = written.replace(standing, f"{name} = {fields[name]}")
    text = PLAIN.split("[[article.duty]]")[0] + written
    assert place in [fault.field for fault in faults_of(text)]


OTHER_FAULTS = [
    (GATE.replace('before = "a.answered"', ""), "gate.before"),
    (GATE.replace('needs = ["a.asked"]', ""), "gate.needs"),
    (GATE.replace("way_on", "wayon"), "gate.wayon"),
    (GATE + 'override = "always"\n', "gate.override"),
    (GATE + 'different_people = ["a.asked", "a.opened"]\n', "gate.told.different_people"),
    (MILESTONE.replace('all = ["a.opened"]', ""), "milestone.all"),
    (RECURRING.replace('every = "month"', 'every = "week"'), "duty.every"),
    (RECURRING + 'count = "2"\n', "duty.count"),
    (RECURRING + 'due = "5 days"\n', "duty.due"),
    (RECURRING + 'due = "5 days after matter.x"\n', "duty.due"),
    (RECURRING + 'same = ["session"]\n', "duty.same"),
    (SETTING.replace('"3 days"', '"9 days"'), "setting.wait.value"),
    (SETTING.replace('"3 days"', '"three days"'), "setting.wait.value"),
    (SETTING.replace('"term"', '"number"'), "setting.value"),
    (SETTING.replace('unit = "term"', 'unit = "length"'), "setting.unit"),
    (DOSSIER.replace("slots", "slotz"), "dossier.slots"),
    (DOSSIER.replace("[5, 15]", "[15, 5]"), "dossier.slots.count"),
    (DOSSIER.replace("form", "from"), "dossier.slots.form"),
    (CONTENT.replace('["place"]', "[]"), "content.items"),
    (CONTENT.replace('"special_note"', "3"), "content.if.special"),
]


@pytest.mark.parametrize(("rule", "place"), OTHER_FAULTS)
def test_a_fault_of_another_construct(rule: str, place: str) -> None:
    assert place in [fault.field for fault in faults_of(text_of(rule))]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (text_of(duty(), duty()), "duty.name"),
        (text_of_articles({"1": [MILESTONE], "2": [MILESTONE]}), "milestone.name"),
        (PLAIN + PLAIN[PLAIN.index("[[article]]") :], "id"),
        (PLAIN + '[[chapter]]\nid = "1"\nno = "第二章"\ntitle = { en = "Two", zh = "二" }\n', "id"),
    ],
)
def test_nothing_is_named_twice(text: str, field: str) -> None:
    assert one_fault(text).field == field


def test_all_faults_are_told_at_once_with_what_would_be_right() -> None:
    text = PLAIN.replace('held_by = "worker"', 'heldby = "worker"').replace('due = "3 days"', 'due = "3 day"')
    found = {fault.field: fault for fault in faults_of(text)}
    assert found["duty.heldby"].right == "'held_by'"
    assert found["duty.held_by"].reason == "is missing"
    assert "3 working days" in found["duty.due"].right
    assert {fault.article for fault in found.values()} == {"psych:1"}
    assert "sample.toml psych:1 duty.due: '3 day' is not a term" in str(RulebookRefused(list(found.values())))


WORDS = [
    ({"opens_on": '"a.askd"'}, "duty.reply.opens_on", "'a.asked'"),
    ({"opens_on": '"milestone:redy"'}, "duty.reply.opens_on", "nothing here"),
    ({"closes_on": '["a.answred"]'}, "duty.reply.closes_on", "'a.answered'"),
    ({"closes_on": '["milestone:ready"]'}, "duty.reply.closes_on", "a fact kind"),
    ({"lapses_on": '["a.withdrawal"]'}, "duty.reply.lapses_on", "'a.withdrawn'"),
    ({"when": "{ on_cite = true }"}, "duty.reply.opens_on.when", "'on_site'"),
    ({"when": '{ on_site = "yes" }'}, "duty.reply.opens_on.when.on_site", "a value of its type"),
    ({"when": "{ on_site = { lt = true } }"}, "duty.reply.opens_on.when.on_site", "a value of its type"),
    ({"opens_on": '"a.opened"', "when": '{ level = "hgh" }'}, "duty.reply.opens_on.when.level", "'high'"),
    ({"same": '["sesion"]'}, "duty.reply.same", "'session'"),
    ({"same": '["on_site"]'}, "duty.reply.same", "one of good, session"),
    ({"due": '"on opening.improved_by"'}, "duty.reply.due", "'improve_by'"),
    ({"due": '"on opening.session"'}, "duty.reply.due", "'improve_by'"),
    ({"due": '"2 days before matter.start_on"'}, "duty.reply.due", "'starts_on'"),
    ({"due": '"2 days before parent.session"'}, "duty.reply.due", "one of"),
    ({"not_before": '"2 days before parent.start_on"'}, "duty.reply.not_before", "'starts_on'"),
    ({"held_by": '["leed"]'}, "duty.reply.held_by", "'lead'"),
    ({"held_by": '["opening.sesion"]'}, "duty.reply.held_by", "'session'"),
    ({"held_by": '["opening.improve_by"]'}, "duty.reply.held_by", "'session'"),
    ({"held_by": '["@wrker"]'}, "duty.reply.held_by", "'worker'"),
    ({"escalates": '[{ after = "1 day", to = "hed" }]'}, "duty.reply.escalates.to", "'head'"),
]


@pytest.mark.parametrize(("fields", "place", "right"), WORDS)
def test_a_word_nobody_declared(fields: dict[str, str], place: str, right: str) -> None:
    found = check(book(duty(**fields)), VOCABULARY)
    assert place in [fault.field for fault in found]
    assert any(right in fault.right for fault in found)


MORE_WORDS = [
    (RECURRING.replace("centre-year", "center-year"), "duty.monthly.on", "'centre-year'"),
    (RECURRING + 'of = "month"\n', "duty.monthly.of", "'hours'"),
    (RECURRING + 'period_in = "hours"\n', "duty.monthly.period_in", "'month'"),
    (RECURRING.replace('"lead"', '"by"'), "duty.monthly.held_by", "a role"),
    (RECURRING.replace('"lead"', '"opening.to"'), "duty.monthly.held_by", "a role"),
    (GATE.replace('"a.answered"', '"a.anwered"'), "gate.told.before", "'a.answered'"),
    (GATE.replace('["a.asked"]', '[["a.asked", "a.opend"]]'), "gate.told.needs", "'a.opened'"),
    (GATE + "when = { god = true }\n", "gate.told.before.when", "'good'"),
    (GATE + 'different_people = ["a.answered", "a.opend"]\n', "gate.told.different_people", "'a.opened'"),
    (MILESTONE.replace("a.opened", "a.opend"), "milestone.ready.all", "'a.opened'"),
    (DOSSIER.replace('"case"', '"cases"'), "dossier.papers.for", "'case'"),
]


@pytest.mark.parametrize(("rule", "place", "right"), MORE_WORDS)
def test_a_word_nobody_declared_elsewhere(rule: str, place: str, right: str) -> None:
    (fault,) = check(book(rule), VOCABULARY)
    assert (fault.field, fault.article) == (place, "psych:1")
    assert right in fault.right


def test_an_unreadable_file_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "book.toml").write_text("[rulebook", encoding="utf-8")
    with pytest.raises(RulebookRefused, match=r"book\.toml: .*readable TOML"):
        load_folder(tmp_path)
    with pytest.raises(RulebookRefused, match=r"absent\.toml"):
        load_file(tmp_path / "absent.toml")
