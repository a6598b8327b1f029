"""What people type and print, read as it is meant."""

from __future__ import annotations

import pytest

from youzhang.kit.text import dialled


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        ("0571-5550 0112", "0571-55500112"),
        ("０５７１ 5550 0100", "057155500100"),
        ("+86 571 5550 0112 转 3", "+8657155500112,3"),
        ("12356", "12356"),
        ("", ""),
    ],
)
def test_a_printed_number_is_dialled_without_spaces_and_with_a_pause_before_the_extension(
    printed: str, wanted: str
) -> None:
    assert dialled(printed) == wanted
