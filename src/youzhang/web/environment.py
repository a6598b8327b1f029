"""The Jinja2 environment of every page: escaping on, strict undefined, our globals and filters."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, StrictUndefined


def environment(**options: Any) -> Environment:
    """Called by Django's Jinja2 backend with the settings' options."""
    options["undefined"] = StrictUndefined
    return Environment(extensions=["jinja2.ext.i18n"], autoescape=True, **{k: v for k, v in options.items() if k != "autoescape"})
