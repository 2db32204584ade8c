"""A plugin that breaks the hook contract is told so, and how to keep it."""

from __future__ import annotations

from pathlib import Path

import pluggy
import pytest
from fake_plugins import BUILDERS, INFO, Site, backend

from codecs_core import (
    BackendBrokenError,
    BackendContractError,
    backend_names,
    get_backend,
    load_plugin,
    mk_codec,
    register_plugin,
)

WHOLE = backend("mine")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Return a place to install fake distributions in."""
    return Site(tmp_path, monkeypatch)


def breach(site: Site, source: str) -> BackendContractError:
    """Install this backend, ask for it twice, and return the error."""
    site.plugin("mine", source)
    for _ in range(2):
        with pytest.raises(BackendContractError) as caught:
            get_backend("mine")
    assert caught.value.libname == "mine"
    assert "plugin 'mine' of fake-mine breaks the hook contract" in str(caught.value)
    assert "codecs_core.hookspecs" in str(caught.value)
    assert isinstance(caught.value, TypeError)
    assert mk_codec(libname="msgspec").libname == "msgspec"
    return caught.value


@pytest.mark.parametrize("extra", ["codec_infos", "codec_encode", "codec_ext_type"])
def test_a_misspelt_hook_is_named_with_the_right_one(site: Site, extra: str) -> None:
    """I mistype a hook's name: I am told which, and what it should be."""
    error = breach(site, f"{WHOLE}\n@hookimpl\ndef {extra}(): ...")
    assert f"unknown hook '{extra}'" in str(error)
    assert f"did you mean {extra[:9]}" in str(error)
    assert isinstance(error.__cause__, pluggy.PluginValidationError)


def test_a_hook_like_no_other_is_named(site: Site) -> None:
    """A hook of another world is refused without a guess."""
    error = breach(site, f"{WHOLE}\n@hookimpl\ndef pytest_configure(): ...")
    assert "unknown hook 'pytest_configure'" in str(error)
    assert "did you mean" not in str(error)


def test_a_hook_of_a_wrong_signature_is_shown_the_right_one(site: Site) -> None:
    """My hook takes an argument that the contract lacks: I see both."""
    error = breach(
        site, WHOLE.replace("codec_encoder(options)", "codec_encoder(opts, options)")
    )
    assert "'opts'" in str(error)
    assert "the contract has codec_encoder(options)" in str(error)
    assert isinstance(error.__cause__, pluggy.PluginValidationError)


@pytest.mark.parametrize("value", ["None", "'mine'", "{'name': 'mine'}"])
def test_codec_info_must_return_a_backend_info(site: Site, value: str) -> None:
    """codec_info() returns something else: I am told what."""
    source = f"from codecs_core import hookimpl\nimport msgspec\n{BUILDERS}"
    error = breach(site, f"{source}\n@hookimpl\ndef codec_info():\n    return {value}")
    got = type(eval(value)).__name__  # noqa: S307  a literal of this file
    assert f"codec_info returned {got}, not BackendInfo" in str(error)


def test_codec_info_must_say_the_entry_points_name(site: Site) -> None:
    """The entry point and codec_info() disagree on the name: I see both names."""
    error = breach(site, backend("yours"))
    assert "its codec_info calls it 'yours', not 'mine'" in str(error)
    assert "yours" not in backend_names()


def test_a_codec_info_that_raises_is_a_bug_of_the_plugin(site: Site) -> None:
    """codec_info() raises: the plugin is broken, and the cause is chained."""
    site.plugin("mine", WHOLE.replace("    return BackendInfo", "    1 / 0; BackendInfo"))
    with pytest.raises(
        BackendBrokenError, match="calling its codec_info raised Zero"
    ) as caught:
        get_backend("mine")
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert caught.value.libname == "mine"


def test_a_backend_needs_both_builders(site: Site) -> None:
    """A backend that cannot decode, or encode, is none: I am told which hook it lacks."""
    error = breach(site, INFO.format(name="mine"))
    assert "it lacks the hook codec_encoder and codec_decoder" in str(error)


@pytest.mark.parametrize("load", [get_backend, load_plugin])
def test_builders_without_codec_info_are_refused(site: Site, load: object) -> None:
    """I forget codec_info: my encoder must not become every other backend's."""
    site.plugin("mine", f"from codecs_core import hookimpl\nimport msgspec\n{BUILDERS}")
    assert callable(load)
    with pytest.raises(BackendContractError, match=r"no codec_info.*wrapper=True"):
        load("mine")
    assert mk_codec(libname="cbor").encode(1) == b"\x01"


def test_a_forgotten_mark_is_told(site: Site) -> None:
    """I forget @hookimpl: I am told, and not that the function is missing."""
    error = breach(site, WHOLE.replace("@hookimpl", ""))
    assert "its codec_info is not marked with @hookimpl" in str(error)


@pytest.mark.parametrize("hook", ["codec_encoder", "codec_decoder"])
def test_a_builder_must_return_what_can_serve(site: Site, hook: str) -> None:
    """A builder returns None: I am told at once, and not by the first message."""
    site.plugin("mine", f"{WHOLE}\n{hook} = hookimpl(lambda options: None)")
    with pytest.raises(BackendContractError, match=rf"{hook} of backend 'mine' returned"):
        mk_codec(libname="mine")


def test_a_plugin_object_is_held_to_the_same_contract(site: Site) -> None:
    """register_plugin() explains a bad object as it would an installed plugin."""
    for source, text in [
        (f"{WHOLE}\n@hookimpl\ndef codec_inof(): ...", "did you mean codec_info"),
        (INFO.format(name="mine"), "it lacks the hook"),
        (WHOLE.replace("(options)", "(opts)"), "the contract has codec_"),
    ]:
        site.module("homemade", source)
        with pytest.raises(BackendContractError, match=text) as caught:
            register_plugin(__import__("homemade"), "mine")
        assert caught.value.libname == "mine"
    site.module("homemade", WHOLE.replace("    return BackendInfo", "    1 / 0; BackendInfo"))
    with pytest.raises(BackendBrokenError, match="its codec_info raised ZeroDivisionError"):
        register_plugin(__import__("homemade"))
    site.module("homemade", WHOLE)
    register_plugin(__import__("homemade"), "mine")
    assert get_backend("mine").info.name == "mine"
