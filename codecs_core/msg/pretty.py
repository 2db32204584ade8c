"""A ``msgspec.Struct`` for people: printed over lines, copied with checks, compared by field.

::

    class Point(Struct):
        x: int
        y: int = 0

    print(Point(1))                  # a line for each field
    Point(1).copy({"y": 2})          # checked against the field types
    print(Point(1) - Point(2))       # what is different
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeAlias, dataclass_transform

import msgspec

from codecs_core.errors import MsgTypeError, Violation
from codecs_core.explain.words import violation_of
from codecs_core.msg.diff import MISSING, DiffDump, diff, render_struct, shown_fields
from codecs_core.typed.shape import BYTES_LIKE, OneOf, shape_of

__all__ = ["Struct"]

DecHook: TypeAlias = Callable[[type, Any], Any]


if TYPE_CHECKING:
    # A frozen class may have no base that is not, but for one whose own metaclass says that
    # it is neither (PEP 681, "Dataclass semantics").
    @dataclass_transform(field_specifiers=(msgspec.field,))
    class _Meta(msgspec.StructMeta): ...
else:
    _Meta = type(msgspec.Struct)


class Struct(msgspec.Struct, metaclass=_Meta):
    """A ``msgspec.Struct`` with a readable ``repr`` and checked changes.

    Every option of msgspec's works in subclasses, and nothing changes on the wire. Names are
    those of Python attributes, never ``rename``d ones. A field that has the name of a method
    below replaces that method, and the others still work.
    """

    def __repr__(self) -> str:
        return render_struct(self)

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return list(shown_fields(self))

    def pformat(self) -> str:
        """Return the fields on a line each, and those of Structs inside likewise.

        Private fields (``_name``) are left out. What contains itself is shown as ``...``, and
        a member whose ``repr`` raises as a note of that; only what is no ``Exception``, such
        as ``KeyboardInterrupt``, gets through.
        """
        return render_struct(self)

    def to_dict(self) -> dict[str, Any]:
        """Return all fields by name, private and ``UNSET`` ones included, in a new dict.

        Structs become dicts at any depth of builtin lists, tuples and dict values, which are
        new as well; everything else is the same object as in the Struct. A deleted field is
        left out. For what goes on a wire, see ``msgspec.to_builtins``.

        Raises ``ValueError`` where a value contains itself.
        """
        return _as_dict(self, frozenset())

    def copy(
        self, update: Mapping[str, Any] | None = None, *, dec_hook: DecHook | None = None
    ) -> Self:
        """Return a copy of this Struct, frozen or not, with the fields of *update* replaced.

        Each value of *update* is checked, strictly, as if it had been decoded: so an ``int``
        becomes a ``float`` and a dict a Struct where the field says so, but no text a number.
        *dec_hook* makes values of custom types, as everywhere in msgspec. The copy is
        shallow; ``__post_init__`` runs; attributes that are no fields stay behind.

        Raises ``TypeError`` for a name that is no field, ``AttributeError`` where a field was
        deleted and not replaced, and :class:`codecs_core.errors.MsgTypeError` with ``path``,
        ``expected`` and ``got`` for a value that its field does not take.
        """
        changes = dict(update or {})
        for name in changes:
            if name not in self.__struct_fields__:
                known = ", ".join(self.__struct_fields__) or "none"
                kind = type(self).__name__
                raise TypeError(f"{kind} has no field {name!r} (its fields: {known})")
        return msgspec.structs.replace(self, **_checked(self, changes, True, dec_hook))

    def typecast(self, *, dec_hook: DecHook | None = None) -> Self:
        """Convert the fields to their types, in place, as ``msgspec.convert`` would leniently.

        ``"3"`` becomes ``3`` in an ``int`` field. Containers are made anew; Structs that are
        already of the right class are taken as they are. ``str`` is not taken for base64 in
        a ``bytes`` field. Returns this Struct, or if it is frozen a copy (as of
        :meth:`copy`).

        Raises ``AttributeError`` where a field was deleted, and
        :class:`codecs_core.errors.MsgTypeError`, its ``violations`` listing the other fields
        that fail. Then nothing was changed.
        """
        before = {name: getattr(self, name) for name in self.__struct_fields__}
        after = _checked(self, before, False, dec_hook)
        if self.__struct_config__.frozen:
            return msgspec.structs.replace(self, **after)
        try:
            for name, value in after.items():
                setattr(self, name, value)
        except BaseException:  # a __setattr__ of the subclass refuses
            for name, value in before.items():
                msgspec.structs.force_setattr(self, name, value)
            raise
        return self

    def fields_diff(self, other: msgspec.Struct | Mapping[str, Any]) -> DiffDump:
        """Return the fields that differ from those of *other*.

        What differs is for :func:`codecs_core.msg.diff.diff` to say. All fields are compared,
        by name, private ones included, whatever the classes. A field that one side lacks is
        :data:`codecs_core.msg.diff.MISSING` there.

        Raises ``TypeError`` if *other* is neither a Struct nor a mapping.
        """
        if isinstance(other, msgspec.Struct):
            return diff(_fields(self), _fields(other))
        if isinstance(other, Mapping):
            return diff(_fields(self), other)
        kind = type(other).__name__
        raise TypeError(f"only a Struct or a mapping has fields to compare, not {kind}")

    def __sub__(self, other: msgspec.Struct | Mapping[str, Any]) -> DiffDump:
        if not isinstance(other, (msgspec.Struct, Mapping)):
            return NotImplemented
        # Not self.fields_diff: a field may have that name.
        return Struct.fields_diff(self, other)


def _fields(struct: msgspec.Struct) -> dict[str, Any]:
    """Return the fields that *struct* has: one may have been deleted."""
    names = struct.__struct_fields__
    values = ((name, getattr(struct, name, MISSING)) for name in names)
    return {name: value for name, value in values if value is not MISSING}


def _as_dict(struct: msgspec.Struct, outer: frozenset[int]) -> dict[str, Any]:
    outer = _inside(struct, outer)
    return {name: _plain(value, outer) for name, value in _fields(struct).items()}


def _plain(value: Any, outer: frozenset[int]) -> Any:
    kind = type(value)
    if isinstance(value, msgspec.Struct):
        return _as_dict(value, outer)
    if kind is dict:
        outer = _inside(value, outer)
        return {key: _plain(item, outer) for key, item in value.items()}
    if kind is list or kind is tuple:
        outer = _inside(value, outer)
        return kind(_plain(item, outer) for item in value)
    return value


def _inside(value: Any, outer: frozenset[int]) -> frozenset[int]:
    if id(value) in outer:
        raise ValueError(f"a {type(value).__name__} contains itself: no dict can show that")
    return outer | {id(value)}


def _checked(
    struct: msgspec.Struct, values: dict[str, Any], strict: bool, dec_hook: DecHook | None
) -> dict[str, Any]:
    """Return *values* as the fields of *struct* take them, or raise for all that fail."""
    if not values:
        return {}  # a type that cannot be resolved need not be
    kind = type(struct)
    types = {field.name: field.type for field in msgspec.structs.fields(kind)}
    checked: dict[str, Any] = {}
    failed: list[tuple[Violation, Exception]] = []
    for name, value in values.items():
        try:
            checked[name] = _converted(value, types[name], strict, dec_hook)
        except Exception as exc:
            if type(exc) is TypeError:  # msgspec does not take the annotation itself
                raise
            failed.append((violation_of(exc, value, types[name], f"$.{name}"), exc))
    if failed:
        (first, cause), *others = failed
        raise MsgTypeError(
            f"{kind.__name__}: {first}",
            path=first.path,
            expected=first.expected,
            got=first.got,
            value=first.value,
            violations=tuple(violation for violation, _ in others),
            expected_msg_type=kind,
        ) from cause
    return checked


def _converted(value: Any, annotation: Any, strict: bool, dec_hook: DecHook | None) -> Any:
    # convert() takes neither of these where the annotation is a union.
    if isinstance(value, (msgspec.UnsetType, msgspec.Raw)) and type(value) in _options(
        annotation
    ):
        return value
    return msgspec.convert(
        value,
        annotation,
        strict=strict,
        dec_hook=dec_hook,
        builtin_types=BYTES_LIKE,
    )


def _options(annotation: Any) -> Iterator[Any]:
    """Yield the members of a union, or *annotation* if it is none."""
    shape = shape_of(annotation)
    options: Iterable[Any] = shape.options if isinstance(shape, OneOf) else ()
    if not options:
        yield annotation
    for option in options:
        yield from _options(option)
