"""Acts in a case, a file for each part of the work."""

from __future__ import annotations

from youzhang.casework.actions.access import (
    agree_anew,
    ask_access,
    grant_access,
    note_birthdays,
    refuse_access,
)
from youzhang.casework.actions.cancelling import cancel_session, tell_cancelled
from youzhang.casework.actions.comments import comment, note_comments_read
from youzhang.casework.actions.conferences import Invitation, call_conference, hold_conference
from youzhang.casework.actions.danger import Danger
from youzhang.casework.actions.family import Around, note_relative, take_relative_out
from youzhang.casework.actions.leaving import (
    Taken,
    close_case,
    decide_exit,
    propose_exit,
    set_end_date,
    stay,
    take_step,
    wish_to_leave,
)
from youzhang.casework.actions.moving import move_session
from youzhang.casework.actions.notes import (
    Written,
    add_to_note,
    change_note,
    keep_process_note,
    write_note,
)
from youzhang.casework.actions.owners import (
    HandOn,
    NewOwners,
    accept_transfer,
    ask_transfer,
    decline_transfer,
    name_backup,
    name_supervisor,
    step_aside,
    take_transfer_back,
)
from youzhang.casework.actions.plans import (
    PlanData,
    file_interview,
    keep_paper,
    make_plan,
    review_plan,
)
from youzhang.casework.actions.protection import Protection, lift_protection, protect
from youzhang.casework.actions.referrals import Done, NewReferral, act_on_referral, make_referral
from youzhang.casework.actions.rights import Asked, answer_right, ask_right, issue_card, revoke_cards
from youzhang.casework.actions.second_looks import take_second_look
from youzhang.casework.actions.sessions import Appointment, book_session, miss_session
from youzhang.casework.actions.start import NewCase, NewGuardian, open_case

__all__ = [
    "Appointment",
    "Around",
    "Asked",
    "Danger",
    "Done",
    "HandOn",
    "Invitation",
    "NewCase",
    "NewGuardian",
    "NewOwners",
    "NewReferral",
    "PlanData",
    "Protection",
    "Taken",
    "Written",
    "accept_transfer",
    "act_on_referral",
    "add_to_note",
    "agree_anew",
    "answer_right",
    "ask_access",
    "ask_right",
    "ask_transfer",
    "book_session",
    "call_conference",
    "cancel_session",
    "change_note",
    "close_case",
    "comment",
    "decide_exit",
    "decline_transfer",
    "file_interview",
    "grant_access",
    "hold_conference",
    "issue_card",
    "keep_paper",
    "keep_process_note",
    "lift_protection",
    "make_plan",
    "make_referral",
    "miss_session",
    "move_session",
    "name_backup",
    "name_supervisor",
    "note_birthdays",
    "note_comments_read",
    "note_relative",
    "open_case",
    "propose_exit",
    "protect",
    "refuse_access",
    "review_plan",
    "revoke_cards",
    "set_end_date",
    "stay",
    "step_aside",
    "take_relative_out",
    "take_second_look",
    "take_step",
    "take_transfer_back",
    "tell_cancelled",
    "wish_to_leave",
    "write_note",
]
