"""Errors that cross to a peer: boxed into a message, and given back as text."""

from codecs_core.boxed.packing import pack_error, unpack_error

__all__ = ["pack_error", "unpack_error"]
