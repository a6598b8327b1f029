"""What happens in a crisis, from the moment it is noticed to its review (psych:14, 15, 50, 53.3)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from youzhang.crisis.codes import (
    ANSWERS,
    CONCERN_STEPS,
    CONCERNS,
    CONFIRMED,
    FIELDS,
    GLASS_REASONS,
    GUARDIAN_NONE,
    GUARDIAN_SKIPPED,
    INSTEAD,
    KEEPERS,
    LEVELS,
    LOST,
    OUTCOMES,
    OVERRIDES,
    PATHS,
    REASONS,
    ROUTES,
    SOURCES,
    STEPS,
    TELL_WAYS,
    TOLD,
)
from youzhang.rulebook.vocabulary import Data, FactKind, MatterKind

_FLAG, _ID = Data("flag"), Data("id")
_WAY = Data("code", tuple(TELL_WAYS))
_TELLING = {"telling": _ID, "way": _WAY}
_LEVEL = Data("code", tuple(LEVELS))
# The level at which it stood when this happened; an alarm that nobody has assessed counts as high.
_STOOD = Data("code", tuple(LEVELS), optional=True)

FACTS = [
    FactKind(
        "crisis.opened",
        _("Crisis opened"),
        {
            "reason": Data("code", tuple(REASONS)),
            "source": Data("code", tuple(SOURCES)),
            "route": Data("code", tuple(ROUTES)),
            "minor": _FLAG,
            "by_file": Data("flag", optional=True),
            "before": Data("id", optional=True),
        },
        topic="crisis",
    ),
    FactKind(
        "crisis.more_known",
        _("More became known"),
        {"nameless": Data("flag", optional=True), "for_lead": Data("flag", optional=True)},
        topic="crisis",
    ),
    FactKind("crisis.heard", _("What was added is read"), topic="crisis"),
    FactKind(
        "crisis.minor_found",
        _("The person is a minor"),
        {"by_file": Data("flag", optional=True)},
        topic="crisis",
    ),
    FactKind("crisis.suicide_found", _("Suicide is involved"), topic="crisis"),
    FactKind(
        "crisis.taken",
        _("Crisis taken"),
        {"to": _ID, "override": _FLAG, "reason": Data("code", tuple(OVERRIDES), optional=True)},
        {"crisis_lead": "to"},
        topic="people",
    ),
    FactKind("crisis.lead_lapsed", _("Training of whoever leads ran out"), {"to": _ID}, topic="people"),
    FactKind("crisis.lead_qualified", _("Whoever leads is trained again"), {"to": _ID}, topic="people"),
    FactKind("crisis.override_reviewed", _("Emergency override reviewed"), {"sound": _FLAG}, topic="people"),
    FactKind(
        "crisis.assessed",
        _("Risk assessed"),
        {"ideation": _FLAG, "plan": _FLAG, "behaviour": _FLAG, "disorder": _FLAG, "floor": _LEVEL}
        | {"refer": Data("flag", optional=True), "asked": Data("flag", optional=True)},
        topic="risk",
    ),
    FactKind("crisis.level_set", _("Risk level set"), {"level": _LEVEL, "tool": _FLAG}, topic="risk"),
    # Danger is found while the level stands as high already: a new sign all the same.
    FactKind("crisis.danger_found", _("Danger found again"), {"level": _LEVEL}, topic="risk"),
    FactKind(
        "crisis.lowering_asked", _("Asked to lower the level"), {"level": _LEVEL, "to": _ID}, topic="risk"
    ),
    FactKind(
        "crisis.level_lowered",
        _("Risk level lowered by two people"),
        {"level": _LEVEL, "outside": Data("flag", optional=True)},
        topic="risk",
    ),
    FactKind("crisis.lowering_refused", _("Lowering refused"), topic="risk"),
    FactKind("crisis.path_set", _("Path chosen"), {"path": Data("code", tuple(PATHS))}, topic="risk"),
    FactKind("crisis.follow_up_planned", _("Follow-up planned"), {"day": Data("date")}, topic="contact"),
    FactKind(
        "crisis.followed_up",
        _("Followed up"),
        {
            "reached": _FLAG,
            "level": _STOOD,
            "tries": Data("count", optional=True),
            "way": Data("code", tuple(TELL_WAYS), optional=True),
            "qualified": Data("flag", optional=True),
            "path": Data("code", tuple(PATHS), optional=True),
        },
        topic="contact",
    ),
    FactKind(
        "crisis.appointment_lost",
        _("Did not come, or called off"),
        {"day": Data("date"), "how": Data("code", tuple(LOST))},
        topic="contact",
    ),
    FactKind("crisis.step_taken", _("Kept safe"), {"step": Data("code", tuple(STEPS))}, topic="contact"),
    FactKind("crisis.watch_end_asked", _("Asked to end the follow-ups"), {"to": _ID}, topic="contact"),
    FactKind("crisis.watch_ended", _("Follow-ups ended by two people"), topic="contact"),
    FactKind("crisis.watch_kept", _("Follow-ups go on"), topic="contact"),
    FactKind("crisis.guardian_told", _("Guardian told"), _TELLING, topic="contact"),
    FactKind(
        "crisis.guardian_skipped",
        _("Guardian not told, with reason"),
        {"reason": Data("code", tuple(GUARDIAN_SKIPPED)), "telling": Data("id", optional=True)}
        | {"instead": Data("code", tuple(INSTEAD), optional=True)},
        topic="contact",
    ),
    FactKind(
        "crisis.guardian_none",
        _("There is no guardian"),
        {"reason": Data("code", tuple(GUARDIAN_NONE)), "telling": Data("id", optional=True)},
        topic="contact",
    ),
    FactKind(
        "crisis.left_out_seconded",
        _("A second person looked at why the guardian is not told"),
        {"telling": _ID, "agreed": _FLAG},
        topic="contact",
    ),
    # A reason for which no guardian was told holds no more: by what became known, or by the file (psych:15.3b).
    FactKind(
        "crisis.guardian_owed",
        _("A guardian is to be told after all"),
        {"before": Data("code", (*GUARDIAN_SKIPPED, *GUARDIAN_NONE))},
        topic="contact",
    ),
    FactKind(
        "crisis.suspicion_lifted",
        _("Suspicion against a guardian lifted"),
        {"whole": _FLAG, "tell": _FLAG},
        topic="contact",
    ),
    FactKind("crisis.authority_told", _("Competent department told"), _TELLING, topic="contact"),
    FactKind("crisis.police_told", _("Police told"), _TELLING, topic="contact"),
    FactKind("crisis.civil_affairs_told", _("Civil affairs told"), _TELLING, topic="contact"),
    FactKind("crisis.education_told", _("Education authority told"), _TELLING, topic="contact"),
    FactKind("crisis.ambulance_told", _("Ambulance called"), _TELLING, topic="contact"),
    FactKind("crisis.other_told", _("Somebody else told"), _TELLING, topic="contact"),
    FactKind(
        "crisis.not_reached",
        _("Tried to tell, not reached"),
        {"to": Data("code", tuple(TOLD)), "way": _WAY},
        topic="contact",
    ),
    FactKind(
        "crisis.confirmed",
        _("Police or ambulance confirmed"),
        {"telling": _ID, "by_whom": Data("code", tuple(KEEPERS)), "what": Data("code", tuple(CONFIRMED))},
        topic="contact",
    ),
    FactKind("crisis.sent_back", _("Sent back, or let go"), {"entry": _ID}, topic="contact"),
    FactKind("crisis.disclosure_reviewed", _("Disclosure reviewed"), {"telling": _ID}, topic="contact"),
    FactKind(
        "crisis.harm_checked",
        _("Harm to a minor checked"),
        {"report": _FLAG, "school": Data("flag", optional=True)},
        topic="risk",
    ),
    FactKind("crisis.referral_sent", _("Referred"), {"referral": _ID, "level": _STOOD}, topic="contact"),
    FactKind(
        "crisis.referral_answered",
        _("Referral answered"),
        {"referral": _ID, "answer": Data("code", tuple(ANSWERS)), "level": _STOOD},
        topic="contact",
    ),
    FactKind("crisis.safety_planned", _("Safety plan made"), topic="risk"),
    FactKind("crisis.handed_over", _("Handed over"), {"to": _ID, "hand_over": _ID}, topic="people"),
    FactKind(
        "crisis.hand_over_accepted",
        _("Hand-over accepted"),
        {"to": _ID, "hand_over": _ID},
        {"crisis_lead": "to"},
        topic="people",
    ),
    FactKind("crisis.hand_over_declined", _("Hand-over declined"), {"hand_over": _ID}, topic="people"),
    FactKind("crisis.hand_over_taken_back", _("Hand-over taken back"), {"hand_over": _ID}, topic="people"),
    FactKind(
        "crisis.closed",
        _("Crisis closed"),
        {
            "outcome": Data("code", tuple(OUTCOMES)),
            "suicide": _FLAG,
            "minor": _FLAG,
            "harm": _FLAG,
            "suspected": _FLAG,
        },
        topic="crisis",
    ),
    # What was found there, and who opened it, counts here as it did there.
    FactKind(
        "crisis.joined",
        _("Another crisis of the same person joined to it"),
        {"other": _ID, "opened_by": Data("id", optional=True)}
        | {"ideation": Data("flag", optional=True), "refer": Data("flag", optional=True)},
        topic="crisis",
    ),
    FactKind(
        "crisis.same_said",
        _("Said to be the same person as in another crisis"),
        {"other": _ID},
        topic="crisis",
    ),
    FactKind("crisis.opened_again", _("Opened again as a new crisis"), {"other": _ID}, topic="crisis"),
    FactKind("crisis.looked_again", _("Looked again for the person"), {"sign": _FLAG}, topic="crisis"),
    FactKind("crisis.reviewed", _("Looked back on"), topic="crisis"),
    FactKind("crisis.supervisor_asked", _("Supervisor asked to comment"), {"to": _ID}, topic="people"),
    FactKind("crisis.commented", _("Supervisor's comment written"), {"comment": _ID}, topic="crisis"),
    FactKind("crisis.comment_read", _("Supervisor's comment read"), {"comment": _ID}, topic="crisis"),
    FactKind(
        "crisis.expert_joined",
        _("Joined the expert team"),
        {"field": Data("code", tuple(FIELDS))},
        topic="people",
    ),
    FactKind("crisis.expert_left", _("Left the expert team"), topic="people"),
    FactKind(
        "crisis.glass_broken",
        _("Read in an emergency"),
        {"about": _ID, "reason": Data("code", tuple(GLASS_REASONS))},
        topic="people",
    ),
    FactKind(
        "crisis.concern_raised",
        _("Concern raised"),
        {"about": Data("code", tuple(CONCERNS)), "minor": _FLAG, "by_staff": _FLAG},
        topic="people",
    ),
    FactKind(
        "crisis.concern_decided",
        _("Concern decided"),
        {"step": Data("code", tuple(CONCERN_STEPS))},
        topic="people",
    ),
    FactKind("crisis.glass_reviewed", _("Emergency reading reviewed"), {"sound": _FLAG}, topic="people"),
]

MATTERS = [
    MatterKind(
        "crisis",
        _("Crisis"),
        number="WJ-{centre}-{year}-{n:03d}",
        parts=("client", "guardian", "guardian_suspected"),
        barring_parts=("guardian_suspected",),
        page="crisis:crisis",
        years=30,
    ),
    MatterKind("expert", _("Expert"), page="crisis:experts"),
    MatterKind("concern", _("Concern"), number="GQ-{centre}-{year}-{n:03d}", page="crisis:concern"),
    MatterKind("glass", _("Emergency reading"), number="JJ-{centre}-{year}-{n:03d}", page="crisis:glass"),
]
