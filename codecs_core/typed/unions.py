"""Which member of a union a value belongs to, by msgspec's rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from codecs_core.typed.shape import Fields, Mapped, OneOf, Row, Shape, shape_of

__all__ = ["Choice"]


class Choice:
    """The containers among a union's members, told apart by kind and by tag.

    ``members`` lists their shapes.
    """

    def __init__(self, union: OneOf) -> None:
        self.members: list[Shape] = [shape_of(option) for option in _flat(union)]
        self._maps = _ByTag([m for m in self.members if isinstance(m, (Fields, Mapped))])
        self._rows = _ByTag([m for m in self.members if isinstance(m, Row)])

    def of(self, level: Any, decode: Callable[[Any], Any] = lambda part: part) -> Shape | None:
        """Return the shape of the member that the container *level* belongs to.

        *level* is a dict or a list whose parts *decode* turns into values; only a tag is
        ever decoded. ``None``: no member takes such a container, or none has its tag.
        """
        if isinstance(level, dict):
            field = self._maps.tag_field
            return self._maps.get(decode(level[field]) if field in level else None)
        if isinstance(level, list):
            tagged = self._rows.by_tag and level
            return self._rows.get(decode(level[0]) if tagged else None)
        return None


class _ByTag:
    """Members of one kind: the tagged ones by their tag, or the only one there is."""

    def __init__(self, members: list[Any]) -> None:
        self.by_tag = {m.tag: m for m in members if getattr(m, "tag", None) is not None}
        self.tag_field = next(
            (getattr(m, "tag_field", None) for m in self.by_tag.values()), None
        )
        self._untagged = next((m for m in members if m not in self.by_tag.values()), None)

    def get(self, tag: Any) -> Shape | None:
        if self.by_tag and isinstance(tag, (str, int)):
            return self.by_tag.get(tag)
        return None if self.by_tag else self._untagged


def _flat(union: OneOf) -> list[Any]:
    """Return the members of *union*, those of unions within it among them."""
    members: list[Any] = []
    for option in union.options:
        shape = shape_of(option)
        members.extend(_flat(shape) if isinstance(shape, OneOf) else [option])
    return members
