"""Dialogs over real channels: asyncio's queues, trio's and anyio's memory channels."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import msgspec
import pytest
import trio

from codecs_core import (
    Error,
    MsgCodec,
    MsgTypeError,
    PldRx,
    RemoteActorError,
    RemoteExceptionGroup,
    RemoteMsgTypeError,
    Return,
    Started,
    Stop,
    StreamStopped,
    Yield,
    apply_pld_rx,
    current_pld_rx,
    limit_plds,
    mk_codec,
    mk_dec,
    pack_error,
    unpack_error,
    validate_payload_msg,
)

Run = Callable[[Callable[..., Awaitable[None]]], None]
Wire = tuple[Callable[[Any], Any], Any]


class Point(msgspec.Struct):
    x: int
    y: int


def on_asyncio(main: Callable[..., Awaitable[None]]) -> None:
    """Run *main* with two queues, each as (send, receiving end)."""

    async def run() -> None:
        queues: list[asyncio.Queue[Any]] = [asyncio.Queue(), asyncio.Queue()]
        await main(*((queue.put_nowait, queue) for queue in queues))

    asyncio.run(run())


def on_trio(main: Callable[..., Awaitable[None]]) -> None:
    """Run *main* with two of trio's memory channels."""

    async def run() -> None:
        pairs = [trio.open_memory_channel[Any](math.inf) for _ in range(2)]
        await main(*((send.send_nowait, receive) for send, receive in pairs))

    trio.run(run)


def on_anyio(backend: str) -> Run:
    """Return what runs a main with two of anyio's memory object streams."""

    def run_main(main: Callable[..., Awaitable[None]]) -> None:
        async def run() -> None:
            pairs = [anyio.create_memory_object_stream[Any](math.inf) for _ in range(2)]
            try:
                await main(*((send.send_nowait, receive) for send, receive in pairs))
            finally:
                for end in (end for pair in pairs for end in pair):
                    end.close()

        anyio.run(run, backend=backend)

    return run_main


LOOPS: dict[str, Run] = {
    "asyncio": on_asyncio,
    "trio": on_trio,
    "anyio on asyncio": on_anyio("asyncio"),
    "anyio on trio": on_anyio("trio"),
}
each_loop = pytest.mark.parametrize("loop", LOOPS)
each_backend = pytest.mark.parametrize("libname", ["msgspec", "cbor", "ormsgpack"])


class End:
    """One end of a dialog: bytes go out, messages come in."""

    def __init__(self, codec: MsgCodec, out: Wire, into: Wire) -> None:
        self._codec, self._send, self._chan = codec, out[0], into[1]

    def send(self, msg: Any) -> None:
        self._send(self._codec.encode(msg))

    def send_bytes(self, data: bytes) -> None:
        self._send(data)

    async def receive(self) -> Any:
        get = getattr(self._chan, "receive", None) or self._chan.get
        return self._codec.decode(await get())


@each_loop
@each_backend
def test_a_violation_goes_back_to_its_sender(loop: str, libname: str) -> None:
    """A bad Yield is refused by the receiver, and raised where it came from, with it all."""
    codec = mk_codec(libname=libname)
    bad = {"x": 1, "y": [None, "é", b"\xff", 1.5]}

    async def main(there: Wire, back: Wire) -> None:
        sender, receiver = End(codec, there, back), End(codec, back, there)
        spec = mk_dec(Point, libname=libname)
        sender.send_bytes(validate_payload_msg(Started("c7", Point(1, 2)), Point(1, 2), codec))
        sender.send(Yield("c7", Point(3, 4)))
        sender.send(Yield("c7", bad))

        pld_rx = PldRx(spec)
        assert await pld_rx.recv_pld(receiver, Started) == Point(1, 2)
        msg, pld = await pld_rx.recv_msg(receiver, Yield)
        assert (type(msg), pld) == (Yield, Point(3, 4))
        with pytest.raises(MsgTypeError) as refused:
            await pld_rx.recv_pld(receiver)
        receiver.send(pack_error(refused.value, src_uid=("worker", "u1")))

        with pytest.raises(MsgTypeError) as raised:
            await PldRx(mk_dec(None | int, libname=libname)).recv_pld(sender, Return)
        error = raised.value
        assert isinstance(error, RemoteMsgTypeError)
        assert error.message == str(refused.value)
        assert error.bad_msg == Yield("c7", bad)
        assert error.bad_msg_as_dict == {"msg_type": "Yield", "cid": "c7", "pld": bad}
        assert (error.expected_msg_type, error.cid) == (Yield, "c7")
        assert error.src_uid == ("worker", "u1")

    LOOPS[loop](main)


@each_backend
def test_a_violation_in_a_task_group_goes_back_in_its_group(libname: str) -> None:
    """Where a task group raised it, the sender gets the group, and in it the violation."""
    codec = mk_codec(libname=libname)
    pld_rx = PldRx(mk_dec(int, libname=libname))

    async def main(there: Wire, _back: Wire) -> None:
        End(codec, there, there).send(Yield("c7", "x"))
        receiver = End(codec, there, there)
        with pytest.raises(ExceptionGroup) as caught:
            async with anyio.create_task_group() as group:
                group.start_soon(pld_rx.recv_pld, receiver)
        data = codec.encode(pack_error(caught.value, "c7"))
        remote = unpack_error(codec.decode(data))
        assert isinstance(remote, RemoteExceptionGroup)
        (refusal,) = remote.exceptions
        assert isinstance(refusal, MsgTypeError)
        assert (refusal.bad_msg, refusal.cid) == (Yield("c7", "x"), "c7")

    for loop in LOOPS.values():
        loop(main)


@each_loop
def test_a_stream_ends_with_stop(loop: str) -> None:
    """Values come until the peer's Stop, raised or passed through; then the result."""

    async def main(there: Wire, _back: Wire) -> None:
        codec = mk_codec(libname="cbor")
        end = End(codec, there, there)
        pld_rx = PldRx(mk_dec(int, libname="cbor"))
        for msg in (Yield("c", 1), Yield("c", 2), Stop("c"), Stop("c"), Return("c", 3)):
            end.send(msg)
        assert [await pld_rx.recv_pld(end), await pld_rx.recv_pld(end)] == [1, 2]
        with pytest.raises(StreamStopped):
            await pld_rx.recv_pld(end)
        assert await pld_rx.recv_msg(end, raise_stop=False) == (Stop("c"), Stop("c"))
        assert await pld_rx.recv_pld(end, Return) == 3

    LOOPS[loop](main)


@each_loop
def test_what_is_there_already_is_received_without_waiting(loop: str) -> None:
    """The message that is next comes at once; where none is, the channel says so."""
    empty: tuple[type[Exception], ...] = (asyncio.QueueEmpty, trio.WouldBlock, anyio.WouldBlock)

    async def main(there: Wire, _back: Wire) -> None:
        codec = mk_codec()
        pld_rx = PldRx(mk_dec(int))
        send, chan = there
        send(codec.decode(codec.encode(Yield("c", 1))))
        msg, pld = pld_rx.recv_msg_nowait(chan, Yield)
        assert (type(msg), pld) == (Yield, 1)
        with pytest.raises(empty):
            pld_rx.recv_msg_nowait(chan)
        send(codec.decode(codec.encode(Yield("c", "x"))))
        _, error = pld_rx.recv_msg_nowait(chan, raise_error=False)
        assert isinstance(error, MsgTypeError)
        send(codec.decode(codec.encode(Yield("c", 2))))
        assert await pld_rx.recv_pld(chan) == 2

    LOOPS[loop](main)


@each_loop
def test_cancelled_receiving_loses_nothing(loop: str) -> None:
    """A receiver that is cancelled while it waits leaves the next message to the next."""

    async def main(there: Wire, _back: Wire) -> None:
        codec = mk_codec()
        pld_rx = PldRx(mk_dec(int))
        send, chan = there
        ended: list[str] = []

        async def waiting() -> None:
            try:
                with apply_pld_rx(pld_rx), limit_plds(str):
                    await pld_rx.recv_pld(chan)
            finally:
                ended.append(pld_rx.pld_dec.spec_str)

        async with anyio.create_task_group() as group:
            group.start_soon(waiting)
            await anyio.wait_all_tasks_blocked()
            assert pld_rx.pld_dec.spec is str
            group.cancel_scope.cancel()
        assert ended == ["int"]
        with pytest.raises(LookupError):
            current_pld_rx()
        send(codec.decode(codec.encode(Yield("c", 1))))
        assert await pld_rx.recv_pld(chan) == 1

    LOOPS[loop](main)


@each_loop
def test_dialogs_side_by_side_have_their_own_receivers(loop: str) -> None:
    """Each task limits its own dialog, and the tasks that it starts are of that dialog."""

    async def main(_there: Wire, _back: Wire) -> None:
        seen: dict[str, str] = {}
        all_in = anyio.Event()

        async def child(name: str) -> None:
            seen[name] = current_pld_rx().pld_dec.spec_str

        async def dialog(name: str, spec: Any) -> None:
            pld_rx = PldRx(mk_dec(int))
            with apply_pld_rx(pld_rx), limit_plds(spec):
                await all_in.wait()
                async with anyio.create_task_group() as inner:
                    inner.start_soon(child, name)
            assert pld_rx.pld_dec.spec is int

        async with anyio.create_task_group() as group:
            group.start_soon(dialog, "one", str)
            group.start_soon(dialog, "two", bytes)
            await anyio.wait_all_tasks_blocked()
            all_in.set()
        assert seen == {"one": "str", "two": "bytes"}

    LOOPS[loop](main)


@each_backend
def test_a_remote_exception_is_raised_where_it_is_awaited(libname: str) -> None:
    """An Error in place of a value raises, for each loop alike."""
    codec = mk_codec(libname=libname)

    async def main(there: Wire, _back: Wire) -> None:
        end = End(codec, there, there)
        msg = pack_error(ZeroDivisionError("far"), "c")
        assert type(msg) is Error
        end.send(msg)
        with pytest.raises(RemoteActorError, match="ZeroDivisionError: far"):
            await PldRx(mk_dec(int, libname=libname)).recv_pld(end, Yield)

    for loop in LOOPS.values():
        loop(main)
