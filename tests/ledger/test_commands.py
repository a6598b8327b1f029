"""The commands that operators and authorities rely on."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

import youzhang.rulebook as rulebook
from tests.builders import staff
from tests.ledger.world import World
from youzhang.kit import clock
from youzhang.ledger.background import seal_chains
from youzhang.ledger.models import Duty, Edition, Fact, OwnValue, RowEntry
from youzhang.vault.keys import make_root_key
from youzhang.vault.models import ChainHead

pytestmark = pytest.mark.django_db


def run(name, *args):
    """The JSON answer of a command and its exit code."""
    out = StringIO()
    try:
        call_command(name, *args, "--json", stdout=out)
    except SystemExit as ended:
        return json.loads(out.getvalue()), ended.code
    return json.loads(out.getvalue()), 0


def test_an_untouched_chain_is_intact(world: World):
    world.apply()
    answer, code = run("verify")
    rows = Fact.unscoped.count() + RowEntry.objects.count()
    assert (code, answer["intact"], answer["rows"]) == (0, True, rows)


@pytest.mark.parametrize(
    ("attack", "kind"),
    [
        ("UPDATE ledger_fact SET kind = 'intake.attended' WHERE seq = 2", "edited"),
        ("UPDATE ledger_fact SET recorded_at = '2026-01-01 00:00:00' WHERE seq = 2", "edited"),
    ],
)
def test_an_edited_fact_is_found(world: World, attack: str, kind: str):
    with connection.cursor() as cursor:
        cursor.execute(attack)
    answer, code = run("verify")
    assert code == 1
    assert answer["broken"][0] | {"why": "", "chain": ""} == {"kind": kind, "seq": 2, "why": "", "chain": ""}


def test_a_cut_tail_is_found_against_the_anchor_though_the_head_was_mended(world: World, tmp_path, settings):
    settings.ANCHORS = [str(tmp_path)]
    world.apply()
    assert seal_chains() == ChainHead.objects.count()
    last = Fact.unscoped.order_by("-seq")[0]
    before = Fact.unscoped.get(seq=last.seq - 1)
    Duty.unscoped.filter(opened_by=last).delete()
    Fact.unscoped.filter(pk=last.pk)._raw_delete("default")
    ChainHead.objects.filter(name__startswith="facts:").update(seq=before.seq, link=before.link)
    answer, code = run("verify", "--anchors", str(tmp_path))
    assert code == 4
    assert answer["broken"][0]["kind"] == "truncated"


def test_a_sealed_chain_without_its_anchor_file_is_said(world: World, tmp_path, settings):
    settings.ANCHORS = [str(tmp_path)]
    world.apply()
    assert run("verify")[0]["anchors_missing"] == []  # never sealed: there is nothing to miss
    assert seal_chains() == ChainHead.objects.count()
    assert run("verify")[0]["anchors_missing"] == []
    (file,) = tmp_path.glob("facts*")
    file.unlink()
    answer, code = run("verify")
    assert (code, answer["intact"], answer["anchors_missing"]) == (0, True, [str(file)])
    out = StringIO()
    call_command("verify", stdout=out)
    assert f"No anchor at {file}" in out.getvalue()


def test_a_fact_that_somebody_emptied_was_not_destroyed_lawfully(world: World):
    """Nothing tells of its destruction."""
    Fact.unscoped.filter(seq=1).update(salt=None, data={})
    answer, code = run("verify")
    assert (code, answer["destroyed"]) == (1, 0)
    assert (answer["broken"][0]["kind"], answer["broken"][0]["seq"]) == ("emptied", 1)


def test_rebuild_check_finds_a_tampered_duty_and_rebuild_mends_it(world: World):
    world.apply()
    assert run("rebuild", "--check") == ({"duties": Duty.unscoped.count(), "changed": 0}, 0)
    Duty.unscoped.filter(name="assess").update(due=clock.now())
    answer, code = run("rebuild", "--check")
    assert (answer["changed"], code) == (1, 1)
    (change,) = answer["changes"]
    assert (change["article"], change["name"]) == ("psych:34.1d", "assess")
    assert change["before"]["due"] != change["after"]["due"]
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("rebuild", "--check", stdout=out)
    assert "psych:34.1d assess" in out.getvalue()
    assert run("rebuild")[0]["changed"] == 1
    assert run("rebuild", "--check")[1] == 0


def test_coverage_counts_all_188_articles_honestly():
    answer, code = run("coverage")
    assert code == 0
    assert answer["articles"] == 188
    assert answer["kept"] + len(answer["pending"]) == 188
    assert "psych:34.1d" not in answer["pending"]
    assert "psych:22.2a" in answer["pending"]


def test_explain_reads_like_the_article():
    out = StringIO()
    call_command("explain", "intake.assessed", stdout=out)
    assert (
        "sign: Explain and sign the agreement, where result is passed; due on parent.closes_on"
        in out.getvalue()
    )
    assert "named in intake/actions/assess.py" in out.getvalue()
    assert "cited in tests/ledger/test_commands.py" in out.getvalue()
    with pytest.raises(CommandError, match=r"intake\.assessed") as refused:
        call_command("explain", "intake.asessed")
    assert refused.value.returncode == 2


def test_explain_says_who_must_do_what_by_when_after_a_crisis_was_opened():
    """psych:14b, psych:15.3a, psych:53.3"""
    answer, code = run("explain", "crisis.opened")
    assert code == 0
    said = "\n".join(answer["lines"])
    for words in (
        "psych:14b 第十四条: Report a crisis case at once",
        "Report to the competent department; due at once (on time within 30 minutes); held by @crisis_lead",
        "done by crisis.authority_told; 30 minutes after the opening also project_lead",
        "Take the crisis; due 5 minutes",
        "10 minutes after the opening also project_lead, service_head",
        "Check the nine situations of harm to minors, where minor is True",
        "whoever recorded it does not record crisis.closed (psych:14b seen_by_another)",
    ):
        assert words in said


def test_explain_names_the_pages_and_the_tests_of_an_article():
    answer, code = run("explain", "psych:34.1c")
    assert code == 0
    assert "page intake:apply: /apply/<service_id>/" in answer["lines"]
    assert "named in intake/templates/intake/register.html" in answer["lines"]
    assert "cited in tests/workbench/test_board.py" in answer["lines"]
    assert not any("34.1d" in line and line.startswith("duty") for line in answer["lines"])


def test_the_settings_of_a_centre_are_shown_and_set(world: World):
    code = world.centre.code
    shown, _exit = run("rulebook", "show", "--centre", code)
    rows = {row["path"]: row for row in shown["rulebooks"][0]["settings"]}
    assert rows["psych:34.3a.receipt.due"] == {
        "path": "psych:34.3a.receipt.due", "value": "1 day", "built_in": "1 day",
        "allowed": "at least 1 hour and at most 3 days",
    }  # fmt: skip
    asked = ("rulebook", "set", "psych:15.3b.attempts.value", "2", "--centre", code, "--from", "2026-04-01")
    by = ("--by", world.lead.username, "--reason", "商定")
    assert run(*asked, *by, "--dry-run")[0]["moved"] == []
    assert not OwnValue.unscoped.exists()
    assert run(*asked, *by)[0]["value"] == 2
    now, later = (
        run("rulebook", "show", "--centre", code, "--day", day)[0] for day in ("2026-03-31", "2026-04-01")
    )
    values = [
        {row["path"]: row["value"] for row in one["rulebooks"][0]["settings"]}["psych:15.3b.attempts.value"]
        for one in (now, later)
    ]
    assert values == [3, 2]


@pytest.mark.parametrize(
    ("value", "by", "words"),
    [
        ("11", "", "at least 2, at most 10"),
        ("many", "", "psych:15.3b"),
        ("2", "nobody", "sign-in name 'nobody'"),
    ],
)
def test_a_setting_that_may_not_be_is_refused_by_the_command(world: World, value: str, by: str, words: str):
    sent = ("psych:15.3b.attempts.value", value, "--centre", world.centre.code, "--from", "2026-04-01")
    with pytest.raises(CommandError, match=words) as refused:
        run("rulebook", "set", *sent, "--by", by or world.lead.username, "--reason", "x")
    assert refused.value.returncode == 2
    assert not OwnValue.unscoped.exists()


def test_whoever_may_not_set_it_on_the_page_may_not_by_command(world: World):
    somebody = staff(world.centre, "sysadmin")
    sent = ("psych:15.3b.attempts.value", "2", "--centre", world.centre.code, "--from", "2026-04-01")
    with pytest.raises(CommandError, match="Your role may not do this"):
        run("rulebook", "set", *sent, "--by", somebody.username, "--reason", "x")
    with pytest.raises(CommandError, match="There is no centre 'XX'"):
        run("rulebook", "show", "--centre", "XX")
    assert not OwnValue.unscoped.exists()


def test_an_edition_is_adopted_from_a_folder_and_a_faulty_one_refused_whole(world: World, tmp_path):
    folder = Path(rulebook.__file__).parent / "books" / "psych"
    for file in folder.glob("*.toml"):
        text = file.read_text("utf-8").replace("edition       = 1", "edition       = 2")
        (tmp_path / file.name).write_text(text, "utf-8")
    body = world.centre.organisation.name
    answer, code = run("rulebook", "adopt", str(tmp_path), "--organisation", body)
    assert (code, answer["edition"]) == (0, "psych@2")
    (tmp_path / "02-quality.toml").write_text("[[article]]\nid = 3\n", "utf-8")
    with pytest.raises(CommandError, match=r"02-quality\.toml"):
        run("rulebook", "adopt", str(tmp_path), "--organisation", body)
    assert Edition.objects.count() == 2


def test_chains_of_another_key_are_not_called_broken_nor_intact(world: World, tmp_path, settings, capsys):
    """Nothing can be said of them."""
    world.apply()
    make_root_key(tmp_path / "other.key")
    settings.KEY_FILE = tmp_path / "other.key"
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify", stdout=out)
    assert (ended.value.code, out.getvalue()) == (3, "")
    assert "Cannot verify" in capsys.readouterr().err


def test_a_first_row_that_was_forged_is_named_though_the_key_is_right(world: World):
    world.apply()
    Fact.unscoped.filter(seq=1).update(mac=bytes(32))
    answer, code = run("verify")
    assert (code, answer["broken"][0]["kind"], answer["broken"][0]["seq"]) == (1, "mac", 1)


def test_the_chain_of_a_centre_that_is_gone_is_still_read(world: World):
    ChainHead.objects.create(name=f"facts:{UUID(int=7)}", seq=3, link=bytes(32))
    answer, code = run("verify")
    assert code == 1
    assert answer["broken"][0]["chain"] == f"facts:{UUID(int=7)}"
