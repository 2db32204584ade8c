"""Read a spec's wire form: a stranger's text, against names already given.

The grammar, each word as in ``tokens.py``::

    spec    = member ("|" member)*
    member  = "Literal" "[" value ("," value)* "]"
            | "Annotated" "[" spec "," "Meta" "(" limit ("," limit)* ")" "]"
            | name [ "[" ( "(" ")" | spec ("," spec)* ["," "..."] ) "]" ]
    limit   = name "=" ( number | string | "True" | "False" )
    value   = number | string | "None" | "True" | "False"

Nothing is imported and nothing is evaluated: a name means what the namespace says, and a
regular expression, which is a program too, must be one of those given.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Annotated, Any, Final, Literal, NamedTuple

import msgspec

from codecs_core.spec.merging import union_of
from codecs_core.spec.names import KNOWN
from codecs_core.spec.tokens import Malformed, Token, tokens_of
from codecs_core.spec.writing import LIMITS

__all__ = ["MAX_WIRE_DEPTH", "Read", "read"]

MAX_WIRE_DEPTH: Final = 32
"""The deepest nesting of brackets that is read."""

_CONSTANTS: Final[Mapping[str, Any]] = {"None": None, "True": True, "False": False}


class Read(NamedTuple):
    """What a text says.

    ``unknown`` are its names, and regular expressions, that nobody gave; ``spec`` means
    nothing where there are any. ``stamp`` is the fingerprint that the text carries.
    """

    spec: Any
    unknown: tuple[str, ...]
    stamp: str | None


def read(text: str, namespace: Mapping[str, Any], patterns: Collection[str]) -> Read:
    """Return what *text* says.

    Raises :class:`Malformed` where it is no wire form, and whatever putting parameters to
    a generic type of the namespace raises.
    """
    reader = _Reader(tokens_of(text), namespace, patterns)
    spec = reader.spec()
    stamp = reader.take().text[1:] if reader.next.kind == "stamp" else None
    if reader.next.kind != "end":
        raise reader.unexpected("the end")
    return Read(spec, tuple(reader.unknown), stamp)


class _Reader:
    """Reads words one by one; each method reads what its name says."""

    def __init__(
        self, tokens: list[Token], namespace: Mapping[str, Any], patterns: Collection[str]
    ) -> None:
        self._tokens = iter(tokens)
        self._namespace = namespace
        self._patterns = patterns
        self._depth = 0
        self.unknown: dict[str, None] = {}
        self.next = next(self._tokens)

    def take(self) -> Token:
        token = self.next
        self.next = next(self._tokens, token)
        return token

    def spec(self) -> Any:
        members = [self._member()]
        while self._skip("|"):
            members.append(self._member())
        return union_of(members)

    def _member(self) -> Any:
        if self.next.kind != "name":
            raise self.unexpected("a name")
        name = self.take().text
        if self.next.text != "[":
            return self._named(name)
        self._open("[")
        if name == "Literal":
            found: Any = Literal[tuple(self._values())]
        elif name == "Annotated":
            found = self._annotated()
        else:
            found = self._generic(name)
        self._close("]")
        return found

    def _named(self, name: str) -> Any:
        if name in KNOWN:
            return KNOWN[name]
        if name not in self._namespace:
            self.unknown[name] = None
        return self._namespace.get(name, Any)

    def _generic(self, name: str) -> Any:
        generic, args = self._named(name), self._args()
        if name in self.unknown:
            return Any
        if name == "tuple":
            return tuple.__class_getitem__(args)
        if Ellipsis in args or not args:
            raise Malformed(f"only tuple takes `...` and `()`, not {name}")
        return generic[args if len(args) > 1 else args[0]]

    def _args(self) -> tuple[Any, ...]:
        if self.next.text == "(":
            self._open("(")
            self._close(")")
            return ()
        args = [self.spec()]
        while self._skip(","):
            if self.next.text == "..." and len(args) == 1:
                self.take()
                return (args[0], Ellipsis)
            args.append(self.spec())
        return tuple(args)

    def _annotated(self) -> Any:
        spec = self.spec()
        self._expect(",")
        self._expect("Meta")
        self._open("(")
        limits = dict([self._limit()])
        while self._skip(","):
            name, value = self._limit()
            if name in limits:
                raise Malformed(f"{name} is given twice")
            limits[name] = value
        self._close(")")
        if limits.get("pattern", "") not in ("", *self._patterns):
            self.unknown[f"pattern={json.dumps(limits.pop('pattern'))}"] = None
        return Annotated[spec, msgspec.Meta(**limits)] if limits else spec

    def _limit(self) -> tuple[str, Any]:
        token = self.take()
        if token.text not in LIMITS:
            raise Malformed(f"no limit is called {token.text[:40]!r}")
        self._expect("=")
        return token.text, self._value()

    def _values(self) -> list[Any]:
        values = [self._value()]
        while self._skip(","):
            values.append(self._value())
        return values

    def _value(self) -> Any:
        token = self.take()
        if token.kind in ("string", "number"):
            return json.loads(token.text)
        if token.text in _CONSTANTS:
            return _CONSTANTS[token.text]
        raise Malformed(f"expected a value at character {token.at}, got {token.text[:40]!r}")

    def _open(self, sign: str) -> None:
        self._expect(sign)
        self._depth += 1
        if self._depth > MAX_WIRE_DEPTH:
            raise Malformed(f"brackets are nested deeper than {MAX_WIRE_DEPTH}")

    def _close(self, sign: str) -> None:
        self._expect(sign)
        self._depth -= 1

    def _skip(self, sign: str) -> bool:
        """Read *sign* if it comes next, and tell whether it did."""
        if self.next.text != sign:
            return False
        self.take()
        return True

    def _expect(self, sign: str) -> None:
        if not self._skip(sign):
            raise self.unexpected(repr(sign))

    def unexpected(self, wanted: str) -> Malformed:
        got = repr(self.next.text[:40]) if self.next.text else "the end"
        return Malformed(f"expected {wanted} at character {self.next.at}, got {got}")
