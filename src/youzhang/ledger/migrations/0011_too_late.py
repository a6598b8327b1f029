"""From when a duty is too late to do: a column that may be empty, and an index of the few that are not."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("ledger", "0010_row_entries")]

    operations = [
        migrations.AddField(
            "duty",
            "until_at",
            models.DateTimeField(null=True, help_text="From when it is too late: then it ends as missed."),
        ),
        migrations.AddIndex(
            "duty",
            models.Index(
                fields=["until_at"],
                condition=Q(outcome="open", until_at__isnull=False),
                name="duty_too_late",
            ),
        ),
    ]
