"""``pack_error`` and ``unpack_error``: any exception there, a remote error here."""

from __future__ import annotations

import copy
import pickle
import traceback
from typing import Any

import pytest

from codecs_core import (
    CodecError,
    Error,
    LimitError,
    MsgTypeError,
    RemoteActorError,
    RemoteExceptionGroup,
    RemoteMsgTypeError,
    Return,
    Start,
    Stop,
    WireError,
    Yield,
    mk_codec,
    pack_error,
    unpack_error,
)

ROOT, RELAY, LAST = ("root", "u0"), ("relay", "u1"), ("last", "u2")

each_backend = pytest.mark.parametrize("libname", ["msgspec", "cbor", "ormsgpack"])


def raised(exc: BaseException) -> BaseException:
    """Return *exc* with a traceback and whatever context it gets."""
    try:
        raise exc  # noqa: TRY301  to raise it is the point
    except BaseException as caught:
        return caught


def sent(msg: Error, libname: str = "msgspec") -> Error:
    codec = mk_codec(libname=libname)
    back = codec.decode(codec.encode(msg))
    assert type(back) is Error
    return back


@each_backend
def test_an_exception_arrives_with_all_it_said(libname: str) -> None:
    """Its type's name, its text, its traceback, whose it is and which dialog's."""
    msg = pack_error(raised(KeyError("k")), cid="c7", src_uid=ROOT)
    error = unpack_error(sent(msg, libname))
    assert type(error) is RemoteActorError
    assert isinstance(error, CodecError)
    assert (error.src_type_str, error.boxed_type_str) == ("KeyError", "KeyError")
    assert error.boxed_type is KeyError
    assert error.message == "'k'"
    assert error.tb_str.splitlines()[0] == "Traceback (most recent call last):"
    assert error.tb_str.endswith("KeyError: 'k'\n")
    assert (error.src_uid, error.sender, error.relay_path) == (ROOT, ROOT, [])
    assert error.cid == "c7"
    assert str(error) == "KeyError: 'k' (from root/u0)"


def test_the_remote_traceback_is_printed_with_the_error() -> None:
    """Who sees the error uncaught sees where it came from, each line marked."""
    error = unpack_error(pack_error(raised(KeyError("k"))))
    text = "".join(traceback.format_exception(error))
    assert "The peer's traceback:\n  | Traceback (most recent call last):\n" in text
    assert unpack_error(Error(ROOT, "E", "E", [])).__dict__.get("__notes__") is None


def test_names_of_no_local_type_stay_strings() -> None:
    """A peer's type name is looked up in a closed table, and nowhere else."""

    class Local(Exception):  # noqa: N818  a name that tells nothing
        pass

    assert unpack_error(pack_error(Local("x"))).boxed_type is None
    for name in ("os.system", "subprocess.Popen", "Local", "__import__", "int", "", "exit"):
        error = unpack_error(Error(ROOT, name, name, []))
        assert type(error) is RemoteActorError
        assert error.boxed_type is None
        assert error.boxed_type_str == name
    for known in (ValueError, KeyboardInterrupt, OSError, WireError, LimitError, CodecError):
        assert unpack_error(pack_error(known("x"))).boxed_type is known


def test_what_a_peer_names_is_never_raised_as_itself() -> None:
    """A remote SystemExit or KeyboardInterrupt is an error here, and stops nothing."""
    for kind in (SystemExit, KeyboardInterrupt, GeneratorExit, BaseException):
        error = unpack_error(pack_error(kind("x")))
        assert isinstance(error, Exception)
        assert not isinstance(error, kind) or kind is BaseException


@each_backend
def test_a_relay_keeps_source_and_path(libname: str) -> None:
    """Over several hops the source stays the source, and the path says who passed it on."""
    error = unpack_error(sent(pack_error(raised(ValueError("x")), "c1", ROOT), libname))
    first = error
    for number, hop in enumerate((RELAY, LAST)):
        msg = pack_error(error, f"d{number}", src_uid=hop, relay_path=[hop])
        error = unpack_error(sent(msg, libname))
        assert error.sender == hop
    assert error.src_uid == ROOT
    assert error.relay_path == [RELAY, LAST]
    assert error.cid == "d1"
    assert (error.src_type_str, error.boxed_type_str) == ("ValueError", "ValueError")
    assert (error.message, error.tb_str) == (first.message, first.tb_str)
    assert str(error) == "ValueError: x (from root/u0 via relay/u1 via last/u2)"


def test_a_relay_keeps_who_cancelled_and_the_dialog() -> None:
    """What a relay does not say anew stays as the source said it."""
    msg = Error(ROOT, "Cancelled", "Cancelled", [], canceller=LAST, sender=ROOT, cid="c")
    again = pack_error(unpack_error(msg))
    assert (again.canceller, again.sender, again.cid) == (LAST, ROOT, "c")


def test_raised_from_a_remote_error_is_an_error_of_ones_own() -> None:
    """An exception that a remote one caused is the local actor's; the cause is told."""
    cause = unpack_error(pack_error(raised(ValueError("far")), src_uid=ROOT))
    mine = OSError("near")
    mine.__cause__ = cause
    error = unpack_error(pack_error(mine, src_uid=LAST))
    assert (error.src_uid, error.boxed_type_str) == (LAST, "OSError")
    assert "far" in error.tb_str


@each_backend
def test_a_refused_value_comes_back_as_that(libname: str) -> None:
    """A MsgTypeError arrives as one, with the message that was refused."""
    codec = mk_codec(int, libname)
    with pytest.raises(MsgTypeError) as caught:
        codec.decode(codec.encode(Yield("c7", {"a": [1, None, "é"]})))
    error = unpack_error(sent(pack_error(caught.value, src_uid=ROOT), libname))
    assert isinstance(error, MsgTypeError)
    assert isinstance(error, RemoteActorError)
    assert error.bad_msg == Yield("c7", {"a": [1, None, "é"]})
    assert error.bad_msg_as_dict == {
        "msg_type": "Yield",
        "cid": "c7",
        "pld": {"a": [1, None, "é"]},
    }
    assert error.expected_msg_type is Yield
    assert error.cid == "c7"
    assert error.message == str(caught.value)
    assert error.boxed_type is MsgTypeError


@each_backend
def test_a_refusal_stays_one_when_relayed(libname: str) -> None:
    """Over hops the refused message stays with its error."""
    exc: BaseException = MsgTypeError("no", bad_msg=Return("c", 5), cid="c")
    for hop in (RELAY, LAST):
        exc = unpack_error(sent(pack_error(exc, src_uid=hop, relay_path=[hop]), libname))
    assert isinstance(exc, RemoteMsgTypeError)
    assert (exc.bad_msg, exc.cid, exc.message) == (Return("c", 5), "c", "no")
    assert exc.relay_path == [RELAY, LAST]


def test_a_subclass_of_the_refusal_is_one_there_too() -> None:
    """An application's own MsgTypeError keeps its name, and is caught as what it is."""

    class StricterError(MsgTypeError):
        pass

    error = unpack_error(pack_error(StricterError("no")))
    assert isinstance(error, MsgTypeError)
    assert (error.src_type_str, error.boxed_type_str) == ("StricterError", "MsgTypeError")


@each_backend
def test_a_message_that_boxes_no_payload_travels_as_a_dict(libname: str) -> None:
    """A refused runtime message has no field of its own; it is built from the dict."""
    codec = mk_codec(libname=libname)
    with pytest.raises(MsgTypeError) as caught:
        codec.decode(codec.encode({"msg_type": "Stop", "cid": 5}))
    msg = sent(pack_error(caught.value), libname)
    assert msg._bad_msg is None
    error = unpack_error(msg)
    assert isinstance(error, MsgTypeError)
    assert error.bad_msg_as_dict == {"msg_type": "Stop", "cid": 5}
    assert error.bad_msg == Stop(5)  # type: ignore[arg-type]  # the very thing that is wrong
    assert error.expected_msg_type is Stop
    assert error.cid is None


def test_a_struct_alone_is_enough_to_pack() -> None:
    """A refusal whose message was never a dict packs the Struct, by its wire's names."""
    bad = Start("c", "m", "f", {"a": 1}, ("root", "u0"))
    error = unpack_error(sent(pack_error(MsgTypeError("no", bad_msg=bad))))
    assert isinstance(error, MsgTypeError)
    assert error.bad_msg == bad


@each_backend
def test_a_group_keeps_its_members(libname: str) -> None:
    """Members are remote errors, groups within groups too; except* takes them apart."""
    inner = ExceptionGroup("inner", [MsgTypeError("no", bad_msg=Yield("c", 1)), OSError("o")])
    group = raised(ExceptionGroup("outer", [ValueError("v"), inner]))
    error = unpack_error(sent(pack_error(group, "c", ROOT), libname))
    assert isinstance(error, RemoteExceptionGroup)
    assert isinstance(error, RemoteActorError)
    assert (error.message, error.boxed_type_str, error.cid) == ("outer", "ExceptionGroup", "c")
    value, nested = error.exceptions
    assert (value.boxed_type, value.message, value.src_uid) == (ValueError, "v", ROOT)
    assert isinstance(nested, RemoteExceptionGroup)
    refused = nested.exceptions[0]
    assert isinstance(refused, MsgTypeError)
    assert refused.bad_msg == Yield("c", 1)
    matched, rest = error.split(MsgTypeError)
    assert isinstance(matched, RemoteExceptionGroup)
    assert isinstance(rest, RemoteExceptionGroup)
    assert (matched.src_uid, rest.src_uid) == (ROOT, ROOT)
    assert [e.message for e in rest.exceptions] == ["v", "inner"]


@each_backend
def test_a_relayed_group_stays_one(libname: str) -> None:
    """The members of a group that is relayed keep their sources, and get the hop."""
    error: BaseException = ExceptionGroup("g", [ValueError("v"), KeyError("k")])
    error = unpack_error(sent(pack_error(error, src_uid=ROOT), libname))
    error = unpack_error(sent(pack_error(error, src_uid=LAST, relay_path=[LAST]), libname))
    assert isinstance(error, RemoteExceptionGroup)
    assert [(e.message, e.src_uid, e.relay_path) for e in error.exceptions] == [
        ("v", ROOT, [LAST]),
        ("'k'", ROOT, [LAST]),
    ]


def test_except_star_handles_a_remote_group() -> None:
    """A handler written for groups needs no edit."""
    group = BaseExceptionGroup("g", [MsgTypeError("no"), KeyboardInterrupt("x")])
    handled: list[str] = []
    try:
        raise unpack_error(pack_error(group))
    except* MsgTypeError as refusals:
        handled += [str(error) for error in refusals.exceptions]
    except* RemoteActorError as others:
        handled += [str(error) for error in others.exceptions]
    assert handled == ["MsgTypeError: no", "KeyboardInterrupt: x"]


def test_remote_errors_cross_process_pools() -> None:
    """They pickle and copy with all they hold, groups with their members."""
    group = ExceptionGroup("g", [MsgTypeError("no", bad_msg=Yield("c", 1))])
    for exc in (ValueError("v"), MsgTypeError("no", bad_msg=Yield("c", 1)), group):
        error = unpack_error(pack_error(exc, "c", ROOT, [LAST]))
        again: Any
        for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):  # noqa: S301  our own bytes
            assert type(again) is type(error)
            assert str(again) == str(error)
            assert (again.cid, again.src_uid, again.relay_path) == ("c", ROOT, [LAST])
            assert again.__notes__ == error.__notes__
        if isinstance(error, RemoteExceptionGroup):
            assert again.exceptions[0].bad_msg == Yield("c", 1)


def test_only_an_error_is_unpacked() -> None:
    """Another message in its place is the caller's mistake."""
    with pytest.raises(TypeError, match="takes an Error, not Stop"):
        unpack_error(Stop("c"))  # type: ignore[arg-type]  # on purpose


def test_no_hops_may_be_none() -> None:
    """A caller with no hops to add may say None, and loses nothing of the exception."""
    assert (
        unpack_error(pack_error(KeyError("lost"), relay_path=None)).boxed_type_str == "KeyError"
    )
