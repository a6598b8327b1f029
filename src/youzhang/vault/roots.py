"""Whether the key file is this database's: a wrong one looks as good as the right one until something is lost."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping

from django.conf import settings
from django.db import connection

from youzhang.kit.made import fresh
from youzhang.kit.written import NOT_TWICE, put_now
from youzhang.vault import keys, seals
from youzhang.vault.models import DataKey, RootKey, Seal

LOOKED_AT = 3  # data keys: one that opens proves a root, and one alone may have been altered

_sure: dict[object, Mapping[int, bytes]] = {}


def confirm() -> None:
    """Stop before anything is written with a wrong root key; a root this database does not know yet it will know from
    now on. Asks the database once for each state of the file."""
    roots, place = keys.root_keys(), connection.settings_dict["NAME"]
    if _sure.get(place) is roots:
        return
    new = _unknown(roots)
    if new:
        put_now([fresh(RootKey, version=version, mark=keys.mark(version)) for version in new], NOT_TWICE)
        _unknown(roots)  # whoever was quicker may have another file
    if not (new and connection.in_atomic_block):
        _sure[place] = roots


def check() -> None:
    """The same question, asked anew and with nothing written."""
    _unknown(keys.root_keys())


def _unknown(roots: Mapping[int, bytes]) -> list[int]:
    """The versions that this database has not seen yet. Refuses a file that is another's, or lacks what still wraps."""
    marks = {version: bytes(mark) for version, mark in RootKey.objects.values_list("version", "mark")}
    for version in marks.keys() & roots.keys():
        if not hmac.compare_digest(keys.mark(version), marks[version]):
            raise _another(version)
    gone = marks.keys() - roots.keys()
    if gone and (left := DataKey.objects.filter(version__in=gone, wrapped__isnull=False).first()):
        raise keys.no_such_root(left.version)
    new = sorted(roots.keys() - marks.keys())
    for version in new:
        proofs = list(_proofs(version))
        if proofs and not any(proofs):
            raise _another(version)
    return new


def _proofs(version: int) -> Iterator[bool]:
    """What older versions of the program left that opens with this root only, or was signed with it."""
    for key in DataKey.objects.filter(version=version, wrapped__isnull=False).order_by("-id")[:LOOKED_AT]:
        yield _opens(key)
    if version == 1 and (seal := Seal.objects.order_by("-at").first()):
        link, signature = bytes(seal.link), bytes(seal.signature)
        yield seals.is_genuine(seals.public_key(), seal.chain, seal.seq, link, seal.at, signature)


def _opens(key: DataKey) -> bool:
    try:
        return bool(key.secret())
    except keys.SealBroken:
        return False


def _another(version: int) -> keys.NotThisDatabases:
    return keys.NotThisDatabases(
        f"The root key v{version} in {settings.KEY_FILE} is not the one this database was written with, so nothing is "
        "written: put the right key file back from the key backup, or name it in YOUZHANG_KEY_FILE."
    )
