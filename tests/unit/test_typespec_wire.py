"""The wire form of specs: nothing lost, and nothing that a stranger's text can do."""

from __future__ import annotations

import sys
import time
import typing
from typing import Annotated, Any, Literal

import msgspec
import pytest
import spec_models as m
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from spec_strategies import annotations

from codecs_core import SpecMismatch, TypeSpec
from codecs_core.spec import MAX_WIRE_CHARS, MAX_WIRE_DEPTH
from codecs_core.spec.tokens import tokens_of

NAMES = {name: kind for spec in m.SPECS for name, kind in TypeSpec(spec).names.items()}


@pytest.mark.parametrize("spec", m.SPECS, ids=str)
def test_nothing_is_lost(spec: Any) -> None:
    """Written and read back, every spec is what it was, limits and parameters too."""
    ours = TypeSpec(spec)
    assert TypeSpec.from_wire(ours.to_wire(), namespace=[spec]) == ours
    assert TypeSpec.from_wire(ours.to_wire(stamp=True), namespace=[ours]) == ours


@settings(derandomize=True, max_examples=200, deadline=None)
@given(annotations)
def test_nothing_is_lost_at_any_depth(spec: Any) -> None:
    """So it is for specs made of others."""
    try:
        ours = TypeSpec(spec)
    except TypeError:
        assume(False)  # msgspec knows no such spec
    theirs = TypeSpec.from_wire(ours.to_wire(), namespace=[spec])
    assert theirs == ours
    assert theirs.to_wire() == ours.to_wire()
    assert theirs.fingerprint == ours.fingerprint


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        (Any, "typing.Any"),
        (dict[str, m.Point] | None, "dict[str, spec_models:Point] | None"),
        (m.Outer.Inner, "spec_models:Outer.Inner"),
        (typing.Optional[typing.List[int]], "list[int] | None"),  # noqa: UP006, UP045  the old form is what is tested
        (typing.Tuple, "tuple"),  # noqa: UP006  as above
        (tuple[()], "tuple[()]"),
        (tuple[int, ...], "tuple[int, ...]"),
        (m.Box[m.Box[int]], "spec_models:Box[spec_models:Box[int]]"),
        (Literal['"]', "\n", 1, True, None], 'Literal[True, 1, "\\n", "\\"]", None]'),
        (list[m.UserId], "list[spec_models:UserId]"),
        (
            Annotated[str, msgspec.Meta(pattern='["\\]]', max_length=3, title="secret")],
            'Annotated[str, Meta(max_length=3, pattern="[\\"\\\\]]")]',
        ),
        (str | int | None, "int | str | None"),
    ],
)
def test_text(spec: Any, text: str) -> None:
    """The text is what another implementation of the protocol has to read and write."""
    assert TypeSpec(spec).to_wire() == text
    assert TypeSpec.from_wire(text, namespace=[spec]) == TypeSpec(spec)


def test_protocols_default_is_any() -> None:
    """``str(typing.Any)``, what ``Start.pld_spec`` says by default, is Any."""
    assert TypeSpec.from_wire(str(Any)).spec is Any


def test_local_classes_have_names() -> None:
    """A class inside a function is named as Python names it."""

    class Local(msgspec.Struct):
        x: int

    text = TypeSpec(Local | None).to_wire()
    assert text.endswith(":test_local_classes_have_names.<locals>.Local | None")
    assert TypeSpec.from_wire(text, namespace=[Local]) == TypeSpec(Local | None)


def test_what_has_no_name_is_told() -> None:
    """A class whose name no reader could parse is refused when it is written."""
    with pytest.raises(TypeError, match=r"no name on the wire for .*two words"):
        TypeSpec(list[type("two words", (), {})]).to_wire()


def test_names_mean_what_the_namespace_says() -> None:
    """A mapping gives each name its type; a known name keeps its meaning."""
    namespace = {"pkg.mod:Point": m.Point, "Short": m.PointX, "int": str}
    spec = TypeSpec.from_wire("dict[int, pkg.mod:Point | None]", namespace=namespace)
    assert spec == TypeSpec(dict[int, m.Point | None])
    assert TypeSpec.from_wire("Short", namespace=namespace) == TypeSpec(m.PointX)


def test_unknown_names_are_all_told() -> None:
    """A text that names what was not given is refused, and every such name is told."""
    text = "dict[os:system, list[a.b:C[int]]] | spec_models:Point | os:system"
    with pytest.raises(SpecMismatch, match=r"not in the namespace: os:system, a\.b:C") as info:
        TypeSpec.from_wire(text, namespace=[m.Point])
    assert info.value.unknown == ("os:system", "a.b:C")
    assert info.value.theirs == text


def test_unknown_patterns_are_not_run() -> None:
    """A regular expression is taken only where we have it ourselves."""
    text = 'Annotated[str, Meta(pattern="(a+)+$")]'
    with pytest.raises(SpecMismatch, match="pattern=") as info:
        TypeSpec.from_wire(text)
    assert info.value.unknown == ('pattern="(a+)+$"',)
    spec = TypeSpec(Annotated[str, msgspec.Meta(pattern="(a+)+$")])
    assert TypeSpec.from_wire(text, patterns=["(a+)+$"]) == spec
    assert TypeSpec.from_wire(text, namespace=[spec]) == spec


def test_stamp_tells_versions_apart() -> None:
    """A stamped text is refused where the same name has another shape."""
    old = msgspec.defstruct("Point", [("x", int)], module="pkg.mod")
    new = msgspec.defstruct("Point", [("x", int), ("y", int)], module="pkg.mod")
    text = TypeSpec(list[old]).to_wire(stamp=True)
    assert TypeSpec.from_wire(text, namespace=[old]) == TypeSpec(list[old])
    with pytest.raises(SpecMismatch, match="another shape"):
        TypeSpec.from_wire(text, namespace=[new])
    assert TypeSpec.from_wire(text.partition(" #")[0], namespace=[new]) == TypeSpec(list[new])


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "int |",
        "| int",
        "list[int",
        "list[int]]",
        "list[]",
        "list[()]",
        "list[int, ...]",
        "tuple[..., int]",
        "tuple[int, int, ...]",
        "dict[int]",
        "list[int, int]",
        "int[int]",
        "typing.Any[int]",
        "None[int]",
        "Literal",
        "Literal[]",
        "Literal[1.5]",
        "Literal[int]",
        "Literal[007]",
        "Literal[9999999999999999999]",
        "Literal[99999999999999999999999999]",
        'Literal["\\ud800"]',
        'Literal["a]',
        "Literal['a']",
        "Annotated[int]",
        "Annotated[int, 3]",
        "Annotated[int, Meta()]",
        "Annotated[int, Meta(ge=0, ge=1)]",
        "Annotated[int, Meta(extra=1)]",
        "Annotated[int, Meta(ge=1e999)]",
        'Annotated[int, Meta(ge="0")]',
        "Annotated[int, Meta(min_length=1)]",
        "Annotated[int, Meta(ge=0)] | tuple[int, int]",
        "Annotated[str, Meta(pattern=3)]",
        "int()",
        "int.__class__",
        "__import__('os')",
        "os.system",
        "lambda: 0",
        "[int for int in int]",
        "int # comment",
        "int #" + 64 * "0",
        "int\n",
        "int\x00",
        "\ud800",
        "str | bytes",
        "spec_models:Point[int]",
        "spec_models:Point | spec_models:PointX",
        "spec_models:Box[int, int]",
    ],
)
def test_malformed_text_is_one_error(text: str) -> None:
    """Whatever is wrong with a text, it is a SpecMismatch that carries the text."""
    with pytest.raises(SpecMismatch) as info:
        TypeSpec.from_wire(text, namespace=NAMES)
    assert info.value.theirs == text
    assert str(info.value).startswith("the peer's ")


def test_text_must_be_text() -> None:
    """Bytes are a programmer's error, not a peer's."""
    with pytest.raises(TypeError, match="not bytes"):
        TypeSpec.from_wire(b"int")  # type: ignore[arg-type]  # what is tested


def test_generics_that_fail_are_told() -> None:
    """Whatever a class of ours raises for a stranger's parameters, it stays one error."""

    class Fussy:
        def __class_getitem__(cls, item: Any) -> Any:
            raise KeyError(item)

    with pytest.raises(SpecMismatch, match="makes no type"):
        TypeSpec.from_wire("Fussy[int]", namespace={"Fussy": Fussy})


def test_size_is_bounded() -> None:
    """A text is read up to MAX_WIRE_CHARS characters, and no further."""
    fits = "int" + " " * (MAX_WIRE_CHARS - 3)
    assert TypeSpec.from_wire(fits).spec is int
    with pytest.raises(SpecMismatch, match="at most"):
        TypeSpec.from_wire(fits + " ")


def test_depth_is_bounded() -> None:
    """Brackets are read MAX_WIRE_DEPTH deep; deeper ones never reach Python's own limit."""

    def nested(depth: int) -> str:
        return "list[" * depth + "int" + "]" * depth

    assert TypeSpec.from_wire(nested(MAX_WIRE_DEPTH)).to_wire() == nested(MAX_WIRE_DEPTH)
    for depth in (MAX_WIRE_DEPTH + 1, MAX_WIRE_CHARS // 6 - 1):
        with pytest.raises(SpecMismatch, match="deeper"):
            TypeSpec.from_wire(nested(depth))


@pytest.mark.parametrize(
    "part",
    ["int | ", "list[int] | ", "tuple[", "a", "a.", "a:b.", '"', "[", "Literal[1, ", "Meta(",
     "1", "1e", "\\", "#", "...", "Box[Box[int]] | ", "tuple[int, int] | ", "x | ",
     "Annotated[int, Meta(ge=1)] | "],
)  # fmt: skip
def test_time_is_bounded(part: str) -> None:
    """The longest text of any repeated part is answered in less than a second."""
    text = (part * MAX_WIRE_CHARS)[: MAX_WIRE_CHARS - 5]
    began = time.perf_counter()
    for ending in (text, text[: text.rfind("|")] or text):
        try:
            TypeSpec.from_wire(ending, namespace={"Box": m.Box})
        except SpecMismatch as exc:
            assert len(str(exc)) < 1000  # noqa: PT017  either outcome is right
    assert time.perf_counter() - began < 1


def test_many_members_and_items() -> None:
    """A text as long as may be, well-formed, is read and fingerprinted in a moment."""
    began = time.perf_counter()
    items = ", ".join(["list[int]"] * 700)
    numbers = ", ".join(map(str, range(1000, 2200)))
    for text in (f"tuple[{items}]", f"Literal[{numbers}]"):
        spec = TypeSpec.from_wire(text)
        assert len(spec.fingerprint) == 64
        assert spec.match(spec).equal
    assert time.perf_counter() - began < 2


WORDS = [
    *NAMES, "int", "str", "list", "dict", "tuple", "set", "None", "typing.Any", "Raw",
    "Literal", "Annotated", "Meta", "ge", "pattern", "True", "msgspec:Raw", "os:system",
    "[", "]", "(", ")", "|", ",", "=", "...", " ", "#", '"a"', '"\\u00e9"', "1", "-1",
    "1.5", "Literal[1]", "list[int]", "dict[str, int]", "Annotated[int, Meta(ge=0)]",
]  # fmt: skip


@settings(derandomize=True, max_examples=400, deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=14).map("".join)))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Any text is a spec or a SpecMismatch, and nothing is ever imported for it."""
    before = set(sys.modules)
    try:
        spec = TypeSpec.from_wire(text, namespace=NAMES)
    except SpecMismatch as exc:
        assert exc.theirs == text  # noqa: PT017  either outcome is right
    else:
        assert TypeSpec.from_wire(spec.to_wire(), namespace=NAMES) == spec
    assert set(sys.modules) == before


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.data())
def test_any_damaged_text_is_read_or_refused(data: st.DataObject) -> None:
    """So is every good text with a few characters changed."""
    text = TypeSpec(data.draw(st.sampled_from(m.SPECS))).to_wire(stamp=data.draw(st.booleans()))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(st.text(max_size=2)) + text[at + 1 :]
    try:
        spec = TypeSpec.from_wire(text, namespace=NAMES)
    except SpecMismatch as exc:
        assert exc.theirs == text  # noqa: PT017  either outcome is right
    else:
        assert spec.to_wire()


def test_words_are_found_in_one_pass() -> None:
    """The words of a text cover it, in order."""
    text = 'dict[str, m:A.B] | Literal["x\\"", -1]'
    words = [token.text for token in tokens_of(text)]
    assert words[:6] == ["dict", "[", "str", ",", "m:A.B", "]"]
    assert "".join(words) == text.replace(" ", "")
