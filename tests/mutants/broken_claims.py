"""Mutants that lie in their manifest: for each capability, in each direction there is."""

from __future__ import annotations

import base64
from typing import Any

from mutant import Lie, Mutant
from plainpack import Malformed, Reader, Writer

from codecs_core_conformance import Outcome

__all__ = ["MUTANTS"]

_FALSE, _UNCLAIMED = Outcome.FALSE_CLAIM, Outcome.UNCLAIMED
_WIDE = 100  # the extension code under which these carry wide integers


def _wide_ints(bits: int) -> dict[str, Any]:
    """Return a writer and a reader of integers that keep *bits* bits."""

    def integer(self: Writer, number: int, depth: int) -> bytes:
        if -(2**63) <= number < 2**64:
            return Writer.integer(self, number, depth)
        kept = number & ((1 << bits) - 1) if number > 0 else -(-number & ((1 << bits) - 1))
        return self.extension(_WIDE, kept.to_bytes(bits // 8 + 2, "big", signed=True))

    def extension(self: Reader, size: int) -> Any:
        if self.data[self.at] != _WIDE:
            return Reader.extension(self, size)
        self.take(1)
        return int.from_bytes(self.take(size), "big", signed=True)

    return {"writer": {"integer": integer}, "reader": {"extension": extension}}


def _since_1970(self: Writer, moment: Any, depth: int) -> bytes:
    if moment.year < 1970:
        raise ValueError("before the epoch")
    return Writer.moment(self, moment, depth)


def _positive_codes(self: Reader, size: int) -> Any:
    if 0x80 <= self.data[self.at] < 0xFF:
        raise Malformed("no such extension code")
    return Reader.extension(self, size)


# What is claimed, the value of the claim, and who finds out; all else is as it should be.
_OVER: list[tuple[str, Any, str]] = [
    ("int_bits", None, "type/int/over-64-bits"),
    ("int_bits", 65, "claim/int-bits"),
    ("max_depth", 200, "claim/max-depth"),
    ("datetime_offset", True, "type/datetime/offset"),
    ("tags", True, "claim/tags"),
    ("text_only", True, "claim/text"),
    ("forms", {"datetime (aware)": "text"}, "claim/forms"),
    ("forms", {"UUID": "native", "datetime (aware)": "ext"}, "claim/forms"),
]
_UNDER: list[tuple[str, Any, str]] = [
    ("int_bits", 32, "claim/int-bits"),
    ("map_keys", frozenset({str}), "claim/map-keys/int"),
    ("map_keys", frozenset({str, int}), "claim/map-keys/null"),
    ("float_special", False, "payload/float/nan"),
    ("datetime_year_min", 1970, "type/datetime/first"),
    ("datetime_resolution_seconds", 1.0, "claim/datetime/microsecond"),
    ("binary", False, "payload/bytes"),
]

MUTANTS: list[Mutant] = [
    *(
        Mutant(
            name=f"claims {name} {value!r}",
            killers={killer: _FALSE},
            claims={name: value},
            lie=Lie(name, over=True),
        )
        for name, value, killer in _OVER
    ),
    *(
        Mutant(
            name=f"claims no more than {name} {value!r}",
            killers={killer: _UNCLAIMED},
            claims={name: value},
            lie=Lie(name, over=False),
        )
        for name, value, killer in _UNDER
    ),
    Mutant(
        name="claims all integers, and keeps 64 bits of them",
        killers={"type/int/over-64-bits": _FALSE, "type/int/under-64-bits": _FALSE},
        claims={"int_bits": None},
        writer={"integer": lambda self, n, d: Writer.integer(self, n & ((1 << 64) - 1), d)},
        lie=Lie("int_bits", over=True),
    ),
    Mutant(
        name="claims 128 bits, and keeps 70",
        killers={"claim/int-bits": _FALSE},
        claims={"int_bits": 128},
        lie=Lie("int_bits", over=True),
        **_wide_ints(70),
    ),
    Mutant(
        name="carries wide integers without a word",
        killers={"type/int/over-64-bits": _UNCLAIMED, "claim/int-bits": _UNCLAIMED},
        lie=Lie("int_bits", over=False),
        **_wide_ints(200),
    ),
    Mutant(
        name="cuts integers that it does not claim",
        killers={"type/int/over-64-bits": Outcome.ACCEPTED, "claim/int-bits": Outcome.ACCEPTED},
        **_wide_ints(64),
    ),
    Mutant(
        name="claims keys of every kind, and writes text",
        killers={"claim/map-keys/float": _FALSE, "claim/map-keys/bool": _FALSE},
        writer={
            "map": lambda self, entries, depth: Writer.map(
                self, {str(key): value for key, value in entries.items()}, depth
            )
        },
        lie=Lie("map_keys", over=True),
    ),
    Mutant(
        name="claims NaN, and writes 0.0",
        killers={"payload/float/nan": _FALSE},
        writer={"real": lambda self, n, d: Writer.real(self, n if n == n else 0.0, d)},
        lie=Lie("float_special", over=True),
    ),
    Mutant(
        name="keeps the offset without a word",
        killers={"type/datetime/offset": _UNCLAIMED},
        writer={"moment": lambda self, moment, depth: self.text(moment.isoformat(), depth)},
        lie=Lie("datetime_offset", over=False),
    ),
    Mutant(
        name="claims all years, and refuses those before 1970",
        killers={"type/datetime/before-epoch": _FALSE, "type/datetime/first": _FALSE},
        writer={"moment": _since_1970},
        lie=Lie("datetime_year_min", over=True),
    ),
    Mutant(
        name="claims microseconds, and writes seconds",
        killers={"claim/datetime/microsecond": _FALSE},
        writer={"moment": lambda s, m, d: Writer.moment(s, m.replace(microsecond=0), d)},
        lie=Lie("datetime_resolution_seconds", over=True),
    ),
    Mutant(
        name="claims bytes, and writes text",
        killers={"payload/bytes": _FALSE, "format/uuid-bytes": _FALSE},
        writer={"binary": lambda self, data, d: self.text(bytes(data).decode("latin-1"), d)},
        lie=Lie("binary", over=True),
    ),
    Mutant(
        name="claims negative extension codes, and reads none",
        killers={"claim/ext-codes": _FALSE},
        reader={"extension": _positive_codes},
        lie=Lie("ext_codes", over=True),
    ),
    Mutant(
        name="writes text without a word",
        killers={"claim/text": _UNCLAIMED},
        plugin={"dumps": lambda self, tree: base64.b64encode(self.writer().write(tree))},
        lie=Lie("text_only", over=False),
    ),
]
