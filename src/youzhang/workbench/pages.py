"""What the pages that keep an article are called, for readers of the board and of the article."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from youzhang.accounts.viewer import Viewer
from youzhang.ledger.policy import sees

# Pages without a matter of their own that exist only for whoever sees this kind of matter.
OF_KIND = {"staff:roster": "roster"}


def opens_for(viewer: Viewer, name: str, centre_id: UUID) -> bool:
    """Whether a page is there for the viewer."""
    return name not in OF_KIND or sees(viewer, OF_KIND[name], centre_id)


PAGES = {
    "casework:case": _("a case"),
    "casework:comment": _("a supervisor's comment on a case"),
    "casework:comments": _("what the supervisor of a case wrote"),
    "casework:hand_on": _("handing a case on"),
    "casework:leave": _("the wish to leave a case"),
    "casework:leave_interview": _("the talk before leaving"),
    "casework:leave_reasons": _("the reasons for leaving"),
    "casework:leave_referral": _("a referral before leaving"),
    "casework:note": _("a session's note"),
    "casework:plan": _("a case's plan"),
    "casework:portal_case": _("the client's own page of a case"),
    "casework:process": _("process notes"),
    "casework:propose_exit": _("proposing that a client leaves"),
    "casework:protect": _("keeping a suspected guardian out"),
    "casework:referrals": _("referrals"),
    "casework:rights": _("what a client asks of the file"),
    "casework:second_look": _("the look of a second person"),
    "casework:session": _("a session"),
    "crisis:again": _("a new sign after the end of a crisis"),
    "crisis:assess": _("assessing a crisis"),
    "crisis:comment": _("a comment on the review of a crisis"),
    "crisis:confirm": _("police or ambulance confirm that they have somebody"),
    "crisis:crisis": _("a crisis"),
    "crisis:join": _("joining two crises of one person"),
    "crisis:lift": _("lifting a suspicion"),
    "crisis:disclosures": _("disclosures that save a life"),
    "crisis:experts": _("experts for crises"),
    "crisis:follow_up": _("following up a crisis"),
    "crisis:harm": _("harm that was found"),
    "crisis:help": _("who helps now"),
    "crisis:open": _("opening a crisis"),
    "crisis:raise_concern": _("raising a concern"),
    "crisis:refer": _("referring in a crisis"),
    "crisis:sent_back": _("somebody sent back or let go"),
    "crisis:tell": _("telling guardian and department"),
    "intake:apply": _("applying online"),
    "intake:receipt": _("an application's receipt"),
    "intake:register": _("applying at the desk"),
    "intake:track": _("following one's application"),
    "intake:track_remark": _("saying frankly what troubles one"),
    "intake:track_withdraw": _("asking to leave"),
    "meetings:list": _("meetings"),
    "policy:about": _("who we are"),
    "policy:confidentiality": _("how we keep what you tell us"),
    "policy:house_rules": _("house rules"),
    "policy:needs_assessment": _("how needs are assessed"),
    "policy:news": _("news"),
    "policy:procedures": _("how to apply and how to leave"),
    "premises:partners": _("partners"),
    "services:form": _("the application form on paper"),
    "services:notice": _("a service's notice"),
    "services:notices": _("services"),
    "services:poster": _("a service's poster"),
    "staff:areas": _("areas of work"),
    "staff:file": _("a staff file"),
    "staff:roster": _("the roster"),
}
