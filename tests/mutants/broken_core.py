"""Faults in the core's hands: what a case expects of errors, scopes and buffers is real.

No backend can break these, so a part of the core is replaced while a case runs.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import msgspec

import codecs_core.codec
import codecs_core.coders
import codecs_core.tree
from codecs_core import MsgCodec, PldRx
from codecs_core.coders import BackendDecoder, BackendEncoder
from codecs_core_conformance import Outcome
from codecs_core_conformance.scenarios import buffers, dialogs, peers

__all__ = ["FAULTS", "Fault"]

_VALUE, _ERROR = Outcome.WRONG_VALUE, Outcome.WRONG_ERROR


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in the core: *attribute* of *where* is what *broken* makes of it."""

    name: str
    where: Any
    attribute: str
    broken: Callable[[Any], Any]
    killers: dict[str, Outcome] = field(default_factory=dict)

    @contextmanager
    def made(self) -> Iterator[None]:
        """Have the fault for a while."""
        replacement = self.broken(getattr(self.where, self.attribute))
        with patch.object(self.where, self.attribute, replacement):
            yield


def _telling(**attributes: Any) -> Callable[[Any], Any]:
    """Return what makes the errors of decoding say something else."""

    def broken(refusal: Any) -> Any:
        def changed(self: Any, buf: Any, exc: Exception) -> Any:
            error, tree = refusal(self, buf, exc)
            for name, value in attributes.items():
                setattr(error, name, value)
            return error, tree

        return changed

    return broken


def _leaking(_refusal: Any) -> Any:
    def leak(_self: Any, _given: Any, exc: Exception) -> Any:
        raise exc

    return leak


def _never_undone(original: Any) -> Any:
    """Return a context manager that is entered for ever."""
    kept = []

    @contextmanager
    def entered(*args: Any, **kwargs: Any) -> Iterator[Any]:
        manager = original(*args, **kwargs)
        kept.append(manager)
        yield manager.__enter__()

    return entered


def _without(name: str) -> Callable[[Any], Any]:
    def broken(original: Any) -> Any:
        return lambda *args, **kwargs: original(
            *args, **{key: value for key, value in kwargs.items() if key != name}
        )

    return broken


def _in_place(_encode_into: Any) -> Any:
    def encode_into(self: Any, obj: Any, buffer: bytearray, _offset: int = 0) -> None:
        buffer.clear()
        buffer += self.encode(obj)

    return encode_into


def _misreading(enveloped: Any) -> Any:
    def wrong(decode: Any, wire: str, options: Any, **more: Any) -> Any:
        short = enveloped(decode, wire, options, **more)

        def shifted(data: Any) -> Any:
            msg = short(data)
            if isinstance(getattr(msg, "pld", None), msgspec.Raw):
                msg.cid = msg.cid.upper()
            return msg

        return decode if short is decode else shifted

    return wrong


def _flat(pack_error: Any) -> Any:
    def pack(exc: BaseException, **more: Any) -> Any:
        grouped = isinstance(exc, BaseExceptionGroup)
        return pack_error(ValueError(str(exc)) if grouped else exc, **more)

    return pack


def _unnamed(pack_error: Any) -> Any:
    def pack(_exc: BaseException, **more: Any) -> Any:
        return pack_error(RuntimeError("failed"), **more)

    return pack


_TYPED = "payload-break/int/str"
_ATTRIBUTES: list[tuple[str, Any, str]] = [
    ("libname", "other", _TYPED),
    ("libname", "other", "malformed/empty/any"),
    ("stage", "encode", _TYPED),
    ("path", "$", _TYPED),
    ("expected", "integer", _TYPED),
    ("got", "text", _TYPED),
    ("violations", (), "break/Start/several"),
]

FAULTS: list[Fault] = [
    *(
        Fault(
            name=f"errors say {name}={value!r} ({killer})",
            where=BackendDecoder,
            attribute="refusal",
            broken=_telling(**{name: value}),
            killers={killer: _ERROR},
        )
        for name, value, killer in _ATTRIBUTES
    ),
    Fault(
        name="errors name no message type",
        where=codecs_core.codec,
        attribute="with_message",
        broken=lambda _original: lambda error, _tree: error,
        killers={_TYPED: _ERROR, "errors/violation": _VALUE},
    ),
    Fault(
        name="errors hide their cause",
        where=codecs_core.codec,
        attribute="root_cause",
        broken=lambda _original: lambda _exc: None,
        killers={_TYPED: _ERROR, "malformed/empty/any": _ERROR},
    ),
    Fault(
        name="the library's own error leaks when decoding",
        where=BackendDecoder,
        attribute="refusal",
        broken=_leaking,
        killers={_TYPED: _ERROR, "malformed/empty/any": _ERROR, "hook/dec-refuses": _ERROR},
    ),
    Fault(
        name="the library's own error leaks when encoding",
        where=BackendEncoder,
        attribute="refusal",
        broken=_leaking,
        killers={"unsendable/object": _ERROR, "hook/enc-fails": _ERROR},
    ),
    Fault(
        name="a codec stays applied",
        where=dialogs,
        attribute="apply_codec",
        broken=_never_undone,
        killers={"scope/nested": _VALUE, "scope/one-dialog": _VALUE},
    ),
    Fault(
        name="a limit stays",
        where=PldRx,
        attribute="limit_plds",
        broken=_never_undone,
        killers={"receiver/limit": _ERROR},
    ),
    Fault(
        name="first values are not checked",
        where=dialogs,
        attribute="validate_payload_msg",
        broken=lambda _original: lambda msg, _pld, codec, _dec, **_more: codec.encode(msg),
        killers={"sender/round-trip": _VALUE},
    ),
    Fault(
        name="a relayed error forgets its hops",
        where=peers,
        attribute="pack_error",
        broken=_without("relay_path"),
        killers={"errors/relay": _VALUE},
    ),
    Fault(
        name="a group of errors becomes one",
        where=peers,
        attribute="pack_error",
        broken=_flat,
        killers={"errors/group": _VALUE},
    ),
    Fault(
        name="every error gets one name",
        where=peers,
        attribute="pack_error",
        broken=_unnamed,
        killers={"errors/any-exception": _VALUE, "errors/violation": _VALUE},
    ),
    Fault(
        name="every Raw is trusted",
        where=buffers,
        attribute="mk_codec",
        broken=lambda original: functools.partial(original, trust_raw=True),
        killers={"raw/refused": _VALUE},
    ),
    Fault(
        name="a Raw looks at a buffer that is not its own",
        where=codecs_core.coders,
        attribute="owning",
        broken=lambda _original: lambda decode: decode,
        killers={"buffers/raw-outlives-its-buffer": _ERROR},
    ),
    Fault(
        name="a buffer is emptied first",
        where=MsgCodec,
        attribute="encode_into",
        broken=_in_place,
        killers={
            "buffers/failed-encode-leaves-the-buffer": _VALUE,
            "buffers/encode-into": _VALUE,
        },
    ),
    Fault(
        name="the short way to a payload misreads the rest",
        where=codecs_core.tree,
        attribute="enveloped",
        broken=_misreading,
        killers={"envelope/every-message": _VALUE},
    ),
]
