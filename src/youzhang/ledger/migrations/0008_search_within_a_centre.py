"""Say of each token of a person's file in which centre it is looked for."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    tokens = apps.get_model("vault", "SearchToken")
    files = apps.get_model("ledger", "MatterParty").objects.filter(subject=OuterRef("subject"), part="person")
    tokens.objects.filter(within=None).update(within=Subquery(files.values("matter__centre")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0007_own_values"),
        ("vault", "0002_search_within_a_centre"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
