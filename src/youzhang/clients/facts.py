"""What happens to a person's file."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from youzhang.rulebook.vocabulary import Data, FactKind, MatterKind

CAPACITIES = {
    "by_age": _("by age"),
    "limited": _("limited capacity, as found"),
    "none": _("no capacity, as found"),
    "died": _("has died"),
}
RELATIONS = {
    "mother": _("mother"),
    "father": _("father"),
    "grandparent": _("grandparent"),
    "spouse": _("spouse"),
    "child": _("adult child"),
    "sibling": _("brother or sister"),
    "institution": _("institution as guardian"),
    "other": _("other guardian"),
}
# What somebody is to a person who names them for an emergency.
TIES = RELATIONS | {
    "partner": _("partner"),
    "friend": _("friend"),
    "teacher": _("teacher"),
    "neighbour": _("neighbour"),
    "institution": _("institution"),
    "other": _("somebody else"),
}
# How a person's file calls the parts that people play in matters, whichever room opened them.
PARTS = {
    "person": _("person"),
    "applicant": _("applicant"),
    "guardian": _("guardian"),
    "client": _("client"),
    "guardian_suspected": _("guardian under suspicion"),
}

FACTS = [
    FactKind("clients.registered", _("Person registered"), topic="people"),
    FactKind("clients.corrected", _("Particulars corrected"), topic="people"),
    FactKind(
        "clients.linked",
        _("Linked with a second file of the same person"),
        {"other": Data("id")},
        topic="people",
    ),
    FactKind("clients.unlinked", _("Link taken back"), {"other": Data("id")}, topic="people"),
    FactKind(
        "clients.emergency_entered",
        _("Emergency contact or address entered"),
        {"contact": Data("flag"), "address": Data("flag")},
        topic="people",
    ),
    FactKind(
        "clients.capacity_found",
        _("Finding on civil capacity"),
        {"capacity": Data("code", tuple(CAPACITIES))},
        topic="people",
    ),
]

MATTERS = [
    MatterKind("resident", _("Personal file"), parts=("person",), page="clients:person"),
]
