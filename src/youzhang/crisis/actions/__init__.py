"""What can be done in a crisis, one file per act."""

from __future__ import annotations

from youzhang.crisis.actions.again import join, look_again, note_same, open_again
from youzhang.crisis.actions.alarm import Told, note_suicidal, open_crisis, raise_level
from youzhang.crisis.actions.assess import Assessed, assess, choose_path
from youzhang.crisis.actions.close import close_crisis, look_back
from youzhang.crisis.actions.follow import (
    Contact,
    follow_up,
    has_safety_plan,
    make_safety_plan,
    move_follow_up,
    note_lost,
    plan_follow_up,
)
from youzhang.crisis.actions.hand_over import (
    accept_hand_over,
    decline_hand_over,
    hand_over,
    take_hand_over_back,
)
from youzhang.crisis.actions.keepers import confirm, note_sent_back
from youzhang.crisis.actions.known import add_known
from youzhang.crisis.actions.pairs import (
    Second,
    answer_end_of_watch,
    answer_lowering,
    ask_end_of_watch,
    ask_lowering,
)
from youzhang.crisis.actions.refer import answer_referral, refer
from youzhang.crisis.actions.steps import Kept, keep_safe, note_heard
from youzhang.crisis.actions.supervise import ask_supervisor, comment_review, note_comment_read
from youzhang.crisis.actions.suspicion import lift_suspicion
from youzhang.crisis.actions.take import review_override, take_crisis
from youzhang.crisis.actions.tell import Tell, check_harm, review_telling, second_left_out, tell
from youzhang.crisis.actions.thoughts import every_running, running_about, thoughts_answered, thoughts_told

__all__ = [
    "Assessed",
    "Contact",
    "Kept",
    "Second",
    "Tell",
    "Told",
    "accept_hand_over",
    "add_known",
    "answer_end_of_watch",
    "answer_lowering",
    "answer_referral",
    "ask_end_of_watch",
    "ask_lowering",
    "ask_supervisor",
    "assess",
    "check_harm",
    "choose_path",
    "close_crisis",
    "comment_review",
    "confirm",
    "decline_hand_over",
    "every_running",
    "follow_up",
    "hand_over",
    "has_safety_plan",
    "join",
    "keep_safe",
    "lift_suspicion",
    "look_again",
    "look_back",
    "make_safety_plan",
    "move_follow_up",
    "note_comment_read",
    "note_heard",
    "note_lost",
    "note_same",
    "note_sent_back",
    "note_suicidal",
    "open_again",
    "open_crisis",
    "plan_follow_up",
    "raise_level",
    "refer",
    "review_override",
    "review_telling",
    "running_about",
    "second_left_out",
    "take_crisis",
    "take_hand_over_back",
    "tell",
    "thoughts_answered",
    "thoughts_told",
]  # fmt: skip
