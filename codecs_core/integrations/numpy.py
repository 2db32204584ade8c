"""numpy arrays as custom types, copied once. Needs the extra ``numpy``.

::

    codec = mk_codec(np.ndarray, libname="cbor", ext_types=ndarray_codecs(ext_code=7))

On CBOR an array is a typed array of RFC 8746: one of one dimension the tag of its dtype
(section 2) before its bytes, any other tag 40 (section 3.1.1, row-major) before
``[dimensions, typed array]``. Beyond the RFC, a dimension may be 0, and there may be none.

On MessagePack it is one extension of the application's code, which holds

======================  =========================================================
byte 0                  the tag of RFC 8746 for the dtype, 64 to 87
byte 1                  n, the number of dimensions
bytes 2 to 7            zero
8 bytes for each of n   a dimension: unsigned, big-endian
the rest                the elements, row-major
======================  =========================================================

so that elements are aligned where the data is.

Signed and unsigned integers of 8 to 64 bits and floats of 16, 32 and 64 are carried, in
either byte order, and come back with the same. Others are refused, with the mend: booleans,
complex numbers, texts, dates, objects, records; so are subclasses of ``ndarray``, which may
hold more than their elements.
"""

from __future__ import annotations

import functools
import math
import struct
from typing import Any

from codecs_core.exts.types import Tagged, TypeCodec

try:
    import numpy as np
except ImportError as _exc:
    raise ImportError("numpy is not installed: pip install 'codecs-core[numpy]'") from _exc

__all__ = ["ndarray_codecs"]


def _typed_array_tag(name: str) -> int:
    """Return the tag of a dtype by its bits, 010fsell (RFC 8746 section 2.1)."""
    order, kind, size = name[0], name[1], int(name[2:])
    is_float, is_signed, is_little = kind == "f", kind == "i", order == "<"
    length = size.bit_length() - (2 if is_float else 1)
    return 0b010_00000 + (is_float << 4) + (is_signed << 3) + (is_little << 2) + length


_KINDS = ("u2", "u4", "u8", "i2", "i4", "i8", "f2", "f4", "f8")
_NAMES = ["|u1", "|i1", *(f"{order}{kind}" for order in "<>" for kind in _KINDS)]
_TAGS = {name: _typed_array_tag(name) for name in _NAMES}
_DTYPES: dict[int, np.dtype[Any]] = {tag: np.dtype(name) for name, tag in _TAGS.items()}
_ROW_MAJOR = 40

_MOST_DIMENSIONS = 64
_HEAD_BYTES = 8
_RESERVED = bytes(6)

_MENDS = {
    "b": "send array.view(np.uint8)",
    "c": "send array.view(its float dtype)",
    "M": "send array.view(np.int64)",
    "m": "send array.view(np.int64)",
    "V": "send its fields one by one",
}


def ndarray_codecs(ext_code: int | None = None) -> tuple[TypeCodec[Any], ...]:
    """Return what carries ``numpy.ndarray``, to be given as, or among, ``ext_types``.

    *ext_code* is the MessagePack extension code; without one arrays travel on CBOR alone.

    Writing copies a contiguous array once, into the message; any other is made contiguous
    first. Reading copies its bytes once, out of the message: the array is read-only and
    keeps no message alive. ``array.copy()`` makes one that can be written to.

    What is refused raises :class:`codecs_core.MsgTypeError` on either end. A peer's shape
    is held against the bytes that came before anything is made of it.

    Raises ``ValueError`` for an *ext_code* that is none.
    """
    shaped: TypeCodec[Any] = TypeCodec(
        np.ndarray, _to_tagged, _from_shaped, list, cbor_tag=_ROW_MAJOR
    )
    flat = [
        TypeCodec(np.ndarray, None, functools.partial(_from_bytes, dtype), bytes, cbor_tag=tag)
        for tag, dtype in _DTYPES.items()
    ]
    if ext_code is None:
        return (shaped, *flat)
    ext: TypeCodec[Any] = TypeCodec(np.ndarray, _to_ext, _from_ext, bytes, ext_code=ext_code)
    return (ext, shaped, *flat)


def _tag_of(array: Any) -> int:
    """Return the tag of an array's dtype. Raises ``TypeError`` for what is not carried."""
    if type(array) is not np.ndarray:
        name = type(array).__name__
        raise TypeError(f"a {name} may hold more than its elements: send np.asarray() of it")
    tag = _TAGS.get(array.dtype.str)
    if tag is None:
        mend = _MENDS.get(array.dtype.kind, "send it as another dtype, or as a list")
        raise TypeError(f"arrays of {array.dtype} are not carried: {mend}")
    return tag


def _data_of(array: Any) -> memoryview:
    """Return the elements as bytes, row-major: a view where they lie like that."""
    flat: Any = np.ascontiguousarray(array).reshape(-1)  # numpy's types differ by release
    return memoryview(flat.view(np.uint8))


def _to_tagged(array: Any) -> Any:
    typed = Tagged(_tag_of(array), _data_of(array))
    return typed if array.ndim == 1 else [list(array.shape), typed]


def _to_ext(array: Any) -> list[Any]:
    head = bytes([_tag_of(array), array.ndim]) + _RESERVED
    return [head + struct.pack(f">{array.ndim}Q", *array.shape), _data_of(array)]


def _from_bytes(dtype: np.dtype[Any], data: bytes) -> Any:
    """Return the array of one dimension that *data* is: a view on it."""
    if len(data) % dtype.itemsize:
        raise ValueError(f"{len(data)} bytes are no elements of {dtype.itemsize}")
    return np.ndarray((len(data) // dtype.itemsize,), dtype, data)


def _from_shaped(content: list[Any]) -> Any:
    """Return the array that ``[dimensions, typed array]`` is."""
    match content:
        case [list(shape), np.ndarray(ndim=1) as flat]:
            _check_shape(shape, flat.size)
            return flat.reshape(shape)
    raise ValueError("no [dimensions, typed array]")


def _from_ext(data: bytes) -> Any:
    """Return the array that an extension's content is: a view on it."""
    ndim = data[1] if len(data) >= _HEAD_BYTES else _MOST_DIMENSIONS + 1
    start = _HEAD_BYTES * (1 + ndim)
    if ndim > _MOST_DIMENSIONS or len(data) < start or data[2:_HEAD_BYTES] != _RESERVED:
        raise ValueError("no head of an array")
    dtype = _DTYPES.get(data[0])
    if dtype is None:
        raise ValueError(f"no dtype has the number {data[0]}")
    shape = struct.unpack_from(f">{ndim}Q", data, _HEAD_BYTES)
    size, rest = divmod(len(data) - start, dtype.itemsize)
    if rest:
        raise ValueError(f"{len(data) - start} bytes are no elements of {dtype.itemsize}")
    _check_shape(shape, size)
    return np.ndarray(shape, dtype, data, start)


def _check_shape(shape: Any, size: int) -> None:
    """Raise ``ValueError`` unless *shape* has exactly *size* elements."""
    if len(shape) > _MOST_DIMENSIONS:
        raise ValueError(f"{len(shape)} dimensions, of {_MOST_DIMENSIONS} at most")
    if not all(type(length) is int and length >= 0 for length in shape):
        raise ValueError("a dimension is a number from 0 on")
    if math.prod(shape) != size:
        raise ValueError(f"the shape does not have the {size} elements that came")
