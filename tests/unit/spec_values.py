"""Values of any spec, and specs made of others, for the tests of specs."""

from __future__ import annotations

import datetime
import decimal
import math
import random
import uuid
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import inspect as described

_UTC = datetime.UTC
_INTS = (
    0,
    1,
    2,
    -1,
    3,
    4,
    10,
    11,
    150,
    151,
    2**53,
    2**53 + 1,
    2**53 + 3,
    2**63,
    2**64 - 1,
    -(2**63),
)
_FLOATS = (0.0, -0.0, 0.5, 1.0, 10.0, 10.5, 11.0, -3.5, math.inf, math.nan, 2.0**53 + 2, 1e300)
_TEXTS = ("", "a", "b", "red", "blue", "x", "y", "\U0001f600" * 2, "long text", "2020-01-01")
_BYTES = (b"", b"a", b"abc", b"abcd")
_NOW = datetime.datetime(2024, 2, 29, 12, 30, 1, 5)
_PLAIN: dict[type[described.Type], tuple[Any, ...]] = {
    described.NoneType: (None,),
    described.BoolType: (True, False),
    described.IntType: _INTS,
    described.FloatType: _FLOATS,
    described.StrType: _TEXTS,
    described.BytesType: _BYTES,
    described.ByteArrayType: _BYTES,
    described.MemoryViewType: _BYTES,
    described.DateTimeType: (_NOW, _NOW.replace(tzinfo=_UTC)),
    described.DateType: (_NOW.date(),),
    described.TimeType: (_NOW.time(), _NOW.time().replace(tzinfo=_UTC)),
    described.TimeDeltaType: (datetime.timedelta(3, 4, 5),),
    described.UUIDType: (uuid.UUID(int=7),),
    described.DecimalType: (decimal.Decimal("1.50"), decimal.Decimal("NaN")),
    described.ExtType: (msgspec.msgpack.Ext(5, b"x"),),
    described.RawType: (msgspec.Raw(b"\x01"), msgspec.Raw(b"\x91\x81\xa1x\xc0")),
    described.AnyType: (None, True, 1, 1.5, "a", b"b", [1, [2]], {"x": {1: 2}}, _NOW, [{}]),
}


def values_of(spec: Any, count: int, seed: int = 0) -> Iterator[Any]:
    """Yield values of *spec*: those that it gives, and takes back. *count* are tried."""
    encode, decoder = msgspec.msgpack.encode, msgspec.msgpack.Decoder(spec)
    maker = _Maker(random.Random(seed))  # noqa: S311  it is to be the same every time
    kind = msgspec.inspect.type_info(spec)
    for _ in range(count):
        try:
            value = decoder.decode(encode(maker.make(kind)))
            decoder.decode(encode(value))
        except (msgspec.DecodeError, TypeError):
            continue  # outside a limit, refused by its class, or UNSET in an array
        yield value


class _Maker:
    """Makes what may be on the wire for a type."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def make(self, kind: Any, depth: int = 0) -> Any:
        rng = self.rng
        if isinstance(kind, described.UnionType):
            return self.make(rng.choice(kind.types), depth)
        if isinstance(kind, described.LiteralType):
            return rng.choice(kind.values)
        if isinstance(kind, described.EnumType):
            return rng.choice([*(m.value for m in kind.cls), 3, "?"])
        if type(kind) in _PLAIN:
            return rng.choice([*_PLAIN[type(kind)], *_bounds(kind)])
        if isinstance(kind, described.TupleType):
            return [self.make(item, depth) for item in kind.item_types]
        if isinstance(kind, described.CollectionType):
            return [self.make(kind.item_type, depth) for _ in range(rng.choice((0, 1, 2, 3)))]
        if isinstance(kind, described.DictType):
            return self.mapping(kind, depth)
        return self.record(kind, depth + 1)

    def mapping(self, kind: Any, depth: int) -> Any:
        pairs = {}
        for _ in range(self.rng.choice((0, 1, 2, 3))):
            key = self.make(kind.key_type, depth)
            try:
                pairs[tuple(key) if isinstance(key, list) else key] = self.make(
                    kind.value_type, depth
                )
            except TypeError:
                continue
        return pairs

    def record(self, kind: Any, depth: int) -> Any:
        row = isinstance(kind, described.NamedTupleType) or getattr(kind, "array_like", False)
        pairs: list[tuple[Any, Any]] = []
        if getattr(kind, "tag", None) is not None:
            pairs.append((kind.tag_field, kind.tag))
        for field in kind.fields:
            if field.required or (depth < 4 and self.rng.random() < 0.7):
                pairs.append((field.encode_name, self.make(field.type, depth)))
            elif row:
                break
        return [value for _, value in pairs] if row else dict(pairs)


def _bounds(kind: Any) -> list[Any]:
    """Return numbers at the limits of *kind*, and beside them."""
    found = []
    for limit in ("gt", "ge", "lt", "le", "multiple_of"):
        bound = getattr(kind, limit, None)
        if bound is not None:
            found += [bound, bound + 1, bound - 1, bound * 2]
    return found * 3
