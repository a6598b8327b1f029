"""The root key outside the database, and what is derived from it. Knows no model."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
NONCE_BYTES = 12

# Purposes derived from root v1 for ever: rotating the root must not orphan search, chain or codes.
BLIND_INDEX = "blind-index"
CHAIN_MAC = "chain-mac"
SEAL_SIGNING = "seal-signing"
CODES_PEPPER = "codes-pepper"


class SealBroken(Exception):
    """A sealed value that does not belong where it stands, or was altered."""


class KeyDestroyed(Exception):
    """What this key sealed was lawfully destroyed."""


class NotThisDatabases(ImproperlyConfigured):
    """A key file that belongs to another database."""


def make_root_key(path: Path) -> None:
    """Write a new root key that only its owner may read; never over an existing file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"v1:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode('ascii')}\n")
        file.flush()
        os.fsync(file.fileno())


def root_keys() -> Mapping[int, bytes]:
    """Every root key by version. A changed file is seen at once, so rotation needs no restart."""
    path = settings.KEY_FILE
    try:
        stamp = os.stat(path)
        return _parsed(path, stamp.st_mtime_ns, stamp.st_size, stamp.st_ino)
    except OSError as fault:
        raise ImproperlyConfigured(
            f"Cannot read the root key file {path} ({fault.strerror}). Restore it from the key backup, "
            "or set YOUZHANG_KEY_FILE; only a new installation makes a new one with `youzhang init`."
        ) from fault


@lru_cache(maxsize=8)
def _parsed(name: str | Path, _mtime: int, _size: int, _inode: int) -> Mapping[int, bytes]:
    path = Path(name)
    lines = [line.strip() for line in path.read_text("ascii", "replace").splitlines() if line.strip()]
    if not lines:
        raise ImproperlyConfigured(f"The root key file {path} is empty. Restore it from the key backup.")
    if len(lines) == 1 and ":" not in lines[0]:
        lines = [f"v1:{lines[0]}"]
    roots = dict(_root(path, number, line) for number, line in enumerate(lines, 1))
    if len(roots) < len(lines):
        raise ImproperlyConfigured(f"The root key file {path} names a version twice. Give every key its own.")
    if 1 not in roots:
        raise ImproperlyConfigured(
            f"The root key file {path} has no v1. Search, chain and codes hang on it: put the line back."
        )
    return roots


def _root(path: Path, number: int, line: str) -> tuple[int, bytes]:
    wanted = f"Line {number} of the root key file {path} must read v<number>:<base64 of {KEY_BYTES} bytes>"
    version, _, text = line.partition(":")
    if not (version.startswith("v") and version[1:].isdecimal() and int(version[1:]) > 0):
        raise ImproperlyConfigured(f"{wanted}; its version is wrong.")
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError) as fault:
        raise ImproperlyConfigured(f"{wanted}; it is not base64.") from fault
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"{wanted}; it holds {len(key)} bytes.")
    return int(version[1:]), key


def newest_version() -> int:
    """The root version that wraps new keys."""
    return max(root_keys())


def purpose_key(purpose: str) -> bytes:
    """The 32 bytes for one lasting purpose."""
    return _derived(root_keys()[1], purpose)


@lru_cache(maxsize=32)
def _derived(root: bytes, info: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"youzhang {info}".encode()).derive(root)


def _kek(version: int) -> bytes:
    roots = root_keys()
    if version not in roots:
        raise no_such_root(version)
    return _derived(roots[version], f"kek:v{version}")


def no_such_root(version: int) -> ImproperlyConfigured:
    """What to say of a data key whose root was taken out of the file."""
    return ImproperlyConfigured(
        f"A data key is wrapped under root key v{version}, which is not in {settings.KEY_FILE}. "
        "Put that line back, and remove an old one only after `youzhang rotate-keys` has finished."
    )


def mark(version: int) -> bytes:
    """By what a database knows this root again: no key, and no way back to it."""
    return _derived(root_keys()[version], f"mark:v{version}")


def wrap(secret: bytes, version: int, key_id: UUID) -> bytes:
    """A data key's secret, readable only under this root version and for this row."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(_kek(version)).encrypt(nonce, secret, key_id.bytes)


def unwrap(wrapped: bytes, version: int, key_id: UUID) -> bytes:
    """The secret of a data key; the last used ones are remembered."""
    return _unwrapped(bytes(wrapped), _kek(version), key_id)


@lru_cache(maxsize=1024)
def _unwrapped(wrapped: bytes, kek: bytes, key_id: UUID) -> bytes:
    try:
        return AESGCM(kek).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], key_id.bytes)
    except (InvalidTag, ValueError) as fault:
        raise SealBroken(
            f"Data key {key_id} does not open: the key file is another database's, or the row was altered."
        ) from fault


def forget() -> None:
    """Drop every remembered secret of this process."""
    _unwrapped.cache_clear()
