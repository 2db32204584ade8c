"""``TypeCodec``: one custom type, one declaration; and extensions as values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeAlias, TypeVar

import msgspec

__all__ = [
    "RefusedExtError",
    "TypeCodec",
    "TypeTable",
    "UnknownExt",
    "is_native",
    "unsupported",
]

T = TypeVar("T")
Kind: TypeAlias = Literal["ext", "tag", "simple"]

_SELF_EVIDENT = (
    *(type(None), bool, int, float, str, bytes, bytearray, memoryview),
    *(list, tuple, dict, msgspec.Raw, object),
)

# RFC 8949 sections 3.4.1, 3.4.3 and 3.4.6: what every CBOR wire here reads by itself.
_TAKEN_TAGS = (0, 1, 2, 3, 55799)


@dataclass(frozen=True, slots=True)
class TypeCodec(Generic[T]):
    """How one custom type travels, on every wire.

    Parameters
    ----------
    type: the class; its subclasses are written alike, and come back as *decode* makes them.
    encode: turns an instance into a value of *wire_type*.
    decode: turns such a value into an instance. What it raises refuses the value.
    wire_type: what the value is on the wire: any annotation that msgspec takes. It is
        checked before *decode* is called.
    ext_code: the MessagePack extension code, 0 to 127, or ``None``. What it carries is the
        value's own MessagePack, or with *wire_type* ``bytes`` those bytes.
    cbor_tag: the CBOR tag (RFC 8949 section 3.4) put before the value, or ``None``.

    Where the wire has a code or a tag for it, a value comes back as itself even under
    ``Any``. Elsewhere it travels as its *wire_type*, and comes back where a spec names the
    type; a type that msgspec knows by itself then travels in msgspec's own form.

    Raises ``TypeError`` for a type that travels by itself (``str``, ``dict`` ...), and
    ``ValueError`` for a code or a tag that is not the application's to give.
    """

    type: type[T]
    encode: Callable[[T], Any]
    decode: Callable[[Any], T]
    wire_type: Any = Any
    ext_code: int | None = None
    cbor_tag: int | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.type, type):
            raise TypeError(f"type must be a class, not {self.type!r}")
        if self.type in _SELF_EVIDENT:
            raise TypeError(f"{self.type.__name__} travels by itself: wrap it in a class")
        if self.ext_code is not None and self.ext_code not in range(128):
            raise ValueError(f"ext_code must be from 0 to 127, not {self.ext_code}")
        if self.cbor_tag is not None and self.cbor_tag not in range(2**64):
            raise ValueError(f"cbor_tag must be from 0 to 2**64 - 1, not {self.cbor_tag}")
        if self.cbor_tag in _TAKEN_TAGS:
            raise ValueError(f"cbor_tag {self.cbor_tag} has a meaning that cannot be changed")


def is_native(kind: type) -> bool:
    """Tell whether msgspec knows *kind* by itself, so that it asks no hook for it."""
    return not isinstance(msgspec.inspect.type_info(kind), msgspec.inspect.CustomType)


class TypeTable:
    """Type codecs by the type of an object. Raises ``ValueError`` for two of one type."""

    def __init__(self, codecs: Iterable[TypeCodec[Any]]) -> None:
        self.codecs: tuple[TypeCodec[Any], ...] = tuple(codecs)
        self._by_type: dict[type, TypeCodec[Any]] = {}
        for codec in self.codecs:
            if self._by_type.setdefault(codec.type, codec) is not codec:
                raise ValueError(f"two TypeCodecs declare {codec.type.__name__}")

    def of(self, kind: type) -> TypeCodec[Any] | None:
        """Return the codec of *kind*, or of the nearest of its bases that has one."""
        found = self._by_type
        return next((found[base] for base in kind.__mro__ if base in found), None)


class UnknownExt:
    """An extension that no type was declared for, as a value; written, it is what it was.

    ``kind`` is ``"ext"`` (MessagePack), ``"tag"`` or ``"simple"`` (CBOR, RFC 8949 sections
    3.4 and 3.3); ``code`` its number; ``value`` what it carries. Of one that was refused
    ``wanted`` says what would have been taken in its place, and ``reason`` what is wrong.
    """

    # No dataclass: msgspec would write it as a map, and ask nobody.
    __slots__ = ("code", "kind", "reason", "value", "wanted")

    def __init__(
        self, kind: Kind, code: int, value: Any = None, *, wanted: str = "", reason: str = ""
    ) -> None:
        self.kind: Kind = kind
        self.code: int = code
        self.value: Any = value
        self.wanted: str = wanted
        self.reason: str = reason

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, UnknownExt):
            return NotImplemented
        return (self.kind, self.code, self.value) == (other.kind, other.code, other.value)

    def __hash__(self) -> int:
        return hash((self.kind, self.code))

    def __repr__(self) -> str:
        return f"UnknownExt({self.kind!r}, {self.code}, {self.value!r})"

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


def unsupported(obj: Any) -> NotImplementedError:
    """Return what msgspec says of a type that nobody encodes."""
    return NotImplementedError(f"Encoding objects of type {type(obj).__name__} is unsupported")


class RefusedExtError(ValueError):
    """A backend's own sign that it met an extension nobody asked for, or a broken one."""
