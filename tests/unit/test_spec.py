"""Spec strings, and the message spec of a payload type."""

from __future__ import annotations

import datetime
import typing
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Generic, Literal, Optional, TypeVar, Union

import msgspec
import pytest

from codecs_core import (
    CancelAck,
    MsgType,
    Return,
    Started,
    Yield,
    __msg_spec__,
    __msg_types__,
    mk_msg_spec,
    spec_str,
)

T = TypeVar("T")


class Point(msgspec.Struct):
    x: int


class Box(msgspec.Struct, Generic[T]):
    inside: T


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        (int, "int"),
        (None, "None"),
        (type(None), "None"),
        (Any, "Any"),
        (msgspec.Raw, "Raw"),
        (Point, "Point"),
        (dict[str, int], "dict[str, int]"),
        (list[dict[str, Point]], "list[dict[str, Point]]"),
        (Literal["a", "b"], "Literal['a', 'b']"),
        (Literal[1, None], "Literal[1, None]"),
        (int | None, "int | None"),
        (Optional[int], "int | None"),  # noqa: UP045  the old form is what is tested
        (Union[int, str], "int | str"),  # noqa: UP007  as above
        (Point | Box[int] | None, "Point | Box[int] | None"),
        (tuple[int, ...], "tuple[int, ...]"),
        (tuple[()], "tuple[()]"),
        (tuple[int, str], "tuple[int, str]"),
        (typing.List[int], "list[int]"),  # noqa: UP006  as above
        (Sequence[int], "Sequence[int]"),
        (Mapping[str, Any], "Mapping[str, Any]"),
        (datetime.datetime, "datetime"),
        (Annotated[int, "unit"], "Annotated[int, 'unit']"),
        (Yield[Point | None], "Yield[Point | None]"),
        (typing.NewType("UserId", int), "UserId"),
        (T, "T"),
        ("Point", "Point"),
    ],
)
def test_spec_is_written_as_one_would(spec: Any, text: str) -> None:
    """A spec's text reads as the annotation would be written."""
    assert spec_str(spec) == text


def test_message_spec_specialises_the_payload_messages() -> None:
    """Only the three boxes take the payload type; the rest of the union stays."""
    spec = mk_msg_spec(Point)
    members = typing.get_args(spec)
    assert members[-3:] == (Started[Point], Yield[Point], Return[Point])
    assert members[:-3] == tuple(__msg_types__[:-3])
    assert CancelAck in members


def test_message_set_is_the_protocols() -> None:
    """Ten concrete messages, the runtime ones first."""
    names = [cls.__name__ for cls in __msg_types__]
    assert names == [
        "Aid",
        "SpawnSpec",
        "Start",
        "StartAck",
        "Stop",
        "CancelAck",
        "Error",
        "Started",
        "Yield",
        "Return",
    ]
    assert __msg_spec__ is MsgType
    assert set(typing.get_args(MsgType)) == set(__msg_types__)
