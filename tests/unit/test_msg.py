"""The message set as values, and messages built from decoded dicts."""

from __future__ import annotations

import copy
from types import MappingProxyType
from typing import Any

import msgspec
import pytest

from codecs_core import (
    Aid,
    CancelAck,
    Error,
    Msg,
    MsgTypeError,
    PayloadMsg,
    Return,
    SpawnSpec,
    Start,
    StartAck,
    Started,
    Stop,
    Yield,
    __msg_types__,
    from_dict_msg,
)

# PROTOCOL: names, order and defaults of every field.
FIELDS: dict[type, list[str]] = {
    Aid: ["name", "uuid", "pid=None", "is_registrar=None", "is_probe=False"],
    SpawnSpec: [
        "_parent_main_data",
        "_runtime_vars",
        "enable_modules",
        "reg_addrs",
        "bind_addrs",
    ],
    Start: ["cid", "ns", "func", "kwargs", "uid", "pld_spec='typing.Any'"],
    StartAck: ["cid", "functype"],
    Stop: ["cid"],
    CancelAck: ["cid", "pld"],
    Error: [
        "src_uid",
        "src_type_str",
        "boxed_type_str",
        "relay_path",
        "message=None",
        "tb_str=''",
        "canceller=None",
        "sender=None",
        "cid=None",
        "_bad_msg=None",
        "_bad_msg_as_dict=None",
    ],
    Started: ["cid", "pld"],
    Yield: ["cid", "pld"],
    Return: ["cid", "pld"],
}


@pytest.mark.parametrize("cls", __msg_types__, ids=lambda cls: cls.__name__)
def test_fields_are_the_protocols(cls: type[msgspec.Struct]) -> None:
    """Another implementation reads our bytes: names, order and defaults are fixed."""
    found = [
        field.name if field.required else f"{field.name}={field.default!r}"
        for field in msgspec.structs.fields(cls)
    ]
    assert found == FIELDS[cls]
    assert cls.__struct_config__.tag_field == "msg_type"
    assert cls.__struct_config__.tag == cls.__name__
    assert not cls.__struct_config__.array_like


def test_aid_is_who_its_uuid_says() -> None:
    """Two Aids of one uuid are one peer, whatever else they say."""
    one, same = Aid("root", "u1", pid=1), Aid("root again", "u1")
    assert one == same
    assert hash(one) == hash(same)
    assert one != Aid("root", "u2")
    assert one != "u1"
    assert one.uid == ("root", "u1")


def test_msg_is_the_boxes_base() -> None:
    """Code may ask whether a message boxes a payload."""
    assert Msg is PayloadMsg
    assert isinstance(Yield("c", 1), PayloadMsg)
    assert not isinstance(Stop("c"), PayloadMsg)


def test_message_from_a_decoded_dict() -> None:
    """A decoded dict becomes the message that it is, and stays as it was."""
    tree: dict[str, Any] = {
        "msg_type": "Start",
        "cid": "c",
        "ns": "m",
        "func": "f",
        "kwargs": {"a": [1]},
        "uid": ["root", "u1"],
    }
    before = copy.deepcopy(tree)
    assert from_dict_msg(tree) == Start("c", "m", "f", {"a": [1]}, ("root", "u1"))
    assert from_dict_msg(MappingProxyType(tree)) == from_dict_msg(tree)
    assert tree == before


def test_payload_of_a_dict_stays_what_it_is() -> None:
    """The payload's spec is the dialog's affair, so any value may be one."""
    raw = msgspec.Raw(b"\x01")
    assert from_dict_msg({"msg_type": "Yield", "cid": "c", "pld": raw}).pld is raw
    assert from_dict_msg({"msg_type": "Return", "cid": "c", "pld": None}) == Return("c", None)


def test_bad_field_of_a_dict_is_told() -> None:
    """A dict that breaks its message says where, as a decoder would."""
    tree = {"msg_type": "Stop", "cid": 5}
    with pytest.raises(MsgTypeError) as caught:
        from_dict_msg(tree)
    error = caught.value
    assert (error.path, error.expected, error.got, error.value) == ("$.cid", "str", "int", 5)
    assert error.expected_msg_type is Stop
    assert error.bad_msg_as_dict == tree
    assert error.bad_msg == Stop(5)  # type: ignore[arg-type]  # the very thing that is wrong


@pytest.mark.parametrize(
    ("tree", "path"),
    [
        ({"msg_type": "Nope"}, "$.msg_type"),
        ({"cid": "c"}, "$"),
        ({"msg_type": 5}, "$.msg_type"),
        ([], "$"),
        ("Stop", "$"),
        (None, "$"),
    ],
)
def test_dict_of_no_message_names_the_known_ones(tree: Any, path: str) -> None:
    """What names no message of the set is refused with the list of those that do."""
    with pytest.raises(MsgTypeError, match="Yield") as caught:
        from_dict_msg(tree)
    assert caught.value.path == path
    assert caught.value.expected_msg_type is None
