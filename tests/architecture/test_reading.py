"""Who reads records without a viewer: the explicit list. A file that is not on it reads through `visible_to`."""

from __future__ import annotations

import ast
import re
from fnmatch import fnmatch

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.source import dotted, modules, short
from youzhang.ledger.scope import Scoped, Unscoped
from youzhang.vault.fields import SealedBytes, SealedJSON, SealedText

# A pattern of files that may say `.unscoped`, and why.
MAY_READ = {
    "*/actions.py": "acts on what its caller was shown, after locking it",
    "intake/actions/*.py": "acts on what its caller was shown, after locking it",
    "crisis/actions/*.py": "acts on what its caller was shown, after locking it",
    "casework/actions/*.py": "acts on what its caller was shown, after locking it",
    "services/dating.py": "mends the facts of a service under the lock of its action",
    "services/left_property.py": "actions on things left behind, after locking the service",
    "staff/actions/*.py": "acts on what its caller was shown, after locking it",
    "premises/actions/*.py": "acts on what its caller was shown, after locking it",
    "staff/queries.py": "who is on duty and who is trained: for notices and crises, about staff only",
    "premises/queries.py": "a room's week shows that it is taken, whatever for",
    "clients/kept_out.py": "who may not be told is asked for those who may see nothing, and before every delivery",
    "clients/told.py": "who may be told is asked of people whom the viewer does not see, and before every delivery",
    "clients/guardians.py": "who guards somebody is asked for those who may not see the guardian's own file",
    "clients/emergency.py": "whom to call in an emergency, for those who may call; acts on what its caller was shown",
    "clients/safety.py": "signs of danger: each is then asked whether it may be known; names of who is kept out",
    "*/safety.py": "what rooms tell the people's room, which asks who may see it",
    "intake/contact.py": "when the query code of an application was last given",
    "*/background.py": "jobs have no viewer",
    "ledger/scope.py": "`visible_to` itself",
    "ledger/queries.py": "the facts that the viewer recorded; the duties they opened are checked",
    "ledger/writing.py": "locks the matters that it writes",
    "ledger/counting.py": "counts all duties of a centre for the table that the board reads by kind of matter",
    "ledger/tallies.py": "takes what is hidden from the viewer out of the numbers of all",
    "ledger/refresh.py": "derives the duties of a locked matter",
    "ledger/matters.py": "opens and closes matters",
    "ledger/duties.py": "decides about a duty that its caller was shown, after locking its matter",
    "ledger/escalating.py": "calls who is named for a duty that waits; asks of each whether they may see it",
    "ledger/openness.py": "which duties became too late: their ids, taken out of what is the viewer's to see",
    "ledger/years.py": "opens the years of a centre",
    "ledger/recalendar.py": "finds the terms that a calendar moves",
    "ledger/rulebooks.py": "which values a centre set: they are its rules, whoever asks",
    "ledger/own_values.py": "finds the terms that a value moves; the page shows those that are the viewer's to see",
    "ledger/entering.py": "says which tables are entered",
    "ledger/comparing.py": "compares rows with what was entered of them, as a command",
    "ledger/stock.py": "enters what stood before rows were entered",
    "ledger/putting_right.py": "compares all rows with what they come from, as a command",
    "ledger/rebuilding.py": "derives duties anew, as a command or after a calendar came in",
    "ledger/verification.py": "reads the whole chain; answers with numbers only",
    "*/management/commands/*.py": "commands of whoever runs the installation",
    "services/queries.py": "public pages: published notices; names, of which those are shown that the viewer sees",
    "workbench/naming.py": "what services and partners are called, for lines that were found visible",
    "policy/queries.py": "public pages: texts in force, publicity",
    "intake/portal_views.py": "residents' pages: the application that was just sent from this browser",
    "intake/portal_session.py": "residents' pages: number and code stand in for a viewer",
    "intake/portal_track.py": "residents' pages: what belongs to the application that is followed",
    "casework/portal_pages.py": "residents' pages: the card that was opened stands in for a viewer",
    "life/*.py": "the demo, which plays everybody",
    "bench/*.py": "measuring, on an installation made for it",
}
# Raw SQL passes by the managers.
MAY_WRITE_SQL = {
    "config/*": "pragmas, health, migrations",
    "bench/*": "fills tables by the million",
    "ledger/queries.py": "My duties merges one statement per way of holding; each is compiled from a queryset",
    "kit/kept.py": "runs what was compiled from a queryset",
    "kit/written.py": "inserts rows; reads nothing but what it wrote",
    "ledger/counting.py": "lets PostgreSQL count from one view of the tables",
    "ledger/state.py": "asks once a page how calendar, editions and bars stand; counts and stamps only",
}
# Content that lies in rooms below the ledger, where no matter is known; who may read it is asked above.
BELOW = {
    "accounts.User": "colleagues, within their centre (accounts/queries.py)",
    "documents.StoredFile": "by the application or service that was found visible",
    "notices.Notice": "by the matters that were found visible",
    "web.Draft": "only by its owner",
    "web.SavedView": "only by whoever kept it",
}
# Rows that hang on a matter and say nothing: who is in it, who may see it, who holds a duty.
LINKS = {"ledger.MatterParty", "ledger.Grant", "ledger.MatterBar", "ledger.DutyHolder", "ledger.RowEntry"}
# Found through rows that are scoped.
PARTS = {
    "intake.SpecialNeed": "needs of one application",
    "clients.SamePerson": "two files, each asked for sight",
}
STORED = re.compile(r"\b(Notice|StoredFile|Draft)\.objects\.")
READS_BELOW = {
    "notices/*.py": "its own room", "documents/*.py": "its own room", "web/drafts.py": "its own room",
    "intake/queries.py": "papers of an application found visible", "intake/actions/remind.py": "takes notices back",
    "bench/*.py": "measuring", "life/*.py": "the demo",
}  # fmt: skip


def _inside(path: object) -> str:
    return short(path).removeprefix("src/youzhang/")  # type: ignore[arg-type]


def _saying(name: str) -> set[str]:
    return {
        _inside(path)
        for path, tree in modules().items()
        if any(isinstance(node, ast.Attribute) and node.attr == name for node in ast.walk(tree))
    }


def _beyond(files: set[str], allowed: dict[str, str]) -> set[str]:
    return {file for file in files if not any(fnmatch(file, pattern) for pattern in allowed)}


def test_only_these_files_read_without_a_viewer() -> None:
    assert _beyond(_saying("unscoped"), MAY_READ) == set()


def test_nobody_reads_past_the_managers() -> None:
    assert _saying("_base_manager") | _saying("_default_manager") == set()
    found = {
        _inside(path)
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and re.search(r"\.(raw|cursor|extra)$|RawSQL$", dotted(node.func))
    }
    assert _beyond(found, MAY_WRITE_SQL) == set()


def test_content_of_the_rooms_below_is_read_here_only() -> None:
    found = {_inside(path) for path in modules() if STORED.search(path.read_text("utf-8"))}
    assert _beyond(found, READS_BELOW) == set()


def _ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("youzhang.")]


def _is_content(model: type[models.Model]) -> bool:
    """Something sealed, or a row that belongs to a matter or to one's application."""
    sealed = any(isinstance(field, SealedText | SealedJSON | SealedBytes) for field in model._meta.fields)
    keys = {field.related_model for field in model._meta.fields if isinstance(field, models.ForeignKey)}
    scoped = {one for one in keys if isinstance(one, type) and isinstance(one._default_manager, Scoped)}
    return sealed or bool(scoped) or model._meta.label == "ledger.Matter"


def test_every_model_with_content_is_read_through_visible_to() -> None:
    content = {model._meta.label for model in _ours() if _is_content(model)}
    scoped = {model._meta.label for model in _ours() if isinstance(model._default_manager, Scoped)}
    assert content - scoped == BELOW.keys() | LINKS | PARTS.keys()
    assert scoped <= content


SCOPED = [model for model in _ours() if isinstance(model._default_manager, Scoped)]
READS = (
    "all",
    "filter",
    "get",
    "exclude",
    "values",
    "count",
    "first",
    "exists",
    "in_bulk",
    "iterator",
    "create",
)


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
@pytest.mark.parametrize("read", READS)
def test_a_scoped_model_reads_no_other_way(model: type[models.Model], read: str) -> None:
    with pytest.raises(TypeError, match="visible_to"):
        getattr(model._default_manager, read)()


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_the_way_to_the_matter_is_true(model: type[models.Model]) -> None:
    manager, reached = model._default_manager, model
    assert isinstance(manager, Scoped)
    for step in filter(None, manager.path.split("__")):
        reached = reached._meta.get_field(step).related_model  # type: ignore[assignment]
    assert reached._meta.label == "ledger.Matter"
    assert isinstance(model.unscoped, Unscoped)  # type: ignore[attr-defined]
