"""Exceptions of peers, as a handler here catches them; the tree is in codecs_core.errors."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from codecs_core import errors
from codecs_core.errors import CodecError, MsgTypeError, Uid

__all__ = ["RemoteActorError", "RemoteExceptionGroup", "RemoteMsgTypeError", "printable"]

_MOST_SHOWN = 4096
_MOST_HOPS = 16


class RemoteActorError(CodecError):
    """An exception that a peer raised, as far as its ``Error`` tells.

    Attributes
    ----------
    message: what it said (``args[0]``), raw; ``str()`` of this error is one printable line.
    src_uid: whose exception it was first; ``src_type_str`` is its type's name there.
    boxed_type_str: the name of the type to take it for; see :attr:`boxed_type`.
    relay_path: who passed it on, in order; the source is not among them.
    tb_str: the traceback at the source, raw.
    canceller, sender, cid: as in :class:`codecs_core.Error`.

    Everything in it is the peer's word, and may be a lie.
    """

    def __init__(
        self,
        message: str = "",
        *,
        src_uid: Uid = ("", ""),
        src_type_str: str = "",
        boxed_type_str: str = "",
        relay_path: Sequence[Uid] = (),
        tb_str: str = "",
        canceller: Uid | None = None,
        sender: Uid | None = None,
        cid: str | None = None,
    ) -> None:
        super().__init__(message)
        self.src_uid = src_uid
        self.src_type_str = src_type_str
        self.boxed_type_str = boxed_type_str
        self.relay_path: list[Uid] = list(relay_path)
        self.tb_str = tb_str
        self.canceller = canceller
        self.sender = sender
        self.cid = cid

    @property
    def message(self) -> str:
        """What the exception said, as the peer gave it."""
        return str(self.args[0]) if self.args else ""

    @property
    def boxed_type(self) -> type[BaseException] | None:
        """The local class that ``boxed_type_str`` names, if it is one we may know.

        Only builtin exceptions and this package's own are: nothing is looked up elsewhere,
        let alone imported, because a peer named it.
        """
        return _LOCAL_TYPES.get(self.boxed_type_str)

    def __str__(self) -> str:
        hops = [self.src_uid, *self.relay_path[:_MOST_HOPS]]
        text = f"{self.boxed_type_str or 'an error'}: {self.message[:_MOST_SHOWN]}"
        if any(map(any, hops)):
            text += f" (from {' via '.join(map('/'.join, hops))})"
        # A peer's text must not forge lines of a log or drive a terminal.
        return printable(text[: 2 * _MOST_SHOWN])


def printable(text: str) -> str:
    """Return *text* on one line, what no terminal should see as its escape."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


class RemoteMsgTypeError(RemoteActorError, MsgTypeError):
    """The peer refused a value that we sent, or passes such a refusal on.

    ``bad_msg``, ``bad_msg_as_dict``, ``expected_msg_type`` and ``cid`` are filled in as far
    as the peer shows them; the violation itself is told by the text alone.
    """


class RemoteExceptionGroup(  # noqa: N818  as the builtin it is
    RemoteActorError, ExceptionGroup[RemoteActorError]
):
    """Several exceptions that a peer raised together; ``except*`` takes it apart.

    ``exceptions`` holds the members, each a :class:`RemoteActorError`.
    """

    if TYPE_CHECKING:

        @property
        def exceptions(self) -> tuple[RemoteActorError, ...]:
            """The members."""

    def __new__(  # noqa: D102  see the class
        cls, message: str, exceptions: Sequence[RemoteActorError], **_: Any
    ) -> RemoteExceptionGroup:
        return super().__new__(cls, message, exceptions)

    def __init__(
        self, message: str, exceptions: Sequence[RemoteActorError], **about: Any
    ) -> None:
        super().__init__(message, **about)
        self.args: tuple[Any, ...] = (message, list(exceptions))  # for pickle

    def derive(  # type: ignore[override]  # members are always of the one kind
        self, excs: Sequence[RemoteActorError]
    ) -> RemoteExceptionGroup:
        """Return a group of *excs* that tells the same about itself."""
        part = type(self)(self.message, excs)
        vars(part).update(vars(self))
        return part


_LOCAL_TYPES: dict[str, type[BaseException]] = {
    name: value
    for module in (builtins, errors)
    for name, value in vars(module).items()
    if isinstance(value, type) and issubclass(value, BaseException)
}
"""The closed table of what a peer may name, fixed when this is imported."""

_LOCAL_TYPES |= {
    cls.__name__: cls for cls in (RemoteActorError, RemoteMsgTypeError, RemoteExceptionGroup)
}
