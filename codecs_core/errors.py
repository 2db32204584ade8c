"""What can go wrong, as one tree.

::

    CodecError
    ├── BackendError            the registry's failures
    │   ├── UnknownBackendError       also LookupError: nobody provides that name
    │   ├── DuplicateBackendError     also LookupError: two distributions provide it
    │   ├── BackendNotInstalledError  also ImportError: its library is missing or too old
    │   ├── BackendBrokenError        also ImportError: the plugin itself fails
    │   └── BackendContractError      also TypeError: the plugin breaks the hook contract
    ├── MsgTypeError            also msgspec.ValidationError and TypeError
    ├── WireError               also msgspec.DecodeError
    │   └── LimitError          more than we agreed to read
    ├── SpecMismatch            two ends do not speak the same spec
    ├── StreamStopped           the peer ended a stream
    ├── RefError                a NamespacePath cannot be made, read or followed
    └── RemoteActorError        an exception that a peer raised
        ├── RemoteMsgTypeError        also MsgTypeError: the peer refused a value
        └── RemoteExceptionGroup      also ExceptionGroup: the peer raised several

``MsgTypeError`` is about *values* (they break a spec, sending or receiving), ``WireError``
about *bytes* (they are not one well-formed message). Both stay catchable as msgspec's own
classes, so code that moves over from msgspec needs no edit.

``RefError`` and what is below it live in :mod:`codecs_core.msg.nspath`, ``RemoteActorError``
and what is below it in :mod:`codecs_core.boxed.remote`. The latter are a
peer's word: texts, and never an instance, a class or an import that the peer chose.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import msgspec

if TYPE_CHECKING:
    from codecs_core.spec import SpecDifference, TypeSpec

__all__ = [
    "BackendBrokenError",
    "BackendContractError",
    "BackendError",
    "BackendNotInstalledError",
    "CodecError",
    "DuplicateBackendError",
    "LimitError",
    "MsgTypeError",
    "SpecMismatch",
    "Stage",
    "StreamStopped",
    "Uid",
    "UnknownBackendError",
    "Violation",
    "WireError",
]

Stage = Literal["encode", "decode"]
Uid: TypeAlias = tuple[str, str]
"""Who: a name and a unique id, as the messages carry them."""


class CodecError(Exception):
    """The base of every error this package raises on purpose."""


class BackendError(CodecError):
    """A backend cannot be had by its name.

    ``libname`` is the name asked for; the text says how to mend it; the cause, where there
    is one, is chained.
    """

    def __init__(self, message: str, *, libname: str = "") -> None:
        super().__init__(message)
        self.libname = libname


class UnknownBackendError(BackendError, LookupError):
    """No installed distribution provides a backend of this name.

    ``known`` is what is installed, ``near`` what of it looks like the name asked for.
    """

    known: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


class DuplicateBackendError(BackendError, LookupError):
    """Two distributions provide one name; ``providers`` names them all."""

    providers: tuple[str, ...] = ()


class BackendNotInstalledError(BackendError, ImportError):
    """The library behind a backend is not installed, or is too old for it.

    ``pip`` is the command line that mends it.
    """

    pip: str = ""


class BackendBrokenError(BackendError, ImportError):
    """A plugin fails by its own fault: importing it, or asking it what it is, raises."""


class BackendContractError(BackendError, TypeError):
    """A plugin breaks the hook contract: a hook misspelt, missing, or of a wrong shape."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where a value breaks its spec.

    ``path`` is msgspec's path syntax from the root ``$``; ``expected`` and ``got`` are type
    words such as ``int | null`` and ``str``; ``value`` is the offending value itself as it
    came out of the wire (or went in); ``text`` is the sentence, without the path.
    """

    path: str
    expected: str
    got: str
    value: Any
    text: str

    def __str__(self) -> str:
        if self.path == "$":
            return self.text
        at = self.path.replace(" in ", "` in `")  # msgspec's own way to name a key
        return f"{self.text} - at `{at}`"


class MsgTypeError(CodecError, msgspec.ValidationError, TypeError):
    """A value breaks the spec, while sending (``stage == "encode"``) or receiving.

    Attributes
    ----------
    libname: the backend's name.
    stage: ``"encode"`` or ``"decode"``.
    path, expected, got, value: the first violation; see :class:`Violation`.
    violations: every *other* violation found in the same message.
    bad_msg: the offending message as its Struct, its fields unvalidated where they must
        be, or ``None`` where none can be built.
    bad_msg_as_dict: the offending message as plain Python data, or ``None``.
    expected_msg_type: the message's Struct class, or ``None`` where its tag names none.
    cid: the dialog the message belongs to, or ``None``.

    Without keywords it is a plain error with a text, so a peer's report can be rebuilt.
    """

    def __init__(
        self,
        message: str = "",
        *,
        libname: str = "",
        stage: Stage = "decode",
        path: str = "$",
        expected: str = "",
        got: str = "",
        value: Any = None,
        violations: tuple[Violation, ...] = (),
        bad_msg: Any = None,
        bad_msg_as_dict: dict[str, Any] | None = None,
        expected_msg_type: type | None = None,
        cid: str | None = None,
    ) -> None:
        super().__init__(message)
        self.libname = libname
        self.stage = stage
        self.path = path
        self.expected = expected
        self.got = got
        self.value = value
        self.violations = violations
        self.bad_msg = bad_msg
        self.bad_msg_as_dict = bad_msg_as_dict
        self.expected_msg_type = expected_msg_type
        self.cid = cid


class WireError(CodecError, msgspec.DecodeError):
    """The bytes are not exactly one well-formed message.

    ``libname`` is the backend that read them.
    """

    def __init__(self, message: str = "", *, libname: str = "") -> None:
        super().__init__(message)
        self.libname = libname


class LimitError(WireError):
    """The bytes are well-formed so far, and more than we agreed to read."""


class SpecMismatch(CodecError):  # noqa: N818  the protocol's own name for it
    """Two ends do not speak the same spec.

    Attributes
    ----------
    ours: our spec as a ``TypeSpec``, or ``None`` where none was compared.
    theirs: the peer's as a ``TypeSpec``, or its text where that could not be read.
    differences: what stands in the way, as :class:`codecs_core.SpecDifference`.
    unknown: the names, and regular expressions, in the peer's text that nobody gave.
    """

    def __init__(
        self,
        message: str = "",
        *,
        ours: TypeSpec | None = None,
        theirs: TypeSpec | str | None = None,
        differences: tuple[SpecDifference, ...] = (),
        unknown: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.ours = ours
        self.theirs = theirs
        self.differences = differences
        self.unknown = unknown


class StreamStopped(CodecError):  # noqa: N818  it is no fault, as StopIteration is none
    """The peer's ``Stop``: the stream of the dialog ``cid`` has no more values."""

    def __init__(self, message: str = "", *, cid: str | None = None) -> None:
        super().__init__(message)
        self.cid = cid
