"""From a successful application to a case (psych:13, psych:34.2c)."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import (
    a_centre,
    a_person,
    a_service,
    an_application,
    signed_in,
    staff,
    successful,
    viewing,
)
from youzhang.casework.models import Case
from youzhang.flows.actions import Carriers, open_case_from_application
from youzhang.kit.refused import Refused


@pytest.fixture
def people(frozen, db, settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    here = a_centre()
    lead = staff(here, "specialist")
    return here, lead, staff(here, "counsellor"), staff(here, "case_worker")


def test_person_guardian_and_wish_come_along(people):
    here, lead, worker, backup = people
    row = successful(
        a_service(lead, here), lead, applicant=a_person("沈一禾", date(2013, 3, 8), phone=""), wish="睡得好一点",
        guardian=a_person("何雅琴", date(1985, 1, 1)), relation="mother",
    )  # fmt: skip
    case = open_case_from_application(row, Carriers(worker, backup), by=viewing(lead))
    file = case.file
    assert (case.person, case.source, case.application) == (row.applicant, "application", row.matter)
    assert (file.guardian, file.relation, file.problem) == (row.guardian, "mother", "睡得好一点")


def test_an_application_that_is_not_successful_goes_no_further(people):
    here, lead, worker, backup = people
    row = an_application(a_service(lead, here))
    with pytest.raises(Refused) as refused:
        open_case_from_application(row, Carriers(worker, backup), by=viewing(lead))
    assert refused.value.rule == "psych:34.2c"
    assert not Case.unscoped.exists()


def test_the_page_opens_it_and_the_same_application_opens_no_second(people):
    here, lead, worker, backup = people
    row = successful(a_service(lead, here), lead)
    browser = signed_in(Client(headers={"accept-language": "en"}), lead)
    address = reverse("flows:open_case", args=[row.matter_id])
    assert address in browser.get(reverse("intake:application", args=[row.matter_id])).content.decode()
    assert browser.get(address).status_code == 200
    sent = {"caseworker": str(worker.pk), "backup": str(backup.pk)}
    assert browser.post(address, sent).status_code == 302
    assert browser.post(address, sent).status_code == 422
    assert Case.unscoped.count() == 1


def test_to_others_the_page_does_not_exist(people):
    here, lead, worker, _backup = people
    row = successful(a_service(lead, here), lead)
    browser = signed_in(Client(), worker)
    address = reverse("flows:open_case", args=[row.matter_id])
    assert browser.get(address).status_code == browser.post(address, {}).status_code == 404
    assert not Case.unscoped.exists()
