"""The code lists of casework: what stands in facts and columns instead of free text."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Who carries a case: any of these titles (psych:14 and psych:15 name two of them for the same work).
PRACTITIONERS = frozenset({"counsellor", "support_worker", "case_worker"})
SOURCES = {
    "application": _("after an application"),
    "self": _("came by themself"),
    "parent": _("a parent asked"),
    "community": _("the community asked"),
    "school": _("the school asked"),
    "crisis": _("after a crisis"),
    "other": _("other"),
}
STATES = {"open": _("running"), "leaving": _("leaving"), "closed": pgettext_lazy("a case", "closed")}
RUNNING = ("open", "leaving")
TRANSFERS = {
    "asked": _("waits for acceptance"),
    "accepted": _("taken over"),
    "declined": _("not taken over"),
    "taken_back": _("hand-over taken back"),
}
# Grants that open what was said and written; any other grant opens the frame of a case only.
FILE_REASONS = ("caseworker", "backup", "supervisor", "transfer", "approved")
SESSION_STATES = {
    "booked": _("booked"),
    "held": _("took place"),
    "cancelled": _("cancelled"),
    "missed": _("client did not come"),
}
WAYS = {"face": _("face to face"), "phone": _("by telephone"), "video": _("by video")}
CANCELLED_BY = {"client": _("by the client"), "centre": _("by the centre"), "other": _("for another reason")}
# How the client learns that a session has another time, or does not take place.
TOLD_OF_MOVE = {
    "client": _("I have told the client"),
    "guardian": _("I have told the guardian"),
    "safe": _("I have told the person to call instead"),
    "message": _("a message goes out now"),
}
NOT_YET = "later"
TOLD_OF_CANCEL = TOLD_OF_MOVE | {NOT_YET: _("not yet: it is owed from now on")}
# What the supervisor of a case comments.
COMMENTED = {
    "note": _("session note"),
    "interview": _("first interview"),
    "plan": _("plan"),
    "leaving": _("exit"),
}
STYLES = {"soap": _("SOAP"), "free": _("free text")}
# Levels as people judge them; tools only raise (see the crisis room).
LEVELS = {
    0: _("no sign of risk"),
    1: _("low"),
    2: _("medium"),
    3: _("high"),
    4: _("emergency"),
}
# From this level on it is a crisis, unless it is said why not (psych:14a).
CRISIS_LEVEL = 3
# At this one nothing is asked: the crisis is opened with the note.
OPENS_ITSELF = 4
# psych:14a: what commonly brings a crisis on; said in a first interview, it is answered like a high level.
TRIGGERS = ("bullying", "violence", "abuse", "sexual")
NO_CRISIS = {
    "averted": _("the danger is averted: somebody stays with the person, the means are gone"),
    "elsewhere": _("police, hospital or another body has taken over"),
    "known": _("long known and unchanged, a safety plan holds"),
    "safe": _("it is over, and they are safe from it now"),
}
DANGER_ANSWERS = {"opened": _("crisis opened"), "running": _("a crisis is open already")} | NO_CRISIS
# The heading under which a note keeps it.
WHY_NONE = "no_crisis"
# The heading under which a note or an interview keeps what was said of thoughts of suicide (psych:15.3b).
THOUGHTS = "thoughts"
# How the person was met, as a crisis names it (psych:15.2).
ROUTES = {"face": "venue", "phone": "other", "video": "other"}
LEVEL_TONES = {0: "ok", 1: "soon", 2: "soon", 3: "late", 4: "crisis"}
SOAP = {
    "s": _("S: what the client said"),
    "o": _("O: what was observed"),
    "a": _("A: how it is understood"),
    "p": _("P: what was agreed, homework, next step"),
}
INTERVIEW = {
    "complaint": _("Main concern, in the client's words"),
    "history": _("History of the concern"),
    "family": _("Family, who lives together, who supports"),
    "growth": _("Growing up, school, work"),
    "body": _("Body, illness, medication"),
    "state": _("Mental state as observed"),
    "risk": _("Risk: harm to self, to others, by others"),
    "strengths": _("Strengths and resources"),
    "concept": _("First understanding"),
    "referral": _("Whether a referral is needed"),
}
PLANS = {"service": _("service plan"), "behaviour": _("behaviour plan")}
GOALS = {
    "open": _("under way"),
    "reached": _("reached"),
    "partly": _("partly reached"),
    "dropped": _("given up"),
}
# Leaving: two ways of the client's own (psych:35), three of the institution's (psych:36); there are no others.
OWN_WAYS = {"goal_reached": _("goal reached, leaves freely"), "wish": _("wants to leave before the goal")}
GROUNDS = {
    "expired": _("no longer qualifies: term over or goal reached"),
    "threat": _("behaviour threatens the safety of others"),
    "unfit": _("the service no longer fits the needs"),
}
LEAVING_WAYS = OWN_WAYS | GROUNDS
LEAVING_STATES = {
    "open": _("under way"),
    "stays": _("the client stays"),
    "freely": _("the client went freely"),
    "done": _("done"),
}
SAID_HOW = {"face": _("face to face"), "phone": _("by telephone"), "written": _("in writing")}
CONTACTS = {
    "client": _("the client"),
    "guardian": _("the guardian"),
    "nobody": _("nobody could be reached"),
}
REFERRAL_ASKED = {
    "accepted": _("wanted, a referral is made"),
    "declined": _("offered, not wanted"),
    "not_needed": _("not needed"),
}
INTERVIEWED = {
    "held": _("held"),
    "refused": _("the client does not want one"),
    "not_reached": _("the client could not be reached"),
}
DECIDED = {"ends": _("the service ends"), "stays": _("the client goes on")}
ACCESS_REASONS = {
    "stands_in": _("stands in for the caseworker"),
    "safety": _("safety of the child"),
    "complaint": _("a complaint is looked into"),
    "supervision": _("supervision"),
    "authority": _("asked for by an authority"),
    "other": _("other"),
}
ACCESS_STATES = {"asked": _("asked for"), "granted": _("granted"), "refused": _("refused")}
LONGEST_ACCESS = 72
RIGHTS = {
    "see": _("see what is recorded"),
    "copy": _("get a copy"),
    "correct": _("have something corrected"),
    "delete": _("have something deleted"),
    "withdraw": _("take a consent back"),
}
RIGHT_RESULTS = {
    "granted": _("done as asked"),
    "partly": _("done in part"),
    "refused": _("not done, with the reason"),
}
ASKERS = {"client": _("the client"), "guardian": _("the guardian")}
RIGHT_WAYS = {"desk": _("at the desk"), "portal": _("online"), "session": _("in a session")}
CARD_DAYS = 30
REFERRAL_KINDS = {
    "medical": _("medical"),
    "counselling": _("another counselling service"),
    "social": _("social work"),
    "legal": _("legal help"),
    "relief": _("relief and welfare"),
    "school": _("school"),
    "other": _("other"),
}
REFERRAL_WAYS = {"along": _("we go along"), "phone": _("by telephone"), "written": _("in writing")}
REFERRAL_STATES = {
    "drafted": _("being prepared"),
    "sent": _("sent, waits for an answer"),
    "accepted": _("accepted by the receiver"),
    "refused": _("refused by the receiver"),
    "done": _("carried out"),
    "taken_back": _("taken back by us"),
}
# Who agreed that the receiver is told, or why nobody has to be asked.
REFERRAL_CONSENTS = {
    "none": _("not yet agreed"),
    "client": _("the client, in writing"),
    "guardian": _("the guardian, in writing"),
    "life": _("not needed: danger to life"),
    "report": _("not needed: the law demands a report"),
}
NO_CONSENT_NEEDED = ("life", "report")
# What is decided alone, because it cannot wait, and looked at by a second person afterwards.
SECOND_LOOKS = {
    "no_crisis": _("high risk, no crisis opened"),
    "no_consent": _("referred without consent"),
    "let_in": _("guardian let in again"),
}
LET_IN = {
    "unfounded": _("looked into, and unfounded"),
    "over": _("the danger is over, others have agreed to it"),
    "mistaken": _("entered by mistake"),
}
ALONE = NO_CRISIS | {code: REFERRAL_CONSENTS[code] for code in NO_CONSENT_NEEDED} | LET_IN
# Under which article a second person looks at it.
LOOK_ARTICLES = {"no_crisis": "psych:14b", "no_consent": "psych:50", "let_in": "psych:4"}
RELATIVES = {
    "mother": _("mother"),
    "father": _("father"),
    "grandparent": _("grandparent"),
    "sibling": _("brother or sister"),
    "partner": _("husband, wife, partner"),
    "child": _("child"),
    "teacher": _("teacher"),
    "friend": _("friend"),
    "other": _("other"),
}
CLOSENESS = {
    "close": _("close, supports"),
    "plain": _("neither close nor in conflict"),
    "strained": _("strained"),
    "broken": _("broken off"),
    "feared": _("feared"),
}
