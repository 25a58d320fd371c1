"""Static files: addresses change with the content, and only then."""

import hashlib
import json
from pathlib import Path

import pytest
from flask import Flask

from deliberation.web import assets
from deliberation.web.assets import MissingAsset, asset, init_assets

CSS = "body { color: #22262b }"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "app.css").write_text(CSS)
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / f"lib.{digest('lib')}.js").write_text("lib")
    (tmp_path / "vendor" / "manifest.json").write_text(json.dumps({"lib.js": f"lib.{digest('lib')}.js"}))
    return tmp_path


@pytest.fixture
def small(folder: Path) -> Flask:
    app = Flask("small", static_folder=str(folder), static_url_path="/static")
    init_assets(app)
    return app


def address(app: Flask, name: str) -> str:
    with app.test_request_context():
        return asset(name)


def test_our_own_file_carries_its_hash_before_the_suffix(small: Flask):
    assert address(small, "css/app.css") == f"/static/css/app.{digest(CSS)}.css"


def test_a_vendor_file_is_found_by_its_plain_name(small: Flask):
    assert address(small, "lib.js") == f"/static/vendor/lib.{digest('lib')}.js"


@pytest.mark.parametrize(("name", "content"), [("css/app.css", CSS), ("lib.js", "lib")])
def test_a_hashed_address_is_served_and_kept_for_a_year(small: Flask, name: str, content: str):
    response = small.test_client().get(address(small, name))
    assert response.text == content
    assert response.cache_control.max_age == 31536000
    assert response.cache_control.immutable
    assert response.cache_control.public
    assert not response.cache_control.no_cache


def test_a_changed_file_gets_a_new_address_and_the_old_one_is_no_longer_kept(
    small: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    before = address(small, "css/app.css")
    (folder / "css" / "app.css").write_text(CSS + "\n")
    monkeypatch.setattr(assets, "LOOK_EVERY_S", 0.0)
    after = address(small, "css/app.css")
    assert after != before
    old = small.test_client().get(before)
    assert old.text == CSS + "\n"
    assert old.cache_control.no_cache
    assert old.cache_control.max_age is None


def test_a_plain_address_is_asked_for_anew_each_time(small: Flask):
    response = small.test_client().get("/static/css/app.css")
    assert response.cache_control.no_cache
    assert not response.cache_control.immutable
    again = small.test_client().get(
        "/static/css/app.css", headers={"If-None-Match": response.headers["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/static/css/none.css",
        f"/static/css/none.{digest(CSS)}.css",
        "/static/vendor/lib.00000000.js",
        "/static/../secret.12345678.txt",
        "/static/%2e%2e/secret.12345678.txt",
        "/static/css/%00.12345678.css",
        "/static/css",
        "/static/.12345678.css",
    ],
)
def test_what_is_not_there_or_lies_outside_is_not_found(small: Flask, folder: Path, path: str):
    (folder.parent / "secret.txt").write_text("secret")
    assert small.test_client().get(path).status_code == 404


def test_without_vendor_files_the_error_says_what_to_do(small: Flask, folder: Path):
    (folder / "vendor" / "manifest.json").unlink()
    with pytest.raises(MissingAsset, match="make setup"):
        address(small, "lib.js")


def test_a_vendor_file_nobody_listed_is_refused_by_name(small: Flask):
    with pytest.raises(MissingAsset, match=r"other\.js"):
        address(small, "other.js")


def test_one_of_our_own_files_that_does_not_exist_is_refused_by_name(small: Flask):
    with pytest.raises(MissingAsset, match=r"css/none\.css"):
        address(small, "css/none.css")
