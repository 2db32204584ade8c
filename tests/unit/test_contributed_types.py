"""Custom types from plugins: asked for by name, checked, and never anybody else's."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from fake_plugins import Site, backend

from codecs_core import (
    BackendBrokenError,
    BackendContractError,
    BackendNotInstalledError,
    DuplicateBackendError,
    TypeCodec,
    UnknownBackendError,
    Yield,
    ext_types_of,
    hookimpl,
    mk_codec,
    register_plugin,
    unregister_plugin,
)

each_backend = pytest.mark.parametrize("libname", ["msgspec", "cbor", "ormsgpack"])

HEAD = """
from codecs_core import TypeCodec, hookimpl

class Money:
    def __init__(self, cents):
        self.cents = cents

class Coin:
    pass

MONEY = TypeCodec(Money, lambda m: m.cents, Money, int, 1, 5001)
"""
HOOK = """
@hookimpl
def codec_ext_types():
    return {}
"""
MONEY = HEAD + HOOK.format("[MONEY]")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Return a place to install fake distributions in."""
    return Site(tmp_path, monkeypatch)


@each_backend
def test_an_application_takes_a_plugins_types_by_its_name(site: Site, libname: str) -> None:
    """What an installed plugin contributes serves on every wire, once I name the plugin."""
    site.plugin("money", MONEY)
    (codec,) = types = ext_types_of("money")
    assert isinstance(codec, TypeCodec)
    mine = mk_codec(Any, libname, ext_types=types)
    back = mine.decode(mine.encode(Yield("c", [codec.type(5)]))).pld
    assert (type(back[0]), back[0].cents) == (codec.type, 5)
    assert ext_types_of("money") == types


def test_nobody_is_asked_but_the_one_named(site: Site) -> None:
    """Plugins that nobody named are not imported, and their types are in no codec."""
    site.plugin("money", MONEY)
    site.plugin("other", "raise RuntimeError('imported')")
    site.plugin("third", HEAD + HOOK.format("1 / 0"))
    ext_types_of("money")
    mk_codec(Any)
    assert "fake_other_plugin" not in sys.modules
    assert "fake_third_plugin" not in sys.modules
    with pytest.raises(BackendBrokenError):
        ext_types_of("third")
    assert len(ext_types_of("money")) == 1


def test_asking_for_types_activates_nothing(site: Site) -> None:
    """A plugin that wraps encoders too goes on sleeping while I take its types."""
    wraps = """
built = []

@hookimpl(wrapper=True)
def codec_encoder(options):
    built.append((yield))
    return built[-1]
"""
    site.plugin("money", MONEY + wraps)
    ext_types_of("money")
    mk_codec(Any)
    import fake_money_plugin

    assert fake_money_plugin.built == []


def test_a_registered_plugin_is_asked_too(site: Site) -> None:
    """A plugin object that was registered by hand contributes by that name."""

    class Plugin:
        @hookimpl
        def codec_ext_types(self) -> list[Any]:
            return [TypeCodec(Path, str, Path, str)]

    plugin = Plugin()
    register_plugin(plugin, "paths")
    assert [codec.type for codec in ext_types_of("paths")] == [Path]
    unregister_plugin(plugin)
    with pytest.raises(UnknownBackendError):
        ext_types_of("paths")


def test_a_backend_may_contribute_types(site: Site) -> None:
    """A plugin that is a backend can have types for every wire as well."""
    site.plugin("third", backend("third") + MONEY)
    assert len(ext_types_of("third")) == 1


def test_no_types_are_types_too(site: Site) -> None:
    """A plugin whose list is empty, or a tuple, keeps to the contract."""
    site.plugin("none", HEAD + HOOK.format("[]"))
    site.plugin("tuple", HEAD + HOOK.format("(MONEY,)"))
    assert ext_types_of("none") == ()
    assert len(ext_types_of("tuple")) == 1


BREACHES = {
    "no hook": (HEAD, "it has no codec_ext_types hook"),
    "a wrapper": (
        HEAD + "@hookimpl(wrapper=True)\ndef codec_ext_types():\n    return (yield)",
        "it has no codec_ext_types hook",
    ),
    "no marker": (HEAD + "def codec_ext_types(): return []", "it has no codec_ext_types hook"),
    "misspelt": (
        HEAD + "@hookimpl\ndef codec_ext_type(): return []",
        "did you mean codec_ext_types",
    ),
    "signature": (
        HEAD + "@hookimpl\ndef codec_ext_types(options): return []",
        r"the contract has codec_ext_types\(\)",
    ),
    "none": (HEAD + HOOK.format("None"), "returned NoneType, not a list"),
    "one": (HEAD + HOOK.format("MONEY"), "returned TypeCodec, not a list"),
    "a class": (HEAD + HOOK.format("[MONEY, Money]"), "returned a type in its list"),
    "twice": (
        HEAD + HOOK.format("[MONEY, TypeCodec(Money, str, Money)]"),
        "two TypeCodecs declare Money",
    ),
    "one code": (
        HEAD + HOOK.format("[MONEY, TypeCodec(Coin, str, Coin, str, 1)]"),
        "ext_code 1 is declared twice: Money, Coin",
    ),
}


@pytest.mark.parametrize(("source", "reason"), BREACHES.values(), ids=BREACHES)
def test_a_plugin_that_breaks_the_contract_is_told(
    site: Site, source: str, reason: str
) -> None:
    """Each way to give no types says which plugin of whom did it, and what is wrong."""
    site.plugin("bad", source)
    with pytest.raises(BackendContractError, match=reason) as caught:
        ext_types_of("bad")
    assert "'bad' of fake-bad" in str(caught.value)
    assert caught.value.libname == "bad"


def test_whose_fault_a_failure_is(site: Site) -> None:
    """A library that is missing has its pip line, a bug is the plugin's, a name is known."""
    site.plugin("lib", "import no_such_library", ["no-such-library>=1"])
    late = HEAD + "@hookimpl\ndef codec_ext_types():\n    import no_such_library"
    site.plugin("late", late, ["no-such-library>=1"])
    for name in ("lib", "late"):
        with pytest.raises(BackendNotInstalledError, match="pip install 'no-such-library>=1'"):
            ext_types_of(name)
    site.plugin("bug", HEAD + HOOK.format("1 / 0"))
    with pytest.raises(BackendBrokenError, match="calling its codec_ext_types raised ZeroDiv"):
        ext_types_of("bug")
    site.plugin("wrong", HEAD + HOOK.format("[TypeCodec(Money, str, Money, str, 128)]"))
    with pytest.raises(BackendBrokenError, match="ext_code must be from 0 to 127"):
        ext_types_of("wrong")
    with pytest.raises(UnknownBackendError, match="Did you mean 'wrong'"):
        ext_types_of("wron")
    site.install("other-bug", {"bug": "fake_bug_plugin"})
    with pytest.raises(DuplicateBackendError, match="fake-bug and other-bug"):
        ext_types_of("bug")
    with pytest.raises(TypeError, match="name must be a str"):
        ext_types_of(["bug"])  # type: ignore[arg-type]  # on purpose
