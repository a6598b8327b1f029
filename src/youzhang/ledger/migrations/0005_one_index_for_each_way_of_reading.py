from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, OuterRef, Subquery

GRANTS = (
    models.Index(fields=["user", "matter", "centre", "ends_at"], name="grants_of"),
    models.Index(fields=["user", "centre", "kind", "matter"], name="grants_by_kind"),
)


def key(to, on_delete, **options):
    return models.ForeignKey(to=to, on_delete=on_delete, db_index=False, **options)


USER = settings.AUTH_USER_MODEL
# What another index begins with, or nothing is looked for by.
UNINDEXED = {
    "matter": {
        "centre": key("accounts.centre", PROTECT, related_name="matters"),
        "parent": key("ledger.matter", PROTECT, related_name="children", null=True),
    },
    "matterparty": {
        "matter": key("ledger.matter", CASCADE, related_name="parties"),
        "subject": key("vault.subject", PROTECT, related_name="parts"),
    },
    "grant": {
        "matter": key("ledger.matter", CASCADE, related_name="grants"),
        "user": key(USER, CASCADE, related_name="grants"),
    },
    "matterbar": {"matter": key("ledger.matter", CASCADE, related_name="bars")},
    "fact": {
        "matter": key("ledger.matter", PROTECT, related_name="facts"),
        "counts_in": key("ledger.matter", PROTECT, related_name="counted_facts", null=True),
        "centre": key("accounts.centre", PROTECT, related_name="+"),
        "by": key(USER, PROTECT, related_name="+", null=True),
    },
    "duty": {
        "matter": key("ledger.matter", CASCADE, related_name="duties"),
        "centre": key("accounts.centre", CASCADE, related_name="+"),
        "taken_by": key(USER, PROTECT, related_name="+", null=True),
        "closed_by": key("ledger.fact", PROTECT, related_name="+", null=True),
    },
    "dutyholder": {
        "matter": key("ledger.matter", CASCADE, related_name="+"),
        "centre": key("accounts.centre", CASCADE, related_name="+"),
        "user": key(USER, CASCADE, related_name="+", null=True),
    },
}


def carry(apps, schema_editor):
    """Where a matter stands is written beside each grant."""
    matters, grants = (apps.get_model("ledger", name) for name in ("Matter", "Grant"))
    of = matters._base_manager.filter(pk=OuterRef("matter"))
    grants.objects.update(centre=Subquery(of.values("centre")), kind=Subquery(of.values("kind")))
    if schema_editor.connection.vendor == "postgresql":  # which alters no table with checks still to come
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


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
        ("ledger", "0004_holders_carry_their_matter"),
        ("accounts", "0001_initial"),
        ("vault", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex("grant", "grants_of"),
        migrations.AddField(
            "grant",
            "centre",
            models.ForeignKey(
                db_index=False, null=True, on_delete=CASCADE, related_name="+", to="accounts.centre"
            ),
        ),
        migrations.AddField(
            "grant", "kind", models.CharField(default="", help_text="Of the matter.", max_length=24)
        ),
        migrations.RunPython(carry, migrations.RunPython.noop),
        migrations.AlterField("grant", "centre", key("accounts.centre", CASCADE, related_name="+")),
        migrations.AlterField("grant", "kind", models.CharField(help_text="Of the matter.", max_length=24)),
        migrations.SeparateDatabaseAndState(
            [migrations.RunPython(drop_indexes, migrations.RunPython.noop)],
            [
                migrations.AlterField(name, field, now)
                for name, fields in UNINDEXED.items()
                for field, now in fields.items()
            ],
        ),
        *(migrations.AddIndex("grant", index) for index in GRANTS),
    ]
