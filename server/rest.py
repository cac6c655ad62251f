"""The REST face: how JSON is read, and flask-smorest's blueprints, seen through types, as the library ships none."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

from flask import Request
from flask.json.provider import DefaultJSONProvider
from flask_smorest import Blueprint
from marshmallow import Schema
from webargs.core import missing
from webargs.flaskparser import FlaskParser

View = TypeVar("View", bound=Callable[..., Any])


class JSONReader(DefaultJSONProvider):
    """Flask's JSON, where a text nested too deeply to be read is malformed like any other, not an error of ours."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Raises ValueError (JSONDecodeError, UnicodeDecodeError) for what is not JSON, and for what is too deep."""
        try:
            return super().loads(s, **kwargs)
        except RecursionError:
            raise json.JSONDecodeError("nested too deeply", "[", 0) from None


class _Parser(FlaskParser):
    """The reader of arguments, by the app's own JSON."""

    def _raw_load_json(self, req: Request) -> Any:
        return req.get_json() if req.is_json else missing


class _Blueprint(Blueprint):  # type: ignore[misc]  # flask-smorest ships no types
    ARGUMENTS_PARSER = _Parser()


class RestBlueprint(Protocol):
    """What we use of flask-smorest's blueprint. Order on a view: route, rule, arguments, response."""

    def route(self, rule: str, *, methods: list[str]) -> Callable[[View], View]:
        """Register a view."""

    def arguments(self, schema: type[Schema], *, location: str = "json") -> Callable[[View], View]:
        """Validate what came and hand it to the view as its first argument."""

    def response(self, status: int, schema: type[Schema] | None = None) -> Callable[[View], View]:
        """Shape the answer."""


def rest_blueprint(name: str, import_name: str, url_prefix: str, description: str) -> RestBlueprint:
    """A blueprint whose routes stand in the OpenAPI document."""
    return cast(RestBlueprint, _Blueprint(name, import_name, url_prefix=url_prefix, description=description))
