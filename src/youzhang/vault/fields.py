"""Model fields whose value is sealed in the database and readable on the instance.

`owner` is the attribute path from the row to what has `.key` ("self": the row itself). Lists that read sealed
fields load it along: `select_related("subject__key")`.
"""

from __future__ import annotations

import json
import secrets
from abc import abstractmethod
from functools import reduce
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Combinable
from django.db.models.query_utils import DeferredAttribute

from youzhang.vault.keys import NONCE_BYTES, KeyDestroyed, SealBroken

_ST = TypeVar("_ST")
_GT = TypeVar("_GT")
if TYPE_CHECKING:
    _Field = models.Field
else:

    class _Field(models.Field, Generic[_ST, _GT]):
        """`models.Field` that can be subscripted at run time too."""


VERSION_1_AES_256_GCM = b"\x01\x01"
_HEAD = len(VERSION_1_AES_256_GCM)
_SIZE_BYTES = 4


def seal_bytes(secret: bytes, plain: bytes, place: bytes) -> bytes:
    """version | algorithm | nonce | ciphertext and tag; it opens at no other `place`."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return VERSION_1_AES_256_GCM + nonce + AESGCM(secret).encrypt(nonce, _padded(plain), place)


def open_bytes(secret: bytes, sealed: bytes, place: bytes) -> bytes:
    """What was sealed, or `SealBroken`."""
    nonce, body = sealed[_HEAD : _HEAD + NONCE_BYTES], sealed[_HEAD + NONCE_BYTES :]
    try:
        if sealed[:_HEAD] != VERSION_1_AES_256_GCM:
            raise ValueError("unknown version or algorithm")
        padded = AESGCM(secret).decrypt(nonce, body, place)
    except (InvalidTag, ValueError) as fault:
        where = place.decode("utf-8", "replace")
        raise SealBroken(
            f"The sealed value at {where} was altered, moved or sealed with another key."
        ) from fault
    size = int.from_bytes(padded[:_SIZE_BYTES], "big")
    return padded[_SIZE_BYTES : _SIZE_BYTES + size]


def _padded(plain: bytes) -> bytes:
    """Length, value, zeros to a multiple of 32 (up to 256) or 256: a size must not tell "high" from "low"."""
    sized = len(plain).to_bytes(_SIZE_BYTES, "big") + plain
    bucket = 32 if len(sized) <= 256 else 256
    return sized + bytes(-len(sized) % bucket)


class Ciphertext(bytes):
    """What stands in the database; remembers what it opened to."""

    opened: Plain | None = None

    def __repr__(self) -> str:
        return f"<sealed, {len(self)} bytes>"

    __str__ = __repr__


class Plain:
    """A value written to an instance and not sealed yet."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "<sealed>"


class _Opening(DeferredAttribute):
    """Reading opens, once per loaded value; writing keeps the plain value until the row is saved."""

    field: SealedField[Any, Any]

    def __get__(self, instance: models.Model | None, owner: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, owner)
        if instance is None:
            return value
        if isinstance(value, Ciphertext):
            if value.opened is None:
                value.opened = Plain(self.field.open(instance, value))
            return value.opened.value
        return value.value if isinstance(value, Plain) else value

    def __set__(self, instance: models.Model, value: Any) -> None:
        kept = value is None or isinstance(value, Ciphertext | Plain)
        instance.__dict__[self.field.attname] = value if kept else Plain(value)


class SealedField(_Field[_ST, _GT]):
    """The common part: where a value belongs, sealing on save, opening on read. None stays NULL."""

    descriptor_class = _Opening
    empty_strings_allowed = False
    owner: str

    def __init__(self, *args: Any, owner: str, **options: Any) -> None:
        self.owner = owner
        options.setdefault("editable", False)
        super().__init__(*args, **options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        options.pop("editable", None)
        return name, path, list(args), {**options, "owner": self.owner}

    def get_internal_type(self) -> str:
        return "BinaryField"

    @abstractmethod
    def encode(self, value: Any) -> bytes:
        """The plain value as bytes."""

    @abstractmethod
    def decode(self, plain: bytes) -> Any:
        """The plain value from its bytes."""

    def open(self, instance: models.Model, sealed: bytes) -> Any:
        """The plain value of this row."""
        return self.decode(open_bytes(self._secret(instance), sealed, self._place(instance)))

    def read(self, pk: object, sealed: bytes, secret: bytes) -> Any:
        """The plain value of a row read as bare values."""
        return self.decode(open_bytes(secret, sealed, self.place_of(pk)))

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        value = instance.__dict__.get(self.attname)
        if isinstance(value, Ciphertext):
            value = self._to_reseal(instance, value)
        if isinstance(value, Plain):
            sealed = Ciphertext(
                seal_bytes(self._secret(instance), self.encode(value.value), self._place(instance))
            )
            sealed.opened = value
            instance.__dict__[self.attname] = value = sealed
        return value

    def _to_reseal(self, instance: models.Model, value: Ciphertext) -> Ciphertext | Plain:
        """A copied row seals anew for its place; an opened list or dictionary may have been changed."""
        opened = value.opened
        if opened is not None and (instance._state.adding or isinstance(opened.value, dict | list)):
            return opened
        if instance._state.adding:
            raise SealBroken(f"Read {self.model._meta.label}.{self.name} before saving a copy of the row.")
        return value

    def _secret(self, instance: models.Model) -> bytes:
        path = [] if self.owner == "self" else self.owner.split(".")
        key: Any = reduce(getattr, [*path, "key"], instance)
        secret: bytes = key.secret()
        return secret

    def _place(self, instance: models.Model) -> bytes:
        if instance.pk is None:
            raise ValueError(f"{self.model._meta.label} needs a primary key before {self.name} is sealed.")
        return self.place_of(instance.pk)

    def place_of(self, pk: object) -> bytes:
        """What a sealed value is bound to: the model, the field and the row."""
        return f"{self.model._meta.label}.{self.name}|{pk}".encode()

    def get_default(self) -> Any:
        value = super().get_default()
        return None if value is None else Plain(value)

    def from_db_value(self, value: Any, expression: object, connection: object) -> Ciphertext | None:
        return None if value is None else Ciphertext(value)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        if value is None:
            return None
        if not isinstance(
            value, Ciphertext
        ):  # filter() and update() must not send plain text to the database
            raise TypeError(
                f"{self.name} is sealed: write by save() or bulk_create(), find people by tokens."
            )
        return connection.Database.Binary(value)  # type: ignore[attr-defined]


class SealedText(SealedField[_ST, _GT]):
    """Sealed text; the empty string is sealed too."""

    _pyi_private_set_type: str | Combinable
    _pyi_private_get_type: str

    def encode(self, value: Any) -> bytes:
        if not isinstance(value, str):
            raise TypeError(f"{self.name} takes text, not {type(value).__name__}.")
        return value.encode("utf-8")

    def decode(self, plain: bytes) -> str:
        return plain.decode("utf-8")


class SealedJSON(SealedField[_ST, _GT]):
    """Sealed lists, dictionaries and plain values."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def encode(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")

    def decode(self, plain: bytes) -> Any:
        return json.loads(plain)


class SealedBytes(SealedField[_ST, _GT]):
    """Sealed bytes: secrets of a second factor, small images."""

    _pyi_private_set_type: bytes | Combinable
    _pyi_private_get_type: bytes

    def encode(self, value: Any) -> bytes:
        if not isinstance(value, bytes | bytearray | memoryview):
            raise TypeError(f"{self.name} takes bytes, not {type(value).__name__}.")
        return bytes(value)

    def decode(self, plain: bytes) -> bytes:
        return plain


def readable(instance: models.Model, name: str, default: Any = "") -> Any:
    """A sealed value, or `default` where its key was destroyed: for lists that still show the row."""
    try:
        return getattr(instance, name)
    except KeyDestroyed:
        return default
