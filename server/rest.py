"""Blueprints of the REST face: flask-smorest's, seen through types, because the library ships none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

from flask_smorest import Blueprint
from marshmallow import Schema

View = TypeVar("View", bound=Callable[..., Any])


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
    return cast(RestBlueprint, Blueprint(name, import_name, url_prefix=url_prefix, description=description))
