"""Every template of every room compiles; the page of parts shows them all."""

from __future__ import annotations

from django.template import engines

from youzhang.web import catalogues


def test_every_template_compiles() -> None:
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    names = environment.list_templates(filter_func=lambda name: name.endswith((".html", ".txt")))
    assert len(names) > 15
    for name in names:
        environment.get_template(name)


def test_the_catalogue_of_this_room_is_complete() -> None:
    assert catalogues.faults(catalogues.PACKAGE / "web") == []
