"""Foreign keys point down the stack, as imports do."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Model, UniqueConstraint

from tests.architecture.source import pyproject


def ranks() -> dict[str, int]:
    """Each room's layer, counted from the top."""
    layers = pyproject()["tool"]["importlinter"]["contracts"][0]["layers"]  # type: ignore[index]
    return {
        name.strip().removeprefix("youzhang."): rank
        for rank, line in enumerate(layers)
        for name in line.replace("|", ":").split(":")
    }


WRITTEN_IN_ACTS = ("ledger.Matter", "ledger.Fact", "ledger.Duty", "vault.Subject", "vault.DataKey")


def test_what_points_at_a_row_of_an_act_is_found_by_an_index() -> None:
    """SQLite looks for rows that point at one that comes in after them, and would walk through the whole table."""
    missing = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model and field.related_model._meta.label in WRITTEN_IN_ACTS
        if not (field.db_index or field.unique) and field.name not in first_columns(model)
    ]
    assert missing == []


def first_columns(model: type[Model]) -> set[str]:
    """The fields with which an index of a model begins."""
    named = [
        *model._meta.indexes,
        *(one for one in model._meta.constraints if isinstance(one, UniqueConstraint)),
    ]
    return {index.fields[0].removeprefix("-") for index in named if index.fields}


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
