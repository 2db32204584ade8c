"""IP addresses, networks and interfaces: three types under one tag, by RFC 9164.

The tag says the version, its content which of the three it is (section 3): bytes are an
address, ``[length, bytes]`` a network, ``[bytes, length]`` an interface.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any, NamedTuple

from codecs_core.exts.types import TypeCodec

__all__ = ["IPV4_CODECS", "IPV6_CODECS"]


class _Version(NamedTuple):
    """One version of IP: its tag, and the size of its addresses."""

    tag: int
    size_bytes: int
    address: Any
    network: Any
    interface: Any


_V4 = _Version(52, 4, ipaddress.IPv4Address, ipaddress.IPv4Network, ipaddress.IPv4Interface)
_V6 = _Version(54, 16, ipaddress.IPv6Address, ipaddress.IPv6Network, ipaddress.IPv6Interface)


def _zone_of(value: Any) -> str | None:
    """Return the zone of an IPv6 address (RFC 9164 section 3.1.3), if it has one."""
    zone: str | None = getattr(value, "scope_id", None)
    return zone


def _address(version: _Version, data: Any, zone: Any = None) -> Any:
    """Return the address that whole bytes are, in its zone."""
    if not isinstance(data, bytes) or len(data) != version.size_bytes:
        raise ValueError(f"an address has {version.size_bytes} bytes")
    address = version.address(data)
    if zone is None:
        return address
    if type(zone) is bytes:
        zone = zone.decode()  # cbor2's form; section 3 has a text or an integer
    if version is _V4 or type(zone) not in (str, int):
        raise ValueError("a zone is a text or a number, and of IPv6")
    return version.address(f"{address}%{zone}")


def _length(version: _Version, length: Any) -> int:
    if type(length) is not int or not 0 <= length <= version.size_bytes * 8:
        raise ValueError(f"a prefix has 0 to {version.size_bytes * 8} bits")
    return length


def _address_codec(version: _Version) -> TypeCodec[Any]:
    """Return the codec of addresses: bytes; in a zone ``[bytes, null, zone]``."""

    def encode(value: Any) -> Any:
        if isinstance(value, version.interface):
            raise TypeError(f"{value!r} is more than an address: declare its type too")
        zone = _zone_of(value)
        return value.packed if zone is None else [value.packed, None, zone]

    def decode(content: Any) -> Any:
        if isinstance(content, bytes):
            return _address(version, content)
        match content:
            case [data, None, zone] if zone is not None:
                return _address(version, data, zone)
        raise ValueError("neither an address nor one in a zone")

    return _codec(version, version.address, encode, decode, bytes | list)


def _network_codec(version: _Version) -> TypeCodec[Any]:
    """Return the codec of networks: ``[length, bytes]``, zero bytes at the end left out."""

    def encode(value: Any) -> Any:
        return [value.prefixlen, value.network_address.packed.rstrip(b"\0")]

    def decode(content: list[Any]) -> Any:
        match content:
            case [int(length), bytes(data)] if len(data) <= version.size_bytes:
                padded = data.ljust(version.size_bytes, b"\0")
                # Refuses bits behind the prefix, which section 3.1.2 forbids.
                return version.network((padded, _length(version, length)))
        raise ValueError("no [prefix length, bytes]")

    return _codec(version, version.network, encode, decode, list)


def _interface_codec(version: _Version) -> TypeCodec[Any]:
    """Return the codec of interfaces: ``[bytes, length]``, a zone behind them."""

    def encode(value: Any) -> Any:
        zone = _zone_of(value)
        content = [value.packed, value.network.prefixlen]
        return content if zone is None else [*content, zone]

    def decode(content: list[Any]) -> Any:
        match content:
            case [data, int(length), *zone] if len(zone) <= 1:
                address = _address(version, data, *zone)
                return version.interface(f"{address}/{_length(version, length)}")
        raise ValueError("no [address, prefix length]")

    return _codec(version, version.interface, encode, decode, list)


def _codec(
    version: _Version,
    kind: Any,
    encode: Callable[[Any], Any],
    decode: Callable[[Any], Any],
    wire_type: Any,
) -> TypeCodec[Any]:
    return TypeCodec(kind, encode, decode, wire_type, cbor_tag=version.tag, shared=True)


IPV4_CODECS: tuple[TypeCodec[Any], ...] = (
    _address_codec(_V4),
    _network_codec(_V4),
    _interface_codec(_V4),
)
"""``IPv4Address``, ``IPv4Network`` and ``IPv4Interface``. Tag 52 (RFC 9164)."""

IPV6_CODECS: tuple[TypeCodec[Any], ...] = (
    _address_codec(_V6),
    _network_codec(_V6),
    _interface_codec(_V6),
)
"""``IPv6Address``, ``IPv6Network`` and ``IPv6Interface``. Tag 54 (RFC 9164).

A zone, ``fe80::1%eth0``, travels with them; it means something on its own host only. It is
written as the text that section 3 asks for, which cbor2 (6.3) does not read; the bytes that
cbor2 writes in its place are read here.
"""
