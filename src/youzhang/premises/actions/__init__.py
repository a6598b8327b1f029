"""What is done with rooms, partners and agreements."""

from youzhang.premises.actions.partners import (
    AgreementData,
    PartnerData,
    add_partner,
    change_partner,
    end_agreement,
    renew_agreement,
    sign_agreement,
)
from youzhang.premises.actions.rooms import (
    RoomData,
    add_room,
    book,
    cancel,
    cancel_by_hand,
    change_room,
    check_may_cancel,
    may_cancel,
    rebook,
)

__all__ = [
    "AgreementData",
    "PartnerData",
    "RoomData",
    "add_partner",
    "add_room",
    "book",
    "cancel",
    "cancel_by_hand",
    "change_partner",
    "change_room",
    "check_may_cancel",
    "end_agreement",
    "may_cancel",
    "rebook",
    "renew_agreement",
    "sign_agreement",
]
