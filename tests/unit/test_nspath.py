"""NamespacePath: names for classes and functions, and who may load what."""

from __future__ import annotations

import copy
import datetime
import functools
import json
import pickle
import pkgutil
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from codecs_core.errors import CodecError
from codecs_core.msg import nspath
from codecs_core.msg.nspath import (
    MalformedRefError,
    NamespacePath,
    RefError,
    RefNotFoundError,
    UnnameableError,
)


class Outer:
    """Something with names inside."""

    class Inner:
        """Something inside."""

        def meth(self) -> None: ...

    @classmethod
    def make(cls) -> Outer:
        return cls()

    @staticmethod
    def helper() -> int:
        return 1


class Child(Outer):
    """Inherits ``make``."""


def task() -> str:
    return "done"


@functools.lru_cache
def cached() -> str:
    return "kept"


def _noted(func: Callable[[], str]) -> Callable[[], str]:
    @functools.wraps(func)
    def wrapper() -> str:
        return func()

    return wrapper


@_noted
def decorated() -> str:
    return "decorated"


shadowed = task


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Make a module that nobody has imported yet."""
    (tmp_path / "nsp_fresh.py").write_text("class Thing: pass\n")
    (tmp_path / "nsp_broken.py").write_text("import nsp_no_such_dependency\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield "nsp_fresh"
    sys.modules.pop("nsp_fresh", None)


@pytest.mark.parametrize(
    ("obj", "text"),
    [
        (task, f"{__name__}:task"),
        (cached, f"{__name__}:cached"),
        (decorated, f"{__name__}:decorated"),
        (Outer, f"{__name__}:Outer"),
        (Outer.Inner, f"{__name__}:Outer.Inner"),
        (Outer.Inner.meth, f"{__name__}:Outer.Inner.meth"),
        (Outer.helper, f"{__name__}:Outer.helper"),
        (Outer.make, f"{__name__}:Outer.make"),
        (Outer().make, f"{__name__}:Outer.make"),
        (Child.make, f"{__name__}:Child.make"),
        (len, "builtins:len"),
        (dict, "builtins:dict"),
        (dict.fromkeys, "builtins:dict.fromkeys"),
        (str.upper, "builtins:str.upper"),
        (int.__add__, "builtins:int.__add__"),
        (datetime.datetime.now, "datetime:datetime.now"),
        (json.dumps, "json:dumps"),
        (json.JSONDecoder, "json.decoder:JSONDecoder"),
        (shadowed, f"{__name__}:task"),
        (NamespacePath.from_ref, "codecs_core.msg.nspath:NamespacePath.from_ref"),
    ],
)
def test_a_name_leads_back_to_its_object(obj: Any, text: str) -> None:
    """What from_ref() names, load_ref() finds, as pkgutil.resolve_name does."""
    path = NamespacePath.from_ref(obj)
    assert path == text
    assert path.load_ref() == obj
    assert path.load_ref() == pkgutil.resolve_name(text)
    assert path.to_tuple() == tuple(text.split(":"))


def _local() -> Callable[[], None]:
    def inside() -> None: ...

    return inside


class _Local:
    """A class whose method has another name than its attribute."""

    def _renamed(self) -> None: ...

    other = _renamed
    del _renamed


@pytest.mark.parametrize(
    ("obj", "says"),
    [
        (lambda: None, "lambda"),
        (_local(), "inside a function"),
        (Outer(), "an instance of Outer"),
        (Outer.Inner().meth, "bound to an instance of Inner"),
        ("text".upper, "bound to an instance of str"),
        (random.random, "bound to an instance of Random"),
        (functools.partial(task), "partial"),
        (functools.update_wrapper(functools.partial(task), task), "partial"),
        (decorated.__wrapped__, "decorated, replaced or shadowed"),  # type: ignore[attr-defined]
        (vars(Outer)["helper"], "decorated, replaced or shadowed"),
        (_Local.other, "has no '_renamed'"),
        (list[int], "another object"),
        (type("Odd-Name", (), {"__module__": __name__}), "not of the form"),
        (type("Nowhere", (), {"__module__": "no_such_module"}), "is not loaded"),
        (type("Gone", (), {"__module__": __name__}), "has no 'Gone'"),
        (sys, "module"),
        (None, "an instance of NoneType"),
        (5, "an instance of int"),
        (property(Outer.Inner.meth), "an instance of property"),
    ],
)
def test_what_has_no_name_is_refused_with_the_reason(obj: Any, says: str) -> None:
    """No path is made that would not lead back, and the error says why."""
    with pytest.raises(UnnameableError, match=says) as excinfo:
        NamespacePath.from_ref(obj)
    assert isinstance(excinfo.value, (RefError, TypeError))


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":",
        "os",
        "os:",
        ":system",
        "os:system:x",
        "os.:x",
        ".os:x",
        "os:a..b",
        "os:a b",
        "os:system()",
        "os:1",
        "o-s:x",
        "../os:x",
        "os:x\n",
        " os:x",
        "m:<lambda>",
        "m:f.<locals>.g",
    ],
)
def test_a_malformed_text_is_refused_at_once(text: str) -> None:
    """A text of another form is an error when the path is made, and a ValueError."""
    with pytest.raises(MalformedRefError) as excinfo:
        NamespacePath(text)
    assert isinstance(excinfo.value, (CodecError, ValueError))
    assert excinfo.value.ref == text


@pytest.mark.parametrize("value", [None, 5, b"os:system", ["os:system"]])
def test_only_a_str_makes_a_path(value: Any) -> None:
    """Nothing is turned into text on the way."""
    with pytest.raises(TypeError, match="must be a str"):
        NamespacePath(value)


def test_a_path_is_a_str_in_every_respect() -> None:
    """It compares, hashes, formats, pickles and copies as its text."""
    path = NamespacePath("json:dumps")
    path.load_ref()
    assert path == "json:dumps"
    assert {"json:dumps": 1}[path] == 1
    assert hash(path) == hash("json:dumps")
    assert f"{path}" == str(path) == "json:dumps"
    assert type(str(path)) is str
    assert repr(path) == "NamespacePath('json:dumps')"
    for again in (
        *(pickle.loads(pickle.dumps(path, n)) for n in range(pickle.HIGHEST_PROTOCOL + 1)),  # noqa: S301  (our own bytes)
        copy.copy(path),
        copy.deepcopy(path),
        NamespacePath(path),
    ):
        assert type(again) is NamespacePath
        assert again == path
        assert again.load_ref() is json.dumps


def test_only_loading_imports(module: str) -> None:
    """Making, comparing, splitting, pickling and decoding a path run no foreign code."""
    path = NamespacePath(f"{module}:Thing")
    assert path.to_tuple() == (module, "Thing")
    assert pickle.loads(pickle.dumps(path)) == path  # noqa: S301  (our own bytes)
    wire = msgspec.msgpack.encode({"ns": path}, enc_hook=str)
    kept = msgspec.msgpack.decode(
        wire, type=dict[str, NamespacePath], dec_hook=lambda kind, obj: kind(obj)
    )
    assert kept == {"ns": path}
    assert module not in sys.modules
    assert path.load_ref().__name__ == "Thing"


class Call(msgspec.Struct):
    """A message with a path in it."""

    ns: NamespacePath
    also: list[NamespacePath] = []


def test_a_path_crosses_a_wire_as_text() -> None:
    """With str() and the class as hooks, a path is text on the wire and a path again."""
    call = Call(NamespacePath("json:dumps"), [NamespacePath("os:getcwd")])
    for library in (msgspec.json, msgspec.msgpack):
        wire = library.encode(call, enc_hook=str)
        assert library.decode(wire)["ns"] == "json:dumps"
        again = library.decode(wire, type=Call, dec_hook=lambda kind, obj: kind(obj))
        assert again == call
        assert type(again.ns) is NamespacePath


@pytest.mark.parametrize("bad", ["os", 5])
def test_a_bad_path_on_the_wire_is_a_validation_error(bad: Any) -> None:
    """A peer's malformed path is told with its place, as every bad value is."""
    wire = msgspec.json.encode({"ns": bad})
    with pytest.raises(msgspec.ValidationError, match=r"\$\.ns"):
        msgspec.json.decode(wire, type=Call, dec_hook=lambda kind, obj: kind(obj))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nsp_no_such:x", "No module named 'nsp_no_such'"),
        ("json.nowhere:x", "No module named 'json.nowhere'"),
        ("json.decoder.x:y", "not a package"),
        ("json:nope", "module 'json' has no 'nope'"),
        ("json:JSONDecoder.nope", "class 'JSONDecoder' has no 'nope'"),
    ],
)
def test_what_is_not_there_is_told(text: str, says: str) -> None:
    """A missing module or name is a LookupError that says which of both."""
    with pytest.raises(RefNotFoundError, match=says) as excinfo:
        NamespacePath(text).load_ref()
    assert isinstance(excinfo.value, LookupError)
    assert excinfo.value.__cause__ is not None
    assert excinfo.value.ref == text
    assert str(pickle.loads(pickle.dumps(excinfo.value))) == str(excinfo.value)  # noqa: S301  (our own bytes)


def test_a_bug_inside_the_module_is_not_called_missing(module: str) -> None:
    """What a module itself fails to import keeps its own error."""
    with pytest.raises(ModuleNotFoundError, match="nsp_no_such_dependency"):
        NamespacePath("nsp_broken:x").load_ref()


def test_a_reference_is_resolved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same path keeps the object it found."""
    path = NamespacePath(f"{__name__}:shadowed")
    assert path.load_ref() is task
    monkeypatch.setattr(sys.modules[__name__], "shadowed", len)
    assert path.load_ref() is task
    assert NamespacePath(path).load_ref() is len


def test_the_module_lists_its_public_names() -> None:
    """``__all__`` is sorted and holds every error."""
    assert nspath.__all__ == sorted(nspath.__all__)
    errors = {n for n, v in vars(nspath).items() if isinstance(v, type) and n.endswith("Error")}
    assert errors - {"CodecError"} == set(nspath.__all__) - {"NamespacePath"}
