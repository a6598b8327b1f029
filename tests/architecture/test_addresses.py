"""Every address declares who may open it."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

# Third-party views cannot carry our mark; what they open is stated here, and the crawl visits them too.
DECLARED_HERE = {
    "allauth.": "signing in and out, and a person's own second factor: allauth guards each page itself",
    "django.views.i18n.": "the language switch and the texts of scripts: public",
    "django.views.static.": "static files: public",
    "django.contrib.staticfiles.": "static files: public",
}


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, address)
        else:
            yield address, entry


def opens_for(pattern: URLPattern) -> str | None:
    view = pattern.callback
    module = getattr(getattr(view, "view_class", view), "__module__", "")
    declared = next((why for start, why in DECLARED_HERE.items() if module.startswith(start)), None)
    return getattr(view, "opens_for", None) or declared


def test_every_address_declares_who_may_open_it() -> None:
    open_to_all = [address for address, pattern in patterns(get_resolver()) if opens_for(pattern) is None]
    assert open_to_all == []


def test_every_address_of_ours_has_a_name() -> None:
    nameless = [address for address, pattern in patterns(get_resolver()) if pattern.name is None]
    assert nameless == []
