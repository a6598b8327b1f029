"""Nothing that anybody does, in whatever order, breaks what the text says of a life in danger (psych:3, 14, 15, 50).

A walk is a few hundred acts by chance. A few with fixed seeds are walked each time; many by `youzhang test --long`.
"""

from __future__ import annotations

import pytest

from tests.walk import pages, ways_out
from tests.walk.running import run, shortest, told
from tests.walk.walker import Broken

pytestmark = pytest.mark.django_db
LOOKS = (pages.look, ways_out.look)


def test_nothing_that_holds_is_broken_by_any_order_of_acts(
    walk_seed: int, walk_cast: str, walk_length: int
) -> None:
    try:
        run(walk_seed, walk_cast, range(walk_length), looks=LOOKS)
    except Broken as broken:
        pytest.fail(told(shortest(broken, LOOKS)), pytrace=False)
