"""Mutants that remember what they should not, or touch what is not theirs."""

from __future__ import annotations

import time
from typing import Any

from mutant import Mutant
from plainpack import Reader
from reference import Plain, PlainWire

from codecs_core.hookspecs import DecoderOptions, EncoderOptions
from codecs_core_conformance import Outcome

__all__ = ["MUTANTS"]

_VALUE, _TYPE, _ERROR = Outcome.WRONG_VALUE, Outcome.WRONG_TYPE, Outcome.WRONG_ERROR


class _Around:
    """Stands before an encoder or a decoder of the reference."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.calls = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


class _MarksSent(_Around):
    def encode(self, obj: Any) -> bytes:
        data: bytes = self.inner.encode(obj)
        if isinstance(held := getattr(obj, "pld", obj), dict):
            held["sent"] = True
        return data


class _WipesReceived(_Around):
    def decode(self, data: Any) -> Any:
        value = self.inner.decode(data)
        if isinstance(data, bytearray):
            data[:] = bytes(len(data))
        return value


class _Appends(_Around):
    written = b""

    def encode(self, obj: Any) -> bytes:
        self.written += self.inner.encode(obj)
        return self.written


class _Blocks(_Around):
    """Works no more after its first refusal."""

    def decode(self, data: Any) -> Any:
        return self._call(self.inner.decode, data)

    def encode(self, obj: Any) -> Any:
        return self._call(self.inner.encode, obj)

    def _call(self, work: Any, given: Any) -> Any:
        if self.calls:
            raise ValueError("in a bad state")
        try:
            return work(given)
        except Exception:
            self.calls += 1
            raise


class _Buffered(_Around):
    """Hands its own buffer out."""

    def encode(self, obj: Any) -> Any:
        return bytearray(self.inner.encode(obj))


class _LeavesTail(_Around):
    """Writes into a buffer, and cuts nothing."""

    def encode_into(self, obj: Any, buffer: bytearray, offset: int = 0) -> None:
        data = self.inner.encode(obj)
        buffer[offset : offset + len(data)] = data


def _in_one_buffer(self: Any, tree: Any) -> bytes:
    self.scratch.clear()
    for byte in self.writer().write(tree):
        self.scratch.append(byte)
        if not len(self.scratch) % 16:
            time.sleep(0)  # where another thread may come in
    return bytes(self.scratch)


class _ScratchWire(PlainWire):
    """Reads every message from one buffer, which the values look at."""

    def __init__(self, reader: type[Reader]) -> None:
        super().__init__(reader)
        self.scratch = bytearray(1 << 16)

    def start(self, data: Any, /) -> memoryview:
        size = len(super().start(data))
        self.scratch[:size] = bytes(data)
        return memoryview(self.scratch)[:size]


def _remembering(self: Any, data: Any, ext_hook: Any) -> Any:
    key = bytes(data)
    if key not in self.known:
        self.known[key] = Plain.loads(self, data, ext_hook)
    return self.known[key]


def _encoder(around: type[_Around]) -> dict[str, Any]:
    def encoder(self: Plain, options: EncoderOptions) -> Any:
        return around(Plain.encoder(self, options))

    return {"encoder": encoder}


def _decoder(around: type[_Around]) -> dict[str, Any]:
    def decoder(self: Plain, options: DecoderOptions) -> Any:
        inner = Plain.decoder(self, options)
        return inner if options.lenient else around(inner)

    return {"decoder": decoder}


MUTANTS: list[Mutant] = [
    Mutant(
        name="gives one object twice",
        killers={"payload/any/struct": _VALUE, "payload/any/tuple": _VALUE},
        plugin={"loads": _remembering, "known": {}},
    ),
    Mutant(
        name="changes the object that is sent",
        killers={"payload/any/portable": Outcome.FALSE_CLAIM, "type/dict/any": _VALUE},
        plugin=_encoder(_MarksSent),
    ),
    Mutant(
        name="wipes the bytearray it has read",
        killers={"message/stop/full": _VALUE, "payload/int": _VALUE},
        plugin=_decoder(_WipesReceived),
    ),
    Mutant(
        name="writes the second message behind the first",
        killers={"message/stop/full": _VALUE, "state/one-codec": _VALUE},
        plugin=_encoder(_Appends),
    ),
    Mutant(
        name="reads nothing more after a refusal",
        killers={"break/tag/unknown": _ERROR, "malformed/empty/any": _ERROR},
        plugin=_decoder(_Blocks),
    ),
    Mutant(
        name="writes nothing more after a refusal",
        killers={"unsendable/object": _ERROR, "hook/enc-fails": _ERROR},
        plugin=_encoder(_Blocks),
    ),
    Mutant(
        name="hands out a bytearray",
        killers={"message/stop/full": _TYPE},
        plugin=_encoder(_Buffered),
    ),
    Mutant(
        name="leaves the end of an older message in a buffer",
        killers={"buffers/own-buffer": _VALUE},
        plugin=_encoder(_LeavesTail),
    ),
    Mutant(
        name="shares one buffer between threads",
        killers={"buffers/threads": _VALUE},
        plugin={"scratch": bytearray(), "dumps": _in_one_buffer},
    ),
    Mutant(
        name="writes over the Raw it has handed out",
        killers={"buffers/raw-outlives-the-next": _VALUE},
        plugin={"wire": lambda self: _ScratchWire(self.reader)},
    ),
]
