"""Boxed errors: an exception as an ``Error`` message, and back as a ``RemoteActorError``.

An ``Error`` carries texts and plain data only. On the way out everything is cut to a bound
and to what every wire carries, so a packed error can be encoded whatever the exception
holds: at most 8 KiB of message, 32 KiB of traceback, 16 KiB of the bad message (which goes
out twice: as a message and as a dict), 32 hops; with all the members of a group never more
than 512 KiB as MessagePack or CBOR. On the way in nothing is imported, looked up or called
because a peer named it.

**Groups.** The protocol's fields are fixed, so the members of an exception group travel in
the one field that holds data and that a group has no other use for::

    _bad_msg_as_dict = {"exceptions": [{"msg_type": "Error", ...}, ...]}

Each member is an ``Error`` of its own, as a dict; a member may be a group again. At most
32 are kept, all levels counted, each with 1 KiB of message and 4 KiB of traceback; the
group's message says how many were left out. An implementation that does not know the key
sees one ``Error`` whose traceback tells of all.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from codecs_core.boxed.portable import clip, portable, type_name
from codecs_core.boxed.remote import (
    RemoteActorError,
    RemoteExceptionGroup,
    RemoteMsgTypeError,
    printable,
)
from codecs_core.boxed.telling import said, traceback_of
from codecs_core.errors import MsgTypeError, Uid
from codecs_core.msg.types import Error, Return, Started, Yield
from codecs_core.rebuild import TAG_FIELD, msg_type_of, with_message

__all__ = ["MEMBERS_KEY", "pack_error", "unpack_error"]

MEMBERS_KEY = "exceptions"
"""Where the members of a group travel in ``_bad_msg_as_dict``."""

_MTE = MsgTypeError.__name__
_BOXES: dict[Any, Any] = {box.__name__: box for box in (Started, Yield, Return)}
_NATIVE = (bytes, bytearray, memoryview, datetime)
_NOBODY: Uid = ("", "")

_KIB = 1024
_MOST_NAME = 128
_MOST_CID = 1 * _KIB
_MOST_MEMBERS = 32
_MOST_LEVELS = 8


class _Bounds(NamedTuple):
    """How much of one exception goes out: bytes of UTF-8, bytes of data, hops."""

    message: int
    tb_str: int
    data: int
    hops: int


_WHOLE = _Bounds(message=8 * _KIB, tb_str=32 * _KIB, data=16 * _KIB, hops=32)
_MEMBER = _Bounds(message=1 * _KIB, tb_str=4 * _KIB, data=2 * _KIB, hops=8)


def pack_error(
    exc: BaseException,
    cid: str | None = None,
    src_uid: Uid | None = None,
    relay_path: Sequence[Uid] | None = (),
) -> Error:
    """Return *exc* as a message that every backend can encode. Never raises.

    Parameters
    ----------
    exc: any exception. A :class:`MsgTypeError` takes its message along, a group its
        members, a :class:`RemoteActorError` all that it knows: who relays an error packs
        what was unpacked.
    cid: the dialog to tell; by default the one that *exc* itself belongs to.
    src_uid: who packs. A local exception is this actor's own; one that is relayed stays
        its source's, and this actor is its ``sender``.
    relay_path: the hops to *add* to the path so far: for a relay, usually its own uid.
    """
    try:
        packer = _Packer(_uid(src_uid), [hop for hop in map(_uid, relay_path or ()) if hop])
        error = packer.pack(exc, _WHOLE)
    except Exception:  # such as no stack left: the peer must hear of the failure even so
        error = Error(_NOBODY, "Exception", "Exception", [], "an exception beyond packing")
    if cid is not None:
        error.cid = clip(cid, _MOST_CID)
    return error


class _Packer:
    """Packs one exception, its members with it."""

    def __init__(self, src_uid: Uid | None, relay_path: list[Uid]) -> None:
        self._src_uid = src_uid
        self._relay_path = relay_path
        self._seats = iter(range(_MOST_MEMBERS))

    def pack(self, exc: BaseException, bounds: _Bounds, level: int = 0) -> Error:
        kind, name = type(exc), type_name(exc)
        error = Error(
            src_uid=self._src_uid or _NOBODY,
            src_type_str=name,
            boxed_type_str=_MTE if issubclass(kind, MsgTypeError) else name,
            relay_path=_ends(self._relay_path, bounds.hops),
            message=clip(said(exc), bounds.message),
            sender=self._src_uid,
            cid=_cid_of(exc),
        )
        if issubclass(kind, RemoteActorError):
            self._relay(exc, error, bounds)
        else:
            error.tb_str = clip(traceback_of(exc), bounds.tb_str, tail=True)
        if issubclass(kind, MsgTypeError):
            error._bad_msg, error._bad_msg_as_dict = _bad_msg(exc, bounds.data)
        if issubclass(kind, BaseExceptionGroup) and level < _MOST_LEVELS:
            self._add_members(exc, error, level + 1)
        return error

    def _relay(self, exc: Any, error: Error, bounds: _Bounds) -> None:
        """Let *error* say of a remote exception what its source and the relays said."""
        error.src_uid = _uid(exc.src_uid) or error.src_uid
        error.src_type_str = clip(exc.src_type_str, _MOST_NAME) or error.src_type_str
        error.boxed_type_str = clip(exc.boxed_type_str, _MOST_NAME) or error.boxed_type_str
        hops = [hop for hop in map(_uid, exc.relay_path) if hop]
        error.relay_path = _ends([*hops, *self._relay_path], bounds.hops)
        error.tb_str = clip(exc.tb_str, bounds.tb_str, tail=True)
        error.canceller = _uid(exc.canceller)
        error.sender = error.sender or _uid(exc.sender)

    def _add_members(self, group: Any, error: Error, level: int) -> None:
        members = BaseExceptionGroup.exceptions.__get__(group)
        packed = [
            msgspec.to_builtins(self.pack(member, _MEMBER, level), builtin_types=_NATIVE)
            for member, _ in zip(members, self._seats, strict=False)
        ]
        error._bad_msg_as_dict = {MEMBERS_KEY: packed}
        if len(packed) < len(members):
            error.message = f"{error.message} ({len(members) - len(packed)} more left out)"


def _uid(value: Any) -> Uid | None:
    """Return a uid that can be sent, or ``None`` for what is none or names nobody."""
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        return None
    name, uuid = (clip(part, _MOST_NAME) for part in value)
    return (name, uuid) if name or uuid else None


def _ends(path: list[Uid], most: int) -> list[Uid]:
    """Return *path*, or its first and its last hops where it is longer than *most*."""
    return path if len(path) <= most else [*path[: most // 2], *path[-(most // 2) :]]


def _cid_of(exc: Any) -> str | None:
    cid = exc.cid if issubclass(type(exc), (MsgTypeError, RemoteActorError)) else None
    return clip(cid, _MOST_CID) if isinstance(cid, str) else None


def _bad_msg(exc: Any, max_bytes: int) -> tuple[Any, dict[Any, Any] | None]:
    """Return the message that *exc* refuses, as one of the payload messages and as a dict."""
    bad = exc.bad_msg_as_dict
    tree = portable(exc.bad_msg if bad is None else bad, max_bytes)
    if type(tree) is not dict:
        return None, None
    box, cid = _BOXES.get(tree.get(TAG_FIELD)), tree.get("cid")
    if box is None or type(cid) is not str or "pld" not in tree:
        return None, tree  # the cid itself may be what is wrong, and no peer decodes that
    return box(cid, tree["pld"]), tree


def unpack_error(msg: Error) -> RemoteActorError:
    """Return what a peer's *msg* tells as an exception, ready to be raised.

    It is a :class:`RemoteMsgTypeError`, so also a :class:`MsgTypeError`, where the peer
    refused a value; a :class:`RemoteExceptionGroup`, so also an ``ExceptionGroup``, where
    it sent members; and else a plain :class:`RemoteActorError`, whatever type it names.
    The remote traceback is in its notes, each line marked.

    Raises ``TypeError`` where *msg* is no :class:`Error`.
    """
    if not isinstance(msg, Error):
        raise TypeError(f"unpack_error() takes an Error, not {type(msg).__name__}")
    return _unpacked(msg, iter(range(_MOST_MEMBERS)), 0)


def _unpacked(msg: Error, seats: Iterator[int], level: int) -> RemoteActorError:
    text, about = msg.message or "", _about(msg)
    error: RemoteActorError
    if _MTE in (msg.boxed_type_str, msg.src_type_str):
        error = _refusal(RemoteMsgTypeError(text, **about), msg)
    elif members := _members(msg, seats, level):
        error = RemoteExceptionGroup(text, members, **about)
    else:
        error = RemoteActorError(text, **about)
    if msg.tb_str:
        shown = "\n".join(map(printable, clip(msg.tb_str, _WHOLE.tb_str).split("\n")))
        # Marked, or a peer's text would pass for lines of ours.
        error.add_note(f"The peer's traceback:\n{textwrap.indent(shown, '  | ', bool)}")
    return error


def _about(msg: Error) -> dict[str, Any]:
    return {
        "src_uid": msg.src_uid,
        "src_type_str": msg.src_type_str,
        "boxed_type_str": msg.boxed_type_str,
        "relay_path": msg.relay_path,
        "tb_str": msg.tb_str,
        "canceller": msg.canceller,
        "sender": msg.sender,
        "cid": msg.cid,
    }


def _refusal(error: RemoteMsgTypeError, msg: Error) -> RemoteMsgTypeError:
    """Return *error* with the message that the peer refused, as far as it shows it."""
    tree, box = msg._bad_msg_as_dict, msg._bad_msg
    if tree is None and box is not None:
        tree = {TAG_FIELD: type(box).__name__, "cid": box.cid, "pld": box.pld}
    if msg_type_of(tree) is not None:
        with_message(error, tree)
    error.bad_msg_as_dict = tree
    if box is not None:
        error.bad_msg, error.expected_msg_type = box, type(box)
    if msg.cid is not None:
        error.cid = msg.cid
    return error


def _members(msg: Error, seats: Iterator[int], level: int) -> list[RemoteActorError]:
    """Return the members of the group that *msg* boxes, if it boxes one."""
    tree = msg._bad_msg_as_dict or {}
    packed = tree.get(MEMBERS_KEY)
    if not isinstance(packed, list) or level >= _MOST_LEVELS:
        return []
    taken = [item for item, _ in zip(packed, seats, strict=False)]
    return [_member(item, seats, level + 1) for item in taken]


def _member(item: Any, seats: Iterator[int], level: int) -> RemoteActorError:
    try:
        msg = msgspec.convert(item, Error, builtin_types=_NATIVE)
    except Exception:  # a peer may send anything here
        return RemoteActorError("<a member that is no Error>")
    return _unpacked(msg, seats, level)
