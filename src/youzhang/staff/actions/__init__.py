"""What is done with the roster, the staff files, the hand-overs and colleagues' new passwords."""

from youzhang.staff.actions.doors import ask_for_password, hand_over_link
from youzhang.staff.actions.files import (
    CheckDone,
    TrainingDone,
    check_may_set_areas,
    check_roles_ended,
    close_file,
    enter_check,
    enter_training,
    keep_files,
    note_left,
    open_file,
    set_areas,
    withdraw_training,
    works_on,
)
from youzhang.staff.actions.handovers import accept, hand_over, pass_on
from youzhang.staff.actions.shifts import NewShift, add_shift, copy_week, give_shift, remove_shift, roster_of
from youzhang.staff.actions.swaps import Offer, answer_swap, check_may_offer, offer_shift, withdraw_swap

__all__ = [
    "CheckDone",
    "NewShift",
    "Offer",
    "TrainingDone",
    "accept",
    "add_shift",
    "answer_swap",
    "ask_for_password",
    "check_may_offer",
    "check_may_set_areas",
    "check_roles_ended",
    "close_file",
    "copy_week",
    "enter_check",
    "enter_training",
    "give_shift",
    "hand_over",
    "hand_over_link",
    "keep_files",
    "note_left",
    "offer_shift",
    "open_file",
    "pass_on",
    "remove_shift",
    "roster_of",
    "set_areas",
    "withdraw_swap",
    "withdraw_training",
    "works_on",
]
