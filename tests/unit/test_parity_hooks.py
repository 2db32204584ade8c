"""Custom types: the hook is called in the same places, and its errors are told alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec
import pytest
from parity import BACKENDS, disagreements
from parity_trees import TREES

from codecs_core import MsgTypeError, get_backend

T = TypeVar("T")


class Custom:
    """A type that msgspec does not know."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f"Custom({self.value!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Custom) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


class Generic1(Generic[T]):
    """A generic type that msgspec does not know."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f"Generic1({self.value!r})"


class Field(msgspec.Struct):
    """A Struct with custom types in it."""

    a: Custom
    b: Custom | None = None


class Row(msgspec.Struct, array_like=True):
    """The same as an array."""

    a: Custom
    b: list[Custom] = []


class Boxed(msgspec.Struct, Generic[T]):
    """The same as a generic."""

    a: T


PLACES: list[Any] = [
    Custom,
    Custom | None,
    Generic1[int],
    list[Custom],
    tuple[Custom, int],
    dict[str, Custom],
    dict[Custom, Any],
    set[Custom],
    list[list[dict[str, Custom]]],
    Field,
    Row,
    Boxed[Custom],
    Field | None,
    Row | dict[str, Custom],
    tuple[msgspec.Raw, Custom],
]


def _fails(exc: Exception) -> Callable[[Any, Any], Any]:
    def hook(kind: Any, obj: Any) -> Any:
        raise exc

    return hook


def _picky(kind: Any, obj: Any) -> Any:
    if obj in (1, "a", None):
        raise ValueError(f"not {obj!r}")
    if isinstance(obj, dict):
        raise KeyError("no dict")
    return kind(obj)


HOOKS: dict[str, Callable[[Any, Any], Any] | None] = {
    "builds": lambda kind, obj: kind(obj),
    "picky": _picky,
    "ValueError": _fails(ValueError("no good")),
    "TypeError": _fails(TypeError("no good")),
    "ValidationError": _fails(msgspec.ValidationError("no good")),
    "KeyError": _fails(KeyError("no good")),
    "NotImplementedError": _fails(NotImplementedError("no good")),
    "RuntimeError": _fails(RuntimeError("no good")),
    "RecursionError": _fails(RecursionError("deep")),
    "StopIteration": _fails(StopIteration()),
    "wrong_type": lambda kind, obj: 17,
    "nothing": None,
}


@pytest.mark.parametrize("hook", HOOKS.values(), ids=HOOKS)
@pytest.mark.parametrize("annotation", PLACES, ids=str)
def test_hooks_act_alike_everywhere(annotation: Any, hook: Any) -> None:
    """A custom type is built, or its hook's refusal told, as msgspec does it itself."""
    assert not disagreements(annotation, TREES[::2], dec_hook=hook)


@pytest.mark.parametrize("libname", BACKENDS)
@pytest.mark.parametrize("name", [name for name in HOOKS if name.endswith("Error")])
def test_a_hooks_refusal_tells_place_and_cause(libname: str, name: str) -> None:
    """The error says where the hook refused what, and chains what it raised."""
    raised: list[BaseException] = []

    def hook(kind: Any, obj: Any) -> Any:
        try:
            return HOOKS[name](kind, obj)  # type: ignore[misc]  # those named raise
        except BaseException as exc:
            raised.append(exc)
            raise

    backend = get_backend(libname)
    decoder = backend.decoder(dict[str, list[Field]], dec_hook=hook)
    with pytest.raises(MsgTypeError, match=r"no good|deep") as caught:
        decoder.decode(backend.encoder().encode({"k": [{"a": 5}]}))
    assert caught.value.path == "$[...][0].a"
    assert caught.value.value == 5
    assert caught.value.__cause__ is raised[0]
