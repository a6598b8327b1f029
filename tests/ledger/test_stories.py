"""Stories beside the rules, on the command line and in words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from tests.builders import a_centre
from youzhang.kit import clock
from youzhang.ledger import coverage, trials
from youzhang.ledger.coverage import unproven
from youzhang.ledger.field_words import COUNTS, DAYS, FLAGS, code_in_words
from youzhang.ledger.models import Edition
from youzhang.ledger.proofs import bites, biting, builtin_verdicts
from youzhang.ledger.registry import vocabulary
from youzhang.ledger.rulebooks import adopt, editions_of
from youzhang.ledger.story_words import told
from youzhang.ledger.trials import books_in
from youzhang.rulebook import doctor, library
from youzhang.rulebook.faults import RulebookRefused
from youzhang.rulebook.mutating import Tried, Unnoticed
from youzhang.rulebook.verdicts import Verdict, judge_all

STORY = """
[[article]]
id = "34.1d"
[[article.story]]
way = "unwanted"
title = {{ en = "Assessed a day too late", zh = "评估晚了一天" }}
on = "application"
{differs}
then = [
  {{ owed = "intake.assessed", by = ["specialist"], due = "{due}", states = {{ "2026-03-06 10:00" = "late" }} }},
  {{ never = "intake.reminded" }},
]
[[article.story.facts]]
at = "2026-03-02 09:00"
fact = "services.planned"
by = "lead"
data = {{ type = "single", closes_on = "2026-03-05" }}
of = "parent"
[[article.story.facts]]
at = "2026-03-03 09:00"
fact = "intake.form_filled"
by = "desk"
data = {{ channel = "desk", minor = true }}
[[article.story.facts]]
at = "2026-03-06 09:00"
fact = "intake.assessed"
by = "specialist"
data = {{ result = "passed", method = "phone", urgency = "routine" }}
entered = "2026-03-06 18:00"
"""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    return tmp_path / "one.toml"


def written(story: Path, due: str = "2026-03-05", differs: str = "") -> Path:
    story.write_text(STORY.format(due=due, differs=differs), "utf-8")
    return story


def check(*args: str) -> tuple[str, int]:
    """What the command says, and its exit code."""
    out = StringIO()
    try:
        call_command("rulebook", "check", *args, stdout=out)
    except SystemExit as ended:
        return out.getvalue(), int(str(ended.code))
    return out.getvalue(), 0


def test_the_stories_of_the_built_in_rulebooks_hold():
    answer, code = check("--built-in", "--json")
    assert (json.loads(answer)["faults"], code) == ([], 0)


def test_a_story_that_holds_is_counted(story: Path):
    said, code = check(str(written(story)))
    assert "1 of 1 stories hold;" in said
    assert code == 0


def test_the_first_difference_is_told_and_the_exit_code_is_one(story: Path):
    said, code = check(str(written(story, due="2026-03-06")))
    assert "it is due the end of 2026-03-06; by the rules the end of 2026-03-05" in said
    assert code == 1
    answer, code = check(str(story.parent), "--json")
    assert (len(json.loads(answer)["faults"]), code) == (1, 1)


def test_a_known_difference_is_counted_and_must_go_once_it_holds(story: Path):
    known = 'differs = "A day more is given."'
    said, code = check(str(written(story, due="2026-03-06", differs=known)), "--all")
    assert "(A day more is given.)" in said
    assert code == 0
    said, code = check(str(written(story, differs=known)))
    assert "holds now; take its `differs` away" in said
    assert code == 1


def test_what_cannot_be_read_is_refused_with_every_fault(story: Path, tmp_path: Path):
    for bad, words in (
        ("way =", "one.toml"),
        (STORY.format(due="someday", differs=""), "'someday' is not a day"),
    ):
        story.write_text(bad, "utf-8")
        with pytest.raises(CommandError, match=words) as refused:
            check(str(story))
        assert refused.value.returncode == 2
    with pytest.raises(CommandError, match="nowhere") as refused:
        check(str(tmp_path / "nowhere.toml"))
    assert refused.value.returncode == 2


def test_facts_are_listed_without_a_rule():
    out = StringIO()
    call_command("explain", "--facts", stdout=out)
    said = out.getvalue()
    assert "- crisis: Crisis" in said
    assert (
        "- `crisis.hand_over_accepted` Hand-over accepted: to: id; hand_over: id; fills the slot @crisis_lead"
        in said
    )
    assert "psych:" not in said
    out = StringIO()
    call_command("explain", "--facts", "--json", stdout=out)
    answer = json.loads(out.getvalue())
    assert answer["facts"]["crisis.closed"]["data"]["suicide"] == {"type": "flag", "optional": False}
    assert "project_lead" in answer["roles"]
    assert answer["matters"]["session"]["belongs_to"] == "case"


def test_a_story_reads_like_what_happened_and_what_follows(story: Path):
    (book,) = books_in(written(story), "psych")
    with override("en"), clock.frozen_at(clock.at_hour(date(2026, 5, 4), 9)):
        (one,) = told(book, "psych:34.1d")
    assert (one.title, one.wanted) == ("Assessed a day too late", False)
    assert [str(step) for step in one.happened][1:] == [
        "Tue 3 March, 09:00: Application received (at the desk, a minor); Duty staff",
        "Fri 6 March, 09:00: Need assessed (passed, telephone, routine); Project specialist; "
        "entered later, Fri 6 March, 18:00",
    ]
    assert one.follows == [
        "Owed: Assess the need; of: Project specialist; by Thu 5 March, 24:00. Fri 6 March, 10:00 late.",
        "Nothing is owed that would be done by: Reminded.",
    ]
    with override("zh-hans"):
        assert told(book, "psych:34.1d")[0].title == "评估晚了一天"
    (differing,) = books_in(written(story, due="2026-03-06", differs='differs = "known"'), "psych")
    assert told(differing, "psych:34.1d") == []


def test_every_field_of_a_fact_has_words_for_readers():
    fields = {(name, spec.type) for kind in vocabulary().facts.values() for name, spec in kind.data.items()}
    named = {"flag": FLAGS, "count": COUNTS, "date": DAYS, "instant": DAYS}
    assert [name for name, kind in sorted(fields) if kind in named and name not in named[kind]] == []


def test_every_code_of_a_fact_has_words_for_readers():
    bare = [
        f"{kind.name} {name} {code}"
        for kind in vocabulary().facts.values()
        for name, spec in kind.data.items()
        for code in spec.codes
        if spec.type == "code" and "_" in code_in_words(kind.name, spec, code)
    ]
    assert bare == []


@pytest.mark.django_db
def test_an_own_edition_brings_its_stories_and_is_refused_with_a_faulty_one(tmp_path: Path, story: Path):
    centre = a_centre("psych")
    folder = tmp_path / "edition"
    (folder / "stories").mkdir(parents=True)
    for file in (Path(library.__file__).parent / "books" / "psych").glob("*.toml"):
        (folder / file.name).write_text(file.read_text("utf-8"), "utf-8")
    head = folder / "book.toml"
    head.write_text(head.read_text("utf-8").replace("encoding = ", "encoding = 9"), "utf-8")
    aside = folder / "stories" / "01-own.toml"
    written(aside, due="someday")
    with pytest.raises(RulebookRefused, match="'someday' is not a day"):
        adopt(centre.organisation, folder)
    assert Edition.objects.count() == 0
    written(aside)
    adopt(centre.organisation, folder)
    (book,) = editions_of(centre)[0].books
    assert [told.title.en for told in book.stories] == ["Assessed a day too late"]
    assert len(book.articles) == len(library.builtin("psych").articles)


def test_an_article_counts_only_with_stories_of_both_ways_and_the_tests_of_its_checks(monkeypatch):
    (article,) = (one for one in library.builtin("psych").articles if one.id == "psych:15.3a")
    verdicts = [verdict for verdict in builtin_verdicts("psych")["psych:15.3b"] if verdict.kept]
    monkeypatch.setattr(coverage, "biting", lambda book: frozenset({"psych:15.3a"}))
    marked = {f"psych:15.3a {mark}": ["tests/x.py"] for mark in ("refused", "allowed")}
    monkeypatch.setattr(coverage, "builtin_verdicts", lambda book: {"psych:15.3a": verdicts})
    assert list(unproven(article, marked)) == []
    assert list(unproven(article, {})) == [
        f"no test says “psych:15.3a {mark}”" for mark in ("refused", "allowed")
    ]
    wanted = [verdict for verdict in verdicts if verdict.story.way == "wanted"]
    monkeypatch.setattr(coverage, "builtin_verdicts", lambda book: {"psych:15.3a": wanted})
    assert list(unproven(article, marked)) == ["no unwanted story holds"]
    left = [Verdict(one.story, (), ("a gate",) * len(one.story.then)) for one in verdicts]
    monkeypatch.setattr(coverage, "builtin_verdicts", lambda book: {"psych:15.3a": left})
    assert list(unproven(article, marked)) == []
    assert "no wanted story holds" in list(unproven(article, {}))
    known = [replace(one, story=replace(one.story, differs="known")) for one in verdicts]
    monkeypatch.setattr(coverage, "builtin_verdicts", lambda book: {"psych:15.3a": known})
    assert list(unproven(article, marked)) == ["no wanted story holds", "no unwanted story holds"]
    monkeypatch.setattr(coverage, "builtin_verdicts", lambda book: {"psych:15.3a": verdicts})
    monkeypatch.setattr(coverage, "biting", lambda book: frozenset())
    assert list(unproven(article, marked)) == ["no story would fail without its rules"]


def test_a_story_that_holds_without_the_rules_proves_nothing_of_them(story: Path):
    (book,) = books_in(written(story), "psych")
    (full,) = judge_all(book.stories, book, vocabulary())
    assert (full.holds, bites(full, book)) == (True, True)
    text = story.read_text("utf-8")
    kept = [line for line in text.splitlines() if not line.startswith("  { owed")]
    story.write_text("\n".join(kept), "utf-8")
    (book,) = books_in(story, "psych")
    (weak,) = judge_all(book.stories, book, vocabulary())
    assert (weak.holds, bites(weak, book)) == (True, False)
    assert "psych:15.3b" in biting("psych")


def test_an_article_without_rules_needs_no_story():
    article = library.builtin("psych").by_id["psych:15.1"]
    assert list(unproven(article, {})) == []


def test_coverage_says_what_is_built_and_not_proven():
    out = StringIO()
    call_command("coverage", "--json", stdout=out)
    dropped = json.loads(out.getvalue())["dropped"]
    assert all(lacks for lacks in dropped.values())
    out = StringIO()
    call_command("coverage", stdout=out)
    assert f"{len(dropped)} are built and not proven:" in out.getvalue()


def test_a_change_of_a_built_in_rule_is_noticed_or_listed():
    (tried,) = trials.mutated("psych:34.1d")
    assert tried.changes > len(tried.unnoticed)


def test_a_change_that_no_story_notices_is_printed(monkeypatch):
    passed = Unnoticed("psych:44", "term", "publish: due 30 days → 31 days")
    monkeypatch.setattr(trials, "try_all", lambda *_given: [Tried("psych:44", 3, (passed,))])
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("rulebook", "mutate", "--article", "psych:44", stdout=out)
    assert ended.value.code == 1
    assert out.getvalue().splitlines() == [
        "psych:44 term: publish: due 30 days → 31 days",
        "3 changes by one step; 1 that no story noticed.",
    ]
    monkeypatch.setattr(trials, "try_all", lambda *_given: [Tried("psych:44", 3, ())])
    call_command("rulebook", "mutate", "--article", "psych:44", stdout=StringIO())
    with pytest.raises(CommandError, match="psych:99"):
        call_command("rulebook", "mutate", "--article", "psych:99")


def test_the_doctor_reports_what_leaks_and_fails_where_a_chapter_is_done(monkeypatch):
    answer, code = check("--json")
    noticed = json.loads(answer)["noticed"]
    assert code == 0
    said, _code = check("--all")
    assert [f"noticed: {one}" for one in noticed] == [
        line for line in said.splitlines() if line.startswith("noticed: ")
    ]
    assert f"The doctor notices {len(noticed)} things" in said
    article = library.builtin("psych").by_id["psych:34.1d"]
    monkeypatch.setattr(trials, "examined", lambda _book: [doctor.Finding(article, "assess", "it leaks")])
    monkeypatch.setattr(doctor, "STRICT", frozenset())
    assert check()[1] == 0
    monkeypatch.setattr(doctor, "STRICT", frozenset({"psych:3.1"}))
    said, code = check()
    assert said.startswith("psych:34.1d assess: it leaks")
    assert code == 1
