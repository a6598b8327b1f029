"""The code lists of a crisis."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# psych:14a: what shows, and what commonly brings it on; the list is open.
REASONS = {
    "suicide_thought": _("thoughts of suicide"),
    "suicide_act": _("suicidal act, or about to act"),
    "self_harm": _("self-harm"),
    "bullying": _("severe school bullying"),
    "violence": _("severe domestic violence"),
    "abuse": _("abuse"),
    "sexual": _("sexual assault"),
    "to_others": _("danger to others"),
    "disorder": _("severe mental disorder"),
    "other": _("something else"),
}
SUICIDAL = frozenset({"suicide_thought", "suicide_act"})
# psych:15.1, psych:15.2.
SOURCES = {
    "self": _("the person asks for help"),
    "parent": _("parents ask for help"),
    "community": _("community refers"),
    "school": _("school refers"),
    "staff": _("noticed by our staff"),
    "other": _("other source"),
}
ROUTES = {
    "venue": _("at our place"),
    "hotline": _("by the hotline"),
    "partner": _("through a partner body"),
    "other": _("another way"),
}
OVERRIDES = {
    "nobody_else": _("nobody trained could be reached"),
    "already_there": _("was with the person already"),
    "training_lapsed": _("trained, but the record has lapsed"),
}
LEVELS = {"0": _("none"), "1": _("low"), "2": _("middle"), "3": _("high"), "4": _("urgent")}
PATHS = {
    "in_house": _("followed up by us"),
    "referral": _("referred to a professional body"),
    "emergency": _("emergency: police or ambulance"),
}
TOLD = {
    "guardian": _("guardian"),
    "authority": _("competent department"),
    "police": _("police (110)"),
    "civil_affairs": _("civil affairs"),
    "education": _("education authority"),
    "ambulance": _("ambulance (120)"),
    "other": _("somebody else"),
}
TELL_WAYS = {
    "phone": _("by telephone"),
    "face": _("face to face"),
    "message": _("by message"),
    "written": _("in writing"),
}
TELL_OUTCOMES = {
    "told": _("told"),
    "not_reached": _("not reached"),
    "skipped": _("not told on purpose"),
    "none": _("there is nobody to tell"),
}
GUARDIAN_SKIPPED = {
    "suspected": _("suspected of the harm"),
    "danger": _("telling would put the person in danger"),
}
# Who learns of it where telling the guardian would put the person in danger.
INSTEAD = {
    "bodies": _("police and civil affairs"),
    "adult": _("another adult"),
}
GUARDIAN_NONE = {
    "capable_adult": _("a capable adult without a guardian"),
    "unknown": _("the person is not known"),
    "dead": _("guardians dead or without capacity"),
    "unreachable": _("tried again and again, not reached"),
}
ANSWERS = {
    "accepted": _("accepted"),
    "refused": _("declined"),
    "no_answer": _("no answer"),
    "taken_back": _("taken back"),
}
OUTCOMES = {
    "settled": _("settled"),
    "taken_over": _("taken over by a professional body"),
    "unfounded": _("no crisis, as the assessment found"),
    "died": _("the person died"),
    "untraced": _("nobody can find out who it was"),
    "joined": _("joined to another crisis of the same person"),
}
# An end that whoever closes it chooses; joining is an act of its own.
CLOSINGS = {code: title for code, title in OUTCOMES.items() if code != "joined"}
# Who can have a person safe with them, and what they say on the telephone.
KEEPERS = {"police": _("police (110)"), "ambulance": _("ambulance (120)")}
CONFIRMED = {
    "number": _("they took it down: number and name"),
    "has_them": _("they have the person"),
}
# Opinions on the mandatory reporting of harm to minors (2020): nine situations; a suspicion is enough.
SITUATIONS = {
    "private_parts": _("abnormal injury of private parts"),
    "under_14": _("girl under 14: sexual assault, pregnancy or abortion"),
    "over_14": _("girl of 14 or more: pregnancy or abortion through assault"),
    "many_injuries": _(
        "many injuries, severe malnutrition, unconscious: suspected violence, bullying or abuse"
    ),
    "suicide_or_poison": _("abnormal injury or death by suicide, self-harm, poison or beating"),
    "abandoned": _("abandoned, or long without care"),
    "unknown_origin": _("of unknown origin, missing, trafficked or bought"),
    "begging": _("organised begging"),
    "other_harm": _("other serious harm, or the danger of it"),
}
# The structured assessment. What nobody asked is no answer.
NOT_ASKED = "not_asked"
_UNASKED = {NOT_ASKED: _("not asked")}
ASKED = {"yes": _("yes"), "no": _("no"), **_UNASKED}
IDEATION = {
    "none": _("none"),
    "passive": _("wishes to be dead"),
    "active": _("thinks of killing themself"),
    **_UNASKED,
}
PLANS = {
    "none": _("none"),
    "vague": _("vague"),
    "specific": _("with time, place or means"),
    "soon": _("for the next three days"),
    **_UNASKED,
}
BEHAVIOUR = {
    "none": _("none"),
    "past": _("more than three months ago"),
    "recent": _("within three months"),
    "now": _("acting now, or just done"),
    **_UNASKED,
}
LETHALITY = {
    "low": _("low: hardly any injury"),
    "middle": _("middle: needs treatment"),
    "high": _("high: can kill"),
    **_UNASKED,
}
FLAGS = {
    "method": _("Has thought of a way"),
    "means": _("Has the means at hand"),
    "intent": _("Intends to carry it out"),
    "self_harm": _("Self-harm"),
    "hopeless": _("Sees no hope"),
    "substances": _("Alcohol or drugs"),
    "disorder": _("Severe mental disorder, known or suspected"),
    "developmental": _("Developmental disorder, known or suspected"),
    "to_others": _("Danger to others"),
}
# Every answer of an assessment, in its order.
ASSESSED = (
    "ideation", "method", "means", "plan", "intent", "lethality", "behaviour", "attempts", "last_attempt", "self_harm",
    "hopeless", "substances", "disorder", "developmental", "to_others", "protective",
)  # fmt: skip
# The safety plan, in the order in which it is gone through (after Stanley and Brown, 2012; worded by ourselves).
SAFETY = {
    "warning": _("Warning signs"),
    "coping": _("What I can do myself"),
    "places": _("Places and people that take my mind off it"),
    "people": _("Three people I can call"),
    "bodies": _("Professional help and its telephone"),
    "means": _("How the means are put out of reach"),
    "reasons": _("What I live for"),
    "stays": _("Who stays with me for 24 hours"),
}
# What keeps somebody alive at level 4, in the order in which it is shown; 110 and 120 are entered as tellings.
STEPS = {
    "not_alone": _("they are not alone"),
    "means": _("the means are out of reach"),
    "family": _("family, or whoever stands in their place"),
    "call": _("a call"),
    "help": _("neither acting nor armed: 110 and 120 not needed"),
}
CALLS = {"reached": _("call answered"), "no_answer": _("no answer"), "message": _("message left")}
# What a second person is asked to agree to.
PAIRED = {"level": _("a lower level"), "watch": _("an end of the follow-ups")}
LOST = {"missed": _("did not come, or did not answer"), "cancelled": _("called off an appointment")}
# psych:15.3e: the expert team.
FIELDS = {
    "clinical": _("clinical counselling"),
    "social_work": _("social work"),
    "medical": _("medicine, psychiatry"),
    "law": _("law"),
    "education": _("education"),
    "other_field": _("another field"),
}
HAND_OVERS = {"declined": _("declined"), "taken_back": _("taken back")}
GLASS_REASONS = {
    "life": _("danger to life now"),
    "nobody_reached": _("nobody who works on it can be reached"),
    "asked": _("police or hospital ask now"),
}
# psych:53.3: what may be raised by anybody.
CONCERNS = {
    "verbal": _("words that hurt or threaten"),
    "physical": _("bodily harm"),
    "sexual_harm": _("sexual harassment or assault"),
    "other_concern": _("something else that worries"),
}
CONCERN_STEPS = {
    "reported": _("reported to the police"),
    "looked_into": _("looked into by us"),
    "no_ground": _("no ground was found"),
}
