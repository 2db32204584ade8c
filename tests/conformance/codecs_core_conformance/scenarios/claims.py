"""What a backend claims beyond what a case can say as data: limits, codes, forms."""

from __future__ import annotations

import datetime as dt
import decimal
import threading
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from msgspec import Raw

from codecs_core import (
    Backend,
    CodecError,
    MsgTypeError,
    Started,
    Stop,
    UnknownExt,
    Yield,
    get_backend,
    mk_codec,
)
from codecs_core_conformance.exact import difference
from codecs_core_conformance.models import Account, Colour, Item, Point, Size
from codecs_core_conformance.outcomes import Outcome
from codecs_core_conformance.scenario import Unmet, scenario

__all__: list[str] = []

_STACK_BYTES = 256 * 1024
_TIMESTAMP = -1  # MessagePack's own extension, and no application's
_NOON = dt.datetime(2026, 11, 24, 12, 30, 15, tzinfo=dt.UTC)

# One value of each type whose form is declared. (attrs is not installed everywhere.)
_SAMPLES: dict[str, Any] = {
    "None": None,
    "bool": True,
    "int": 5,
    "float": 1.5,
    "str": "x",
    "bytes": b"\xff",
    "bytearray": bytearray(b"\xff"),
    "memoryview": memoryview(b"\xff"),
    "datetime (aware)": _NOON,
    "datetime (naive)": _NOON.replace(tzinfo=None),
    "date": _NOON.date(),
    "time": _NOON.time(),
    "timedelta": dt.timedelta(seconds=5),
    "UUID": uuid.UUID(int=5),
    "Decimal": decimal.Decimal("1.50"),
    "Enum": Colour.BLUE,
    "list": [1],
    "tuple": (1,),
    "set": {1},
    "frozenset": frozenset({1}),
    "NamedTuple": Size(1),
    "dict": {"a": 1},
    "TypedDict": Account(name="a"),
    "dataclass": Item("a"),
    "Struct": Point(1),
}
_KINDS: dict[str, type] = {"text": str, "array": list, "map": dict}


def _claimed(work: Callable[[], Any], expected: Any, what: str) -> None:
    """Raise :class:`Unmet` unless *work* does what was claimed."""
    try:
        wrong: Any = difference(expected, work())
    except Exception as exc:
        wrong = f"{type(exc).__name__}: {exc}"
    if wrong is not None:
        raise Unmet(f"{what} is claimed, but: {wrong}", Outcome.FALSE_CLAIM)


def _unclaimed(work: Callable[[], Any], value: Any) -> None:
    """Raise :class:`Unmet` unless *work* refuses the value that was not claimed."""
    try:
        got = work()
    except MsgTypeError:
        return
    outcome = Outcome.ACCEPTED if difference(value, got) else Outcome.UNCLAIMED
    raise Unmet(f"{value!r}, which is not claimed, arrived as {got!r}", outcome)


def _carrier(backend: Backend, **options: Any) -> Callable[[Any], Any]:
    """Return what sends a value and receives it again."""
    encoder, decoder = backend.encoder(**options), backend.decoder(**options)
    return lambda value: decoder.decode(encoder.encode(value))


def _nested(levels: int) -> Any:
    tree: Any = 1
    for _ in range(levels):
        tree = [tree]
    return tree


def _levels(tree: Any) -> int | None:
    """Return how deep a :func:`_nested` list is, or ``None`` for anything else."""
    levels = 0
    while type(tree) is list and len(tree) == 1:
        tree, levels = tree[0], levels + 1
    return levels if tree == 1 else None


def _on_small_stack(work: Callable[[], Any]) -> Any:
    """Return what *work* returns on a thread with a stack of 256 KiB."""
    done: list[Any] = []

    def run() -> None:
        try:
            done.append(work())
        except Exception as exc:
            done.append(exc)

    before = threading.stack_size(_STACK_BYTES)
    try:
        thread = threading.Thread(target=run)
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    if isinstance(done[0], Exception):
        raise done[0]
    return done[0]


@scenario("claim/max-depth")
def max_depth(libname: str) -> None:
    """Containers in each other as deep as is claimed arrive, on a small stack too."""
    backend = get_backend(libname)
    deepest = backend.info.capabilities.max_depth

    def arriving(depth: int) -> int | None:
        carried = partial(_carrier(backend), _nested(depth))
        return _levels(_on_small_stack(carried))

    for depth in (1, deepest // 2, deepest):
        _claimed(partial(arriving, depth), depth, f"a max_depth of {deepest}")


@scenario("claim/deeper")
def deeper(libname: str) -> None:
    """What is nested deeper than claimed is refused or carried, and never changed."""
    backend = get_backend(libname)
    deepest = backend.info.capabilities.max_depth
    encoder, decoder = backend.encoder(trust_raw=True), backend.decoder()
    data = encoder.encode(1)
    for depth in range(1, 2 * deepest + 1):
        try:
            data = encoder.encode([Raw(data)])
        except MsgTypeError:
            break  # who looks into what he writes may refuse it, too
        if depth > deepest:
            _refused_or_carried(partial(decoder.decode, data), depth)
    for depth in (deepest + 1, 2 * deepest):
        _refused_or_carried(partial(_carrier(backend), _nested(depth)), depth)


def _refused_or_carried(work: Callable[[], Any], depth: int) -> None:
    try:
        levels = _levels(work())
    except CodecError:
        return
    if levels != depth:
        arrived = "something else" if levels is None else f"{levels} levels"
        raise Unmet(f"of {depth} levels {arrived} arrived", Outcome.ACCEPTED)


@scenario("claim/int-bits")
def int_bits(libname: str) -> None:
    """The widest integers that are claimed arrive; one bit more is refused."""
    backend = get_backend(libname)
    carried, bits = _carrier(backend), backend.info.capabilities.int_bits
    widest = bits or 300
    for number in (2**widest - 1, -(2 ** (widest - 1))):
        _claimed(partial(carried, number), number, f"an int_bits of {bits}")
    if bits is not None:
        for number in (2**bits, -(2 ** (bits - 1)) - 1):
            _unclaimed(partial(carried, number), number)


@scenario("claim/ext-codes")
def ext_codes(libname: str) -> None:
    """Every extension code that is claimed carries what is put under it."""
    backend = get_backend(libname)
    carried = _carrier(backend, unknown_ext="keep")
    for code in sorted({*backend.info.capabilities.ext_codes} - {_TIMESTAMP}):
        ext = UnknownExt("ext", code, b"\x05")
        _claimed(partial(carried, [ext]), [ext], f"the extension code {code}")


@scenario("claim/tags")
def tags(libname: str) -> None:
    """Where tags are claimed they come back; elsewhere what has one cannot be sent."""
    backend = get_backend(libname)
    tagged = [UnknownExt("tag", 40_000, "x")]
    carried = partial(_carrier(backend, unknown_ext="keep"), tagged)
    if backend.info.capabilities.tags:
        _claimed(carried, tagged, "tags")
    else:
        _unclaimed(carried, tagged)


@scenario("claim/text")
def text(libname: str) -> None:
    """What says that it is text is UTF-8, and what is always UTF-8 says so."""
    codec = mk_codec(Any, libname)
    claimed = get_backend(libname).info.capabilities.text_only
    sent = [Stop("c"), Started("c", {"ready": True}), Yield("c", [1, "two", 3.5, None])]
    if all(_is_text(codec.encode(msg)) for msg in sent) == claimed:
        return
    if claimed:
        raise Unmet("text_only is claimed, but a message is no text", Outcome.FALSE_CLAIM)
    raise Unmet("every message is text, but text_only is not claimed", Outcome.UNCLAIMED)


def _is_text(data: bytes) -> bool:
    try:
        return bool(data.decode())
    except UnicodeDecodeError:
        return False


@scenario("claim/forms")
def forms(libname: str) -> None:
    """Each type travels in the form that is declared, as who reads without a type sees."""
    backend = get_backend(libname)
    carried = _carrier(backend)
    for name, form in backend.info.capabilities.forms.items():
        if name not in _SAMPLES:
            continue
        work = partial(carried, _SAMPLES[name])
        if form in _KINDS:
            _claimed(partial(_kind_of, work), _KINDS[form].__name__, f"{name} as {form}")
        else:
            _claimed(work, _as_it_arrives(_SAMPLES[name]), f"{name} as {form}")


def _kind_of(work: Callable[[], Any]) -> str:
    return type(work()).__name__


def _as_it_arrives(sample: Any) -> Any:
    """Return what a sample is to who reads without a type."""
    match sample:
        case bytearray() | memoryview():
            return bytes(sample)
        case Colour():
            return sample.value
        case Raw():
            return 5
    return sample
