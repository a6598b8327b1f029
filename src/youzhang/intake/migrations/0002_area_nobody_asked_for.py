"""Where an application asked nobody, the area was put down as "yes": it is unknown."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import Exists, OuterRef


def forget(apps: Any, _editor: Any) -> None:
    """Applicants online of services for everybody, and guardians, whose file nobody has looked over since.

    Whoever also applied where it was asked, at the desk or for a service of the area, keeps the answer.
    """
    Person = apps.get_model("clients", "Person")
    Application = apps.get_model("intake", "Application")
    mine = Application.objects.filter(applicant=OuterRef("pk"))
    asked = mine.exclude(channel="online") | mine.filter(service__area_only=True)
    guards = Application.objects.filter(guardian=OuterRef("pk"))
    unseen = Person.objects.filter(in_area=True, version=1).exclude(Exists(asked))
    unseen.filter(Exists(mine) | Exists(guards)).update(in_area=None)


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_initial"),
        ("clients", "0002_area_may_be_unknown"),
        ("services", "0002_open_services_in_order"),
    ]
    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
