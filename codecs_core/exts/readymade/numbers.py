"""Decimals, fractions and complex numbers, within bounds.

Ten bytes can be a number that takes minutes to print, and a megabyte of digits takes as
long to become a Decimal. So what is too big is refused before anything is computed with it.
"""

from __future__ import annotations

import decimal
import fractions
from typing import Any

from codecs_core.exts.types import TypeCodec

__all__ = [
    "COMPLEX_CODEC",
    "DECIMAL_CODEC",
    "FRACTION_CODEC",
    "decimal_codec",
    "fraction_codec",
]

_MAX_BITS = 4096
_MAX_EXPONENT = 6176
"""The least exponent of IEEE 754's decimal128, the widest that other systems store."""


def _check_bits(name: str, number: int, max_bits: int) -> int:
    if number.bit_length() > max_bits:
        raise ValueError(f"a {name} of {number.bit_length()} bits, of {max_bits} at most")
    return number


def decimal_codec(
    *, max_mantissa_bits: int = _MAX_BITS, max_exponent: int = _MAX_EXPONENT
) -> TypeCodec[decimal.Decimal]:
    """Return a codec of ``decimal.Decimal``: ``[exponent, mantissa]``.

    Tag 4 (RFC 8949 section 3.4.4). Bounds are the bits of the mantissa, either sign, and
    the exponent's absolute value; what is beyond is refused on both ends. So are NaN, the
    infinities and a zero with a minus sign, which no two integers are: a value comes back
    as it was, or is not sent. Where the wire has integers of 64 bits, so has the mantissa.

    Without a number: msgspec's text, which has no such bounds.
    """
    # A digit is more than three bits, so these many are too many for certain.
    max_digits = max_mantissa_bits // 3 + 1

    def encode(value: decimal.Decimal) -> tuple[int, int]:
        sign, digits, exponent = value.as_tuple()
        if not isinstance(exponent, int) or (sign and not any(digits)):
            raise ValueError(f"a decimal fraction has no {value}")
        if len(digits) > max_digits:
            raise ValueError(f"a mantissa of {len(digits)} digits, of {max_digits} at most")
        mantissa = int(decimal.Decimal((0, digits, 0)))
        return check(exponent, -mantissa if sign else mantissa)

    def check(exponent: int, mantissa: int) -> tuple[int, int]:
        if abs(exponent) > max_exponent:
            raise ValueError(f"an exponent beyond {max_exponent}")
        return exponent, _check_bits("mantissa", mantissa, max_mantissa_bits)

    def decode(pair: tuple[int, int]) -> decimal.Decimal:
        exponent, mantissa = check(*pair)
        sign, digits, _ = decimal.Decimal(mantissa).as_tuple()
        return decimal.Decimal((sign, digits, exponent))

    return TypeCodec(decimal.Decimal, encode, decode, tuple[int, int], cbor_tag=4)


def fraction_codec(*, max_bits: int = _MAX_BITS) -> TypeCodec[fractions.Fraction]:
    """Return a codec of ``fractions.Fraction``: ``[numerator, denominator]``.

    Tag 30 (http://peteroupc.github.io/CBOR/rational.html). Either number has *max_bits*
    bits at the most, and the denominator is 1 or more; others are refused on both ends.
    Where the wire has integers of 64 bits, so have both.

    Without a number: the same array.
    """

    def encode(value: fractions.Fraction) -> tuple[int, int]:
        return check(value.numerator, value.denominator)

    def check(numerator: int, denominator: int) -> tuple[int, int]:
        if denominator < 1:
            raise ValueError("a denominator below 1")
        _check_bits("denominator", denominator, max_bits)
        return _check_bits("numerator", numerator, max_bits), denominator

    def decode(pair: tuple[int, int]) -> fractions.Fraction:
        return fractions.Fraction(*check(*pair))

    return TypeCodec(fractions.Fraction, encode, decode, tuple[int, int], cbor_tag=30)


def _complex(pair: tuple[float, float]) -> complex:
    return complex(*pair)


def _parts(value: complex) -> Any:
    return value.real, value.imag


DECIMAL_CODEC: TypeCodec[decimal.Decimal] = decimal_codec()
"""``decimal.Decimal`` with the bounds that :func:`decimal_codec` has by itself."""

FRACTION_CODEC: TypeCodec[fractions.Fraction] = fraction_codec()
"""``fractions.Fraction`` with the bounds that :func:`fraction_codec` has by itself."""

COMPLEX_CODEC: TypeCodec[complex] = TypeCodec(
    complex, _parts, _complex, tuple[float, float], cbor_tag=43000
)
"""``complex``: ``[real, imaginary]``. Tag 43000 (the registry's "complex number").

Without a number: the same array.
"""
