"""Whatever else is installed, in whatever state, plugins are found."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_plugins import Site, backend

from codecs_core import backend_names, get_backend
from codecs_core.registry.discovery import find_providers

OURS = ["cbor", "msgspec", "ormsgpack"]
POINTS = "[codecs_core]\nlost = lost"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Return a place to install fake distributions in."""
    return Site(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("metadata", "points"),
    [
        ("", POINTS),
        ("Metadata-Version: 2.1\nVersion: 1.0", POINTS),
        ("Name: wreck\nVersion: 1.0", "codecs_core = no section"),
        ("Name: wreck\nVersion: 1.0", "[codecs_core]\nno equals sign"),
    ],
    ids=["no metadata", "no name", "no section", "no value"],
)
def test_a_wrecked_distribution_hides_no_other(site: Site, metadata: str, points: str) -> None:
    """Some package's metadata is damaged: my backends are found all the same."""
    site.write_dist("wreck", metadata, points)
    assert set(OURS) <= set(backend_names())
    assert get_backend("msgspec").info.name == "msgspec"


def test_a_distribution_without_files_hides_no_other(site: Site) -> None:
    """An interrupted uninstall leaves an empty dist-info folder: nobody minds."""
    (site.path / "wreck-1.0.dist-info").mkdir()
    assert backend_names() == OURS


def test_other_groups_are_not_ours(site: Site) -> None:
    """Only entry points of the group codecs_core count, not those of a like name."""
    site.write_dist("other", "Name: other\nVersion: 1", "[codecs_core_more]\nother = other")
    assert backend_names() == OURS


def test_of_two_copies_the_first_on_the_path_counts(
    site: Site, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer copy shadows an older one of the same distribution, as for imports."""
    site.plugin("third", backend("third"))
    newer = Site(tmp_path_factory.mktemp("newer"), monkeypatch)
    newer.install("Fake_Third", {"third": "fake_third_plugin", "more": "more"})
    assert backend_names() == sorted([*OURS, "third", "more"])
    assert get_backend("third").info.name == "third"


def test_a_shadowed_copy_provides_nothing(
    site: Site, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newer copy has dropped a backend: the older copy's does not come back."""
    site.plugin("third", backend("third"))
    newer = Site(tmp_path_factory.mktemp("newer"), monkeypatch)
    newer.install("fake-third")
    assert backend_names() == OURS


def test_a_provider_knows_its_distribution(site: Site) -> None:
    """What a provider says comes from the metadata of the distribution that owns it."""
    site.install("Mixed.Case-name", {"mixed": "pkg.mod:attr"}, ['dep[x]>=1 ; extra == "more"'])
    (provider,) = find_providers()["mixed"]
    assert (provider.name, provider.dist_name) == ("mixed", "Mixed.Case-name")
    (requirement,) = provider.requires
    assert (requirement.text, requirement.name) == ("dep[x]>=1", "dep")
    assert (requirement.extra, requirement.conditional) == ("more", False)
