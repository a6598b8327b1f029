"""What hardly any row has stands in an index of those that have it."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, Q


def key(to, on_delete, **options):
    return models.ForeignKey(to=to, on_delete=on_delete, db_index=False, **options)


UNINDEXED = {
    "fact": {
        "answers": key("ledger.fact", PROTECT, related_name="+", null=True),
        "amends": key("ledger.fact", PROTECT, related_name="amendments", null=True),
    },
    "matter": {"year_of": key(settings.AUTH_USER_MODEL, PROTECT, related_name="years", null=True)},
    "dutycount": {"centre": key("accounts.centre", CASCADE, related_name="+")},
}


def drop_indexes(apps, schema_editor):
    """The indexes are dropped where they are: to alter the fields would write each table anew on SQLite."""
    for name, fields in UNINDEXED.items():
        model = apps.get_model("ledger", name)
        named = {index.name for index in model._meta.indexes}
        for field in fields:
            column = model._meta.get_field(field).column
            for index in schema_editor._constraint_names(model, [column], index=True, unique=False):
                if index not in named:
                    schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(index)}")


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0008_search_within_a_centre"),
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunPython(drop_indexes, migrations.RunPython.noop)],
            [
                migrations.AlterField(name, field, now)
                for name, fields in UNINDEXED.items()
                for field, now in fields.items()
            ],
        ),
        migrations.AddIndex(
            "fact", models.Index(fields=["answers"], condition=Q(answers__isnull=False), name="fact_answers")
        ),
        migrations.AddIndex(
            "fact", models.Index(fields=["amends"], condition=Q(amends__isnull=False), name="fact_amends")
        ),
        migrations.AddIndex(
            "matter", models.Index(fields=["year_of"], condition=Q(year_of__isnull=False), name="matter_years")
        ),
    ]
