"""That a guardian is kept out stands with the clients from now on, for every room that writes to people."""

from django.db import migrations

from youzhang.kit import clock


def carry(apps, schema_editor):
    """What cases and crises say of guardians today. Since when nobody wrote down: from now on, to be on the safe side."""
    kept_out = apps.get_model("clients", "KeptOut")
    now, rows = clock.now(), [*_of_cases(apps), *_of_crises(apps)]
    kept_out.objects.bulk_create([kept_out(since=now, **row) for row in rows])


def carry_back(apps, schema_editor):
    sources = apps.get_model("clients", "KeptOut").objects.filter(ended_at=None).values("matter")
    apps.get_model("casework", "CaseFile").objects.filter(matter__in=sources).update(guardian_kept_out=True)


def _of_cases(apps):
    files = apps.get_model("casework", "CaseFile").objects.filter(guardian_kept_out=True)
    for file in files.select_related("case__person", "guardian"):
        guardian = file.guardian.subject_id if file.guardian else None
        yield _row(file.matter_id, file.case.person.subject_id, guardian, file.case.caseworker_id)


def _of_crises(apps):
    party = apps.get_model("ledger", "MatterParty")
    suspects = party.objects.filter(matter__kind="crisis", part="guardian_suspected")
    crises = apps.get_model("crisis", "Crisis").objects.exclude(subject=None)
    named = crises.filter(matter__in=suspects.values("matter"))
    for crisis in named:
        for guardian in suspects.filter(matter=crisis.matter_id).values_list("subject", flat=True):
            yield _row(crisis.matter_id, crisis.subject_id, guardian, crisis.lead_id or crisis.opened_by_id)
    for crisis in crises.filter(suspected=True).exclude(matter__in=suspects.values("matter")):
        yield _row(crisis.matter_id, crisis.subject_id, None, crisis.lead_id or crisis.opened_by_id)


def _row(matter, about, guardian, ask):
    return {"matter_id": matter, "about_id": about, "guardian_id": guardian, "ask_id": ask}


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0007_let_in"),
        ("clients", "0004_guardians_kept_out"),
        ("crisis", "0007_hand_over_ends"),
        ("ledger", "0009_no_index_of_nothing"),
    ]

    operations = [
        migrations.RunPython(carry, carry_back),
        migrations.RemoveField(model_name="casefile", name="guardian_kept_out"),
    ]
