"""An index of the few duties of crises: they come first in every list, however long it is."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("ledger", "0011_too_late")]

    operations = [
        migrations.AddIndex(
            "dutyholder",
            models.Index(
                fields=["centre", "role", "user", "due", "duty", "next_at", "matter", "article"],
                condition=Q(kind="crisis"),
                name="held_of_crisis",
            ),
        )
    ]
