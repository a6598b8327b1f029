"""Whatever stands in an address is answered, and nothing breaks."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

import youzhang
from tests.builders import a_centre, a_service, signed_in, staff
from tests.privacy.addresses import patterns
from youzhang.web.middleware import CleanAddressMiddleware

pytestmark = pytest.mark.django_db
PACKAGE = Path(youzhang.__file__).parent
ASKED = re.compile(r"""GET(?:\.get\(|\[)"(\w+)\"""")
# A NUL, which PostgreSQL refuses; half a surrogate pair; a number too large for a column; no day and no key.
STRANGE = ("\0", b"\xed\xa0\x80", "9" * 40, "2026-13-41~00000000", "<script>'\"" + "永" * 100)


def addresses() -> list[str]:
    """Every page that takes nothing."""
    found = []
    for name, _pattern, taken in patterns():
        try:
            found += [] if taken else [reverse(name)]
        except NoReverseMatch:
            continue
    return sorted(set(found))


@pytest.mark.parametrize("value", STRANGE)
def test_no_page_breaks_on_what_stands_in_its_address(frozen: object, value: str) -> None:
    names = {name for file in PACKAGE.rglob("*.py") for name in ASKED.findall(file.read_text("utf-8"))}
    names |= {"scope", "kind", "article", "room", "person"}  # read by a name in a loop
    centre = a_centre()
    lead = staff(centre, "project_lead")
    service = a_service(lead, centre)
    browser = signed_in(Client(raise_request_exception=False), lead)
    pages = [*addresses(), reverse("intake:service_applications", args=[service.matter_id])]
    question = urlencode(dict.fromkeys(names, value))
    broken = [page for page in pages if browser.get(f"{page}?{question}").status_code >= 500]
    assert len(pages) > 40
    assert broken == ["/readyz"]  # no worker runs here


@pytest.mark.parametrize("path", ["join/{}/", "track/link/{}", "work/rules/psych/{}", "rules/psych/{}"])
def test_a_path_with_a_nul_leads_nowhere(db: None, path: str) -> None:
    assert Client().get("/" + path.format("a%00b")).status_code == 404


def test_filters_pass_the_cleaning_of_forms(rf: RequestFactory) -> None:
    request = rf.get("/", {"q": ["\u202e林\0 ", "e\u0301"]})
    CleanAddressMiddleware(lambda asked: asked)(request)
    assert request.GET.getlist("q") == ["林", "é"]
