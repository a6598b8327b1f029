"""Asked before each try to deliver a notice: where it goes now, and whether it may go there."""

from __future__ import annotations

from youzhang.clients.told import address_now
from youzhang.notices.asking import before_each_try

before_each_try(address_now)
