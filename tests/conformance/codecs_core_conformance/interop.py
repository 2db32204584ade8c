"""Backends against each other: who shares a wire reads the other's bytes; all agree."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, permutations
from typing import Any, NamedTuple

import msgspec

from codecs_core import CodecError, MsgTypeError, get_backend
from codecs_core_conformance.case import Case, Malformed, Refused, Value
from codecs_core_conformance.cases import all_cases
from codecs_core_conformance.engine import applies, ends_of, expectation
from codecs_core_conformance.exact import difference
from codecs_core_conformance.outcomes import Outcome, Result

__all__ = ["Pair", "pair_cases", "pairs", "run_pair", "run_swap", "swap_cases", "swaps"]


class Pair(NamedTuple):
    """Who writes, and who reads."""

    writer: str
    reader: str

    def __str__(self) -> str:
        return f"{self.writer}-{self.reader}"


def pairs(libnames: Iterable[str]) -> list[Pair]:
    """Return every ordered pair of two of *libnames* that share a wire."""
    wires = {name: get_backend(name).info.wire for name in libnames}
    return [Pair(a, b) for a, b in permutations(wires, 2) if wires[a] == wires[b]]


def swaps(libnames: Iterable[str]) -> list[Pair]:
    """Return every two of *libnames*, whatever their wires."""
    return [Pair(a, b) for a, b in combinations(libnames, 2)]


def pair_cases(pair: Pair) -> list[Case]:
    """Return the cases in which something goes from the writer to the reader."""
    writer = get_backend(pair.writer)
    mine = [c for c in all_cases() if c.send is not msgspec.UNSET and applies(c, writer)]
    return [case for case in mine if not _unsendable(expectation(case, writer))]


def swap_cases(pair: Pair) -> list[Case]:
    """Return the cases in which the two must do the same: those their wires both can."""
    infos = [get_backend(name).info for name in pair]
    return [
        case
        for case in all_cases()
        if case.send is not msgspec.UNSET
        and case.on is None
        and not any(info.capabilities.lacks(case.needs) for info in infos)
    ]


def run_pair(case: Case, pair: Pair) -> Result:
    """Send the object of *case* by the writer's backend and read it by the reader's.

    The reader must make of the bytes what it makes of its own. Where *case* goes through a
    message codec the two must write the same bytes, too.
    """
    try:
        detail = _run_pair(case, pair)
    except Exception as exc:
        detail = f"{type(exc).__name__}: {exc}"
    return _result(case, pair, detail)


def run_swap(case: Case, pair: Pair) -> Result:
    """Let both backends carry the object of *case*, each by itself, and compare.

    Two values must be exactly the same; two errors of one class, with one ``path``,
    ``expected`` and ``got``.
    """
    ours, theirs = (_outcome(case, name) for name in pair)
    return _result(case, pair, difference(ours, theirs))


def _result(case: Case, pair: Pair, detail: str | None) -> Result:
    outcome = Outcome.WRONG_VALUE if detail else Outcome.PASSED
    return Result(case.id, str(pair), outcome, detail or "")


def _unsendable(expected: Value | Refused | Malformed) -> bool:
    return isinstance(expected, Refused) and expected.stage == "encode"


def _run_pair(case: Case, pair: Pair) -> str | None:
    writer, reader = map(get_backend, pair)
    data = ends_of(case, writer).encode(case.send)
    if case.message and data != (own := ends_of(case, reader).encode(case.send)):
        return f"the two write other bytes: {data.hex()} and {own.hex()}"
    expected = expectation(case, reader)
    try:
        got = ends_of(case, reader).decode(data)
    except MsgTypeError as exc:
        return f"the reader refused it: {exc}" if isinstance(expected, Value) else None
    if not isinstance(expected, Value):
        return f"the reader accepted it, as {got!r}"
    return difference(expected.value, got)


def _outcome(case: Case, libname: str) -> tuple[Any, ...]:
    """Return what an application sees: a value, or what an error says."""
    ends = ends_of(case, get_backend(libname))
    try:
        return ("value", ends.decode(ends.encode(case.send)))
    except MsgTypeError as exc:
        return ("MsgTypeError", exc.stage, exc.path, exc.expected, exc.got)
    except CodecError as exc:
        return (type(exc).__name__,)
