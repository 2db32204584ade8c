"""Payloads of one dialog: decoded to its own spec, and checked before they leave.

The codec of a channel decodes the message and leaves the payload as it came
(``msgspec.Raw``); a :class:`PldRx` decodes the payload. So a violation is one dialog's, and
a dialog's spec may change without the channel knowing.

"Cheap or nasty": :func:`validate_payload_msg` checks ``Started`` by a round trip before it
goes out, once per dialog. ``Yield`` is checked by its receiver alone, whose
:class:`MsgTypeError` goes back packed into an ``Error``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import UnionType
from typing import Any, Protocol, TypeAlias

from codecs_core.boxed.packing import unpack_error
from codecs_core.codec import MsgCodec
from codecs_core.decoders import MsgDec, mk_dec
from codecs_core.errors import CodecError, StreamStopped
from codecs_core.msg.types import CancelAck, Error, MsgType, PayloadMsg, Stop
from codecs_core.scope import Override, current_codec
from codecs_core.violation import checked_bytes, decode_payload, unexpected

__all__ = [
    "Expected",
    "PldRx",
    "Source",
    "SourceNowait",
    "apply_pld_rx",
    "current_pld_rx",
    "limit_plds",
    "validate_payload_msg",
]

Expected: TypeAlias = type[Any] | tuple[type[Any], ...] | UnionType | None
"""What ``isinstance`` takes: a message class or several; ``None``: any message."""


class _Receives(Protocol):
    async def receive(self) -> Any: ...


class _Gets(Protocol):
    async def get(self) -> Any: ...


class _ReceivesNowait(Protocol):
    def receive_nowait(self) -> Any: ...


class _GetsNowait(Protocol):
    def get_nowait(self) -> Any: ...


Source: TypeAlias = _Receives | _Gets
"""Where messages come from: a memory channel of anyio or trio, or a queue of asyncio."""

SourceNowait: TypeAlias = _ReceivesNowait | _GetsNowait
"""The same, for what is there already."""


class PldRx:
    """Receives the payloads of one dialog.

    Parameters
    ----------
    pld_dec: decodes them; of the same backend, or at least wire, as the channel's codec.

    Every method that returns a payload takes

    expect_msg: the message class to expect, or several; any other is a violation, but for
        ``Error`` and ``Stop``, which may come instead of any.
    raise_error: ``False`` returns an error, the peer's or a violation, in the payload's
        place, for a caller that passes it on.
    raise_stop: ``False`` returns a ``Stop`` itself in the payload's place.

    and raises

    MsgTypeError: the payload breaks the spec, or the message is not the expected one. Its
        ``bad_msg`` and the rest are set: ``pack_error`` makes the answer of it.
    WireError: the payload's bytes are not one well-formed value.
    RemoteActorError: the peer's ``Error``, as :func:`unpack_error` gives it.
    StreamStopped: the peer's ``Stop``.
    """

    __slots__ = ("_decs",)

    def __init__(self, pld_dec: MsgDec) -> None:
        self._decs = [pld_dec]

    @property
    def pld_dec(self) -> MsgDec:
        """The decoder in force."""
        return self._decs[-1]

    def __repr__(self) -> str:
        return f"<PldRx of {self.pld_dec.spec_str} over {self.pld_dec.libname}>"

    @contextmanager
    def limit_plds(self, spec: Any, **dec_kwargs: Any) -> Iterator[MsgDec]:
        """Decode to *spec* until the end of the block; yields the new decoder.

        *dec_kwargs* are those of :func:`mk_dec`; the backend and ``strict`` stay what they
        are unless given. The limit is the dialog's: every task that receives for it sees
        it. Blocks of several tasks may end in any order.
        """
        now = self.pld_dec
        kept: dict[str, Any] = {"libname": now.libname, "strict": now.dec.strict}
        limited = mk_dec(spec, **(kept | dec_kwargs))
        self._decs.append(limited)
        try:
            yield limited
        finally:
            self._decs.remove(limited)

    def decode_pld(
        self,
        msg: MsgType,
        expect_msg: Expected = None,
        raise_error: bool = True,
        *,
        raise_stop: bool = True,
    ) -> Any:
        """Return the payload of *msg*: that of a ``CancelAck`` is its bool.

        A message that boxes no payload is one itself where *expect_msg* names it.
        """
        try:
            return self._payload(msg, expect_msg, raise_stop)
        except CodecError as error:
            if raise_error or isinstance(error, StreamStopped):
                raise
            return error

    def _payload(self, msg: Any, expect_msg: Expected, raise_stop: bool) -> Any:
        if expect_msg is None or isinstance(msg, expect_msg):
            if isinstance(msg, PayloadMsg):
                if type(msg) is CancelAck:
                    return msg.pld
                return decode_payload(msg, self._decs[-1])
            if expect_msg is not None:
                return msg
        if isinstance(msg, Error):
            raise unpack_error(msg)
        if isinstance(msg, Stop):
            if raise_stop:
                raise StreamStopped(f"the stream of dialog {msg.cid!r} ended", cid=msg.cid)
            return msg
        raise unexpected(msg, expect_msg, self.pld_dec)

    async def recv_msg(
        self,
        chan: Source,
        expect_msg: Expected = None,
        raise_error: bool = True,
        *,
        raise_stop: bool = True,
    ) -> tuple[MsgType, Any]:
        """Wait for the next message of *chan*; return it and its payload.

        *chan* gives messages by ``receive()`` or ``get()``; what that raises passes
        through. Nothing is lost by cancelling it that is not lost by cancelling those.
        """
        msg = await _method(chan, "receive", "get")()
        return msg, self.decode_pld(msg, expect_msg, raise_error, raise_stop=raise_stop)

    def recv_msg_nowait(
        self,
        chan: SourceNowait,
        expect_msg: Expected = None,
        raise_error: bool = True,
        *,
        raise_stop: bool = True,
    ) -> tuple[MsgType, Any]:
        """Return the message that is next in *chan* already, and its payload.

        *chan* gives it by ``receive_nowait()`` or ``get_nowait()``, or raises its own error
        where there is none.
        """
        msg = _method(chan, "receive_nowait", "get_nowait")()
        return msg, self.decode_pld(msg, expect_msg, raise_error, raise_stop=raise_stop)

    async def recv_pld(
        self,
        chan: Source,
        expect_msg: Expected = None,
        raise_error: bool = True,
        *,
        raise_stop: bool = True,
    ) -> Any:
        """Wait for the next message of *chan*; return its payload."""
        _, pld = await self.recv_msg(chan, expect_msg, raise_error, raise_stop=raise_stop)
        return pld


def _method(chan: Any, *names: str) -> Any:
    """Return the method by which *chan* gives messages."""
    for name in names:
        method = getattr(chan, name, None)
        if method is not None:
            return method
    raise TypeError(f"{type(chan).__name__} has neither {names[0]}() nor {names[1]}()")


_applied: Override[PldRx] = Override("codecs_core.pld_rx")


@contextmanager
def apply_pld_rx(pld_rx: PldRx) -> Iterator[PldRx]:
    """Make *pld_rx* the receiver of the current dialog until the end of the block.

    It applies in this task and in those that it starts within the block, as a codec does by
    :func:`apply_codec`. Raises ``TypeError`` where it is no :class:`PldRx`.
    """
    if not isinstance(pld_rx, PldRx):
        raise TypeError(f"apply_pld_rx() takes a PldRx, not {type(pld_rx).__name__}")
    with _applied.applied(pld_rx):
        yield pld_rx


def current_pld_rx() -> PldRx:
    """Return the receiver of the current dialog. Raises ``LookupError`` if there is none."""
    pld_rx = _applied.get()
    if pld_rx is None:
        raise LookupError(
            "no payload receiver applies here: this task, or the one that started it, must"
            " be within `with apply_pld_rx(PldRx(...)):`"
        )
    return pld_rx


@contextmanager
def limit_plds(spec: Any, **dec_kwargs: Any) -> Iterator[MsgDec]:
    """Limit the current dialog's payloads to *spec*; see :meth:`PldRx.limit_plds`.

    Raises ``LookupError`` where no receiver applies.
    """
    with current_pld_rx().limit_plds(spec, **dec_kwargs) as pld_dec:
        yield pld_dec


def validate_payload_msg(
    msg: PayloadMsg[Any],
    value: Any,
    codec: MsgCodec | None = None,
    pld_dec: MsgDec | None = None,
    strict_parity: bool = False,
) -> bytes:
    """Return *msg* as bytes, once the peer is sure to take them.

    It is encoded, decoded as the peer will, and its payload held to the dialog's spec. Send
    the very bytes returned: nothing has left where this raises.

    Parameters
    ----------
    msg: a ``Started`` (or ``Yield``, ``Return``) with its payload.
    value: the payload as the application gave it.
    codec: the channel's; by default the current one.
    pld_dec: decodes as the peer's dialog does. By default the current dialog's, where a
        receiver applies; else payloads are held to the codec's own spec.
    strict_parity: refuse as well a payload that does not come back exactly as *value*: a
        tuple that became a list, a subclass that became its base.

    Raises :class:`MsgTypeError`, its ``stage`` ``"encode"``, and ``TypeError`` where *codec*
    and *pld_dec* are of different wires.
    """
    pld_rx = _applied.get()
    if pld_dec is None and pld_rx is not None:
        pld_dec = pld_rx.pld_dec
    return checked_bytes(msg, value, codec or current_codec(), pld_dec, strict_parity)
