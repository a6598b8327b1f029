"""What was measured, as a table for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

WIDTH = 26


def lines(result: dict[str, Any]) -> Iterator[str]:
    """The whole result."""
    where = result["machine"]
    yield "  ".join(f"{name} {value}" for name, value in where.items())
    for run in result["runs"]:
        yield ""
        yield from _run(run)
    if result.get("growth"):
        yield ""
        yield from _growth(result["growth"])


def _run(run: dict[str, Any]) -> Iterator[str]:
    rows, limits = run["rows"], run["limits"]
    counted = ", ".join(f"{count:,} {name}" for name, count in rows.items())
    yield f"{run['engine']}: {counted}"
    yield ", ".join(f"{name} {value}" for name, value in limits.items())
    if "generated_s" in run:
        yield f"generated in bulk in {run['generated_s']:.0f} s"
    heads = (
        "page",
        "clients",
        "median",
        "p95",
        "req/s",
        "cpu ms",
        "db ms",
        "MiB",
        "bytes",
        "queries",
        "of hello",
    )
    yield _row(heads)
    for name, page in run["pages"].items():
        for clients in (key for key in page if key.isdecimal()):
            yield _row(
                (name, clients, *_cells(page[clients]), page.get("queries", ""), f"{page['of_hello']:.2f}")
            )
        wrong = sum(page[clients]["wrong"] for clients in page if clients.isdecimal())
        if wrong:
            yield f"  {wrong} wrong answers"
    yield from _besides(run)


def _besides(run: dict[str, Any]) -> Iterator[str]:
    writing, server = run["writing"], run["server"]
    yield f"one fact on a matter with {writing['facts']} facts: {writing['median_ms']} ms"
    yield (
        f"a web process: first answer after {server['starts_in_s']} s,"
        f" {server['fresh_mib']} MiB at first, {server['after_mib']} MiB after all pages"
    )
    if "crises" in run:
        yield "crises opened at once: " + ", ".join(
            f"{name} {value}" for name, value in run["crises"].items()
        )
    if "query_codes" in run:
        yield "wrong query codes: " + ", ".join(
            f"{name} {value}" for name, value in run["query_codes"].items()
        )
    if "stalled" in run:
        yield from _stalled(run["stalled"])
    if "peer" in run:
        yield from _peer(run["peer"])


def _stalled(stalled: dict[str, Any]) -> Iterator[str]:
    yield f"quiet, and beside {stalled['lines']} lines that stall, in turn"
    yield _row(("page", "p95", "req/s", "p95", "req/s", "times", "wrong"))
    for name, page in stalled["pages"].items():
        sides = [page[side][key] for side in ("quiet", "stalled") for key in ("p95_ms", "per_second")]
        yield _row((name, *sides, page["times"], page["stalled"]["wrong"]))


def _peer(peer: dict[str, Any]) -> Iterator[str]:
    yield ""
    yield f"in turn with {peer['name']}, {peer['tickets']:,} tickets"
    yield _row(("page, theirs", "clients", "median", "p95", "req/s", "median", "p95", "req/s", "times"))
    for name, page in peer["pages"].items():
        for clients in (key for key in page if key.isdecimal()):
            sides = [page[clients][side] for side in ("ours", "theirs")]
            cells = [side[key] for side in sides for key in ("median_ms", "p95_ms", "per_second")]
            yield _row((f"{name}, {page['theirs']}"[:WIDTH], clients, *cells, page[clients]["times"]))
            wrong = sum(side["wrong"] for side in sides)
            if wrong:
                yield f"  {wrong} wrong answers"


def _cells(numbers: dict[str, Any]) -> tuple[object, ...]:
    names = ("median_ms", "p95_ms", "per_second", "cpu_ms", "database_cpu_ms", "memory_mib", "bytes")
    return tuple(numbers[name] for name in names)


def _growth(growth: dict[str, dict[str, float]]) -> Iterator[str]:
    yield "growth of the median from the first size to the last, one client, asked in turn"
    for engine, pages in growth.items():
        for name, factor in pages.items():
            yield _row((name, engine, factor))


def _row(cells: tuple[object, ...]) -> str:
    first, *others = cells
    return f"{first!s:<{WIDTH}}" + "".join(f"{cell!s:>9}" for cell in others)
