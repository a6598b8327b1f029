import django.db.models.deletion
from django.db import migrations, models


def shut_frames(apps, schema_editor):
    """Whoever decided on a request sees the request, no longer the case; what still waits stays open to them."""
    waiting = apps.get_model("casework", "FileAccess").objects.filter(state="asked").values("matter")
    apps.get_model("ledger", "Grant").objects.filter(reason="access").exclude(matter__in=waiting).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0005_told_of_cancelling"),
        ("ledger", "0005_one_index_for_each_way_of_reading"),
    ]

    operations = [
        migrations.AlterField(
            model_name="fileaccess",
            name="matter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="accesses", to="ledger.matter"
            ),
        ),
        migrations.RunPython(shut_frames, migrations.RunPython.noop),
    ]
