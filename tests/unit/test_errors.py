"""The error tree, as handlers catch it."""

from __future__ import annotations

import copy
import pickle

import msgspec
import pytest

import codecs_core
from codecs_core import (
    BackendBrokenError,
    BackendContractError,
    BackendError,
    BackendNotInstalledError,
    CodecError,
    DuplicateBackendError,
    LimitError,
    MsgTypeError,
    SpecMismatch,
    UnknownBackendError,
    Violation,
    WireError,
    mk_codec,
)


@pytest.mark.parametrize(
    ("error", "kinds"),
    [
        (BackendError, (CodecError,)),
        (UnknownBackendError, (BackendError, LookupError)),
        (DuplicateBackendError, (BackendError, LookupError)),
        (BackendNotInstalledError, (BackendError, ImportError)),
        (BackendBrokenError, (BackendError, ImportError)),
        (BackendContractError, (BackendError, TypeError)),
        (MsgTypeError, (CodecError, msgspec.ValidationError, TypeError)),
        (WireError, (CodecError, msgspec.DecodeError)),
        (LimitError, (WireError,)),
        (SpecMismatch, (CodecError,)),
    ],
)
def test_errors_are_caught_as_what_they_are(
    error: type[Exception], kinds: tuple[type[Exception], ...]
) -> None:
    """Each error is its base and the builtin or msgspec class that fits."""
    assert all(issubclass(error, kind) for kind in kinds)
    assert not (issubclass(error, WireError) and issubclass(error, MsgTypeError))


def test_every_error_is_public() -> None:
    """An error that can come out can be caught by name."""
    errors = [
        value
        for value in vars(codecs_core.errors).values()
        if isinstance(value, type) and issubclass(value, CodecError)
    ]
    assert {error.__name__ for error in errors} <= set(codecs_core.__all__)


def test_violation_reads_as_a_sentence() -> None:
    """A violation's text says what and where; at the root the place goes without saying."""
    inside = Violation("$.x", "int", "str", "1", "Expected `int`, got `str`")
    assert str(inside) == "Expected `int`, got `str` - at `$.x`"
    assert str(Violation("$", "int", "str", "1", "Expected `int`")) == "Expected `int`"


def test_errors_cross_process_pools() -> None:
    """An error of a worker arrives with its attributes, pickled or copied."""
    codec = mk_codec(int)
    with pytest.raises(MsgTypeError) as caught:
        codec.decode(codec.encode(codecs_core.Yield("c", "x")))
    for again in (pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value)):  # noqa: S301  our own bytes
        assert str(again) == str(caught.value)
        assert (again.path, again.expected, again.got) == ("$.pld", "int", "str")
        assert (again.cid, again.libname) == ("c", "msgspec")
    wire = pickle.loads(pickle.dumps(WireError("bad", libname="cbor")))  # noqa: S301  as above
    assert wire.libname == "cbor"


def test_error_without_keywords_is_a_plain_error() -> None:
    """A peer's report can be rebuilt from its text alone."""
    assert str(MsgTypeError("it was bad")) == "it was bad"
    assert MsgTypeError().path == "$"
