"""The message set: ten small Structs that carry remote tasks between processes.

A dialog opens with :class:`Start` and :class:`StartAck` (and :class:`Started` for a
context), may stream :class:`Yield` until :class:`Stop`, and ends with exactly one of
:class:`Return`, :class:`Error` or :class:`CancelAck`. Class names, field names, their order
and their types *are* the protocol: another implementation must be able to read the bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar, Union

import msgspec

__all__ = [
    "Aid",
    "CancelAck",
    "Error",
    "Msg",
    "MsgType",
    "PayloadMsg",
    "PayloadT",
    "Return",
    "SpawnSpec",
    "Start",
    "StartAck",
    "Started",
    "Stop",
    "Yield",
    "__msg_spec__",
    "__msg_types__",
    "mk_msg_spec",
]

PayloadT = TypeVar("PayloadT")
"""The type of the payload that a :class:`PayloadMsg` boxes."""


class PayloadMsg(msgspec.Struct, Generic[PayloadT], tag=True, tag_field="msg_type"):
    """Abstract: boxes one payload of a dialog. Never on the wire itself."""

    cid: str
    pld: PayloadT


if TYPE_CHECKING:
    Msg: TypeAlias = PayloadMsg[PayloadT]
else:
    Msg = PayloadMsg
"""The short name of :class:`PayloadMsg`."""


class Aid(msgspec.Struct, tag=True, tag_field="msg_type", eq=False):
    """Who is calling: the first message that two peers exchange.

    Two ``Aid`` are equal, and hash alike, when their ``uuid`` are: the rest is description.
    """

    name: str
    uuid: str
    pid: int | None = None
    is_registrar: bool | None = None
    is_probe: bool = False

    @property
    def uid(self) -> tuple[str, str]:
        """The identity as the other messages carry it: ``(name, uuid)``."""
        return (self.name, self.uuid)

    def __eq__(self, other: object) -> bool:
        return self.uuid == other.uuid if isinstance(other, Aid) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.uuid)


class SpawnSpec(msgspec.Struct, tag=True, tag_field="msg_type"):
    """From a parent to its new child, right after :class:`Aid`: how to come up."""

    _parent_main_data: dict[Any, Any]
    _runtime_vars: dict[str, Any]
    enable_modules: dict[str, str]
    reg_addrs: list[tuple[str, str | int]]
    bind_addrs: list[tuple[str, str | int]] | None


class Start(msgspec.Struct, tag=True, tag_field="msg_type"):
    """Please run ``ns:func(**kwargs)`` as a task, on behalf of ``uid``."""

    cid: str
    ns: str
    func: str
    kwargs: dict[str, Any]
    uid: tuple[str, str]
    pld_spec: str = str(Any)


class StartAck(msgspec.Struct, tag=True, tag_field="msg_type"):
    """The answer to :class:`Start`: what kind of callable it is."""

    cid: str
    functype: Literal["asyncfunc", "asyncgen", "context"]


class Started(PayloadMsg[PayloadT], Generic[PayloadT], tag=True):
    """The first value of a context, given exactly once."""


class Yield(PayloadMsg[PayloadT], Generic[PayloadT], tag=True):
    """One value of a stream."""


class Stop(msgspec.Struct, tag=True, tag_field="msg_type"):
    """The stream ends."""

    cid: str


class Return(PayloadMsg[PayloadT], Generic[PayloadT], tag=True):
    """The final value of a task."""


class CancelAck(PayloadMsg[bool], tag=True):
    """The answer to a cancel request; its payload is a bool whatever the payload spec."""

    cid: str
    pld: bool


class Error(msgspec.Struct, tag=True, tag_field="msg_type"):
    """A remote exception, boxed for relay.

    ``_bad_msg.pld`` may be a ``msgspec.Raw``: the offending payload as it came.
    """

    src_uid: tuple[str, str]
    src_type_str: str
    boxed_type_str: str
    relay_path: list[tuple[str, str]]
    message: str | None = None
    tb_str: str = ""
    canceller: tuple[str, str] | None = None
    sender: tuple[str, str] | None = None
    cid: str | None = None
    _bad_msg: Started[Any] | Yield[Any] | Return[Any] | None = None
    _bad_msg_as_dict: dict[Any, Any] | None = None


_RUNTIME_MSGS: list[type[msgspec.Struct]] = [
    Aid,
    SpawnSpec,
    Start,
    StartAck,
    Stop,
    CancelAck,
    Error,
]
_PAYLOAD_MSGS: list[Any] = [Started, Yield, Return]

__msg_types__: list[type[msgspec.Struct]] = [*_RUNTIME_MSGS, *_PAYLOAD_MSGS]
"""Every concrete message: the runtime ones, then those that box a payload."""

if TYPE_CHECKING:
    _Box: TypeAlias = Started[Any] | Yield[Any] | Return[Any]
else:
    _Box = Started | Yield | Return  # bare, so that isinstance() takes the union

MsgType: TypeAlias = Aid | SpawnSpec | Start | StartAck | Stop | CancelAck | Error | _Box
"""The union of the ten concrete messages."""

__msg_spec__: TypeAlias = MsgType


def mk_msg_spec(payload_type: Any = Any) -> Any:
    """Return the union of the message set with payloads of *payload_type*.

    ``Started``, ``Yield`` and ``Return`` are specialised to it; the runtime messages, and
    ``CancelAck`` with its bool, are the same in every spec.
    """
    boxes = [message[payload_type] for message in _PAYLOAD_MSGS]
    return Union[(*_RUNTIME_MSGS, *boxes)]
