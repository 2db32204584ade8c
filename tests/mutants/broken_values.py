"""Mutants that change values on their way out or in."""

from __future__ import annotations

import struct
from typing import Any

from mutant import Mutant
from plainpack import Reader, Writer

from codecs_core_conformance import Outcome

__all__ = ["MUTANTS"]

_VALUE, _TYPE, _ERROR = Outcome.WRONG_VALUE, Outcome.WRONG_TYPE, Outcome.WRONG_ERROR
_CLAIM, _ACCEPTED = Outcome.FALSE_CLAIM, Outcome.ACCEPTED


def _tag_last(self: Writer, entries: dict[Any, Any], depth: int) -> bytes:
    ordered = dict(entries)
    if "msg_type" in ordered:
        ordered["msg_type"] = ordered.pop("msg_type")
    return Writer.map(self, ordered, depth)


def _view_as_ints(self: Writer, data: Any, depth: int) -> bytes:
    if isinstance(data, memoryview):
        return self.array(list(data), depth)
    return Writer.binary(self, data, depth)


def _read_again(self: Writer, item: Any, depth: int) -> bytes:
    tree = Reader(bytes(item), lambda _code, data: data).read()
    return self.write(tree, depth)


class _Table(dict[Any, Any]):
    """A library's own kind of map."""


def _whole_as_int(self: Writer, number: float, depth: int) -> bytes:
    whole = number.is_integer() and str(number) != "-0.0" and abs(number) < 2**53
    return self.integer(int(number), depth) if whole else Writer.real(self, number, depth)


def _without(dropped: Any) -> Any:
    def write_map(self: Writer, entries: dict[Any, Any], depth: int) -> bytes:
        kept = {key: value for key, value in entries.items() if not dropped(value)}
        return Writer.map(self, kept, depth)

    return write_map


def _first_wins(self: Reader, size: int, depth: int) -> Any:
    entries: dict[Any, Any] = {}
    for _ in range(size):
        entries.setdefault(self.key(self.read(depth + 1)), self.read(depth + 1))
    return entries


def _bytes_as_text(self: Writer, data: Any, depth: int) -> bytes:
    return self.text(bytes(data).decode("latin-1"), depth)


_WRITERS: list[tuple[str, dict[str, Outcome], str, Any]] = [
    (
        "keeps the lower 32 bits of an int",
        {"payload/any/int-bounds": _CLAIM, "type/int/tiny-and-huge": _CLAIM},
        "integer",
        lambda self, number, depth: Writer.integer(self, number & 0xFFFF_FFFF, depth),
    ),
    (
        "turns bytes to text",
        {"payload/bytes": _CLAIM, "payload/any/portable": _CLAIM, "type/bytearray": _CLAIM},
        "binary",
        _bytes_as_text,
    ),
    (
        "loses the sign of -0.0",
        {"payload/float/negative-zero": _CLAIM},
        "real",
        lambda self, number, depth: Writer.real(self, number + 0.0, depth),
    ),
    (
        "turns NaN to null",
        {"payload/float/nan": _CLAIM},
        "real",
        lambda self, n, depth: (
            Writer.real(self, n, depth) if n == n else self.constant(None, 0)
        ),
    ),
    (
        "writes floats in 32 bits",
        {"type/float/whole": _ERROR},
        "real",
        lambda _self, number, _depth: b"\xca" + struct.pack(">f", number),
    ),
    ("writes whole floats as ints", {"payload/any/whole-float": _TYPE}, "real", _whole_as_int),
    (
        "writes True as 1",
        {"message/aid/full": _ERROR, "payload/any/bool": _TYPE},
        "constant",
        lambda self, obj, depth: b"\x01" if obj is True else Writer.constant(self, obj, depth),
    ),
    (
        "drops microseconds",
        {"type/datetime/utc": _CLAIM},
        "moment",
        lambda self, moment, depth: Writer.moment(self, moment.replace(microsecond=0), depth),
    ),
    (
        "forgets the time zone",
        {"type/datetime/aware-only": _CLAIM, "claim/forms": _CLAIM},
        "moment",
        lambda self, moment, depth: Writer.moment(self, moment.replace(tzinfo=None), depth),
    ),
    (
        "reverses the order of maps",
        {"payload/dict": _VALUE, "envelope/written-order": _VALUE},
        "map",
        lambda self, entries, d: Writer.map(self, dict(reversed(entries.items())), d),
    ),
    (
        "writes int keys as text",
        {"payload/any/int-keys": _CLAIM, "message/error/dict-keys": _CLAIM},
        "map",
        lambda self, entries, depth: Writer.map(
            self, {str(k) if type(k) is int else k: v for k, v in entries.items()}, depth
        ),
    ),
    ("writes the tag last", {"envelope/written-order": _VALUE}, "map", _tag_last),
    (
        "drops empty containers",
        {"message/spawn-spec/empty": _ERROR, "message/start/default": _ERROR},
        "map",
        _without(lambda value: value in ([], {}, ())),
    ),
    (
        "drops nulls",
        {"message/started/null": _ERROR, "receiver/each-message": _ERROR},
        "map",
        _without(lambda value: value is None),
    ),
    (
        "writes what a Raw holds in its own words",
        {"raw/as-it-is/msgpack": _VALUE},
        "raw",
        _read_again,
    ),
    (
        "writes garbage behind a Raw",
        {"raw/through/msgpack": _VALUE, "raw/in/map/msgpack": _ERROR, "raw/trusted": _VALUE},
        "raw",
        lambda _self, item, _depth: bytes(item) + b"\x00",
    ),
    (
        "writes a Raw as bytes",
        {"raw/in/deep/msgpack": _TYPE, "raw/in/error/msgpack": _TYPE},
        "raw",
        lambda self, item, depth: self.binary(bytes(item), depth),
    ),
    (
        "writes a view as ints",
        {"type/memoryview": _CLAIM, "type/bytes/from-memoryview": _CLAIM},
        "binary",
        _view_as_ints,
    ),
    (
        "writes half a character as a question mark",
        {"unsendable/surrogate": _ACCEPTED, "unsendable/surrogate-key": _ACCEPTED},
        "text",
        lambda self, text, d: Writer.text(self, text.encode(errors="replace").decode(), d),
    ),
    (
        "cuts text to 32 characters",
        {
            "names/carried": _ERROR,
            "specs/carried": _ERROR,
            "message/stop/long-cid": _VALUE,
        },
        "text",
        lambda self, text, depth: Writer.text(self, text[:32], depth),
    ),
    (
        "strips text",
        {"payload/any/spaces": _VALUE},
        "text",
        lambda self, text, depth: Writer.text(self, text.strip(" "), depth),
    ),
]

_READERS: list[tuple[str, dict[str, Outcome], str, Any]] = [
    (
        "gives tuples for lists",
        {"payload/any/tuple": _TYPE},
        "array",
        lambda self, size, depth: tuple(Reader.array(self, size, depth)),
    ),
    (
        "leaks its library's own map",
        {"payload/any/struct": _TYPE},
        "map",
        lambda self, size, depth: _Table(Reader.map(self, size, depth)),
    ),
    (
        "takes the first of two equal keys",
        {"foreign/duplicate-keys/any": _VALUE},
        "map",
        _first_wins,
    ),
    (
        "reads extension codes without their sign",
        {"type/datetime/utc": _CLAIM, "claim/forms": _CLAIM},
        "extension",
        lambda self, size: self.ext_hook(self.take(1)[0], self.take(size)),
    ),
]

MUTANTS: list[Mutant] = [
    *(
        Mutant(name=name, killers=killers, writer={part: method})
        for name, killers, part, method in _WRITERS
    ),
    *(
        Mutant(name=name, killers=killers, reader={part: method})
        for name, killers, part, method in _READERS
    ),
    Mutant(
        name="writes ints in their longest form",
        beside=("message/aid/full",),
        writer={
            "integer": lambda self, number, depth: (
                b"\xcf" + number.to_bytes(8, "big")
                if 0 <= number < 2**64
                else Writer.integer(self, number, depth)
            )
        },
    ),
]
