"""Mutants that take bytes which are no message, or refuse those which are."""

from __future__ import annotations

from typing import Any

from mutant import Mutant
from plainpack import MAX_DEPTH, Reader
from reference import Plain, PlainWire

from codecs_core_conformance import Outcome

__all__ = ["MUTANTS"]

_ACCEPTED, _ERROR = Outcome.ACCEPTED, Outcome.WRONG_ERROR


class _LooseWire(PlainWire):
    """Looks at no byte behind the first item."""

    def exact(self, loads: Any) -> Any:
        return loads

    def start(self, data: Any, /) -> memoryview:
        reader = self._reader(data, lambda _code, data: data)
        reader.read()
        return reader.data


def _padded(self: Any, size: int) -> bytes:
    lacking = self.at + size - len(self.data)
    if not 0 < lacking <= self.spare:
        return Reader.take(self, size)
    self.spare -= lacking
    return Reader.take(self, size - lacking) + bytes(lacking)


def _shallow(self: Reader, depth: int = 0) -> Any:
    if depth < MAX_DEPTH:
        return Reader.read(self, depth)
    self.at = len(self.data)
    return None


def _endless(self: Plain, data: Any, ext_hook: Any) -> Any:
    whole = bytes(data)
    inner = whole.lstrip(b"\x91")
    tree = self.reader(inner, ext_hook).read()
    for _ in range(len(whole) - len(inner)):
        tree = [tree]
    return tree


class _TrustingWire(_LooseWire):
    def start(self, data: Any, /) -> memoryview:
        return memoryview(data)


def _only(kind: type) -> Any:
    def loads(self: Plain, data: Any, ext_hook: Any) -> Any:
        if isinstance(data, kind):
            raise TypeError(f"cannot read a {kind.__name__}")
        return Plain.loads(self, data, ext_hook)

    return loads


def _key_as_text(self: Reader, key: Any) -> Any:
    return str(key) if isinstance(key, dict) else Reader.key(self, key)


MUTANTS: list[Mutant] = [
    Mutant(
        name="swallows trailing bytes",
        killers={"malformed/trailing/any": _ACCEPTED, "malformed/twice/any": _ACCEPTED},
        plugin={"wire": lambda self: _LooseWire(self.reader)},
    ),
    Mutant(
        name="fills up what is cut short",
        killers={
            "malformed/truncated/msgpack-20": _ACCEPTED,
            "malformed/truncated/msgpack-1": _ERROR,
        },
        reader={"take": _padded, "spare": 32},
    ),
    Mutant(
        name="replaces bad UTF-8",
        killers={"malformed/bad-utf8/any": _ACCEPTED, "malformed/surrogate/any": _ACCEPTED},
        reader={"text": lambda _self, data: data.decode(errors="replace")},
    ),
    Mutant(
        name="reads the reserved byte as null",
        killers={"malformed/reserved/any": _ERROR, "malformed/reserved-inside/any": _ERROR},
        reader={
            "constant": lambda self, first: (
                None if first == 0xC1 else Reader.constant(self, first)
            )
        },
    ),
    Mutant(
        name="reads null for what is nested too deep",
        killers={"malformed/deep-array/any": _ERROR, "claim/deeper": _ACCEPTED},
        reader={"read": _shallow},
    ),
    Mutant(
        name="reads nesting without end",
        killers={"malformed/deep-array/any": _ERROR},
        plugin={"loads": _endless, "wire": lambda self: _TrustingWire(self.reader)},
    ),
    Mutant(
        name="takes a map for a key",
        killers={"malformed/map-as-key/any": _ERROR},
        reader={"key": _key_as_text},
    ),
    Mutant(
        name="reads no bytearray",
        killers={"message/stop/full": _ERROR},
        plugin={"loads": _only(bytearray)},
    ),
    Mutant(
        name="reads no memoryview",
        killers={"message/stop/full": _ERROR, "buffers/slices": _ERROR},
        plugin={"loads": _only(memoryview)},
    ),
]
