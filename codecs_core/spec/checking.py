"""Check at the opening of a dialog that both ends speak one spec."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from codecs_core.errors import SpecMismatch
from codecs_core.msg.types import Start, StartAck
from codecs_core.spec.matching import SpecDifference, SpecMatch
from codecs_core.spec.typespec import Namespace, TypeSpec, allowed

__all__ = ["check_spec"]

_UNSTATED = (Any, msgspec.Raw)


def check_spec(
    msg: Start | StartAck,
    ours: Any,
    *,
    namespace: Namespace = (),
    payloads: Literal["both", "sent", "received"] = "both",
) -> SpecMatch | None:
    """Check the payload spec that a peer states against *ours*.

    Parameters
    ----------
    msg: a ``Start``, whose ``pld_spec`` is a wire form. A ``StartAck`` carries no spec: it
        is the peer's word that it took ours, so there is nothing to compare, and ``None``
        is returned.
    ours: a :class:`TypeSpec` or an annotation.
    namespace: the types that the peer may name beside those in *ours*.
    payloads: which are to be safe: those sent to the peer, those received, or both.

    ``Any``, the protocol's default, and ``Raw`` state nothing, on either side: they pass,
    and each payload is checked as it comes; the returned match still says what was seen.

    Raises ``TypeError`` for another message, and :class:`SpecMismatch` that names the
    differences, or says what of the peer's text cannot be read.
    """
    if isinstance(msg, StartAck):
        return None
    if not isinstance(msg, Start):
        raise TypeError(f"a Start or a StartAck is wanted, not {type(msg).__name__}")
    if payloads not in ("both", "sent", "received"):
        raise ValueError(f"payloads must be 'both', 'sent' or 'received', not {payloads!r}")
    our_spec = TypeSpec(ours)
    theirs = _their_spec(msg.pld_spec, our_spec, namespace)
    match = our_spec.match(theirs)
    if our_spec.spec in _UNSTATED or theirs.spec in _UNSTATED:
        return match
    sender = {"both": ("we", "they"), "sent": ("we",), "received": ("they",)}[payloads]
    found = tuple(diff for diff in match.differences if diff.sender in sender)
    if found:
        raise _mismatch(our_spec, theirs, found)
    return match


def _mismatch(
    ours: TypeSpec, theirs: TypeSpec, found: tuple[SpecDifference, ...]
) -> SpecMismatch:
    told = "; ".join(map(str, found[:3]))
    more = f"; and {len(found) - 3} more" if len(found) > 3 else ""
    return SpecMismatch(
        f"our spec is `{ours}`, theirs `{theirs}`: {told}{more}",
        ours=ours,
        theirs=theirs,
        differences=found,
    )


def _their_spec(text: str, ours: TypeSpec, namespace: Namespace) -> TypeSpec:
    """Return the spec in a ``Start``; an error about it carries ours too."""
    names, patterns = allowed(namespace)
    try:
        return TypeSpec.from_wire(
            text, namespace={**names, **ours.names}, patterns=patterns | ours.patterns
        )
    except SpecMismatch as exc:
        exc.ours = ours
        raise
