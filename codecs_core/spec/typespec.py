"""A message spec as a value: compare it, send it, ask it who may send what."""

from __future__ import annotations

import typing
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any, Literal

import msgspec

from codecs_core.errors import SpecMismatch
from codecs_core.spec.fingerprint import fingerprint_of
from codecs_core.spec.matching import SpecMatch, differences_between
from codecs_core.spec.merging import merge_specs, union_of
from codecs_core.spec.naming import spec_str
from codecs_core.spec.reading import Read, read
from codecs_core.spec.tokens import Malformed
from codecs_core.spec.writing import Written, written
from codecs_core.typed.shape import OneOf, shape_of

__all__ = ["Namespace", "TypeSpec", "allowed"]

Namespace: typing.TypeAlias = Mapping[str, Any] | Iterable[Any]
"""The types that a text may name: by their names, or types, each with those inside it."""


_TOLD_CHARS = 400


class TypeSpec:
    """What a payload may be: any annotation that msgspec takes, as a value.

    Two of these are equal where the annotations say the same of the same classes: in
    whatever order a union names its members, and whatever they document (titles,
    descriptions, examples, metadata that is not ``msgspec.Meta``).

    ``kind in typespec`` asks whether a *type* belongs: whether each of its members is one
    of the spec's own members, as written. So ``int`` belongs to ``int | None``, ``bool``
    does not belong to ``int``, and everything belongs to ``Any``; ``None`` is the type of
    None. Values have no place there: a decoder tells whether a value belongs.

    Raises ``TypeError`` for a spec that msgspec refuses.
    """

    def __init__(self, spec: Any) -> None:
        if isinstance(spec, TypeSpec):
            spec = spec.spec
        if spec is None:
            spec = type(None)
        try:
            msgspec.msgpack.Decoder(merge_specs([spec], None).wire_type)
        # Resolving annotations runs code of their modules, which may raise anything.
        except Exception as exc:
            raise TypeError(f"msgspec takes no spec like {spec_str(spec)}: {exc}") from exc
        self._spec = spec

    @property
    def spec(self) -> Any:
        """The annotation itself."""
        return self._spec

    @cached_property
    def _written(self) -> Written:
        return written(self.spec)

    @cached_property
    def fingerprint(self) -> str:
        """The shape of the spec as 64 hexadecimal digits, the same on every Python.

        :mod:`codecs_core.spec.fingerprint` lists what goes in. Two ends whose ``Point``
        differs in a field differ in this, though they write the same wire form.
        """
        return fingerprint_of(self.spec)

    @property
    def names(self) -> dict[str, Any]:
        """The types that the wire form names, Python's and msgspec's own left out."""
        return dict(self._written.names)

    @property
    def patterns(self) -> frozenset[str]:
        """The regular expressions in the spec's constraints."""
        return self._written.patterns

    def to_wire(self, *, stamp: bool = False) -> str:
        """Return the spec as text for a peer, e.g. ``dict[str, pkg.mod:Point] | None``.

        Nothing is lost that decides which values belong, and equal specs have equal texts.
        With *stamp* the fingerprint follows, so that a reader whose types are of another
        version refuses the text.

        Raises ``TypeError`` where something in the spec has no name.
        """
        if self._written.nameless:
            raise TypeError(f"no name on the wire for {', '.join(self._written.nameless)}")
        text = self._written.text
        return f"{text} #{self.fingerprint}" if stamp else text

    @classmethod
    def from_wire(
        cls, text: str, *, namespace: Namespace = (), patterns: Collection[str] = ()
    ) -> TypeSpec:
        """Return the spec that a peer wrote with :meth:`to_wire`.

        Parameters
        ----------
        text: at most :data:`MAX_WIRE_CHARS` characters, its brackets at most
            :data:`MAX_WIRE_DEPTH` deep. Nothing that it names is imported or evaluated.
        namespace: the types that it may name beside Python's and msgspec's own: a mapping
            of names such as ``"pkg.mod:Point"``, or types, whose names then count and
            those of the types in their parameters.
        patterns: the regular expressions that it may use, beside those in *namespace*: to
            run a stranger's would be to run a program of his.

        Raises :class:`SpecMismatch`, and nothing else for any text: its ``unknown`` lists
        names and patterns that were not given; its ``theirs`` is the text.
        """
        if not isinstance(text, str):
            raise TypeError(f"a wire form is a str, not {type(text).__name__}")
        names, known_patterns = allowed(namespace)
        return _checked(text, _read(text, names, known_patterns | set(patterns)))

    def match(self, other: Any) -> SpecMatch:
        """Return who may send what to whom, *other* being the peer's spec.

        :mod:`codecs_core.spec.matching` lists the rules. Raises ``TypeError`` where *other*
        is neither a TypeSpec nor an annotation that msgspec takes.
        """
        theirs = TypeSpec(other)
        differences = differences_between(self.spec, theirs.spec)
        return SpecMatch(self.fingerprint == theirs.fingerprint, differences)

    def __contains__(self, kind: Any) -> bool:
        members = _members(self.spec)
        try:
            wanted = _members(TypeSpec(kind).spec)
        except TypeError:
            raise TypeError(
                f"`in` asks for a type, not {kind!r}; decode a value to see if it belongs"
            ) from None
        return TypeSpec(Any) in members or wanted <= members

    def __or__(self, other: Any) -> TypeSpec:
        return TypeSpec(union_of([self.spec, TypeSpec(other).spec]))

    def __ror__(self, other: Any) -> TypeSpec:
        return TypeSpec(other) | self

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TypeSpec):
            return NotImplemented
        mine, yours = self._written, other._written
        if mine.nameless or yours.nameless:
            return bool(self.spec == other.spec)
        return mine.text == yours.text and all(
            mine.names[name] is yours.names.get(name) for name in mine.names
        )

    def __hash__(self) -> int:
        return hash(self._written.text)

    def __str__(self) -> str:
        return spec_str(self.spec)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"


def _members(spec: Any) -> set[TypeSpec]:
    """Return the members of *spec*, each value of a Literal by itself."""
    shape = shape_of(spec)
    if isinstance(shape, OneOf):
        return set().union(*map(_members, shape.options))
    if typing.get_origin(spec) is Literal:
        return {TypeSpec(Literal[value]) for value in typing.get_args(spec)}
    return {TypeSpec(spec)}


def allowed(namespace: Namespace) -> tuple[Mapping[str, Any], set[str]]:
    """Return the names that *namespace* gives, and its regular expressions."""
    if isinstance(namespace, Mapping):
        return namespace, set()
    specs = [TypeSpec(kind) for kind in namespace]
    names = {name: named for spec in specs for name, named in spec.names.items()}
    return names, {pattern for spec in specs for pattern in spec.patterns}


def _read(text: str, names: Mapping[str, Any], patterns: Collection[str]) -> Read:
    try:
        return read(text, names, patterns)
    except Malformed as exc:
        raise SpecMismatch(f"the peer's spec cannot be read: {exc}", theirs=text) from None
    # A generic class of the namespace refuses parameters with whatever it likes.
    except Exception as exc:
        raise _no_type(text, exc) from exc


def _no_type(text: str, exc: Exception) -> SpecMismatch:
    return SpecMismatch(f"the peer's spec makes no type: {_short(str(exc))}", theirs=text)


def _short(told: str) -> str:
    """Return what a peer could make long, short enough for a log."""
    return told if len(told) <= _TOLD_CHARS else f"{told[:_TOLD_CHARS]}..."


def _checked(text: str, found: Read) -> TypeSpec:
    """Return what was read as a TypeSpec, once all of it is known and as the peer has it."""
    if found.unknown:
        raise SpecMismatch(
            "the peer's spec names what is not in the namespace:"
            f" {_short(', '.join(found.unknown))}",
            theirs=text,
            unknown=found.unknown,
        )
    try:
        spec = TypeSpec(found.spec)
    except TypeError as exc:
        raise _no_type(text, exc) from exc
    if found.stamp not in (None, spec.fingerprint):
        raise SpecMismatch(
            f"the peer's `{_short(str(spec))}` has another shape than ours of that name:"
            f" its fingerprint is {found.stamp}, ours {spec.fingerprint}",
            theirs=text,
            ours=spec,
        )
    return spec
