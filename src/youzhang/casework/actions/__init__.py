"""Acts in a case, a file for each part of the work."""

from __future__ import annotations

from youzhang.casework.actions.owners import (
    HandOn,
    NewOwners,
    accept_transfer,
    ask_transfer,
    decline_transfer,
    name_backup,
    step_aside,
    take_transfer_back,
)
from youzhang.casework.actions.start import NewCase, NewGuardian, open_case

__all__ = [
    "HandOn",
    "NewCase",
    "NewGuardian",
    "NewOwners",
    "accept_transfer",
    "ask_transfer",
    "decline_transfer",
    "name_backup",
    "open_case",
    "step_aside",
    "take_transfer_back",
]
