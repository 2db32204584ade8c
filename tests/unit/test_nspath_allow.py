"""NamespacePath: what an allow-list lets through, and what it does not."""

from __future__ import annotations

import builtins
import importlib
import json
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codecs_core.msg.nspath import NamespacePath, RefForbiddenError


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Make the package ``nsp_pkg``, which nobody has imported yet."""
    root = tmp_path / "nsp_pkg"
    root.mkdir()
    (root / "__init__.py").write_text("from nsp_pkg.inner import Thing\n")
    (root / "inner.py").write_text(
        "import functools, os, random, subprocess\n"
        "from os import system\n"
        "from threading import Thread as Worker\n"
        "class Thing(dict):\n"
        "    run = subprocess.run\n"
        "    lib = os\n"
        "    def go(self): return 1\n"
        "    @classmethod\n"
        "    def make(cls): return cls()\n"
        "class Job(Worker): pass\n"
        "class Mine:\n"
        "    evil = functools.partial(os.system)\n"
        "    late = classmethod(functools.partial(os.system))\n"
        "def guard(func):\n"
        "    @functools.wraps(func)\n"
        "    def wrapper(): raise PermissionError\n"
        "    return wrapper\n"
        "@guard\n"
        "def admin(): return 'secret'\n"
        "thing = Thing()\n"
        "pick = random.choice\n"
    )
    (root / "__main__.py").write_text("raise SystemExit('ran')\n")
    evil = tmp_path / "nsp_pkgevil.py"
    evil.write_text("def run(): return 'evil'\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield root
    for name in [name for name in sys.modules if name.startswith("nsp_pkg")]:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("text", "allow"),
    [
        ("nsp_pkg:Thing", ("nsp_pkg",)),
        ("nsp_pkg:Thing", ["other", "nsp_pkg"]),
        ("nsp_pkg.inner:Thing", ("nsp_pkg",)),
        ("nsp_pkg.inner:Thing", iter(["nsp_pkg.inner"])),
        ("nsp_pkg:inner.Thing", ("nsp_pkg",)),
        ("nsp_pkg.inner:Thing.go", ("nsp_pkg",)),
        ("nsp_pkg.inner:Thing.make", ("nsp_pkg",)),
        ("nsp_pkg.inner:admin", ("nsp_pkg",)),
        ("nsp_pkg.inner:system", ("nsp_pkg", "posix", "nt")),
        ("builtins:dict.fromkeys", {"builtins"}),
        ("datetime:datetime.now", ("datetime",)),
    ],
)
def test_an_allowed_module_and_its_submodules_load(
    package: Path, text: str, allow: Any
) -> None:
    """A listed module stands for itself and all below it, whatever holds the list."""
    assert NamespacePath(text).load_ref(allow=allow) == pkgutil.resolve_name(text)


@pytest.mark.parametrize(
    ("text", "allow"),
    [
        ("nsp_pkg:Thing", ()),
        ("nsp_pkg:Thing", ("nsp",)),
        ("nsp_pkgevil:run", ("nsp_pkg",)),
        ("nsp_pkg:Thing", ("nsp_pkg.inner",)),
        ("nsp_pkg.inner:Thing", ("nsp_pkg.inner.deeper", "inner")),
        ("NSP_PKG:Thing", ("nsp_pkg",)),
    ],
)
def test_a_module_that_is_not_listed_is_not_even_imported(
    package: Path, text: str, allow: Any
) -> None:
    """Refusal comes before import: 'pkg' allows no 'pkgevil', and no list means none."""
    with pytest.raises(RefForbiddenError, match="is not allowed"):
        NamespacePath(text).load_ref(allow=allow)
    assert not any(name.startswith("nsp_pkg") for name in sys.modules)


@pytest.mark.parametrize(
    "text",
    [
        "nsp_pkg.inner:os.system",
        "nsp_pkg.inner:os",
        "nsp_pkg.inner:system",
        "nsp_pkg.inner:subprocess.Popen",
        "nsp_pkg.inner:Worker",
        "nsp_pkg.inner:Worker.start",
        "nsp_pkg.inner:Job.start",
        "nsp_pkg.inner:Thing.run",
        "nsp_pkg.inner:Thing.lib.system",
        "nsp_pkg.inner:Thing.fromkeys",
        "nsp_pkg.inner:Thing.pop",
        "nsp_pkg.inner:Thing.__init__",
        "nsp_pkg.inner:Thing.__subclasses__",
        "nsp_pkg.inner:Thing.mro",
        "nsp_pkg.inner:Thing.__base__",
        "nsp_pkg.inner:Thing.__class__",
        "nsp_pkg.inner:Thing.__dict__",
        "nsp_pkg.inner:Mine.__new__",
        "nsp_pkg.inner:Mine.evil",
        "nsp_pkg.inner:Mine.late",
        "nsp_pkg.inner:Mine.evil.func",
        "nsp_pkg.inner:admin.__wrapped__",
        "nsp_pkg.inner:admin.__globals__",
        "nsp_pkg.inner:admin.__globals__.pop",
        "nsp_pkg.inner:admin.__builtins__",
        "nsp_pkg.inner:admin.__call__",
        "nsp_pkg.inner:Thing.make.__func__",
        "nsp_pkg.inner:Thing.make.__self__",
        "nsp_pkg.inner:thing",
        "nsp_pkg.inner:thing.go",
        "nsp_pkg.inner:thing.__class__",
        "nsp_pkg.inner:pick",
        "nsp_pkg.inner:__builtins__",
        "nsp_pkg.inner:__dict__",
        "nsp_pkg.inner:__loader__.load_module",
        "nsp_pkg.inner:__spec__.loader",
        "nsp_pkg:inner",
    ],
)
def test_no_name_leads_out_of_the_allowed_modules(package: Path, text: str) -> None:
    """Not by an import, a base class, an instance, nor a function's own attributes."""
    pkgutil.resolve_name(text)  # it is there: what follows is a refusal, no miss
    with pytest.raises(RefForbiddenError) as excinfo:
        NamespacePath(text).load_ref(allow=("nsp_pkg",))
    assert excinfo.value.ref == text
    assert text in str(excinfo.value)


def test_another_module_under_an_allowed_name_is_refused(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package that lends its name to a foreign module lends it no permission."""
    importlib.import_module("nsp_pkg")
    monkeypatch.setitem(sys.modules, "nsp_pkg.vendored", json)
    with pytest.raises(RefForbiddenError, match="module 'json' is not allowed"):
        NamespacePath("nsp_pkg.vendored:dumps").load_ref(allow=("nsp_pkg",))
    with pytest.raises(RefForbiddenError, match="path' is not allowed"):
        NamespacePath("os.path:join").load_ref(allow=("os",))


def test_a_proxy_cannot_pass_for_what_it_stands_for(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An object that calls itself a module is an instance all the same."""

    class Proxy:
        __class__ = type(sys)  # type: ignore[assignment]  # the lie under test
        __name__ = "nsp_pkg"
        system = staticmethod(builtins.exec)

    inner = importlib.import_module("nsp_pkg.inner")
    monkeypatch.setattr(inner, "proxy", Proxy(), raising=False)
    with pytest.raises(RefForbiddenError, match="leads through a Proxy"):
        NamespacePath("nsp_pkg.inner:proxy.system").load_ref(allow=("nsp_pkg",))


def test_a_package_is_not_run_as_a_program(package: Path) -> None:
    """A peer cannot end this process by naming an allowed package's __main__."""
    with pytest.raises(RefForbiddenError, match="is a program"):
        NamespacePath("nsp_pkg.__main__:main").load_ref(allow=("nsp_pkg",))


def test_a_trusted_load_opens_nothing_for_a_restricted_one(package: Path) -> None:
    """What was loaded without a list, or under another, is judged anew under each."""
    path = NamespacePath("nsp_pkg.inner:system")
    found = path.load_ref()
    assert path.load_ref(allow=(found.__module__, "nsp_pkg")) is found
    for allow in ((), ("nsp_pkg",), (found.__module__,)):
        for _ in range(2):
            with pytest.raises(RefForbiddenError):
                path.load_ref(allow=allow)
    assert path.load_ref() is found


@pytest.mark.parametrize(
    ("allow", "error"),
    [
        ("nsp_pkg", TypeError),
        ([""], ValueError),
        (["nsp_pkg."], ValueError),
        (["nsp_pkg:Thing"], ValueError),
        (["*"], ValueError),
        ([None], ValueError),
        (5, TypeError),
    ],
)
def test_a_list_that_is_none_is_refused(allow: Any, error: type[Exception]) -> None:
    """One str, an empty entry or a pattern is a mistake that must not allow anything."""
    with pytest.raises(error):
        NamespacePath("json:dumps").load_ref(allow=allow)


def test_without_a_list_everything_loads(package: Path) -> None:
    """Your own references are trusted: even a constant, even through an instance."""
    assert NamespacePath("nsp_pkg.inner:os.system").load_ref().__name__ == "system"
    assert NamespacePath("nsp_pkg.inner:thing.go").load_ref()() == 1
