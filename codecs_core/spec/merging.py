"""Merge an extension decoder's spec into a payload's."""

from __future__ import annotations

import typing
from collections.abc import Sequence
from typing import Any

import msgspec

from codecs_core.hookspecs import DecHook
from codecs_core.spec.hazards import refuse_hazards
from codecs_core.spec.standins import StandIns, is_custom, members_of, union_of

__all__ = ["Merged", "is_custom", "members_of", "merge_specs", "union_of"]


class Merged(typing.NamedTuple):
    """A payload spec ready to build decoders from.

    ``spec`` is what people see; ``wire_type`` and ``dec_hook`` are what msgspec is given.
    They differ where msgspec itself refuses the union.
    """

    spec: Any
    wire_type: Any
    dec_hook: DecHook | None


def merge_specs(
    specs: Sequence[Any],
    dec_hook: DecHook | None,
    strict: bool = True,
    declared: Sequence[Any] = (),
) -> Merged:
    """Return the union of *specs*, where ``Raw`` gives way to any other.

    msgspec allows no union of a custom type with anything but ``None``: such a union, at the
    top or inside containers, is decoded through a stand-in, whose hook tries the types that
    msgspec knows first, then each custom type in the order given. Beside a custom type a
    Struct and a dict may be in one union, too: what is no such Struct is then a dict.

    *declared* are the types that the hook builds: in a union that msgspec refuses they go
    through a stand-in too, those that msgspec knows by itself among them.

    Raises ``TypeError`` for specs that no union may hold together, and for those that would
    make msgspec corrupt memory.
    """
    kept = [spec for spec in specs if spec is not msgspec.Raw] or [msgspec.Raw]
    spec = union_of(kept)
    refuse_hazards(spec)
    stand_ins = StandIns(dec_hook, strict, declared)
    return Merged(spec, stand_ins.put_in(spec), stand_ins.hook)
