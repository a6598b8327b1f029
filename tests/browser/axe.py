"""Whether everybody can read a page: axe by day and by night, and what a validator of mark-up would say first."""

from __future__ import annotations

from html.parser import HTMLParser

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCRIPT = Axe().axe_script
# Colours are most of axe's work: of all words that look alike on the same ground, it need look at one.
COLOURS = """async () => {
    const said = node => node.nodeType === Node.TEXT_NODE && node.textContent.trim();
    const ground = one => {
        const style = getComputedStyle(one);
        return [style.backgroundColor, style.backgroundImage, style.opacity, style.filter].join();
    };
    const looks = one => {
        const style = getComputedStyle(one), grounds = [];
        for (let at = one; at; at = at.parentElement) grounds.push(ground(at));
        return [one.tagName, one.className, one.parentElement.className, style.color, style.fontSize,
            style.fontWeight, style.textDecoration, ...new Set(grounds)].join("|");
    };
    const different = new Map();
    for (const one of document.body.querySelectorAll("*"))
        if ([...one.childNodes].some(said) || one.matches("input, select, textarea")) different.set(looks(one), one);
    const found = await axe.run({include: [...different.values()]},
        {runOnly: ["color-contrast", "link-in-text-block"]});
    return found.violations.flatMap(one => one.nodes.map(node => `${one.id}: ${node.target.join(" ")}`));
}"""
THE_REST = """async () => {
    const rules = {"color-contrast": {enabled: false}, "link-in-text-block": {enabled: false}};
    const found = await axe.run({resultTypes: ["violations"], rules});
    return found.violations.flatMap(one => one.nodes.map(node => `${one.id}: ${node.html} ${node.failureSummary}`));
}"""
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def can_be_read(page: Page) -> None:
    """axe finds nothing, by day nor by night; the page is left as it was."""
    page.evaluate(SCRIPT)
    assert page.evaluate(THE_REST) == [], page.url
    assert page.evaluate(COLOURS) == [], page.url
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    page.emulate_media(color_scheme="light" if dark else "dark")
    assert page.evaluate(COLOURS) == [], f"{page.url} by {'day' if dark else 'night'}"
    page.emulate_media(color_scheme="dark" if dark else "light")


class Sound(HTMLParser):
    """What a validator would say first: an id twice, a form or a link within its like, a tag left open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.faults: list[str] = []
        self.feed(text)
        self.faults += [f"left open: {tag}" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if len(given) < len(attrs):
            self.faults.append(f"an attribute twice: {tag}")
        if (name := given.get("id")) is not None:
            self.faults += [f"id twice: {name}"] if name in self.ids else []
            self.ids.add(name)
        if tag in {"form", "a", "button", "main"} and tag in self.open:
            self.faults.append(f"{tag} within {tag}")
        if tag in {"a", "button"} and {"a", "button"} & set(self.open):
            self.faults.append(f"{tag} within something to press")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"closed out of turn: {tag}")
