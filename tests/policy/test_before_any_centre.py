"""An installation in which no centre works yet."""

from __future__ import annotations


def test_without_any_centre_there_is_nothing_to_read(db, visitor):
    assert visitor.get("/about").status_code == 404
