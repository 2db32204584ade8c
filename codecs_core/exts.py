"""Extension types: what a wire carries beyond the portable set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["RefusedExtError", "UnknownExt"]


@dataclass(frozen=True, slots=True)
class UnknownExt:
    """An extension nobody asked for, kept in its place while an error is explained.

    ``kind`` is ``"ext"`` (MessagePack), ``"tag"`` or ``"simple"`` (CBOR, RFC 8949 sections
    3.4 and 3.3); ``code`` its number; ``value`` what it carries.
    """

    kind: Literal["ext", "tag", "simple"]
    code: int
    value: Any = None

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class RefusedExtError(ValueError):
    """A backend's own sign that it met an extension nobody asked for."""
