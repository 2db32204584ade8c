"""A plugin that cannot be imported: not installed, too old, or its own fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_plugins import Site, backend

from codecs_core import (
    BackendBrokenError,
    BackendError,
    BackendNotInstalledError,
    backend_names,
    get_backend,
    mk_codec,
    mk_dec,
)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Return a place to install fake distributions in."""
    return Site(tmp_path, monkeypatch)


def refused(name: str, error: type[BackendError]) -> BackendError:
    """Ask for a backend, and return the error, which must be exactly of this class."""
    with pytest.raises(error) as caught:
        mk_codec(libname=name)
    assert type(caught.value) is error
    assert caught.value.libname == name
    return caught.value


@pytest.mark.parametrize(
    ("requires", "pip"),
    [
        (['fancylib>=2; extra == "mine"'], "pip install 'fake-mine[mine]'"),
        (['fancylib>=2 ; extra == "all"'], "pip install 'fake-mine[all]'"),
        (
            ['fancylib; extra == "all"', 'fancylib>=2; extra == "mine"'],
            "pip install 'fake-mine[mine]'",
        ),
        (["fancylib>=2"], "pip install 'fancylib>=2'"),
        (["Fancy_Lib<4,>=2"], "pip install 'Fancy_Lib<4,>=2'"),
        (['fancylib>=2; python_version >= "3.9"'], "pip install 'fancylib>=2'"),
    ],
)
def test_a_missing_library_comes_with_its_pip_line(
    site: Site, requires: list[str], pip: str
) -> None:
    """The backend's library is not installed: I am told the very line that brings it."""
    library = "fancy_lib" if requires[0].startswith("Fancy") else "fancylib"
    site.plugin("mine", f"import {library}.inner\n{backend('mine')}", requires)
    error = refused("mine", BackendNotInstalledError)
    assert isinstance(error, BackendNotInstalledError)
    assert error.pip == pip
    assert str(error).endswith(f" {pip}")
    assert "not installed" in str(error)
    assert isinstance(error.__cause__, ModuleNotFoundError)
    assert isinstance(error, ImportError)


def test_the_library_may_be_named_unlike_its_distribution(site: Site) -> None:
    """The module is `fancy`, the distribution PyFancy: I am still told to install it."""
    site.plugin("mine", "import fancy", ['PyFancy>=3; extra == "mine"', "msgspec"])
    error = refused("mine", BackendNotInstalledError)
    assert "needs PyFancy>=3, which is not installed (no module named 'fancy')" in str(error)


def test_a_plugin_may_say_in_its_own_words_that_a_library_is_missing(site: Site) -> None:
    """The plugin raises an ImportError of its own from the real one: the cause counts."""
    source = "try:\n    import fancylib\nexcept ImportError:\n    raise ImportError('no!')"
    site.plugin("mine", source, ["fancylib"])
    assert "fancylib" in str(refused("mine", BackendNotInstalledError))


def test_a_library_missed_only_by_codec_info_counts_as_well(site: Site) -> None:
    """A plugin that imports its library late is told from a broken one too."""
    late = backend("mine").replace("    return BackendInfo", "    import fancylib; BackendInfo")
    site.plugin("mine", late, ["fancylib"])
    assert "fancylib" in str(refused("mine", BackendNotInstalledError))


def test_a_failure_is_not_remembered(site: Site) -> None:
    """I install the library while the program runs, and the next mk_codec() works."""
    site.plugin("mine", f"import fancylib\n{backend('mine')}", ["fancylib"])
    refused("mine", BackendNotInstalledError)
    site.module("fancylib", "")
    assert mk_codec(int, libname="mine").libname == "mine"


@pytest.mark.parametrize(
    ("has", "wants"), [("1.9.12", ">=2"), ("2.0.1", ">2,>=2.0.2"), ("2rc1", "~=2.1")]
)
def test_a_library_too_old_is_told_before_it_does_harm(
    site: Site, has: str, wants: str
) -> None:
    """An old library that still imports is refused by its version, with the pip line."""
    site.module("fancylib", "")
    site.install("fancylib", version=has)
    site.plugin("mine", backend("mine"), [f'fancylib{wants}; extra == "mine"'])
    error = refused("mine", BackendNotInstalledError)
    assert f"needs fancylib{wants}, but fancylib {has} is installed" in str(error)
    assert str(error).endswith("pip install 'fake-mine[mine]'")


@pytest.mark.parametrize(
    ("has", "requires"),
    [
        ("2.0", "fancylib>=2.0.0"),
        ("2.0.0rc1", "fancylib>=2"),
        ("10.0", "fancylib>=9"),
        ("1.0", "fancylib"),
        ("1.0", "fancylib<9"),
        ("1.0", "fancylib @ file:///somewhere/fancylib-2>=2"),
        ("1.0", "fancylib>=1!0.5"),
        ("nonsense", "fancylib>=0"),
        ("1.0", 'fancylib>=2; extra == "other"'),
        ("1.0", 'fancylib>=2; extra == "mine" and python_version < "3"'),
    ],
)
def test_a_library_new_enough_or_beyond_judging_passes(
    site: Site, has: str, requires: str
) -> None:
    """Only a version that is certainly too old stops a backend from loading."""
    site.install("fancylib", version=has)
    site.plugin("mine", backend("mine"), [requires])
    assert mk_codec(int, libname="mine").libname == "mine"


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("import fake_mine_plugin.inner", ModuleNotFoundError),
        ("from fake_mine_plugin import nothing", ImportError),
        ("import fancylib.nothing", ModuleNotFoundError),
        ("from fancylib import nothing", ImportError),
        ("import fancylib; fancylib.nothing", AttributeError),
        ("import nobody_requires_this", ModuleNotFoundError),
        ("1 / 0", ZeroDivisionError),
        ("def f(:", SyntaxError),
    ],
)
def test_a_bug_is_never_told_as_not_installed(
    site: Site, source: str, cause: type[Exception]
) -> None:
    """Whatever the plugin does wrong, I am sent to its authors and not to pip."""
    site.module("fancylib", "")
    site.install("fancylib")
    site.plugin("mine", source, ["fancylib>=1"])
    error = refused("mine", BackendBrokenError)
    assert type(error.__cause__) is cause
    assert isinstance(error, ImportError)
    assert "fault of fake-mine (entry point 'fake_mine_plugin')" in str(error)
    assert "pip install" not in str(error)


def test_an_entry_point_into_nothing_is_a_bug(site: Site) -> None:
    """The entry point names an attribute that its module lacks: a fault of the plugin."""
    site.module("hollow", "")
    site.install("fake-hollow", {"hollow": "hollow:plugin"})
    assert "hollow:plugin" in str(refused("hollow", BackendBrokenError))


def test_a_broken_plugin_disturbs_nobody_else(site: Site) -> None:
    """One installed plugin is broken: all others are listed, loaded and used as ever."""
    site.plugin("bomb", "raise SystemError('boom')")
    site.plugin("fine", backend("fine"))
    refused("bomb", BackendBrokenError)
    for name in ("fine", "msgspec", "cbor", "ormsgpack"):
        assert name in backend_names()
        assert mk_codec(int, libname=name).libname == name
        assert mk_dec(int, libname=name).decode(get_backend(name).encoder().encode(3)) == 3
    refused("bomb", BackendBrokenError)
