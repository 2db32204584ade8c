"""Who owns which bytes, and what a ``Raw`` must be."""

from __future__ import annotations

import sys
import threading
from typing import Any

from msgspec import Raw

from codecs_core import (
    Error,
    MsgTypeError,
    Start,
    WireError,
    Yield,
    get_backend,
    mk_codec,
    mk_dec,
)
from codecs_core_conformance.cases.messages import FULL
from codecs_core_conformance.scenario import expect, refuses, scenario

__all__: list[str] = []

_LONG = Yield("c", ["x" * 2000, {"n": [1, 2]}])
_ONE_ITEM = "Raw of exactly one well-formed item"


@scenario("buffers/raw-outlives-its-buffer")
def raw_outlives(libname: str) -> None:
    """A payload received in a buffer that is used again stays what it was."""
    codec = mk_codec(libname=libname)
    buffer = bytearray(codec.encode(_LONG))
    msg = codec.decode(buffer)
    before = bytes(msg.pld)
    codec.encode_into(Yield("d", list(range(3000))), buffer)
    expect(before, bytes(msg.pld))


@scenario("buffers/raw-outlives-the-next")
def raw_outlives_next(libname: str) -> None:
    """An undecoded part stays what it was while the same decoder reads on."""
    codec = mk_codec(list[Raw], libname)
    sent = [[f"{number}" * 20, {"n": number}] for number in range(3)]
    got = [codec.decode(codec.encode(Yield("c", parts))) for parts in sent]
    decode = get_backend(libname).decoder().decode
    expect(sent, [[decode(part) for part in msg.pld] for msg in got])


@scenario("buffers/encode-into")
def encode_into(libname: str) -> None:
    """A message is written at an offset, behind the end, or beyond it."""
    codec = mk_codec(Any, libname)
    data = codec.encode(_LONG)
    for start, offset, wanted in (
        (4, 2, b"??"),
        (4, -1, b"????"),
        (1, 3, b"?\0\0"),
        (9, 0, b""),
    ):
        buffer = bytearray(b"?" * start)
        codec.encode_into(_LONG, buffer, offset)
        expect(wanted + data, bytes(buffer), f"offset {offset}")


@scenario("buffers/failed-encode-leaves-the-buffer")
def failed_encode(libname: str) -> None:
    """What was in the buffer is still there when an object cannot be sent."""
    codec = mk_codec(Any, libname)
    buffer = bytearray(b"what was here")
    refuses(MsgTypeError, lambda: codec.encode_into(Yield("c", [1, object()]), buffer))
    expect(b"what was here", bytes(buffer))


@scenario("buffers/own-buffer")
def own_buffer(libname: str) -> None:
    """A codec's own buffer changes no bytes, and is never handed out."""
    codec = mk_codec(Any, libname)
    kept = [codec.encode(Yield("c", "x" * size), use_buf=True) for size in (10, 9000, 0, 300)]
    plain = [codec.encode(Yield("c", "x" * size)) for size in (10, 9000, 0, 300)]
    expect(plain, kept)


@scenario("buffers/slices")
def slices(libname: str) -> None:
    """A message within a larger buffer is read as if it were alone."""
    codec = mk_codec(Any, libname)
    data = codec.encode(_LONG)
    larger = b"\xff" * 7 + data + b"\xff" * 7
    for view in (memoryview(larger)[7:-7], memoryview(bytearray(larger))[7:-7]):
        expect(_LONG, codec.decode(view))


@scenario("buffers/threads")
def threads(libname: str) -> None:
    """One codec serves many threads at once, and mixes nothing up."""
    codec = mk_codec(list[int], libname)
    wrong: list[Any] = []

    def work(number: int) -> None:
        together.wait()
        for size in range(40):
            msg = Yield(f"c{number}", [number] * size)
            try:
                got = codec.decode(codec.encode(msg, use_buf=bool(size % 2)))
            except Exception as exc:  # it would end its thread, and nobody would hear
                got = exc
            if got != msg:
                wrong.append(got)

    together = threading.Barrier(6)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # at every step another thread may come in
    try:
        started = [threading.Thread(target=work, args=(number,)) for number in range(6)]
        for thread in started:
            thread.start()
        for thread in started:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    expect([], wrong)


def _places(raw: Raw) -> list[tuple[Any, str]]:
    return [
        (Yield("c", raw), "$.pld"),
        (Yield("c", {"a": [1, raw]}), "$.pld[...][1]"),
        (Start("c", "m", "f", {"a": raw}, ("a", "b")), "$.kwargs[...]"),
        (Error(("a", "b"), "E", "E", [], _bad_msg=Yield("c", raw)), "$._bad_msg.pld"),
    ]


@scenario("raw/refused")
def raw_refused(libname: str) -> None:
    """A Raw that would make an unreadable message is refused, wherever it lies."""
    codec = mk_codec(libname=libname)
    item = get_backend(libname).encoder().encode([1, 2])
    for bad in (b"", item + item, item[:-1]):
        for obj, path in _places(Raw(bad)):
            refuses(
                MsgTypeError,
                lambda obj=obj: codec.encode(obj),  # type: ignore[misc]  # bound at once
                stage="encode",
                path=path,
                expected=_ONE_ITEM,
            )


@scenario("raw/trusted")
def raw_trusted(libname: str) -> None:
    """A relay that trusts passes a payload on as it came."""
    codec = mk_codec(libname=libname, check_payload=True)
    relay = mk_codec(libname=libname, trust_raw=True)
    frame = codec.encode(_LONG)
    expect(frame, relay.encode(codec.decode(frame)))


@scenario("envelope/every-message")
def envelopes(libname: str) -> None:
    """The short way to a payload and the long one give the same messages."""
    short, long = mk_codec(libname=libname), mk_codec(libname=libname, check_payload=True)
    for msg in (*FULL.values(), _LONG, Yield("ü" * 200, "x" * 5000)):
        data = short.encode(msg)
        expect(long.decode(data), short.decode(data), type(msg).__name__)


@scenario("envelope/broken-payload")
def broken_payload(libname: str) -> None:
    """A payload that is not one item is a WireError: at once if asked, else when decoded."""
    codec = mk_codec(libname=libname)
    frame = codec.encode(_LONG) + b"\x00"
    refuses(WireError, lambda: mk_codec(libname=libname, check_payload=True).decode(frame))

    def late() -> Any:
        return mk_dec(Any, libname=libname).decode(codec.decode(frame).pld)

    refuses(WireError, late)
