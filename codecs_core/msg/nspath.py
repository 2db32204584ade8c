"""Name a class or a function by text, and get it back: ``"module.path:name"``.

Both ends of a dialog have the code; only its name travels. A name that came from a peer is
a wish, not an order: load it under an allow-list::

    NamespacePath(text).load_ref(allow=("my_service.tasks",))

::

    CodecError
    └── RefError                what is wrong with a reference; ``ref`` is its text
        ├── MalformedRefError     also ValueError: the text is no ``module.path:name``
        ├── UnnameableError       also TypeError: no text leads back to this object
        ├── RefNotFoundError      also LookupError: no such module, or no such name in it
        └── RefForbiddenError     the allow-list refuses it
"""

from __future__ import annotations

import functools
import importlib
import sys
import types
from collections.abc import Iterable, Iterator
from typing import Any, Self

from codecs_core.errors import CodecError

__all__ = [
    "MalformedRefError",
    "NamespacePath",
    "RefError",
    "RefForbiddenError",
    "RefNotFoundError",
    "UnnameableError",
]

_BOUND = (types.MethodType, types.BuiltinFunctionType, types.MethodWrapperType)
_UNBOUND = (
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.ClassMethodDescriptorType,
)
_NAMELESS = ": only classes and functions have a name inside a module"


class RefError(CodecError):
    """A reference to a Python object cannot be made, read or followed.

    ``ref`` is its text, as far as there is one.
    """

    def __init__(self, message: str, *, ref: str = "") -> None:
        self.ref: str = str(ref)
        super().__init__(f"{self.ref!r}: {message}" if ref else message)


class MalformedRefError(RefError, ValueError):
    """A text is not of the form ``module.path:name``."""


class UnnameableError(RefError, TypeError):
    """No text leads back to an object: it is a lambda, a local, an instance, a stand-in."""


class RefNotFoundError(RefError, LookupError):
    """There is no such module, or no such name in it."""


class RefForbiddenError(RefError):
    """An allow-list refuses a reference, or something on the way that it leads."""


class NamespacePath(str):
    """The place of a class or a function: ``"module.path:name"`` or ``"module:Outer.name"``.

    A ``str`` in every respect: it compares, hashes, pickles and prints as its text, and only
    :meth:`load_ref` imports anything. To msgspec it is a custom type: encode it with
    ``enc_hook=str``, decode it by calling the class in ``dec_hook``.

    Raises ``TypeError`` for anything but a ``str`` and :class:`MalformedRefError` for a text
    of another form.
    """

    __slots__ = ("_loaded",)

    # By allow-list, so that what was loaded under one never answers for another.
    _loaded: dict[tuple[str, ...] | None, Any]

    def __new__(cls, text: str) -> Self:
        """Check the form of *text*, and nothing else."""
        if not isinstance(text, str):
            raise TypeError(f"a reference must be a str, not {type(text).__name__}")
        self = super().__new__(cls, text)
        if trouble := _trouble(self):
            raise MalformedRefError(trouble, ref=self)
        self._loaded = {}
        return self

    @classmethod
    def from_ref(cls, obj: Any) -> Self:
        """Return the path of *obj*: a class, a function or a class's method.

        Nothing is imported: the module of *obj* is loaded already, and its name there must
        lead back to *obj* itself. What a class inherits is named by that class only if it is
        bound to it, as a classmethod is.

        Raises :class:`UnnameableError` for whatever has no such name: lambdas and functions
        made inside functions, instances and their methods, partials, modules, and what was
        decorated, replaced or shadowed since.
        """
        module, name = _home(obj)
        ref = f"{module}:{name}"
        if trouble := _trouble(ref):
            raise UnnameableError(trouble, ref=ref)
        path = cls(ref)
        _check_leads_back(path, obj)
        return path

    def to_tuple(self) -> tuple[str, str]:
        """Return ``(module path, name in it)``."""
        module, _, name = self.partition(":")
        return module, name

    def load_ref(self, allow: Iterable[str] | None = None) -> Any:
        """Import the module and return the object, as ``pkgutil.resolve_name`` would.

        The object is resolved once for each allow-list and kept.

        Without *allow* the text is trusted: any module is imported (which runs it), and the
        name may lead anywhere. That is right for your own references only.

        *allow* lists the modules and packages that may be reached: ``"pkg"`` is ``pkg`` and
        all its submodules, an empty list is nothing. The module is checked before it is
        imported, then each step of the way: it leads through modules and classes only, ends
        at a class, a function or a class's method, and all of these belong, by their
        ``__module__``, to allowed modules. So what an allowed module merely imported is
        refused, and what a class inherits from elsewhere. Not refused: any function of an
        allowed module, private ones included; and importing ``pkg.sub`` runs ``pkg`` too.

        Raises :class:`RefForbiddenError`, :class:`RefNotFoundError`, whatever the module
        raises while it is imported, and ``TypeError`` or ``ValueError`` for an *allow* that
        is no list of module paths.
        """
        allowed = None if allow is None else _allow_list(allow)
        if allowed not in self._loaded:
            self._loaded[allowed] = _resolve(self, allowed)
        return self._loaded[allowed]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __reduce__(self) -> tuple[type[NamespacePath], tuple[str]]:
        return type(self), (str(self),)


def _is_dotted(text: str) -> bool:
    return all(part.isidentifier() for part in text.split("."))


def _trouble(ref: str) -> str:
    """Return what is wrong with the form of *ref*, or an empty text."""
    if "<locals>" in ref:
        return "what is made inside a function cannot be reached from outside"
    if "<lambda>" in ref:
        return "a lambda has no name to look up; use def"
    module, _, name = ref.partition(":")
    good = _is_dotted(module) and _is_dotted(name)
    return "" if good else "not of the form 'module.path:name'"


def _is(obj: Any, *kinds: type) -> bool:
    """Tell what *obj* really is: ``isinstance`` believes a proxy's ``__class__``."""
    return issubclass(type(obj), kinds)


def _home(obj: Any) -> tuple[str, str]:
    """Return the module of *obj* and its name there, as it says itself."""
    if _is(obj, types.ModuleType, functools.partial):
        raise UnnameableError(f"a {type(obj).__name__}{_NAMELESS}")
    if _is(obj, *_UNBOUND):
        return obj.__objclass__.__module__, obj.__qualname__
    owner: Any = obj.__self__ if _is(obj, *_BOUND) else None
    if _is(owner, type):
        own = getattr(obj, "__name__", None)  # a bound partial has none
        module, name = owner.__module__, own and f"{owner.__qualname__}.{own}"
    elif owner is None or _is(owner, types.ModuleType):
        module, name = getattr(obj, "__module__", None), getattr(obj, "__qualname__", None)
    else:
        kind = type(owner).__name__
        raise UnnameableError(f"a method bound to an instance of {kind}: name the class's")
    if not isinstance(module, str) or not isinstance(name, str):
        raise UnnameableError(f"an instance of {type(obj).__name__}{_NAMELESS}")
    return module, name


def _check_leads_back(path: NamespacePath, obj: Any) -> None:
    module, name = path.to_tuple()
    found: Any = sys.modules.get(module)
    if found is None:
        raise UnnameableError(f"module {module!r} is not loaded", ref=path)
    for part in name.split("."):
        found = _look(path, found, part, UnnameableError)
    # A bound method is made anew at every look: it is equal to itself, not identical.
    same = found == obj if _is(obj, *_BOUND) and _is(found, type(obj)) else found is obj
    if not same:
        trouble = "leads to another object: this one was decorated, replaced or shadowed"
        raise UnnameableError(trouble, ref=path)


def _resolve(path: NamespacePath, allowed: tuple[str, ...] | None) -> Any:
    """Import the module of *path* and follow its name."""
    module, name = path.to_tuple()
    if allowed is not None:
        _check_module(path, module, allowed)
    obj = _imported(path, module)
    for part in name.split("."):
        if allowed is not None:
            _check_step(path, obj, allowed)
        obj = _look(path, obj, part, RefNotFoundError)
    if allowed is not None:
        _check_owners(path, obj, allowed)
    return obj


def _imported(path: NamespacePath, module: str) -> Any:
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as exc:
        # An import that fails *inside* the module is its own bug, or an extra missing.
        if exc.name is None or not f"{module}.".startswith(f"{exc.name}."):
            raise
        raise RefNotFoundError(str(exc), ref=path) from exc


def _look(path: NamespacePath, obj: Any, part: str, error: type[RefError]) -> Any:
    try:
        return getattr(obj, part)
    except AttributeError as exc:
        raise error(f"{_told(obj)} has no {part!r}", ref=path) from exc


def _told(obj: Any) -> str:
    if _is(obj, types.ModuleType):
        return f"module {obj.__name__!r}"
    return f"class {obj.__qualname__!r}" if _is(obj, type) else f"a {type(obj).__name__}"


def _allow_list(allow: Iterable[str]) -> tuple[str, ...]:
    if isinstance(allow, str):
        raise TypeError(f"allow must be a list of module paths, not one str: {allow!r}")
    allowed = tuple(allow)
    for entry in allowed:
        if not (isinstance(entry, str) and _is_dotted(entry)):
            raise ValueError(f"allow must list module paths: {entry!r} is none")
    return allowed


def _check_module(path: NamespacePath, module: str, allowed: tuple[str, ...]) -> None:
    if not any(module == entry or module.startswith(f"{entry}.") for entry in allowed):
        trouble = f"module {module!r} is not allowed (allowed: {', '.join(allowed) or 'none'})"
        raise RefForbiddenError(trouble, ref=path)
    if "__main__" in module.split(".")[1:]:
        # Its import is the run of a program, which may well end this one.
        raise RefForbiddenError(f"{module!r} is a program, not a library", ref=path)


def _check_step(path: NamespacePath, obj: Any, allowed: tuple[str, ...]) -> None:
    """Refuse to look inside *obj* unless it is an allowed module or an allowed class."""
    if _is(obj, types.ModuleType):
        # What sys.modules holds under an allowed name may be another module: "os.path".
        _check_module(path, obj.__name__, allowed)
    elif _is(obj, type):
        _check_owners(path, obj, allowed)
    else:
        # A function's attributes lead around its decorators and into its globals.
        trouble = f"leads through {_told(obj)}, not through modules and classes only"
        raise RefForbiddenError(trouble, ref=path)


def _check_owners(path: NamespacePath, obj: Any, allowed: tuple[str, ...]) -> None:
    """Refuse *obj* unless all its code is that of allowed modules."""
    try:
        owners = tuple(_owners(obj))
    except UnnameableError as exc:
        raise RefForbiddenError(f"leads to {exc}", ref=path) from exc
    for owner in owners:
        _check_module(path, owner, allowed)


def _owners(obj: Any) -> Iterator[str]:
    """Yield the modules that *obj* belongs to; a bound method has its class's and its own."""
    yield _home(obj)[0]
    if _is(obj, types.MethodType):
        yield from _owners(obj.__func__)
    elif _is(obj, *_BOUND) and _is(obj.__self__, type):
        # Written in C, it names no module. "Cls.__subclasses__" is bound to Cls, but type's.
        bases = (*obj.__self__.__mro__, *type(obj.__self__).__mro__, type)
        yield next(b.__module__ for b in bases if obj.__name__ in vars(b) or b is type)
