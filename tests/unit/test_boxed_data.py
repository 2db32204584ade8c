"""Refused payloads go back to their sender, whatever they are made of."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import sys
import uuid
from collections.abc import Callable
from typing import Any, NoReturn

import msgspec
import pytest

from codecs_core import (
    Error,
    MsgTypeError,
    Return,
    Stop,
    Yield,
    mk_codec,
    pack_error,
    unpack_error,
)

LIBNAMES = ["msgspec", "cbor", "ormsgpack"]
MOST_BYTES = 70 * 1024


def everywhere(msg: Error) -> Error:
    """Return *msg* as every backend carries it."""
    backs = []
    for libname in LIBNAMES:
        codec = mk_codec(libname=libname)
        data = codec.encode(msg)
        assert len(data) <= MOST_BYTES
        backs.append(codec.decode(data))
    # NaN is not itself: compare what is shown.
    assert repr(backs[0]) == repr(backs[1]) == repr(backs[2])
    assert type(backs[0]) is Error
    return backs[0]


class Colour(enum.Enum):
    RED = "red"


class Point(msgspec.Struct, tag="p"):
    x: Any
    y: Any = msgspec.UNSET


class Odd:
    @property  # type: ignore[misc]  # hostile on purpose
    def __class__(self) -> Any:
        raise SystemError

    def __repr__(self) -> NoReturn:
        raise SystemError

    __str__ = __repr__


class EvilDict(dict[Any, Any]):
    def items(self) -> NoReturn:
        raise SystemError

    __iter__ = __len__ = keys = items


@dataclasses.dataclass
class Pair:
    a: Any
    b: Any


def nested(levels: int) -> list[Any]:
    tree: list[Any] = []
    for _ in range(levels):
        tree = [tree]
    return tree


def wide(levels: int) -> list[Any]:
    """Return a tree of 9**levels leaves, its branches shared."""
    tree: list[Any] = [1] * 9
    for _ in range(levels):
        tree = [tree] * 9
    return tree


def cyclic() -> list[Any]:
    ring: list[Any] = []
    ring.append(ring)
    return ring


NOW = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)


KEPT: list[Any] = [
    *(None, True, 1.5, "é", b"\xff", NOW, 2**64 - 1, -(2**63), [], {}, {1: {"a": [None]}}),
]

CHANGED: dict[str, tuple[Callable[[], Any], Any]] = {
    "an object": (object, "<object>"),
    "a hostile object": (Odd, "<Odd>"),
    "a hostile dict": (lambda: EvilDict(a=1), {"a": 1}),
    "a module": (lambda: sys, "<module>"),
    "an iterator": (lambda: iter([1]), "<list_iterator>"),
    "65 bits": (lambda: 2**64, "<int of 65 bits>"),
    "an int too long to print": (lambda: 10**5000, "<int of 16610 bits>"),
    "an offset": (
        lambda: NOW.astimezone(datetime.timezone(datetime.timedelta(hours=1))),
        NOW,
    ),
    "a moment out of UTC's range": (
        lambda: datetime.datetime.max.replace(tzinfo=datetime.timezone.min),
        "<datetime>",
    ),
    "a naive datetime": (lambda: datetime.datetime(2026, 1, 2), "2026-01-02 00:00:00"),
    "a date": (lambda: datetime.date(2026, 1, 2), "2026-01-02"),
    "a Decimal": (lambda: decimal.Decimal("1.5"), "1.5"),
    "a UUID": (lambda: uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    "an enum": (lambda: Colour.RED, "red"),
    "a bytearray": (lambda: bytearray(b"ab"), b"ab"),
    "a view with gaps": (lambda: memoryview(b"abcd")[::2], b"ac"),
    "a Raw": (lambda: msgspec.Raw(b"\x01"), b"\x01"),
    "many bytes": (lambda: b"x" * 1_000_000, "<1000000 bytes>"),
    "rows": (lambda: (1, {2}), [1, [2]]),
    "a Struct": (lambda: Point(1), {"type": "p", "x": 1}),
    "a dataclass": (lambda: Pair(1, Pair(2, 3)), {"a": 1, "b": {"a": 2, "b": 3}}),
    "keys": (
        lambda: {None: 1, 2: 3, (1, 2): 4, True: 5, b"a": 6, "s": 7},
        {"None": 1, 2: 3, "[1, 2]": 4, "True": 5, "b'a'": 6, "s": 7},
    ),
}

TOO_MUCH: dict[str, Callable[[], Any]] = {
    "a ring": cyclic,
    "many lists": lambda: [[]] * 1_000_000,
    "many keys": lambda: {str(n): n for n in range(100_000)},
    "huge keys": lambda: {"x" * 1_000_000: "y" * 1_000_000, "z": 1},
    "huge texts": lambda: ["é" * 1_000_000] * 9,
    "a deep list": lambda: nested(100_000),
    "a wide tree": lambda: wide(9),
}


@pytest.mark.parametrize("value", KEPT, ids=repr)
def test_plain_data_comes_back_as_it_is(value: Any) -> None:
    """A refused payload of the portable set arrives type-exact, from every backend."""
    error: Any = unpack_error(
        everywhere(pack_error(MsgTypeError("no", bad_msg=Yield("c", value))))
    )
    assert error.bad_msg == Yield("c", value)
    assert type(error.bad_msg.pld) is type(value)
    assert error.bad_msg_as_dict == {"msg_type": "Yield", "cid": "c", "pld": value}


@pytest.mark.parametrize("name", CHANGED)
def test_what_no_wire_carries_comes_back_as_it_can(name: str) -> None:
    """A refused payload that cannot be encoded arrives as data that shows it."""
    make, arrives = CHANGED[name]
    error: Any = unpack_error(
        everywhere(pack_error(MsgTypeError("no", bad_msg=Yield("c", make()))))
    )
    assert error.bad_msg == Yield("c", arrives)
    assert type(error.bad_msg.pld) is type(arrives)


@pytest.mark.parametrize("name", TOO_MUCH)
def test_too_much_is_cut(name: str) -> None:
    """A refused payload of any size arrives in part, within the bound."""
    bad = Yield("c", TOO_MUCH[name]())
    error: Any = unpack_error(everywhere(pack_error(MsgTypeError("no", bad_msg=bad))))
    assert error.expected_msg_type is Yield
    assert "..." in repr(error.bad_msg.pld)


def test_any_bad_msg_goes_back() -> None:
    """Whatever an application took for the message, the error is packed."""
    wrong: Any = Return(5, 6)  # type: ignore[arg-type]  # on purpose
    for bad in (Stop, 5, "x", [], object(), Odd(), wrong, EvilDict()):
        error = unpack_error(everywhere(pack_error(MsgTypeError("no", bad_msg=bad))))
        assert isinstance(error, MsgTypeError)
        assert error.message == "no"
        trees: list[Any] = [bad, {"msg_type": bad}, {"msg_type": "Yield", "cid": "c"}]
        for both in trees:
            everywhere(pack_error(MsgTypeError("no", bad_msg_as_dict=both)))
