"""Foreign keys point down the stack, as imports do."""

from __future__ import annotations

from django.apps import apps

from tests.architecture.source import pyproject


def ranks() -> dict[str, int]:
    """Each room's layer, counted from the top."""
    layers = pyproject()["tool"]["importlinter"]["contracts"][0]["layers"]  # type: ignore[index]
    return {
        name.strip().removeprefix("youzhang."): rank
        for rank, line in enumerate(layers)
        for name in line.replace("|", ":").split(":")
    }


def test_foreign_keys_point_down() -> None:
    rank = ranks()
    upward = [
        f"{model._meta.label}.{field.name} -> {target._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one or field.many_to_many) and not field.auto_created
        for target in [field.related_model]
        if model._meta.app_label in rank and target and not isinstance(target, str)
        if target._meta.app_label in rank and model._meta.app_label != target._meta.app_label
        if rank[target._meta.app_label] <= rank[model._meta.app_label]
    ]
    assert upward == []
