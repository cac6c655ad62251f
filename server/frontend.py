"""Serving the built apps: files by WhiteNoise, and the two pages behind /field and /desk, never cached."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, current_app, send_from_directory
from whitenoise import WhiteNoise

from . import headers
from .accounts.rules import rule
from .errors import Refusal

blueprint = Blueprint("frontend", __name__)

# Asked for again each time: they name the files of the current build.
FRESH = ("service-worker.js", "manifest.webmanifest")
YEAR = 31_536_000


@blueprint.get("/field")
@blueprint.get("/field/<path:_route>")
@rule("public")
def field(_route: str = "") -> Response:
    """The officers' app; its own routes are its own affair."""
    return _page("field.html")


@blueprint.get("/desk")
@blueprint.get("/desk/<path:_route>")
@rule("public")
def desk(_route: str = "") -> Response:
    """The staff's app."""
    return _page("desk.html")


def _page(name: str) -> Response:
    folder: Path = current_app.config["WEB_DIST"]
    if not (folder / name).is_file():
        raise Refusal("unavailable")
    response = send_from_directory(folder, name, max_age=0)
    response.headers["Cache-Control"] = "no-cache"
    return response


def register_frontend(app: Flask) -> None:
    """Serve the pages, and the files of the build in front of the app."""
    app.register_blueprint(blueprint)
    folder: Path = app.config["WEB_DIST"]
    if not folder.is_dir():
        return

    def add_headers(served: Any, path: str, _url: str) -> None:
        for name, value in headers.of_file(path, app.config["PUBLIC_URL"]).items():
            served[name] = value
        if Path(path).name in FRESH or Path(path).suffix == ".html":
            served["Cache-Control"] = "no-cache"

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # the documented way to wrap an app
        app.wsgi_app,
        root=str(folder),
        max_age=0,
        immutable_file_test=lambda _path, url: url.startswith("/assets/"),
        add_headers_function=add_headers,
        mimetypes={".webmanifest": "application/manifest+json"},
        charset="utf-8",
    )
