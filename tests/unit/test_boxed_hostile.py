"""Boxed errors at their worst: exceptions that resist, and peers that lie."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest

from codecs_core import (
    Error,
    MsgTypeError,
    RemoteActorError,
    RemoteExceptionGroup,
    Yield,
    mk_codec,
    pack_error,
    unpack_error,
)

LIBNAMES = ["msgspec", "cbor", "ormsgpack"]
MOST_BYTES = 512 * 1024
ROOT = ("root", "u0")


def everywhere(msg: Error) -> Error:
    """Return *msg* as every backend carries it."""
    backs = []
    for libname in LIBNAMES:
        codec = mk_codec(libname=libname)
        data = codec.encode(msg)
        assert len(data) <= MOST_BYTES
        backs.append(codec.decode(data))
    # NaN is not itself: compare what is shown.
    assert repr(backs[0]) == repr(backs[1]) == repr(backs[2])
    assert type(backs[0]) is Error
    return backs[0]


class Resisting(Exception):  # noqa: N818  what it is
    """An exception none of whose words can be had."""

    def __init__(self, by: type[BaseException] = RuntimeError) -> None:
        self.by = by

    def _raise(self, *args: Any) -> NoReturn:
        raise self.by

    __str__ = __repr__ = __format__ = __hash__ = __eq__ = _raise


@pytest.mark.parametrize("by", [RuntimeError, RecursionError, SystemExit, KeyboardInterrupt])
def test_no_words_are_no_obstacle(by: type[BaseException]) -> None:
    """An exception whose str() raises is packed all the same, and says so."""
    try:
        raise Resisting(by)  # noqa: TRY301  to raise it is the point
    except Resisting as exc:
        error = unpack_error(everywhere(pack_error(exc, "c", ROOT)))
    assert error.boxed_type_str == "Resisting"
    assert error.message == "<str() of Resisting failed>"
    assert (error.cid, error.src_uid) == ("c", ROOT)
    assert "test_boxed_hostile.py" in error.tb_str


def test_properties_that_raise_are_no_obstacle() -> None:
    """Whatever an exception overrides, the peer hears of it."""

    class Hiding(Exception):  # noqa: N818  what it is
        @property
        def __cause__(self) -> Any:  # type: ignore[override]  # hostile on purpose
            raise SystemError

        __notes__ = __class__ = __cause__

    error = unpack_error(everywhere(pack_error(Hiding("x"))))
    assert (error.boxed_type_str, error.message) == ("Hiding", "x")


def test_a_text_that_is_no_plain_str_is_made_one() -> None:
    """A str subclass with a mind of its own goes out as its characters."""

    class Loud(str):
        __slots__ = ()

        def encode(self, *args: Any) -> NoReturn:
            raise RuntimeError

        __len__ = __getitem__ = encode

    class Shout(Exception):  # noqa: N818  what it is
        def __str__(self) -> str:
            return Loud("text")

    assert unpack_error(everywhere(pack_error(Shout()))).message == "text"


def test_lone_surrogates_are_written_out() -> None:
    """What no wire carries arrives as its escape: in texts, names, paths and data."""
    exc = MsgTypeError("a\ud800b", bad_msg=Yield("c", ["\udfff", {"\ud800": 1}]))
    msg = pack_error(exc, "c\ud800", ("r\ud800", "u\ud800"), [("h\ud800", "u")])
    error = unpack_error(everywhere(msg))
    assert isinstance(error, MsgTypeError)
    assert error.message == "a\\ud800b"
    assert error.bad_msg == Yield("c", ["\\udfff", {"\\ud800": 1}])
    assert error.src_uid == ("r\\ud800", "u\\ud800")
    assert error.relay_path == [("h\\ud800", "u")]
    assert error.cid == "c\\ud800"


@pytest.mark.parametrize("char", ["x", "é", "𝄞", "\ud800"])
def test_huge_texts_are_cut_in_the_middle(char: str) -> None:
    """Both ends of a text are kept; a packed error never outgrows its bound."""
    huge = char * 1_000_000
    msg = pack_error(ValueError(f"head{huge}tail"), huge, (huge, huge), [(huge, huge)] * 99)
    error = unpack_error(everywhere(msg))
    assert len(error.message.encode()) <= 8 * 1024
    assert error.message.startswith("head")
    assert error.message.endswith("tail")
    assert len(error.tb_str.encode()) <= 32 * 1024
    assert error.tb_str.endswith("tail\n")
    assert len(error.relay_path) == 32
    assert error.cid is not None
    assert len(error.cid.encode()) <= 1024


def test_a_long_path_keeps_its_ends() -> None:
    """A path beyond the bound keeps its first hops and its last."""
    path = [(str(number), "u") for number in range(1000)]
    relay_path = everywhere(pack_error(ValueError(), relay_path=path)).relay_path
    assert [name for name, _ in relay_path] == [*map(str, [*range(16), *range(984, 1000)])]


def test_hops_that_are_none_are_left_out() -> None:
    """A path of junk is no reason to keep silent."""
    junk: Any = [None, 5, ("a",), "ab", ("", ""), ROOT, [b"a", "u"]]
    msg = everywhere(pack_error(ValueError(), src_uid=junk[0], relay_path=junk))
    assert msg.relay_path == [ROOT, ("", "u")]
    assert (msg.src_uid, msg.sender) == (("", ""), None)


def deep(exc: BaseException, links: int, link: str) -> BaseException:
    for _ in range(links):
        outer = ValueError("link")
        setattr(outer, link, exc)
        exc = outer
    return exc


@pytest.mark.parametrize("link", ["__cause__", "__context__"])
def test_long_chains_and_rings_of_causes(link: str) -> None:
    """A ring is told once, a short chain whole, a chain of thousands by its last."""
    ring = ValueError("ring")
    setattr(ring, link, deep(ring, 3, link))
    assert unpack_error(everywhere(pack_error(ring))).tb_str.count("link") == 3
    short = unpack_error(everywhere(pack_error(deep(KeyError("first"), 3, link))))
    assert "first" in short.tb_str
    long = unpack_error(everywhere(pack_error(deep(KeyError("first"), 100_000, link))))
    assert long.tb_str == "ValueError: link\n"


def test_a_recursion_error_is_packed() -> None:
    """Its traceback of a thousand frames is cut; its ends are there."""

    def one(n: int) -> int:
        return two(n) + 1

    def two(n: int) -> int:
        return one(n) + 1

    with pytest.raises(RecursionError) as caught:
        one(0)
    error = unpack_error(everywhere(pack_error(caught.value)))
    assert error.boxed_type is RecursionError
    assert error.tb_str.startswith("Traceback")
    assert "RecursionError: maximum recursion depth" in error.tb_str


def test_packing_at_the_end_of_the_stack() -> None:
    """With hardly any stack left something is packed, or the stack itself gives out."""
    packed: list[Error] = []

    def down() -> None:
        try:
            down()
        except RecursionError as exc:
            if len(packed) < 5:
                packed.append(pack_error(exc))
            raise

    with pytest.raises(RecursionError):
        down()
    assert all(unpack_error(everywhere(msg)).boxed_type_str for msg in packed)
    assert len(packed) == 5


def test_a_group_of_thousands_says_how_many_are_left_out() -> None:
    """The first members go, the text counts the rest, and the bound holds."""
    bad = MsgTypeError("é" * 9999, bad_msg=Yield("c", ["é" * 9999] * 9))
    group = ExceptionGroup("many", [bad] * 1000)
    remote = unpack_error(everywhere(pack_error(group, "c" * 9999, ("n" * 999, "u" * 999))))
    assert isinstance(remote, RemoteExceptionGroup)
    assert remote.message == "many (968 more left out)"
    assert len(remote.exceptions) == 32


def test_groups_nested_by_thousands() -> None:
    """A nest of groups is followed so far; what is deeper is told by its text."""
    group: ExceptionGroup[Exception] = ExceptionGroup("core", [ValueError("v")])
    for _ in range(3000):
        group = ExceptionGroup("shell", [group])
    remote: Any = unpack_error(everywhere(pack_error(group)))
    levels = 0
    while isinstance(remote, RemoteExceptionGroup):
        remote, levels = remote.exceptions[0], levels + 1
    assert levels == 8
    assert (type(remote), remote.message) == (RemoteActorError, "shell")


def errors(levels: int) -> dict[str, Any]:
    tree: dict[str, Any] = {"msg_type": "Error"}
    tree |= {"src_uid": ["a", "b"], "src_type_str": "E", "boxed_type_str": "E"}
    tree["relay_path"] = []
    if levels:
        tree["_bad_msg_as_dict"] = {"exceptions": [errors(levels - 1)]}
    return tree


JUNK: list[Any] = [
    None,
    5,
    "x",
    [],
    {},
    {"msg_type": "Stop", "cid": "c"},
    errors(0) | {"cid": 5},
]


PEERS: dict[str, dict[Any, Any]] = {
    "members of junk": {"exceptions": JUNK},
    "no members": {"exceptions": []},
    "members that are no list": {"exceptions": {"a": 1}},
    "many members": {"exceptions": [errors(0)] * 100_000},
    "groups in groups": {"exceptions": [errors(60)]},
    "other keys": {1: 2, None: 3},
    "a bad dialog": {"msg_type": "Yield", "cid": 5},
    "a tag that is none": {"msg_type": ["Yield"], "pld": 1},
    "bad fields": {"msg_type": "Start", "kwargs": [], "uid": 5},
}


@pytest.mark.parametrize("kind", ["ExceptionGroup", "MsgTypeError", "anything"])
@pytest.mark.parametrize("peer", PEERS)
def test_any_data_of_a_peer_is_taken_for_data(kind: str, peer: str) -> None:
    """Whatever a peer puts in the fields, out comes one bounded remote error."""
    msg = Error(ROOT, kind, kind, [], _bad_msg_as_dict=PEERS[peer])
    codec = mk_codec()
    error = unpack_error(codec.decode(codec.encode(msg)))
    assert isinstance(error, MsgTypeError) == (kind == "MsgTypeError")
    if isinstance(error, RemoteExceptionGroup):
        assert len(error.exceptions) <= 32
        assert all(isinstance(member, RemoteActorError) for member in error.exceptions)
    assert str(error)
    everywhere(pack_error(error))


def test_a_peers_text_forges_no_line_of_a_log() -> None:
    """Line ends and terminal codes of a peer are shown as escapes; the raw text is kept."""
    text = "x\nERROR root: y\r\x1b[31m\u202e"
    msg = Error(("a\n", "\x1b"), "E\n", "E\n", [("b\n", "u")], text, tb_str=f"{text}\n{text}")
    error = unpack_error(msg)
    assert str(error) == (
        "E\\n: x\\nERROR root: y\\r\\x1b[31m\\u202e (from a\\n/\\x1b via b\\n/u)"
    )
    assert error.message == text
    assert error.tb_str == f"{text}\n{text}"
    for line in error.__notes__[0].splitlines()[1:]:
        assert line.startswith("  | ")
        assert line.isprintable()


def test_a_peers_huge_text_is_shown_in_part() -> None:
    """What a peer sends without our bound is kept, and cut where it is shown."""
    huge = "x" * 1_000_000
    error = unpack_error(Error((huge, huge), huge, huge, [(huge, huge)] * 99, huge, huge))
    assert len(error.message) == 1_000_000
    assert len(str(error)) < 10_000
    assert len(error.__notes__[0]) < 40_000
    assert (
        everywhere(pack_error(error)).boxed_type_str
        == everywhere(pack_error(unpack_error(pack_error(error)))).boxed_type_str
    )
