"""Frames on a socket, as the examples use them."""

from __future__ import annotations

import importlib
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(EXAMPLES)
    return importlib.import_module("dialog_wire")


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


class Trickle:
    """A socket whose network delivers one byte at a time."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def recv_into(self, view: memoryview) -> int:
        head, self.data = self.data[:1], self.data[1:]
        view[: len(head)] = head
        return len(head)


def test_frames_keep_their_bounds(wire, ends):
    """Two frames sent one after the other, one of them empty, come out as two."""
    for frame in (b"one", b"", b"another"):
        wire.send_frame(ends[0], frame)
    assert [wire.recv_frame(ends[1]) for _ in range(3)] == [b"one", b"", b"another"]


def test_length_is_four_bytes_big_endian(wire, ends):
    """What goes over the socket is the length, then the frame: any language can read it."""
    wire.send_frame(ends[0], b"abc")
    assert ends[1].recv(100) == b"\0\0\0\3abc"


def test_partial_reads_are_put_together(wire):
    """A frame that arrives byte by byte is the same frame."""
    assert wire.recv_frame(Trickle(b"\0\0\0\5hello")) == b"hello"


def test_close_between_frames_says_the_peer_is_gone(wire, ends):
    """A peer that closes after a whole frame has left, and has not garbled anything."""
    wire.send_frame(ends[0], b"last")
    ends[0].close()
    assert wire.recv_frame(ends[1]) == b"last"
    with pytest.raises(wire.PeerGoneError):
        wire.recv_frame(ends[1])


@pytest.mark.parametrize("data", [b"\0\0", b"\0\0\0\5", b"\0\0\0\5hell"])
def test_close_within_a_frame_is_an_error(wire, data):
    """A stream that ends in the middle of a frame is not taken for a peer that left."""
    with pytest.raises(wire.FrameError, match="the stream ends after"):
        wire.recv_frame(Trickle(data))


def test_frame_over_the_limit_is_refused_unread(wire, ends):
    """A peer that announces too much is refused before any memory is set aside for it."""
    ends[0].sendall(struct.pack(">I", wire.MAX_FRAME_BYTES + 1))
    with pytest.raises(wire.FrameError, match="at most 1048576 bytes, not 1048577"):
        wire.recv_frame(ends[1])


def test_frame_over_the_limit_is_not_sent(wire, ends):
    """We never send what the other end is bound to refuse."""
    with pytest.raises(wire.FrameError, match="at most"):
        wire.send_frame(ends[0], bytes(wire.MAX_FRAME_BYTES + 1))
    ends[0].close()
    assert ends[1].recv(1) == b""


def test_sending_to_a_peer_that_left_says_so(wire, ends):
    """Writing to a closed connection is told like reading from one."""
    ends[1].close()
    with pytest.raises(wire.PeerGoneError):
        wire.send_frame(ends[0], b"anybody?")
