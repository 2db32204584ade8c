"""Scopes among tasks: seen by those that a task starts, by nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import anyio
import anyio.to_thread
import pytest
import trio

from codecs_core import MsgCodec, apply_codec, current_codec, default_codec, mk_codec

INTS = mk_codec(int)
TEXTS = mk_codec(str, "cbor")

each_loop = pytest.mark.parametrize("loop", ["asyncio", "trio"])


def test_asyncio_siblings_and_parent_see_nothing() -> None:
    """A task's codec is its own and its children's; asyncio's siblings keep theirs."""

    async def main() -> None:
        applied, asked = asyncio.Event(), asyncio.Event()

        async def child() -> MsgCodec:
            return current_codec()

        async def narrowing() -> MsgCodec:
            with apply_codec(INTS):
                applied.set()
                await asked.wait()
                return await asyncio.create_task(child())

        async def sibling() -> MsgCodec:
            await applied.wait()
            seen = current_codec()
            asked.set()
            return seen

        async with asyncio.TaskGroup() as group:
            other = group.create_task(sibling())
            narrowed = group.create_task(narrowing())
            await applied.wait()
            assert current_codec() is default_codec()
        assert other.result() is default_codec()
        assert narrowed.result() is INTS

    asyncio.run(main())


def test_trio_siblings_and_parent_see_nothing() -> None:
    """A task's codec is its own and its children's; trio's siblings keep theirs."""
    seen: dict[str, MsgCodec] = {}

    async def main() -> None:
        applied, asked = trio.Event(), trio.Event()

        async def child() -> None:
            seen["child"] = current_codec()

        async def narrowing() -> None:
            with apply_codec(INTS):
                applied.set()
                await asked.wait()
                async with trio.open_nursery() as inner:
                    inner.start_soon(child)

        async def sibling() -> None:
            await applied.wait()
            seen["sibling"] = current_codec()
            asked.set()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(sibling)
            nursery.start_soon(narrowing)
            await applied.wait()
            seen["parent"] = current_codec()

    trio.run(main)
    assert seen == {"child": INTS, "sibling": default_codec(), "parent": default_codec()}


def test_asyncio_cancellation_restores() -> None:
    """A cancelled block is undone before the task goes on."""
    seen: list[MsgCodec] = []

    async def main() -> None:
        applied = asyncio.Event()

        async def cancelled() -> None:
            with apply_codec(TEXTS):
                try:
                    with apply_codec(INTS):
                        applied.set()
                        await asyncio.Event().wait()
                except asyncio.CancelledError:
                    seen.append(current_codec())
                    raise

        task = asyncio.create_task(cancelled())
        await applied.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert seen == [TEXTS]


def test_trio_cancellation_restores() -> None:
    """A cancelled block is undone before the task goes on."""

    async def main() -> None:
        with trio.CancelScope() as scope, apply_codec(INTS):
            scope.cancel()
            await trio.sleep_forever()
        assert scope.cancelled_caught
        assert current_codec() is default_codec()

    trio.run(main)


@each_loop
def test_a_child_that_outlives_the_block_keeps_the_codec(loop: str) -> None:
    """A task goes on with the codec that it was started with."""

    async def main() -> None:
        seen: list[MsgCodec] = []
        ended = anyio.Event()

        async def child() -> None:
            seen.append(current_codec())
            await ended.wait()
            seen.append(current_codec())
            with apply_codec(TEXTS):
                seen.append(current_codec())
            seen.append(current_codec())

        async with anyio.create_task_group() as group:
            with apply_codec(INTS):
                group.start_soon(child)
                await anyio.wait_all_tasks_blocked()
            ended.set()
            assert current_codec() is default_codec()
        assert seen == [INTS, INTS, TEXTS, INTS]

    anyio.run(main, backend=loop)


@each_loop
def test_worker_threads_see_the_codec(loop: str) -> None:
    """A worker thread is part of the task that waits for it."""

    async def main() -> None:
        with apply_codec(INTS):
            assert await anyio.to_thread.run_sync(current_codec) is INTS
        assert await anyio.to_thread.run_sync(current_codec) is default_codec()

    anyio.run(main, backend=loop)


async def numbers(codec: Any) -> AsyncIterator[int]:
    with apply_codec(codec):
        yield 1
        yield 2


@each_loop
def test_a_generator_closed_by_another_task_leaves_nothing(loop: str) -> None:
    """An async generator may end in another task: both have their own codec afterwards."""

    async def main() -> None:
        stream: Any = numbers(INTS)
        assert await anext(stream) == 1

        async def closer() -> None:
            with apply_codec(TEXTS):
                await stream.aclose()
                assert current_codec() is TEXTS

        async with anyio.create_task_group() as group:
            group.start_soon(closer)
        assert current_codec() is default_codec()

    anyio.run(main, backend=loop)


def test_a_forgotten_generator_leaves_nothing() -> None:
    """A generator that the event loop finalizes when it shuts down restores as well."""

    async def main() -> Any:
        stream: Any = numbers(INTS)
        assert await anext(stream) == 1
        return stream

    asyncio.run(main())
    assert current_codec() is default_codec()
