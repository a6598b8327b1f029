"""What is hung up or filled in by hand fits one sheet, also when the service has a long name."""

from __future__ import annotations

import re
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.builders import a_centre, a_service, staff
from youzhang.kit import clock
from youzhang.services.rules import Dates

NAME = "睡个好觉：一次关于失眠的公开课（面向社区里夜里睡不着、白天没精神的所有居民，欢迎结伴前来）"


@pytest.fixture
def service(transactional_db: None, settings: Any, tmp_path: Path) -> Any:
    settings.FILES_ROOT = tmp_path
    centre, today = a_centre(), clock.today()
    dates = Dates(today + timedelta(days=40), time(14, 0), today + timedelta(days=20))
    return a_service(staff(centre, "specialist"), centre, dates=dates, notice={"name": NAME})


def test_poster_and_paper_form_fill_one_sheet_and_the_code_stands_beside_the_name(
    desktop: Page, service: Any
) -> None:
    for page_of in ("form", "poster"):
        desktop.goto(f"/services/{service.pk}/{page_of}")
        printed = desktop.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1, page_of
    name, code = desktop.locator("h1").bounding_box(), desktop.locator(".qr").bounding_box()
    assert name is not None
    assert code is not None
    assert code["y"] < name["y"] + name["height"]
