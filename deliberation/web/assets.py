"""Stub being replaced."""

from flask import Flask, url_for


def asset(name: str) -> str:
    return url_for("static", filename=name)


def init_assets(app: Flask) -> None:
    app.jinja_env.globals.update(asset=asset)
