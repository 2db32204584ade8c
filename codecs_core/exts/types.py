"""``TypeCodec``: one custom type, one declaration; and extensions as values."""

from __future__ import annotations

import datetime
import decimal
import typing
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeAlias, TypeVar

import msgspec

__all__ = [
    "MAX_NESTED",
    "RefusedExtError",
    "Tagged",
    "TypeCodec",
    "TypeTable",
    "UnknownExt",
    "is_native",
    "text_of",
    "unsupported",
    "writes_itself",
]

MAX_NESTED = 32
"""Extensions within extensions, on any wire: more are refused, written or read.

Python code reads what is inside each, so a stranger's depth is our stack: 200 levels end a
process whose threads have 256 KiB.
"""

T = TypeVar("T")
Kind: TypeAlias = Literal["ext", "tag", "simple"]

_SELF_EVIDENT = (
    *(type(None), bool, int, float, str, bytes, bytearray, memoryview),
    *(list, tuple, dict, msgspec.Raw, object),
)

# A subclass of these is one of them to msgspec: a datetime is no date that DATE_CODEC writes.
_WRITTEN_BASES = (
    *(list, tuple, dict, set, frozenset, uuid.UUID, decimal.Decimal),
    *(datetime.datetime, datetime.date, datetime.time, datetime.timedelta),
)
_KNOWN_BASES = frozenset(
    {
        *(bool, int, float, str, bytes, bytearray, memoryview, msgspec.Raw),
        *_WRITTEN_BASES,
    }
)

# RFC 8949 sections 3.4.1, 3.4.3 and 3.4.6: what every CBOR wire here reads by itself.
_TAKEN_TAGS = (0, 1, 2, 3, 55799)


@dataclass(frozen=True, slots=True)
class TypeCodec(Generic[T]):
    """How one custom type travels, on every wire.

    Parameters
    ----------
    type: the class; its subclasses are written alike, and come back as *decode* makes them.
    encode: turns an instance into a value of *wire_type*; ``None``: this number is only
        read. It may return a :class:`Tagged` instead, and with *wire_type* ``bytes`` a list
        of buffers, which are written one behind the other.
    decode: turns such a value into an instance. What it raises refuses the value.
    wire_type: what the value is on the wire: any annotation that msgspec takes. It is
        checked before *decode* is called.
    ext_code: the MessagePack extension code, 0 to 127, or ``None``. What it carries is the
        value's own MessagePack, or with *wire_type* ``bytes`` those bytes.
    cbor_tag: the CBOR tag (RFC 8949 section 3.4) put before the value, or ``None``.
    shared: others that say so too may have the same numbers. What comes is then the first
        of them whose *wire_type* and *decode* take the value, which is never bare bytes.

    Where the wire has a code or a tag for it, a value comes back as itself even under
    ``Any``. Elsewhere it travels as its *wire_type*, and comes back where a spec names the
    type; a type that msgspec knows by itself then travels in msgspec's own form.

    One type has one declaration that writes it; or two, if one has an *ext_code* alone and
    the other a *cbor_tag* alone.

    Raises ``TypeError`` for a type that travels by itself (``str``, ``dict`` ...), and
    ``ValueError`` for a code or a tag that is not the application's to give.
    """

    type: type[T]
    encode: Callable[[T], Any] | None
    decode: Callable[[Any], T]
    wire_type: Any = Any
    ext_code: int | None = None
    cbor_tag: int | None = None
    shared: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.type, type):
            raise TypeError(f"type must be a class, not {self.type!r}")
        if self.type in _SELF_EVIDENT:
            raise TypeError(f"{self.type.__name__} travels by itself: wrap it in a class")
        if not _is_number(self.ext_code, 128):
            raise ValueError(f"ext_code must be from 0 to 127, not {self.ext_code!r}")
        if not _is_number(self.cbor_tag, 2**64):
            raise ValueError(f"cbor_tag must be from 0 to 2**64 - 1, not {self.cbor_tag!r}")
        if self.cbor_tag in _TAKEN_TAGS:
            raise ValueError(f"cbor_tag {self.cbor_tag} has a meaning that cannot be changed")
        if self.encode is None and self.ext_code is None and self.cbor_tag is None:
            raise ValueError("what is only read needs an ext_code or a cbor_tag")

    @property
    def is_bytes(self) -> bool:
        """Whether a MessagePack extension of it holds bytes, and not an item of its own.

        Under a shared number only an item tells which of the types it is.
        """
        return self.wire_type is bytes and not self.shared

    @property
    def wires(self) -> tuple[str, ...]:
        """The numbers that it has by their names; of one that has none, both."""
        named = {"ext_code": self.ext_code, "cbor_tag": self.cbor_tag}
        return tuple(name for name in named if named[name] is not None) or tuple(named)


def _is_number(number: Any, end: int) -> bool:
    return number is None or (type(number) is int and 0 <= number < end)


def is_native(kind: type) -> bool:
    """Tell whether msgspec knows *kind* by itself, so that it asks no hook for it."""
    return not isinstance(msgspec.inspect.type_info(kind), msgspec.inspect.CustomType)


def writes_itself(kind: type) -> bool:
    """Tell whether msgspec writes instances of *kind* and asks no hook for them.

    It does so for subclasses of containers and dates, which it asks a hook to read.
    """
    return is_native(kind) or issubclass(kind, _WRITTEN_BASES)


class TypeTable:
    """Type codecs by the type of an object: those that write it.

    Raises ``ValueError`` where two of them declare one type for one wire.
    """

    def __init__(self, codecs: Iterable[TypeCodec[Any]]) -> None:
        self.codecs: tuple[TypeCodec[Any], ...] = tuple(
            codec for codec in codecs if codec.encode is not None
        )
        self._by_type: dict[type, tuple[TypeCodec[Any], ...]] = {}
        for codec in self.codecs:
            others = self._by_type.get(codec.type, ())
            if any(set(codec.wires) & set(other.wires) for other in others):
                raise ValueError(f"two TypeCodecs declare {codec.type.__name__}")
            self._by_type[codec.type] = (*others, codec)

    def of(self, kind: Any) -> TypeCodec[Any] | None:
        """Return the codec of *kind*, or of the nearest of its bases that has one.

        A base that msgspec knows by itself, and that has none, ends the search.
        """
        return next(iter(self.all_of(kind)), None)

    def all_of(self, kind: Any) -> tuple[TypeCodec[Any], ...]:
        """Return what :meth:`of` does, and the same type's declaration for other wires."""
        for base in (typing.get_origin(kind) or kind).__mro__:
            if base in self._by_type:
                return self._by_type[base]
            if base in _KNOWN_BASES:
                break
        return ()


class Tagged:
    """A value under a CBOR tag; what ``encode`` returns to have it in place of its own.

    Inside what ``encode`` returns it is written as it says, too.
    """

    # No NamedTuple: msgspec would write it as an array, and ask nobody.
    __slots__ = ("number", "value")

    def __init__(self, number: int, value: Any) -> None:
        self.number: int = number
        self.value: Any = value


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


def text_of(exc: BaseException) -> str:
    """Return what an exception says, or its name where it says nothing, or cannot."""
    try:
        return str(exc) or type(exc).__name__
    except Exception:
        return type(exc).__name__


def unsupported(obj: Any) -> NotImplementedError:
    """Return what msgspec says of a type that nobody encodes."""
    if type(obj) is Tagged:
        return NotImplementedError(f"No form but CBOR's tag {obj.number}: give an ext_code too")
    return NotImplementedError(f"Encoding objects of type {type(obj).__name__} is unsupported")


class RefusedExtError(ValueError):
    """A backend's own sign that it met an extension nobody asked for, or a broken one."""
