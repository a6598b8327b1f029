"""Who may apply, who may be refused, who signs: pure decisions on an application (psych:32, 34, 40-42, 48)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from youzhang.clients.models import Person
from youzhang.clients.rules import COMES_OF_AGE, age_on, capacity_on, is_minor, needs_guardian, sensitive_all
from youzhang.intake.facts import GROUNDS, NEEDS
from youzhang.intake.models import PARTS, STATES, Application
from youzhang.kit.refused import Refused
from youzhang.services.models import Service
from youzhang.services.rules import is_open

RUNNING = ("received", "waiting", "passed", "success")
ON_A_PLACE = ("passed", "success")
# What these needs tell is about somebody's health, and so sensitive.
ABOUT_HEALTH = frozenset({"mobility", "hearing", "sight", "allergy"})


def check_open(service: Service, day: date) -> None:
    """One may apply for what is announced, until the end of the closing day (psych:34.1b, psych:34.2b)."""
    if is_open(service, day):
        return
    phone = service.phone or service.matter.centre.phone
    call = _("Call %(phone)s and ask about a place or the next date.") % {"phone": phone}
    if service.published_at is None:
        raise Refused("psych:34.1b", _("This service is not announced yet."), call)
    if service.called_off_at or service.ended_on:
        raise Refused("rule:service_over", _("This service does not take place any more."), call)
    raise Refused("psych:34.2b", _("The closing date has passed."), call)


def check_birth_known(birth: date | None) -> None:
    """Whether somebody applies alone or with a guardian depends on the birth date."""
    if birth is None:
        why = _("Without the birth date nobody can say whether a guardian signs too.")
        raise Refused("psych:34.2a", why, _("Enter the birth date."), "birth")


def check_guardian_given(*, name: str, phone: str, relation: str) -> None:
    """A minor applies with a guardian who can be reached (psych:34.2a)."""
    way_on = _("Enter the guardian's name, telephone and relation.")
    for field, value in (("guardian_name", name), ("guardian_phone", phone), ("relation", relation)):
        if not value:
            raise Refused("psych:34.2a", _("A guardian is needed with somebody under 18."), way_on, field)


def check_guardian_is_another(one: tuple[str, str, date | None], other: tuple[str, str, date | None]) -> None:
    """Nobody is their own guardian. Each: name, telephone, birth date; namesakes differ in what is known of both."""
    known = [mine == theirs for mine, theirs in zip(one[1:], other[1:], strict=True) if mine and theirs]
    if one[0] == other[0] and (not known or any(known)):
        why = _("Applicant and guardian are the same person.")
        raise Refused("psych:34.2a", why, _("Enter the particulars of the guardian."), "guardian_name")


def check_guardian_is_adult(birth: date | None, day: date) -> None:
    """A guardian is of age, as far as is known."""
    if birth and age_on(birth, day) < COMES_OF_AGE:
        why = _("A guardian must be 18 or older.")
        raise Refused(
            "psych:41", why, _("Enter another guardian, or check the birth date."), "guardian_birth"
        )


def needed_consents(birth: date, needs: Iterable[str], day: date) -> frozenset[str]:
    """The consents without which an application cannot be kept: sensitive data below 14 and on health."""
    sensitive = sensitive_all(birth, day) or bool(ABOUT_HEALTH & set(needs))
    return frozenset({"information", "sensitive"} if sensitive else {"information"})


def check_consents(given: Mapping[str, bool], needed: Collection[str]) -> None:
    """Each purpose is agreed to by itself; what the application cannot do without must be."""
    fields = {"information": _("personal information"), "sensitive": _("sensitive personal information")}
    for code, words in fields.items():
        if code in needed and not given.get(code):
            why = _("Without consent to the use of %(what)s this application cannot be kept.") % {
                "what": words
            }
            raise Refused("rule:consent", why, _("Read it and agree, or call us instead."), f"consent_{code}")


def check_needs(needs: Iterable[str]) -> None:
    """Only needs that the form offers."""
    if not set(needs) <= NEEDS.keys():
        way_on = _("Choose “something else” and say it in your words.")
        raise Refused("psych:49", _("This need is not on the form."), way_on, "needs")


def check_assessable(application: Application) -> None:
    """What is received or waiting can be assessed; everything else has been decided."""
    if application.state not in {"received", "waiting"}:
        state = str(STATES[application.state])
        why = _("This application is not to be assessed: it is %(state)s.") % {"state": state}
        raise Refused("psych:34.1d", why, _("Look at the application again."))


def check_place(service: Service, taken: int) -> None:
    """Nobody passes on a place that is not there."""
    if service.capacity is not None and taken >= service.capacity:
        why = _("All %(n)d places are taken.") % {"n": service.capacity}
        raise Refused("psych:34.1d", why, _("Put the applicant on the waiting list."), "result")


def grounds_for(service: Service, applicant: Person, taken: int, today: date) -> tuple[str, ...]:
    """The published conditions that somebody could fail: what the form offers as grounds (psych:32, psych:48)."""
    return tuple(ground for ground in GROUNDS if _stands(ground, service, applicant, taken, today))


def check_published_conditions(
    service: Service, applicant: Person, ground: str, taken: int, today: date
) -> None:
    """A refusal rests on a condition that the notice states and that is really not met (psych:32, psych:48)."""
    if ground not in GROUNDS:
        why = _("A refusal needs one of the published conditions as its ground.")
        raise Refused("psych:32", why, _("Choose the condition that is not met."), "ground")
    if ground == "area" and area_unknown(service, applicant):
        why = _("Nobody asked whether this person lives or studies in the area.")
        raise Refused("psych:32", why, _("Ask, and enter it in the person's file."), "ground")
    if not _stands(ground, service, applicant, taken, today):
        why = _("This condition is not published, or it is met: “%(ground)s”.") % {
            "ground": str(GROUNDS[ground])
        }
        raise Refused("psych:32", why, _("Refuse only on a condition that the notice states."), "ground")


def _stands(ground: str, service: Service, applicant: Person, taken: int, today: date) -> bool:
    if ground == "age":
        return _outside_ages(service, applicant.born, service.starts_on or today)
    if ground == "area":
        return service.area_only and applicant.in_area is False
    if ground == "full":
        return service.capacity is not None and taken >= service.capacity
    return bool(service.audience)


def area_unknown(service: Service, applicant: Person) -> bool:
    """Whether the notice asks where somebody lives, and nobody asked them: no ground to refuse anybody."""
    return service.area_only and applicant.in_area is None


def _outside_ages(service: Service, birth: date | None, day: date) -> bool:
    if birth is None:
        return False
    age = age_on(birth, day)
    too_young = service.min_age is not None and age < service.min_age
    return too_young or (service.max_age is not None and age > service.max_age)


def required_parts(application: Application, day: date) -> frozenset[str]:
    """Who signs: the applicant with full capacity; from 8 to 17 with the guardian; the guardian alone where there is
    no capacity, or an adult's is limited (psych:34.2a, psych:41). The centre always."""
    capacity = capacity_on(application.applicant, day)
    if capacity == "full":
        return frozenset({"client", "centre"})
    if capacity == "limited" and is_minor(application.applicant, day):
        return frozenset({"client", "guardian", "centre"})
    return frozenset({"guardian", "centre"})


def needs_assent(application: Application, day: date) -> bool:
    """A child too young to sign is asked and told all the same."""
    return is_minor(application.applicant, day) and capacity_on(application.applicant, day) == "none"


def check_may_sign(application: Application, part: str, day: date) -> None:
    """Only who must sign, signs; what was decided otherwise is not signed any more."""
    if application.state not in {"received", "passed"}:
        why = _("There is nothing to sign: the application is %(state)s.") % {
            "state": str(STATES[application.state])
        }
        raise Refused("psych:34.2a", why, _("Look at the application again."))
    if part == "guardian" and part in required_parts(application, day):
        check_guardian_named(application)
    elif part not in required_parts(application, day):
        why = _("No signature of this part is needed: %(part)s.") % {"part": str(PARTS.get(part, part))}
        raise Refused("psych:41", why, _("Look at who signs, on the application's page."), "part")


def own_part(application: Application, day: date, handed_on: date | None) -> str:
    """The part that number and code stand for: of an applicant who filled in the form alone, or an adult to whom the
    desk handed the code. Whoever else typed the form got its code, and is known by nothing."""
    handed = handed_on is not None and not needs_guardian(application.applicant, handed_on)
    alone = handed or application.filled_by == "self"
    return "client" if alone and "client" in required_parts(application, day) else ""


def check_signer(part: str, way: str, own: str, *, identity_checked: bool) -> None:
    """It is shown that whoever signs is the one: by code, link, ID, or paper; never by saying so (psych:41). `own`: the
    part that the code stands for."""
    if way == "code" and part != own:
        why = _("Number and code do not show that this is you: %(part)s.") % {
            "part": str(PARTS.get(part, part))
        }
        raise Refused("psych:41", why, _("Sign by a link of your own, at the desk, or on paper."), "part")
    if way == "desk" and part != "centre" and not identity_checked:
        why = _("Compare the ID first: whoever signs is known by it.")
        raise Refused("psych:41", why, _("Tick it once you have seen the ID."), "identity_checked")


def check_device(application: Application, part: str, device: str, signed: Mapping[str, str]) -> None:
    """One browser acts for one part only. `signed`: part → browser, of the signatures that are there (psych:41)."""
    filler = {"self": "client", "guardian": "guardian"}.get(application.filled_by, "")
    acted = {one for one, there in signed.items() if there and there == device}
    if filler and application.device and application.device == device:
        acted.add(filler)
    if acted - {part}:
        why = _("On this device somebody else of this application has acted already.")
        raise Refused("psych:41", why, _("Sign on a device of your own, at the desk, or on paper."), "part")


def check_explained_before(at: datetime, explained_at: datetime | None) -> None:
    """Nobody has signed what was explained to them only afterwards (psych:34.2a)."""
    if explained_at and at < explained_at:
        why = _("At that time the agreement had not been explained yet.")
        raise Refused(
            "psych:34.2a", why, _("Look at when it was explained, and when it was signed."), "happened_at"
        )


def check_own_address(address: str, others: Collection[str]) -> None:
    """A link shows who signs only where nobody else of the application answers at its number or mailbox (psych:41)."""
    if address in others:
        why = _("Applicant and guardian have the same number or mailbox: a link would not show who signs.")
        raise Refused("psych:41", why, _("Let them sign at the desk, or on paper."))


def check_guardian_named(application: Application) -> None:
    """There is a guardian on the application, and it is not the applicant."""
    if application.guardian is None or application.guardian_id == application.applicant_id:
        why = _("No guardian is named on this application.")
        raise Refused("psych:41", why, _("Name the guardian first."), "part")


def check_signatures(application: Application, signed: Collection[str], day: date) -> None:
    """The agreement is signed once everybody has signed who must (psych:34.2a)."""
    missing = [str(PARTS[part]) for part in PARTS if part in required_parts(application, day) - set(signed)]
    if missing:
        why = _("A signature is missing: %(who)s.") % {"who": _(", ").join(missing)}
        raise Refused("psych:34.2a", why, _("Collect the missing signature."))


def check_guardian_signed(application: Application, signed: Collection[str], day: date) -> None:
    """With limited or no capacity it is the guardian who signs in writing (psych:41)."""
    if needs_guardian(application.applicant, day) and "guardian" not in signed:
        way_on = _("Let the guardian sign; in special cases note their consent by telephone first.")
        raise Refused("psych:41", _("The guardian has not signed."), way_on)


def check_success(application: Application) -> None:
    """Receipt, reminder and attendance belong to a successful application."""
    if application.state != "success":
        why = _("The application is not successful yet: it is %(state)s.") % {
            "state": str(STATES[application.state])
        }
        raise Refused("psych:34.2c", why, _("Form, assessment and agreement come first."))


def check_appointable(application: Application) -> None:
    """Only a routine service is met one by one; the others start for everybody on one day (psych:33.3)."""
    if application.service.type != "routine":
        why = _("Only an application for a routine service has a day of its own.")
        raise Refused("psych:33.3", why, _("Move the start of the service instead."))
    if application.state not in RUNNING:
        why = _("There is nothing to appoint: the application is %(state)s.") % {
            "state": str(STATES[application.state])
        }
        raise Refused("psych:34.3c", why, _("Look at the application again."))


def check_meeting_ahead(day: date, today: date) -> None:
    """One is asked to come on a day that is still to come."""
    if day < today:
        raise Refused(
            "rule:past", _("This day has passed already."), _("Choose a day from today on."), "starts_on"
        )


def check_correctable(*, signed: bool, told: bool) -> None:
    """An assessment is corrected only while nobody has signed or been told anything on its ground."""
    way_on = _("Note what is right now as a withdrawal or a new application; what happened stays.")
    if signed:
        raise Refused(
            "psych:34.2a", _("Somebody has signed the agreement on the ground of this assessment."), way_on
        )
    if told:
        why = _("The applicant has been told the reasons of this assessment already.")
        raise Refused("psych:34.4a", why, way_on)
