"""The plumbing of ``dialog.py``: a child process, frames on a socket, messages in frames."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from codecs_core import Aid, Error, MsgCodec, MsgDec, PayloadMsg

__all__ = [
    "DialogError",
    "FrameError",
    "Peer",
    "PeerGoneError",
    "child_process",
    "recv_frame",
    "send_frame",
]

MAX_FRAME_BYTES = 1 << 20
TIMEOUT_SECONDS = 20.0

_PREFIX = struct.Struct(">I")
_MsgT = TypeVar("_MsgT")


class DialogError(Exception):
    """A dialog did not go, or did not end, as it should."""


class PeerGoneError(DialogError):
    """The other end has closed the connection."""


class FrameError(DialogError):
    """What came is no frame: cut off, or longer than we agreed to read."""


def send_frame(sock: socket.socket, frame: bytes) -> None:
    """Write *frame* after its length: four bytes, big endian."""
    if len(frame) > MAX_FRAME_BYTES:
        raise FrameError(f"a frame has at most {MAX_FRAME_BYTES} bytes, not {len(frame)}")
    try:
        sock.sendall(_PREFIX.pack(len(frame)) + frame)
    except ConnectionError as exc:
        raise PeerGoneError("the other end is gone") from exc


def recv_frame(sock: socket.socket) -> bytearray:
    """Return the next frame.

    Raises :class:`PeerGoneError` where the stream ends between two frames, and
    :class:`FrameError` where it ends within one, or where a frame is too long.
    """
    prefix = _recv_until(sock, _PREFIX.size)
    if not prefix:
        raise PeerGoneError("the other end has closed the connection")
    if len(prefix) < _PREFIX.size:
        raise FrameError(f"the stream ends after {len(prefix)} bytes of a frame's length")
    (size,) = _PREFIX.unpack(prefix)
    # Before any memory is set aside: the length is the peer's claim.
    if size > MAX_FRAME_BYTES:
        raise FrameError(f"a frame has at most {MAX_FRAME_BYTES} bytes, not {size}")
    frame = _recv_until(sock, size)
    if len(frame) < size:
        raise FrameError(f"the stream ends after {len(frame)} of a frame's {size} bytes")
    return frame


def _recv_until(sock: socket.socket, count: int) -> bytearray:
    """Return *count* bytes, or fewer where the stream ends first."""
    buffer = bytearray(count)
    view, filled = memoryview(buffer), 0
    while filled < count:
        try:
            received = sock.recv_into(view[filled:])
        except ConnectionError as exc:
            raise PeerGoneError("the other end is gone") from exc
        if not received:
            return buffer[:filled]
        filled += received
    return buffer


class Peer:
    """One end of the connection: it sends messages and receives them.

    ``aid`` says who we are. ``tell(outgoing, msg, size_bytes)``, if given, hears of each
    message before it goes out, or once it is decoded.
    """

    def __init__(
        self,
        sock: socket.socket,
        codec: MsgCodec,
        aid: Aid,
        tell: Callable[[bool, Any, int], None] | None = None,
    ) -> None:
        self._sock = sock
        self._tell = tell
        self.codec = codec
        self.aid = aid

    def send(self, msg: Any) -> None:
        """Encode one message and send it."""
        frame = self.codec.encode(msg)
        if self._tell:
            self._tell(True, msg, len(frame))
        send_frame(self._sock, frame)

    def recv(self, *kinds: type[_MsgT], dec: MsgDec | None = None) -> _MsgT:
        """Return the next message, which must be of one of *kinds*.

        The codec decodes the envelope and leaves the payload as ``msgspec.Raw``; the
        dialog's own *dec*, if given, decodes the payload.
        """
        frame = recv_frame(self._sock)
        msg = self.codec.decode(frame)
        if isinstance(msg, PayloadMsg) and dec is not None:
            msg.pld = dec.decode(msg.pld)
        if self._tell:
            self._tell(False, msg, len(frame))
        if not isinstance(msg, kinds):
            wanted = " or ".join(kind.__name__ for kind in kinds)
            why = f": {msg.boxed_type_str}: {msg.message}" if isinstance(msg, Error) else ""
            raise DialogError(f"expected {wanted}, got {type(msg).__name__}{why}")
        return msg


@contextmanager
def child_process(
    target: Callable[[socket.socket, str], None], libname: str
) -> Iterator[socket.socket]:
    """Run ``target(sock, libname)`` in a new process; yield the other end of its socket.

    However the block ends, the child does not outlive it: it finds the connection closed,
    and is killed where it does not heed that. Raises :class:`DialogError` where the child
    leaves before the block ends, or fails.
    """
    ours, theirs = socket.socketpair()
    # A forked child would hold a copy of our end too, and never see it closed.
    process = get_context("spawn").Process(target=target, args=(theirs, libname))
    with ours:
        ours.settimeout(TIMEOUT_SECONDS)
        with theirs:
            process.start()
        try:
            yield ours
        except PeerGoneError as exc:
            _join(process)
            gone = f"the child left in mid-dialog, with exit code {process.exitcode}"
            raise DialogError(gone) from exc
        finally:
            ours.close()
            _join(process)
    if process.exitcode != 0:
        raise DialogError(f"the child failed at its end, with exit code {process.exitcode}")


def _join(process: BaseProcess) -> None:
    """Wait for the child to end, and see to it that it does."""
    process.join(TIMEOUT_SECONDS)
    if process.is_alive():
        process.kill()
        process.join()
