"""Which codec applies here: one override per task, undone at the end of its block.

The wire belongs to a channel, the payload spec to a task or a dialog. A task that narrows
its spec must not narrow that of its siblings, so the codec in force is a context variable:
a task sees what it applied, and so do the tasks that it starts, from then on and for their
whole life.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

from codecs_core.codec import MsgCodec, mk_codec

__all__ = [
    "Dialog",
    "Override",
    "apply_codec",
    "current_codec",
    "default_codec",
    "limit_msg_spec",
]

T = TypeVar("T")


class Override(Generic[T]):
    """A context variable whose overrides end right, wherever and in whatever order.

    Blocks of async generators may overlap in one task without being nested, and may be left
    in another context than they were entered in, where ``ContextVar.reset`` refuses. So a
    block that ends is marked, and what is marked is undone as soon as it comes to the top
    in the context that it was entered in.
    """

    def __init__(self, name: str) -> None:
        self._top: ContextVar[_Layer[T] | None] = ContextVar(name, default=None)

    def get(self) -> T | None:
        """Return what was applied last here and has not ended, or ``None``."""
        top = self._settled()
        return None if top is None else top.value

    @contextmanager
    def applied(self, value: T) -> Iterator[T]:
        """Apply *value* until the end of the block."""
        self._settled()
        layer = _Layer(value)
        layer.token = self._top.set(layer)
        try:
            yield value
        finally:
            self._end(layer)

    def _end(self, layer: _Layer[T]) -> None:
        layer.ended = True
        if self._top.get() is layer and not self._undone(layer):
            self._top.set(layer.below())  # a copy of the context that it was entered in
        self._settled()

    def _settled(self) -> _Layer[T] | None:
        """Undo the ended layers on the top, and return what is then the top."""
        top = self._top.get()
        while top is not None and top.ended and self._undone(top):
            top = self._top.get()
        return top

    def _undone(self, layer: _Layer[T]) -> bool:
        """Undo *layer* if this is the context that it was entered in, and tell if it is."""
        try:
            self._top.reset(layer.token)
        except (ValueError, RuntimeError):
            # Another context's, or undone there already: a task that inherited it keeps it.
            return False
        return True


class _Layer(Generic[T]):
    """One block's override."""

    __slots__ = ("ended", "token", "value")

    token: Token[_Layer[T] | None]

    def __init__(self, value: T) -> None:
        self.value = value
        self.ended = False

    def below(self) -> _Layer[T] | None:
        """Return what was there before."""
        before = self.token.old_value
        return before if isinstance(before, _Layer) else None


class Dialog(Protocol):
    """Any object with a codec of its own for payloads."""

    pld_codec: Any


_applied: Override[MsgCodec] = Override("codecs_core.codec")
_default: list[MsgCodec] = []
_building = Lock()


def default_codec() -> MsgCodec:
    """Return the codec that applies where none was applied.

    It is ``mk_codec()``: payloads are left undecoded (``msgspec.Raw``). Built when first
    asked for, and from then on the same one everywhere.
    """
    if not _default:
        with _building:
            if not _default:
                _default.append(mk_codec())
    return _default[0]


def current_codec() -> MsgCodec:
    """Return the codec in force here: what :func:`apply_codec` set, or the default."""
    return _applied.get() or default_codec()


@contextmanager
def apply_codec(codec: MsgCodec, *, ctx: Dialog | None = None) -> Iterator[MsgCodec]:
    """Make *codec* the current one until the end of the block, and yield it.

    It applies in this task and in those that it starts within the block; they keep it when
    they outlive the block. Neither the parent nor a sibling ever sees it. What was there
    before is there again afterwards, also when the block raises or is cancelled.

    With *ctx* only the dialog's ``ctx.pld_codec`` is overridden. It is one attribute for
    all the tasks that share the dialog, so their blocks must end in reverse order.

    Raises ``TypeError`` where *codec* is no :class:`MsgCodec`, and ``AttributeError`` where
    *ctx* has no ``pld_codec``.
    """
    if not isinstance(codec, MsgCodec):
        raise TypeError(f"apply_codec() takes a MsgCodec, not {type(codec).__name__}")
    if ctx is None:
        with _applied.applied(codec):
            yield codec
        return
    before = ctx.pld_codec
    ctx.pld_codec = codec
    try:
        yield codec
    finally:
        ctx.pld_codec = before


@contextmanager
def limit_msg_spec(payload_spec: Any, **codec_kwargs: Any) -> Iterator[MsgCodec]:
    """Apply a new codec whose payloads are *payload_spec* until the end of the block.

    *codec_kwargs* are those of :func:`mk_codec`. What belongs to the channel
    (``libname``, ``order``, ``trust_raw`` ...) is the current codec's unless given; hooks
    and ext types belong to the spec, and are given with it.

    Raises as :func:`mk_codec`.
    """
    channel = current_codec().channel_options
    with apply_codec(mk_codec(payload_spec, **(channel | codec_kwargs))) as codec:
        yield codec
