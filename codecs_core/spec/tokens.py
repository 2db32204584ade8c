"""The words of a spec's wire form."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from codecs_core.spec.names import NAME

__all__ = ["MAX_WIRE_CHARS", "Malformed", "Token", "tokens_of"]

MAX_WIRE_CHARS: Final = 8_192
"""The longest wire form that is read, in characters."""

# No alternative can match where another does, and none backtracks over what it has
# matched: reading takes time in proportion to the text.
_TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*")'
    r"|(?P<number>-?(?:0|[1-9][0-9]{0,23})(?:\.[0-9]{1,24})?(?:e[+-]?[0-9]{1,3})?)"
    rf"|(?P<name>{NAME})"
    r"|(?P<sign>\.\.\.|[][()|,=])"
    r"|(?P<stamp>\#[0-9a-f]{64})"
    r"|(?P<space>\ +)"
)


class Malformed(ValueError):  # noqa: N818  never seen outside: SpecMismatch tells it
    """The text is no spec's wire form."""


class Token(NamedTuple):
    """A word: its kind, its text, and where it begins (in characters)."""

    kind: str
    text: str
    at: int


def tokens_of(text: str) -> list[Token]:
    """Return the words of *text*, and one of the kind ``"end"``.

    Raises :class:`Malformed` for a text that is too long or holds anything else.
    """
    if len(text) > MAX_WIRE_CHARS:
        raise Malformed(f"{len(text)} characters, where at most {MAX_WIRE_CHARS} are read")
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Malformed(f"character {at} begins no word: {text[at : at + 20]!r}")
        kind = str(match.lastgroup)
        if kind != "space":
            tokens.append(Token(kind, match[0], at))
        at = match.end()
    return [*tokens, Token("end", "", at)]
