"""What a case is: one record that says what is given and what must come of it.

Cases know nothing of the engine that runs them, and nothing of any backend: a case says
what it ``needs`` of a wire, and the engine holds that against the backend's capabilities.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

__all__ = ["Case", "Expectation", "Malformed", "Options", "Refused", "Value"]


@dataclass(frozen=True, slots=True)
class Value:
    """Exactly ``value`` comes out: same types, same bits, all the way down."""

    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """``MsgTypeError``, with these attributes.

    Attributes
    ----------
    stage: ``"encode"`` or ``"decode"``.
    path, expected, got: as :class:`codecs_core.MsgTypeError` has them; ``None``: any.
    msg_type: the ``expected_msg_type``, where the case goes through a message codec.
    others: the paths of the other violations in the same message, or ``None``: any.
    """

    stage: Literal["encode", "decode"] = "decode"
    path: str | None = "$"
    expected: str | None = None
    got: str | None = None
    msg_type: type | None = None
    others: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Malformed:
    """``WireError``: the bytes are not one well-formed message."""


Expectation = Value | Refused | Malformed


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the encoder and the decoder of a case are asked to be, as msgspec names it.

    A case with a message codec gives ``codec`` to ``mk_codec``, and the others to nobody.
    """

    encoder: Mapping[str, Any] = field(default_factory=dict)
    decoder: Mapping[str, Any] = field(default_factory=dict)
    codec: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing that every backend must do, or must refuse.

    Attributes
    ----------
    id: permanent; ``group/subject/variant``.
    why: the reason the case exists, in a sentence.
    send: the object that the backend encodes, or ``UNSET`` where bytes are given.
    wires: the bytes to decode, by wire format; a backend of another format has no part in
        the case.
    on: the one wire format that the case is about, or ``None``: any.
    type: the type to decode to. For a message case it is the payload spec.
    message: whether the case goes through ``mk_codec`` (and *type* is the payload spec), or
        through the bare encoder and decoder of ``get_backend``.
    expect: what must come of it where the wire has what the case needs.
    needs: capabilities by name, with the least that will do; see
        :meth:`codecs_core.Capabilities.lacks`.
    otherwise: what must come of it where the wire has not.
    options: of the encoder and the decoder, or of the message codec.
    after: an object that the same codec must still carry after a refusal.
    """

    id: str
    why: str
    expect: Expectation
    send: Any = msgspec.UNSET
    wires: Mapping[str, bytes] = field(default_factory=dict)
    on: str | None = None
    type: Any = Any
    message: bool = False
    needs: Mapping[str, Any] = field(default_factory=dict)
    otherwise: Expectation = Refused(stage="encode", path=None)
    options: Options = Options()
    after: Any = msgspec.UNSET

    @property
    def group(self) -> str:
        """The first part of the id."""
        return self.id.partition("/")[0]
