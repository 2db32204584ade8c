"""Who may send what to whom: two specs compared.

A side *may send* where the other takes every value of the sender's spec: every value that
decoding to it gives and takes back, integers of 64 bits, written as msgspec and the backends
do by default, read with ``strict=True``. In doubt the answer is no. The rules:

- a union sends where each of its members may; a member is taken by the members of the
  other union that msgspec tries for values of that kind, tagged Structs by their tag;
- the values of Literals, of enums and of ``bool`` are tried one by one; ``int`` goes to
  ``float`` (which rounds it), and nothing else changes its kind;
- limits must be as wide at the reader; a pattern must be the same;
- ``Any`` takes all but custom types, ``Raw`` and maps whose keys are no scalars; ``Raw``
  takes all but custom types; neither of them is taken by anything else;
- arrays go to arrays and maps to maps: a list to a set where its items are scalars, a
  tuple to a list, a Struct to a ``dict``, never a ``list`` to a tuple or a ``dict`` to a
  Struct;
- a reader of records needs each field that it demands, of a type it takes, and takes more
  unless it forbids unknown fields. A tag is a field like any other;
- a class that checks values itself (``__post_init__``, attrs validators) takes those of
  the same class only, and so does a custom type, whose hooks both ends must have.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from msgspec import inspect as described

from codecs_core.spec.containers import Refusal, steps_into
from codecs_core.spec.graph import (
    Record,
    family_of,
    graphs_of,
    inside_of,
    options_of,
    same,
)
from codecs_core.spec.scalars import is_key, takes_scalar
from codecs_core.spec.words import word_for

__all__ = ["MAX_DIFFERENCES", "Sender", "SpecDifference", "SpecMatch", "differences_between"]

Sender = Literal["we", "they"]

MAX_DIFFERENCES: Final = 50
"""How many differences are told for each direction."""


@dataclass(frozen=True, slots=True)
class SpecDifference:
    """One place where values that *sender* may send could be refused.

    ``path`` is msgspec's path syntax from the root ``$``; ``sent`` and ``taken`` are the
    types there, on the sender's and on the reader's side; ``why`` is empty where the types
    say it all.
    """

    sender: Sender
    path: str
    sent: str
    taken: str
    why: str = ""

    def __str__(self) -> str:
        reader = "they" if self.sender == "we" else "we"
        why = f" ({self.why})" if self.why else ""
        sent = f"{self.sender} send `{self.sent}`"
        return f"{sent}, {reader} take `{self.taken}`{why} - at `{self.path}`"


@dataclass(frozen=True, slots=True)
class SpecMatch:
    """How our spec and theirs go together.

    ``equal``: they have one fingerprint. ``differences`` says what stands in the way, at
    most :data:`MAX_DIFFERENCES` for each direction.
    """

    equal: bool
    differences: tuple[SpecDifference, ...]

    @property
    def we_may_send(self) -> bool:
        """Whether they take every value of our spec."""
        return all(difference.sender != "we" for difference in self.differences)

    @property
    def they_may_send(self) -> bool:
        """Whether we take every value of their spec."""
        return all(difference.sender != "they" for difference in self.differences)


def differences_between(ours: Any, theirs: Any) -> tuple[SpecDifference, ...]:
    """Return what stands in the way between two annotations, in both directions.

    Raises what msgspec raises for a type that it refuses.
    """
    we, they = graphs_of([ours, theirs])
    return (*_Walk("we").differs(we, they), *_Walk("they").differs(they, we))


class _Walk:
    """Collects what stands in the way of one sender.

    Nothing is ever tried two ways: the kind of a value decides who takes it. So two
    records that are being compared further out need no second look further in.
    """

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._found: list[SpecDifference] = []
        self._met: set[tuple[int, int]] = set()

    def differs(self, sent: described.Type, taken: described.Type) -> list[SpecDifference]:
        self._compare(sent, taken, "$")
        return self._found

    def _compare(self, sent: described.Type, taken: described.Type, path: str) -> None:
        if same(sent, taken) or len(self._found) >= MAX_DIFFERENCES:
            return
        takers = options_of(taken)
        for option in options_of(sent):
            chosen = _takers_of(option, takers)
            for taker in chosen:
                self._pair(option, taker, path)
            if not chosen:
                self._refuse(option, taken, path)

    def _pair(self, sent: described.Type, taken: described.Type, path: str) -> None:
        family, wanted = family_of(sent), family_of(taken)
        if same(sent, taken) or (id(sent), id(taken)) in self._met:
            return
        if wanted in ("any", "raw"):
            if why := _unfit_for(wanted, sent):
                self._refuse(sent, taken, path, why)
        elif family in ("array", "object"):
            self._met.add((id(sent), id(taken)))
            for outcome in steps_into(sent, taken):
                at = f"key in {path}" if outcome.where == "key" else path + outcome.where
                if isinstance(outcome, Refusal):
                    self._refuse(sent, taken, at, outcome.why)
                else:
                    self._compare(outcome.ours, outcome.theirs, at)
        elif not takes_scalar(sent, taken):
            self._refuse(sent, taken, path)

    def _refuse(
        self, sent: described.Type, taken: described.Type, path: str, why: str = ""
    ) -> None:
        if len(self._found) < MAX_DIFFERENCES:
            words = word_for(sent), word_for(taken)
            self._found.append(SpecDifference(self._sender, path, *words, why))


def _takers_of(option: described.Type, takers: list[described.Type]) -> list[described.Type]:
    """Return the members of a union that must take *option*.

    They are those that msgspec could mean, where its rules leave that open.
    """
    families = [family_of(taker) for taker in takers]
    if len(takers) == 1 and families[0] in ("any", "raw"):
        return takers
    family = family_of(option)
    found = [taker for taker, of in zip(takers, families, strict=True) if of == family]
    if "raw" in families or family in ("any", "raw"):
        return []
    if family == "custom":
        return [taker for taker in found if same(option, taker)]
    if family in ("array", "object") and len(found) > 1:
        tag = _tag_of(option)
        return [taker for taker in found if _tag_of(taker) == tag]
    if family == "int" and not found and "DecimalType" not in families:
        return [taker for taker in takers if isinstance(taker, described.FloatType)]
    return found


def _tag_of(option: Any) -> tuple[Any, Any]:
    return getattr(option, "tag_field", None), getattr(option, "tag", None)


def _unfit_for(wanted: str, sent: described.Type) -> str:
    """Return why what *sent* gives could be refused as ``Any`` or as ``Raw``, or ``""``."""
    pending, seen = [sent], set()
    while pending:
        for option in options_of(pending.pop()):
            if isinstance(option, Record):
                if id(option) in seen:
                    continue
                seen.add(id(option))
            family = family_of(option)
            if family == "custom":
                return "what a custom type's hook writes is not known"
            if family == "raw" and wanted == "any":
                return "what a Raw holds is not known"
            if wanted == "any" and not _has_plain_keys(option):
                return "a key of a map is no scalar"
            pending += inside_of(option)
    return ""


def _has_plain_keys(option: described.Type) -> bool:
    if not isinstance(option, described.DictType):
        return True
    return all(is_key(key) or family_of(key) == "any" for key in options_of(option.key_type))
