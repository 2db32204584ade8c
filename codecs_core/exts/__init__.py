"""Custom types: declared once, carried by every wire."""

from codecs_core.exts.hooks import mk_codec_hooks
from codecs_core.exts.reading import ExtReader
from codecs_core.exts.types import RefusedExtError, Tagged, TypeCodec, UnknownExt
from codecs_core.exts.writing import ExtWriter, with_exts

__all__ = [
    "ExtReader",
    "ExtWriter",
    "RefusedExtError",
    "Tagged",
    "TypeCodec",
    "UnknownExt",
    "mk_codec_hooks",
    "with_exts",
]
