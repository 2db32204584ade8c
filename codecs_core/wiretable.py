"""What wires do to Python types, as one Markdown table, drawn from what backends declare."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from codecs_core.capabilities import BackendInfo, Capabilities, Form

__all__ = ["wire_table"]

_FORMS: dict[Form, str] = {
    "native": "as such",
    "ext": "extension",
    "tag": "tag",
    "text": "text",
    "array": "array",
    "map": "map",
    "item": "its value",
}


def wire_table(infos: Sequence[BackendInfo]) -> str:
    """Return a Markdown table with a column for each of *infos*.

    Its rows are the Python types and how each travels, then the wire's bounds. It ends
    without a newline. Raises ``ValueError`` for no backend at all.
    """
    if not infos:
        raise ValueError("a table needs at least one backend")
    rows = [
        ("", *(f"`{info.name}`" for info in infos)),
        ("wire", *(info.wire for info in infos)),
        ("library", *(info.lib.__name__ for info in infos)),
        ("media types", *(", ".join(info.media_types) for info in infos)),
        *_types([info.capabilities for info in infos]),
        *_bounds([info.capabilities for info in infos]),
    ]
    return _markdown(rows)


def _types(columns: list[Capabilities]) -> list[tuple[str, ...]]:
    """Return a row for each Python type: how it travels."""
    return [
        (_type(name), *(_FORMS[column.forms[name]] for column in columns))
        for name in Capabilities().forms
    ]


def _type(name: str) -> str:
    """Return a type's name as code, what is said of it in brackets as text."""
    code, space, remark = name.partition(" ")
    return f"`{code}`{space}{remark}"


def _bounds(columns: list[Capabilities]) -> list[tuple[str, ...]]:
    """Return a row for each bound of the wires."""
    return [(title, *map(say, columns)) for title, say in _BOUNDS.items()]


def _integers(wire: Capabilities) -> str:
    if wire.int_bits is None:
        return "of any size"
    return f"-2^{wire.int_bits - 1} to 2^{wire.int_bits} - 1"


def _keys(wire: Capabilities) -> str:
    names = sorted(key.__name__.replace("NoneType", "None") for key in wire.map_keys)
    return ", ".join(f"`{name}`" for name in names)


def _codes(wire: Capabilities) -> str:
    codes = wire.ext_codes
    return f"{codes[0]} to {codes[-1]}" if codes else "none"


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"


_BOUNDS: dict[str, Callable[[Capabilities], str]] = {
    "integers": _integers,
    "levels of nesting": lambda wire: str(wire.max_depth),
    "map keys kept without a type": _keys,
    "NaN, infinities and -0.0 kept": lambda wire: _yes(wire.float_special),
    "UTC offset of a datetime kept": lambda wire: _yes(wire.datetime_offset),
    "earliest year of a datetime": lambda wire: str(wire.datetime_year_min),
    "finest step of a datetime, seconds": lambda wire: f"{wire.datetime_resolution_seconds:g}",
    "bytes travel as bytes": lambda wire: _yes(wire.binary),
    "extension codes": _codes,
    "semantic tags": lambda wire: _yes(wire.tags),
    "a message is text": lambda wire: _yes(wire.text_only),
}


def _markdown(rows: list[tuple[str, ...]]) -> str:
    """Return *rows*, the first of them the heads, with aligned columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rule = tuple("-" * width for width in widths)
    return "\n".join(
        f"| {' | '.join(map(str.ljust, row, widths))} |" for row in (rows[0], rule, *rows[1:])
    )
