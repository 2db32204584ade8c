"""Ready-made type codecs: opt in to each by giving it as an ``ext_types``.

::

    mk_codec(libname="cbor", ext_types=[UUID_CODEC, DECIMAL_CODEC, *IPV4_CODECS])

Each has the CBOR tag that is registered for it (https://www.iana.org/assignments/cbor-tags)
and the bytes that cbor2 writes and reads. MessagePack registers none: pick the extension
codes of your application, ``dataclasses.replace(UUID_CODEC, ext_code=5)``. Without a code a
type travels as its ``wire_type``, or in msgspec's own form where it has one.

A peer's numbers are bounded: what would take more than a moment to build or to print is
refused, and refused when it is sent.
"""

from codecs_core.exts.readymade.addresses import IPV4_CODECS, IPV6_CODECS
from codecs_core.exts.readymade.numbers import (
    COMPLEX_CODEC,
    DECIMAL_CODEC,
    FRACTION_CODEC,
    decimal_codec,
    fraction_codec,
)
from codecs_core.exts.readymade.scalars import DATE_CODEC, NSPATH_CODEC, PATH_CODEC, UUID_CODEC
from codecs_core.exts.readymade.sets import FROZENSET_CODEC, SET_CODEC

__all__ = [
    "COMPLEX_CODEC",
    "DATE_CODEC",
    "DECIMAL_CODEC",
    "FRACTION_CODEC",
    "FROZENSET_CODEC",
    "IPV4_CODECS",
    "IPV6_CODECS",
    "NSPATH_CODEC",
    "PATH_CODEC",
    "SET_CODEC",
    "UUID_CODEC",
    "decimal_codec",
    "fraction_codec",
]
