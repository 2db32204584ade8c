"""What must hold inside two containers for one to be taken as the other.

Each rule yields :class:`Step` for what is to be compared next, and :class:`Refusal` for
what is settled.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

from msgspec import inspect as described

from codecs_core.spec.graph import Part, Record, families_of, options_of, parts_of, same
from codecs_core.spec.scalars import is_key, lengths_of, within_lengths

__all__ = ["Refusal", "Step", "checks_itself", "steps_into"]

_SETS = (described.SetType, described.FrozenSetType)


class Step(NamedTuple):
    """Compare these two: ``where`` is their place, from the container's own path."""

    where: str
    ours: described.Type
    theirs: described.Type


class Refusal(NamedTuple):
    """Values are refused at ``where``, and why."""

    where: str
    why: str


Outcome: TypeAlias = Step | Refusal


def steps_into(ours: Any, theirs: Any) -> Iterator[Outcome]:
    """Yield what must hold for *theirs* to take *ours*: both arrays, or both maps."""
    if checks_itself(theirs):
        yield Refusal("", "the class checks values itself")
    elif isinstance(theirs, _SETS):
        yield from _into_set(ours, theirs)
    elif isinstance(theirs, described.DictType):
        yield from _into_dict(ours, theirs)
    elif isinstance(ours, described.DictType):
        yield Refusal("", "a map with any keys, where fields are wanted")
    elif _is_row(theirs):
        yield from _into_row(ours, theirs)
    elif isinstance(theirs, Record):
        yield from _into_record(ours, theirs)
    else:
        yield from _into_list(ours, theirs)


def checks_itself(kind: Any) -> bool:
    """Tell whether building a value of *kind* runs checks of its class."""
    if not isinstance(kind, (described.StructType, described.DataclassType)):
        return False
    hooks = ("__post_init__", "__attrs_pre_init__", "__attrs_post_init__")
    fields = getattr(kind.cls, "__attrs_attrs__", ())
    return any(hasattr(kind.cls, hook) for hook in hooks) or any(f.validator for f in fields)


def _is_row(kind: Any) -> bool:
    """Tell whether *kind* is an array whose items have their own types."""
    is_row = isinstance(kind, (described.TupleType, described.NamedTupleType))
    return is_row or bool(getattr(kind, "array_like", False))


def _items_of(kind: Any) -> list[Part]:
    """Return the items of what :func:`_is_row` holds for."""
    if isinstance(kind, described.TupleType):
        return [Part(str(i), item, True, True) for i, item in enumerate(kind.item_types)]
    return parts_of(kind)


def _into_row(ours: Any, theirs: Any) -> Iterator[Outcome]:
    wanted = _items_of(theirs)
    if not _is_row(ours):
        yield Refusal("", f"an array of any length, where {len(wanted)} items are wanted")
        return
    given = _items_of(ours)
    least = max((i + 1 for i, part in enumerate(wanted) if part.required), default=0)
    ignores_more = isinstance(theirs, described.StructType) and not (
        theirs.forbid_unknown_fields
    )
    if len(given) < least:
        yield Refusal("", f"{len(given)} items, where at least {least} are wanted")
    elif len(given) > len(wanted) and not ignores_more:
        yield Refusal("", f"{len(given)} items, where at most {len(wanted)} are taken")
    yield from _unset(given)
    for i, (part, want) in enumerate(zip(given, wanted, strict=False)):
        yield Step(f"[{i}]", part.type, want.type)


def _unset(items: list[Part]) -> Iterator[Refusal]:
    """Yield a refusal for each item that may be UNSET, which no array can leave out."""
    for i, part in enumerate(items):
        if not part.sure:
            yield Refusal(f"[{i}]", "it may be UNSET, which an array cannot leave out")


def _into_list(ours: Any, theirs: Any) -> Iterator[Outcome]:
    if not _is_row(ours):
        if not within_lengths(lengths_of(ours), theirs):
            yield Refusal("", "its length may be outside the limits")
        yield Step("[...]", ours.item_type, theirs.item_type)
        return
    given = _items_of(ours)
    if not within_lengths((len(given), len(given)), theirs):
        yield Refusal("", f"its length, {len(given)}, is outside the limits")
    yield from _unset(given)
    for i, part in enumerate(given):
        yield Step(f"[{i}]", part.type, theirs.item_type)


def _into_set(ours: Any, theirs: Any) -> Iterator[Outcome]:
    is_same_set = isinstance(ours, _SETS) and same(ours.item_type, theirs.item_type)
    items = [part.type for part in _items_of(ours)] if _is_row(ours) else [ours.item_type]
    if theirs.min_length and not is_same_set:
        # Equal items are one item of a set.
        yield Refusal("", "items may be equal, and fewer than wanted")
    elif not is_same_set and not all(_as_keys(item, theirs.item_type) for item in items):
        yield Refusal("[...]", "an item may not be hashable")
    else:
        yield from _into_list(ours, theirs)


def _as_keys(ours: described.Type, theirs: described.Type) -> bool:
    """Tell whether the reader gets hashable values."""
    readers = [kind for kind in options_of(theirs) if not isinstance(kind, described.AnyType)]
    return all(map(is_key, [*options_of(ours), *readers]))


def _into_dict(ours: Any, theirs: Any) -> Iterator[Outcome]:
    if isinstance(ours, Record):
        yield from _record_into_dict(ours, theirs)
        return
    if not within_lengths(lengths_of(ours), theirs):
        yield Refusal("", "its length may be outside the limits")
    if not same(ours.key_type, theirs.key_type):
        wanted = families_of(theirs.key_type)
        if not _as_keys(ours.key_type, theirs.key_type):
            yield Refusal("key", "a key may not be hashable")
        elif "int" in families_of(ours.key_type) and not {"int", "any"} & set(wanted):
            yield Refusal("key", "integers as keys are taken by integers only")
        else:
            yield Step("key", ours.key_type, theirs.key_type)
    yield Step("[...]", ours.value_type, theirs.value_type)


def _record_into_dict(ours: Record, theirs: described.DictType) -> Iterator[Outcome]:
    parts = parts_of(ours)
    if not within_lengths((sum(part.sure for part in parts), len(parts)), theirs):
        yield Refusal("", "the number of fields may be outside the limits")
    for part in parts:
        yield Step("key", described.LiteralType((part.name,)), theirs.key_type)
        yield Step(f".{part.name}", part.type, theirs.value_type)


def _into_record(ours: Record, theirs: Any) -> Iterator[Outcome]:
    given = {part.name: part for part in parts_of(ours)}
    for want in parts_of(theirs):
        part = given.pop(want.name, None)
        if part is not None:
            yield Step(f".{want.name}", part.type, want.type)
        if want.required and (part is None or not part.sure):
            missing = "is missing" if part is None else "may be missing"
            yield Refusal(f".{want.name}", f"a required field {missing}")
    if getattr(theirs, "forbid_unknown_fields", False):
        for name in given:
            yield Refusal(f".{name}", "a field that is unknown, where none may be")
