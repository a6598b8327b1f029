from datetime import UTC, datetime

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
ALONG = ("next_at", "kind", "matter", "article")
INDEXES = (
    models.Index(
        fields=["centre", "role", "due", "duty", *ALONG, "user"], condition=Q(user=None), name="held_by_role"
    ),
    models.Index(
        fields=["user", "centre", "due", "duty", *ALONG], condition=Q(user__isnull=False), name="held_by_user"
    ),
    models.Index(fields=["centre", "due", "duty", *ALONG], name="held_at_centre"),
)


def carry(apps, schema_editor):
    """What stands with the duty and its matter is written beside each holder; what nobody holds gets a row that says so."""
    duties, holders = (apps.get_model("ledger", name) for name in ("Duty", "DutyHolder"))
    of = duties._base_manager.filter(pk=OuterRef("duty"))
    holders.objects.update(
        matter=Subquery(of.values("matter")),
        kind=Subquery(of.values("matter__kind")),
        article=Subquery(of.values("article")),
    )
    unheld = duties._base_manager.filter(outcome="open", held=None)
    columns = ("pk", "matter_id", "matter__kind", "article", "centre_id", "shows_at", "due")
    holders.objects.bulk_create(
        (
            holders(duty_id=pk, matter_id=matter, kind=kind, article=article, centre_id=centre, next_at=shows_at,
                    due=due or NEVER)
            for pk, matter, kind, article, centre, shows_at, due in unheld.values_list(*columns)
        ),
        batch_size=500,
    )
    if schema_editor.connection.vendor == "postgresql":  # which alters no table with checks still to come
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_terms_that_moved")]

    operations = [
        *(migrations.RemoveIndex("dutyholder", index.name) for index in INDEXES),
        migrations.AddField(
            "dutyholder",
            "matter",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ledger.matter"
            ),
        ),
        migrations.AddField(
            "dutyholder", "kind", models.CharField(default="", help_text="Of the matter.", max_length=24)
        ),
        migrations.AddField("dutyholder", "article", models.CharField(default="", max_length=32)),
        migrations.RunPython(carry, migrations.RunPython.noop),
        migrations.AlterField(
            "dutyholder",
            "matter",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ledger.matter"
            ),
        ),
        migrations.AlterField(
            "dutyholder", "kind", models.CharField(help_text="Of the matter.", max_length=24)
        ),
        migrations.AlterField("dutyholder", "article", models.CharField(max_length=32)),
        *(migrations.AddIndex("dutyholder", index) for index in INDEXES),
    ]
