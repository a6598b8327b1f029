"""The plans of the hot lists, on both databases: no growing table is read through, none of their rows is sorted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from youzhang.bench import cast
from youzhang.bench.generate import Size, generate
from youzhang.bench.making import FILLED
from youzhang.bench.pages import Page, pages

GROWING = {model._meta.db_table for model in FILLED} - {"services_service"}
LISTED = (
    "ledger_dutyholder"  # the list that may be long; every other order is over what one matter or search has
)
HOT = {"My duties", "application", "person's file", "search: two characters", "search: phone", "portal home"}
Node = dict[str, Any]


@pytest.mark.django_db(transaction=True)
def test_no_hot_list_scans_or_sorts_what_grows() -> None:
    generate(Size(500))
    _plan_for_many()
    found = {page.name: page for page in pages(cast.specialists())}
    bad = {name: list(_faults(found[name])) for name in sorted(HOT)}
    assert {name: faults for name, faults in bad.items() if faults} == {}


def _plan_for_many() -> None:
    """So few rows are best read through: SQLite forgets how few, PostgreSQL scans and sorts only where it must."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "ANALYZE"
            )  # makes the tables that are emptied, where nobody weighed so small a database
            cursor.execute("DELETE FROM sqlite_stat1")
            connection.close()
            return
        for setting in ("enable_seqscan", "enable_sort", "enable_incremental_sort"):
            cursor.execute(f"SET {setting} = off")


def _faults(page: Page) -> Iterator[str]:
    path, cookies = page.visits[0]
    client = Client(SERVER_NAME="localhost")
    client.cookies.load(cookies)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    statements = dict.fromkeys(query["sql"].strip() for query in asked)
    faults = _faults_on_sqlite if connection.vendor == "sqlite" else _faults_on_postgres
    for sql in statements:
        if sql.startswith(("SELECT", "WITH")) and any(table in sql for table in GROWING):
            yield from (f"{fault}: {sql[:300]}" for fault in faults(sql))


def _faults_on_sqlite(sql: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        steps = [(parent, told) for _number, parent, _unused, told in cursor.fetchall()]
    for parent, told in steps:
        scanned = re.match(r"SCAN (\w+)", told)
        if scanned and scanned[1] in GROWING:
            yield told
        beside = {one for where, one in steps if where == parent}
        if "FOR ORDER BY" in told and any(re.match(rf"\w+ {LISTED}\b", one) for one in beside):
            yield told


def _faults_on_postgres(sql: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        (found,) = cursor.fetchone()
    plan = found if isinstance(found, list) else json.loads(found)
    for node in _nodes(plan[0]["Plan"]):
        kind = node["Node Type"]
        if kind == "Seq Scan" and node["Relation Name"] in GROWING:
            yield f"{kind} on {node['Relation Name']}"
        if "Sort" in kind and _reads_all_of_the_list(node):
            yield kind


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


def _reads_all_of_the_list(node: Node) -> bool:
    """Whether the list's rows come up to here without a limit in between."""
    if node["Node Type"] == "Limit":
        return False
    if node.get("Relation Name") == LISTED:
        return True
    return any(_reads_all_of_the_list(child) for child in node.get("Plans", ()))
