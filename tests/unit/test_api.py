"""The public surface: what ``codecs_core`` exports, and how it is typed."""

from __future__ import annotations

import importlib
import pkgutil

import codecs_core
import codecs_core_conformance


def test_all_is_sorted_and_true() -> None:
    """Every name of __all__ exists, once, in order; every public name is in it."""
    for package in (codecs_core, codecs_core_conformance):
        names = package.__all__
        assert names == sorted(names, key=lambda name: (name.startswith("_"), name)) or (
            names == sorted(names)
        )
        assert len(names) == len(set(names))
        assert all(hasattr(package, name) for name in names)


def test_every_module_says_what_is_public() -> None:
    """Each module has a docstring, and an __all__ whose names exist."""
    for info in pkgutil.walk_packages(codecs_core.__path__, "codecs_core."):
        module = importlib.import_module(info.name)
        assert module.__doc__, info.name
        assert all(hasattr(module, name) for name in module.__all__), info.name


def test_public_names_are_documented() -> None:
    """Every public class and function has a docstring."""
    bare = [
        name
        for name in codecs_core.__all__
        if callable(value := getattr(codecs_core, name)) and not value.__doc__
    ]
    assert bare == []
