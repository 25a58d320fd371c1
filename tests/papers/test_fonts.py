"""Which face serves which role."""

from pathlib import Path

import pytest

from deliberation.papers import fonts


@pytest.fixture
def chains(tmp_path, monkeypatch):
    """Makes the chains of an installation that owns the given font files."""
    monkeypatch.setenv("DELIBERATION_DATA", str(tmp_path))
    monkeypatch.setattr(fonts, "SYSTEM_FOLDERS", ())
    monkeypatch.setattr(fonts, "_system_files", fonts._system_files.__wrapped__)
    (tmp_path / "fonts" / "fandol").mkdir(parents=True)
    noto = fonts._noto_files()["notosanssc-regular"]

    def own(*names: str):
        for name in names:
            path = tmp_path / "fonts" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.symlink_to(noto)
        return fonts._chains.__wrapped__()

    return own


def test_noto_alone_serves_every_role(chains):
    assert {role: [face.family for face in chain] for role, chain in chains().items()} == {
        "song": ["NotoSerifSC-Regular"],
        "fang": ["NotoSerifSC-Regular"],
        "hei": ["NotoSansSC-Regular"],
        "kai": ["NotoSerifSC-Regular"],
    }


def test_fandol_goes_before_noto_with_letters_from_its_song(chains):
    families = [
        face.family
        for face in chains("fandol/FandolFang-Regular.otf", "fandol/FandolSong-Regular.otf")["fang"]
    ]
    assert families == ["FandolSong-Regular", "FandolFang-Regular", "NotoSerifSC-Regular"]


def test_an_offices_licensed_face_wins_and_its_fallback_is_fitted_to_it(chains):
    chain = chains("licensed/simfang.ttf", "fandol/FandolFang-Regular.otf")["fang"]
    assert [face.family for face in chain] == ["simfang", "NotoSerifSC-Regular-1160-288"]
    assert chain[0].metrics is None
    assert chain[1].metrics == (1160, 288)


def test_letters_of_other_alphabets_are_printed_where_the_system_has_them():
    covered = fonts.coverage()
    if "dejavuserif" not in fonts._system_files():
        pytest.skip("no DejaVu fonts on this machine")
    assert set(map(ord, "łąéЖñ")) <= covered


def test_the_fallback_prints_rare_names_but_no_emoji():
    covered = fonts.coverage()
    assert all(ord(character) in covered for character in "㛃䶮𬭎喆玥珺婍祎璟瑄镕〓")
    assert ord("😀") not in covered


def test_fontconfig_sees_only_our_faces():
    written = Path(fonts.configure() / "fonts.conf").read_text()
    assert "<reset-dirs/>" in written
    assert written.count("<dir>") == 1
