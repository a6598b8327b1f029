import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def carry(apps, schema_editor):
    """A service says itself in which centre it is."""
    services, matters = apps.get_model("services", "Service"), apps.get_model("ledger", "Matter")
    of = matters._base_manager.filter(pk=OuterRef("matter"))
    services._base_manager.update(centre=Subquery(of.values("centre")))
    if schema_editor.connection.vendor == "postgresql":  # which alters no table with checks still to come
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def key(**options):
    deletion = django.db.models.deletion.PROTECT
    return models.ForeignKey("accounts.centre", deletion, related_name="+", db_index=False, **options)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("ledger", "0005_one_index_for_each_way_of_reading"),
        ("services", "0002_open_services_in_order"),
    ]

    operations = [
        migrations.AddField("service", "centre", key(null=True)),
        migrations.RunPython(carry, migrations.RunPython.noop),
        migrations.AlterField("service", "centre", key()),
        migrations.AddIndex("service", models.Index(fields=["centre", "name", "id"], name="service_names")),
    ]
