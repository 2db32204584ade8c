"""Third parties' distributions for tests: dist-info folders and modules on ``sys.path``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from codecs_core import plugins
from codecs_core.registry import Registry

INFO = """
import msgspec
from codecs_core import BackendInfo, hookimpl

@hookimpl
def codec_info():
    return BackendInfo(
        name="{name}", wire="msgpack", media_types=(), lib=msgspec, lib_version="0",
        wire_errors=(),
    )
"""

BUILDERS = """
@hookimpl
def codec_encoder(options):
    return msgspec.msgpack.Encoder(enc_hook=options.enc_hook, order=options.order)

@hookimpl
def codec_decoder(options):
    return msgspec.msgpack.Decoder(options.type, dec_hook=options.dec_hook)
"""

ADD_ON = """
from codecs_core import hookimpl

built = []

@hookimpl(wrapper=True)
def codec_encoder(options):
    built.append((yield))
    return built[-1]
"""


def backend(name: str) -> str:
    """Return the source of a whole backend."""
    return INFO.format(name=name) + BUILDERS


class Site:
    """A folder on ``sys.path`` to install fakes in, and a registry of its own."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path = path
        self._monkeypatch = monkeypatch
        monkeypatch.syspath_prepend(str(path))
        monkeypatch.setattr(plugins, "_registry", Registry())

    def install(
        self,
        dist: str,
        points: Mapping[str, str] | None = None,
        requires: Iterable[str] = (),
        version: str = "1.0",
    ) -> None:
        """Write what pip would leave of a distribution that has these entry points."""
        lines = ["Metadata-Version: 2.1", f"Name: {dist}", f"Version: {version}"]
        lines += [f"Requires-Dist: {requirement}" for requirement in requires]
        entries = [f"{name} = {value}" for name, value in (points or {}).items()]
        self.write_dist(dist, "\n".join(lines), "\n".join(["[codecs_core]", *entries]), version)

    def write_dist(self, dist: str, meta: str, points: str, version: str = "1.0") -> None:
        """Write a dist-info folder as it is given, well-formed or not."""
        folder = self.path / f"{dist.replace('-', '_')}-{version}.dist-info"
        folder.mkdir(parents=True)
        (folder / "METADATA").write_text(meta)
        (folder / "entry_points.txt").write_text(points)

    def module(self, name: str, source: str) -> None:
        """Write a module, to be forgotten again when the test ends."""
        (self.path / f"{name}.py").write_text(source)
        self._monkeypatch.setitem(sys.modules, name, sys)
        del sys.modules[name]

    def plugin(self, name: str, source: str, requires: Iterable[str] = ()) -> None:
        """Install a distribution ``fake-NAME`` that provides *name* with this module."""
        module = f"fake_{name}_plugin"
        self.module(module, source)
        self.install(f"fake-{name}", {name: module}, requires)
