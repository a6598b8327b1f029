from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_one_index_for_each_way_of_reading")]

    operations = [
        migrations.AddIndex(
            "duty",
            models.Index(
                fields=["closed_by"], condition=models.Q(closed_by__isnull=False), name="duty_closed_by"
            ),
        ),
        migrations.AddIndex("dutyholder", models.Index(fields=["matter"], name="held_of_matter")),
    ]
