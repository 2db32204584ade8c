"""Names to plugins: what an application sees, as far as nothing of it is broken."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from fake_plugins import ADD_ON, Site, backend

from codecs_core import (
    BackendContractError,
    DuplicateBackendError,
    UnknownBackendError,
    backend_names,
    get_backend,
    load_plugin,
    mk_codec,
    register_plugin,
    unregister_plugin,
)
from codecs_core.registry import discovery

OURS = ["cbor", "msgspec", "ormsgpack"]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Return a place to install fake distributions in."""
    return Site(tmp_path, monkeypatch)


def test_installed_names_are_listed_sorted(site: Site) -> None:
    """I install a distribution, and backend_names() has its name among the others."""
    site.plugin("aaa", backend("aaa"))
    assert backend_names() == ["aaa", *OURS]


def test_listing_imports_nothing() -> None:
    """backend_names() is free: no backend and no interchange library is imported."""
    code = (
        "import sys, codecs_core; before = set(sys.modules); codecs_core.backend_names();"
        "new = set(sys.modules) - before;"
        "print([m for m in new if m.startswith(('codecs_core', 'cbor2', 'ormsgpack'))])"
    )
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, capture_output=True, text=True)  # noqa: S603  our own code
    assert (ran.stdout, ran.stderr) == ("[]\n", "")


def test_an_installed_backend_serves_by_its_name(site: Site) -> None:
    """mk_codec(libname=...) takes a third party's backend like one of ours."""
    site.plugin("third", backend("third"))
    codec = mk_codec(int, libname="third")
    assert codec.libname == "third"
    assert get_backend("third").info is get_backend("third").info


def test_an_unknown_name_lists_the_known_and_the_nearest(site: Site) -> None:
    """I mistype a name: the error lists the known ones, and guesses what I meant."""
    with pytest.raises(UnknownBackendError) as caught:
        mk_codec(libname="cbro")
    assert "Did you mean 'cbor'?" in str(caught.value)
    assert "Known: cbor, msgspec, ormsgpack." in str(caught.value)
    assert (caught.value.libname, caught.value.near) == ("cbro", ("cbor",))
    assert caught.value.known == tuple(OURS)
    assert isinstance(caught.value, LookupError)


def test_an_unknown_name_like_no_other_gets_no_guess(site: Site) -> None:
    """A name that resembles none: no silly guess, just the list."""
    with pytest.raises(UnknownBackendError) as caught:
        get_backend("thrift")
    assert caught.value.near == ()
    assert "Did you mean" not in str(caught.value)


def test_a_name_must_be_text(site: Site) -> None:
    """A module in place of its name is a TypeError that says so."""
    with pytest.raises(TypeError, match="libname must be a str, not module"):
        get_backend(sys)  # type: ignore[arg-type]  # the misuse under test


def test_two_distributions_with_one_name_are_both_named(site: Site) -> None:
    """Two packages provide one name: neither wins in silence, and I learn which two."""
    site.plugin("twice", backend("twice"))
    site.install("other-dist", {"twice": "fake_twice_plugin"})
    with pytest.raises(DuplicateBackendError, match=r"Uninstall all but one") as caught:
        get_backend("twice")
    assert sorted(caught.value.providers) == ["fake-twice", "other-dist"]
    assert "fake-twice" in str(caught.value)
    assert "other-dist" in str(caught.value)
    assert caught.value.libname == "twice"


def test_threads_load_a_backend_once(site: Site) -> None:
    """Eight threads ask for one name at once: all get the backend, imported once."""
    site.module("load_counter", "imports, infos = [], []")
    counting = backend("busy").replace(
        "def codec_info():\n", "def codec_info():\n    load_counter.infos.append(1)\n"
    )
    site.plugin("busy", f"import load_counter; load_counter.imports.append(1)\n{counting}")
    start, got = threading.Barrier(8), []

    def ask() -> None:
        start.wait()
        got.append(get_backend("busy").info)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    import load_counter

    assert len(got) == 8
    assert len({id(info) for info in got}) == 1
    assert (load_counter.imports, load_counter.infos) == ([1], [1])


def test_a_plugin_that_registers_itself_on_import_blocks_nobody(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One thread imports a plugin that calls us, another asks for it by name: both end."""
    site.plugin("selfish", f"import meeting\nmeeting.met()\n{ADD_ON}")
    site.module("meeting", "import codecs_core, threading\n")
    import meeting

    importing, asked = threading.Event(), threading.Event()

    def met() -> None:
        importing.set()
        asked.wait()
        get_backend("msgspec")

    def find() -> dict[str, list[discovery.Provider]]:
        asked.set()
        return found

    found = discovery.find_providers()
    monkeypatch.setattr(meeting, "met", met, raising=False)
    monkeypatch.setattr(discovery, "find_providers", find)
    first = threading.Thread(target=__import__, args=("fake_selfish_plugin",), daemon=True)
    second = threading.Thread(target=load_plugin, args=("selfish",), daemon=True)
    first.start()
    importing.wait()
    second.start()
    first.join(30)
    second.join(30)
    assert (first.is_alive(), second.is_alive()) == (False, False)


def test_a_backend_can_be_registered_without_being_installed(site: Site) -> None:
    """register_plugin() serves for a backend in my own program; its name is its own."""
    site.module("homemade", backend("home"))
    import homemade

    register_plugin(homemade)
    assert backend_names() == sorted([*OURS, "home"])
    assert mk_codec(int, libname="home").libname == "home"
    unregister_plugin(homemade)
    assert backend_names() == OURS
    register_plugin(homemade, "home")
    assert get_backend("home").info.name == "home"


def test_registering_twice_is_refused_and_undoes_nothing(site: Site) -> None:
    """The second register_plugin() of one object fails; the first goes on to serve."""
    site.module("homemade", backend("home"))
    import homemade

    register_plugin(homemade)
    for name in (None, "home", "elsewhere"):
        with pytest.raises(DuplicateBackendError, match="registered already"):
            register_plugin(homemade, name)
    assert mk_codec(int, libname="home").libname == "home"


@pytest.mark.parametrize("name", [None, "cbor"])
def test_the_name_of_an_installed_backend_cannot_be_taken(site: Site, name: str | None) -> None:
    """A homemade "cbor" is refused whether or not the installed one is loaded yet."""
    site.module("homemade", backend("cbor"))
    import homemade

    for _ in range(2):
        with pytest.raises(DuplicateBackendError, match="cbor") as caught:
            register_plugin(homemade, name)
        assert caught.value.libname == "cbor"
        assert get_backend("cbor").info.lib.__name__ == "cbor2"


def test_unregistering_a_stranger_is_an_error(site: Site) -> None:
    """unregister_plugin() of what nobody registered says so."""
    with pytest.raises(ValueError, match="is not registered"):
        unregister_plugin(object())


def test_an_unregistered_backend_builds_no_more(site: Site) -> None:
    """A Backend that I kept is told apart from a bug once its plugin is gone."""
    site.module("homemade", backend("home"))
    import homemade

    register_plugin(homemade)
    kept = get_backend("home")
    unregister_plugin(homemade)
    with pytest.raises(UnknownBackendError, match="'home' was unregistered"):
        kept.encoder()


def test_an_add_on_is_no_backend_and_asking_does_not_activate_it(site: Site) -> None:
    """mk_codec() with an add-on's name fails, says how to use it, and leaves it inactive."""
    site.plugin("tracer", ADD_ON)
    for _ in range(2):
        with pytest.raises(BackendContractError, match=r"load_plugin\('tracer'\)"):
            mk_codec(libname="tracer")
    import fake_tracer_plugin

    mk_codec()
    assert fake_tracer_plugin.built == []
    load_plugin("tracer")
    with pytest.raises(BackendContractError, match="add-on, no backend"):
        mk_codec(libname="tracer")
    mk_codec()
    assert len(fake_tracer_plugin.built) == 1
