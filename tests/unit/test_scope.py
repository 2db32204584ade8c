"""``apply_codec`` and its kin: what is current, and what is there again afterwards."""

from __future__ import annotations

import contextvars
import subprocess
import sys
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from codecs_core import (
    MsgTypeError,
    UnknownBackendError,
    Yield,
    apply_codec,
    current_codec,
    default_codec,
    limit_msg_spec,
    mk_codec,
)

INTS = mk_codec(int)
TEXTS = mk_codec(str, "cbor")


def test_default_leaves_payloads_undecoded() -> None:
    """Where nothing was applied one default codec applies, its payload spec Raw."""
    assert current_codec() is default_codec()
    assert current_codec().pld_spec is msgspec.Raw


def test_importing_builds_no_codec() -> None:
    """To import the package loads no backend: the default is built when first asked for."""
    code = (
        "import sys, codecs_core\n"
        "assert 'codecs_core_msgspec' not in sys.modules\n"
        "codecs_core.current_codec()\n"
        "assert 'codecs_core_msgspec' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603  our own code


def test_threads_get_one_default() -> None:
    """Threads that ask at once get the same default codec."""
    got: list[Any] = []
    threads = [threading.Thread(target=lambda: got.append(current_codec())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(codec is default_codec() for codec in got)
    assert len(got) == 8


def test_apply_codec_yields_it_and_restores() -> None:
    """Within the block the codec is current; after it what was there before."""
    with apply_codec(INTS) as codec:
        assert codec is INTS
        assert current_codec() is INTS
        with apply_codec(TEXTS):
            assert current_codec() is TEXTS
        assert current_codec() is INTS
    assert current_codec() is default_codec()


def test_applying_what_is_applied_is_allowed() -> None:
    """The same codec twice is no mistake, and each block undoes its own."""
    with apply_codec(INTS):
        with apply_codec(INTS):
            assert current_codec() is INTS
        assert current_codec() is INTS
        with apply_codec(default_codec()):
            assert current_codec() is default_codec()
        assert current_codec() is INTS
    assert current_codec() is default_codec()


@pytest.mark.parametrize("exit_by", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_a_block_that_raises_is_undone(exit_by: type[BaseException]) -> None:
    """However the block ends, the codec before it is current again."""
    with apply_codec(INTS):
        with pytest.raises(exit_by), apply_codec(TEXTS):
            raise exit_by
        assert current_codec() is INTS


def test_what_is_no_codec_is_refused() -> None:
    """A name or a class in a codec's place is told at once."""
    with pytest.raises(TypeError, match="MsgCodec, not str"):
        apply_codec("cbor").__enter__()  # type: ignore[arg-type]  # on purpose
    assert current_codec() is default_codec()


def test_only_the_dialog_is_overridden() -> None:
    """With ctx the dialog's own codec changes, and the task's does not."""
    dialog = SimpleNamespace(pld_codec=None)
    with apply_codec(INTS, ctx=dialog):
        assert dialog.pld_codec is INTS
        assert current_codec() is default_codec()
        with pytest.raises(ZeroDivisionError), apply_codec(TEXTS, ctx=dialog):
            1 / (dialog.pld_codec is not TEXTS)
        assert dialog.pld_codec is INTS
    assert dialog.pld_codec is None


def test_a_dialog_needs_the_attribute() -> None:
    """An object without pld_codec is no dialog; it gets none by mistake."""
    nothing: Any = SimpleNamespace()
    with pytest.raises(AttributeError, match="pld_codec"):
        apply_codec(INTS, ctx=nothing).__enter__()
    assert not vars(nothing)


def test_limit_msg_spec_keeps_the_channel() -> None:
    """A new spec, on the wire of the codec in force: its backend, order and strictness."""
    outer = mk_codec(libname="cbor", order="deterministic", strict=False)
    with apply_codec(outer), limit_msg_spec(int | None) as codec:
        assert current_codec() is codec
        assert codec.pld_spec == int | None
        assert (codec.libname, codec.enc.order, codec.dec.strict) == (
            "cbor",
            "deterministic",
            False,
        )
        assert codec.decode(outer.encode(Yield("c", 5))) == Yield("c", 5)
    assert current_codec() is default_codec()


def test_limit_msg_spec_takes_the_keywords_of_mk_codec() -> None:
    """What is given wins over what is in force."""
    with limit_msg_spec(int, libname="ormsgpack", strict=False) as codec:
        assert (codec.libname, codec.dec.strict) == ("ormsgpack", False)
        with pytest.raises(MsgTypeError):
            codec.decode(codec.encode(Yield("c", [])))
    with pytest.raises(UnknownBackendError):
        limit_msg_spec(int, libname="nope").__enter__()
    assert current_codec() is default_codec()


def test_a_copied_context_brings_the_codec_to_a_thread() -> None:
    """A thread run in a copy of the context sees the codec; what it applies stays there."""
    seen: list[Any] = []
    applied, leave = threading.Event(), threading.Event()

    def work() -> None:
        seen.append(current_codec())
        with apply_codec(TEXTS):
            applied.set()
            leave.wait()
            seen.append(current_codec())
        seen.append(current_codec())

    with apply_codec(INTS):
        thread = threading.Thread(target=contextvars.copy_context().run, args=(work,))
        thread.start()
        applied.wait()
        assert current_codec() is INTS
    leave.set()
    thread.join()
    # The thread outlived the block: it keeps what it was started with.
    assert seen == [INTS, TEXTS, INTS]
    assert current_codec() is default_codec()


def test_a_thread_of_its_own_sees_the_default() -> None:
    """A context that inherited nothing sees no other's override."""
    seen: list[Any] = []
    with apply_codec(INTS):
        thread = threading.Thread(
            target=contextvars.Context().run, args=(lambda: seen.append(current_codec()),)
        )
        thread.start()
        thread.join()
    assert seen == [default_codec()]


def applying(codec: Any) -> Iterator[None]:
    with apply_codec(codec):
        yield


def test_overlapping_blocks_undo_their_own() -> None:
    """Two generators that are not nested leave nothing behind, in either order of ending."""
    for first in (0, 1):
        both = [applying(INTS), applying(TEXTS)]
        for one in both:
            next(one)
        assert current_codec() is TEXTS
        both.pop(first).close()  # type: ignore[attr-defined]  # generators have it
        assert current_codec() is (TEXTS if first == 0 else INTS)
        both.pop().close()  # type: ignore[attr-defined]  # as above
        assert current_codec() is default_codec()


def test_leaving_in_another_context_undoes_both() -> None:
    """A block left in a copy of its context is undone there, and where it was entered."""
    block = applying(INTS)
    next(block)
    copied = contextvars.copy_context()
    still = contextvars.copy_context()

    def leave() -> Any:
        block.close()  # type: ignore[attr-defined]  # generators have it
        return current_codec()

    assert copied.run(leave) is default_codec()
    assert current_codec() is default_codec()
    assert still.run(current_codec) is INTS  # as a task that was started within the block
    with apply_codec(TEXTS):
        assert current_codec() is TEXTS
    assert current_codec() is default_codec()


def test_leaving_in_a_context_that_never_saw_it_changes_nothing_there() -> None:
    """A block left where another codec applies leaves that one alone."""
    block = applying(INTS)
    next(block)

    def elsewhere() -> list[Any]:
        with apply_codec(TEXTS):
            block.close()  # type: ignore[attr-defined]  # generators have it
            within = current_codec()
        return [within, current_codec()]

    assert contextvars.Context().run(elsewhere) == [TEXTS, default_codec()]
    assert current_codec() is default_codec()
