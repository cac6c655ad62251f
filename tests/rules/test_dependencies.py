"""Owns the rule that a declared dependency does its job: what is asked for is used, the five where they belong."""

import asyncio
import dataclasses
import importlib.metadata
import re
from pathlib import Path
from typing import Any, ClassVar, cast

import pytest
import pywebpush
from flask import Flask

from server.push import queue, vapid
from server.push.allow import AllowList
from server.push.post import Postman
from sync.ids import b64
from sync.keys import KeyPair
from tests.rules import house

# Distribution -> the name it is imported by, where they differ.
IMPORTED_AS = {
    "flask-sqlalchemy": "flask_sqlalchemy",
    "flask-migrate": "flask_migrate",
    "flask-smorest": "flask_smorest",
    "flask-security-too": "flask_security",
    "flask-limiter": "flask_limiter",
    "jsonschema-rs": "jsonschema_rs",
    "charset-normalizer": "charset_normalizer",
    "fontpkg-sarabun": "fontpkg_sarabun",
    "pillow": "PIL",
    "python-docx": "docx",
}
# Not imported by us: asked for on behalf of another package, which says so in its own metadata or settings.
ASKED_FOR = {
    "wtforms": "flask-security-too",
    "email-validator": "flask-security-too",
    "argon2-cffi": "flask-security-too",
}
PROCESSES = {"gunicorn"}  # started, not imported


def declared() -> list[str]:
    """The distributions that requirements/run.in asks for."""
    lines = (house.ROOT / "requirements" / "run.in").read_text(encoding="utf-8").splitlines()
    return [match.group().lower() for line in lines if (match := re.match(r"[A-Za-z][\w.-]*", line))]


def imported() -> set[str]:
    """The top-level names imported anywhere in server/, sync/ and migrations/."""
    paths = house.under(("server/", "sync/", "migrations/"), ".py")
    return {name.split(".")[0] for path in paths for name in house.imports(path)}


@pytest.mark.parametrize("name", sorted(set(declared()) - set(ASKED_FOR) - PROCESSES))
def test_a_declared_package_is_imported(name: str) -> None:
    assert IMPORTED_AS.get(name, name) in imported(), f"{name} is declared in requirements/run.in and never imported"


@pytest.mark.parametrize(("name", "asker"), sorted(ASKED_FOR.items()))
def test_a_package_asked_for_on_behalf_of_another_is_really_wanted_by_it(name: str, asker: str) -> None:
    if name not in declared():
        pytest.fail(f"{name} is no longer declared: take it out of this table")
    wanted = " ".join(importlib.metadata.requires(asker) or []).lower().replace("_", "-")
    assert name in wanted


def test_flask_serves_the_app(app: Flask) -> None:
    assert isinstance(app, Flask)
    assert "/sync" in {route.rule for route in app.url_map.iter_rules()}


def test_every_table_is_a_flask_sqlalchemy_model(app: Flask) -> None:
    from flask_sqlalchemy import SQLAlchemy

    from server.extensions import db

    assert isinstance(db, SQLAlchemy)
    mapped = {mapper.local_table.name for mapper in db.Model.registry.mappers if issubclass(mapper.class_, db.Model)}
    joins = {name for name in db.metadata.tables if name in ("roles_users", "fs_roles_users")}
    assert {"entry", "record", "stream", "outbox", "user"} <= mapped
    assert set(db.metadata.tables) == mapped | joins


def test_every_json_body_of_the_rest_face_passes_a_marshmallow_schema(app: Flask) -> None:
    from marshmallow import Schema

    from server.extensions import api

    written = {
        f"{method.upper()} {path}": verb
        for path, verbs in api.spec.to_dict()["paths"].items()
        for method, verb in verbs.items()
        if method in ("post", "put", "patch")
    }
    assert written, "no REST route takes a body"
    schemas = [path for path in house.under(("server/",), ".py") if path.endswith("/schemas.py")]
    assert schemas, "no feature folder has schemas"
    for path in schemas:
        module = __import__(path.removesuffix(".py").replace("/", "."), fromlist=["*"])
        own = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Schema)]
        assert [schema for schema in own if schema is not Schema], f"{path} holds no marshmallow schema"


class Answered:
    """A push service that takes everything; it keeps the last body."""

    status = 201
    headers: ClassVar[dict[str, str]] = {}
    body = b""

    def post(self, _url: str, *, data: bytes, **_more: object) -> "Answered":
        """The answer, as a context manager like aiohttp's."""
        self.body = data
        return self

    async def __aenter__(self) -> "Answered":
        return self

    async def __aexit__(self, *_error: object) -> None:
        return None


def message_to_a_browser() -> queue.Message:
    """A claimed row of the outbox, to a browser with a key pair of its own."""
    row = dict.fromkeys((field.name for field in dataclasses.fields(queue.Message)), None)
    row |= {"office": "o", "decision": "d", "version": 1, "attempts": 1, "short": False, "superseded": False}
    row |= {"endpoint": "http://localhost:9/push", "p256dh": KeyPair.generate().public, "auth": b64(b"0" * 16)}
    row |= {"lease_until": 2**52, "expires_at": 2**52, "snapshot": {"notice": {"title": "t", "body": "b"}}}
    return queue.Message(**row)


def test_the_sender_encrypts_with_pywebpush(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bytes] = []
    encode = pywebpush.WebPusher.encode

    def noted(self: pywebpush.WebPusher, *args: object, **more: object) -> dict[str, bytes]:
        answer: dict[str, bytes] = encode(self, *args, **more)
        made.append(answer["body"])
        return answer

    monkeypatch.setattr(pywebpush.WebPusher, "encode", noted)
    keys = vapid.Keys(Path(app.config["INSTANCE_DIR"]))
    message = dataclasses.replace(message_to_a_browser(), key_id=vapid.key_id(keys.public))
    service = Answered()
    allowed = AllowList((), ("http://localhost:9",))
    headers = vapid.Headers(keys, "mailto:nobody@example.org")
    postman = Postman(cast(Any, service), allowed, headers, "http://localhost", spare=1)
    assert asyncio.run(postman.deliver(message)).state == "accepted"
    assert made == [service.body]


def test_serving_starts_gunicorn() -> None:
    words = house.text("server/serve.py")
    assert re.search(r"""["']gunicorn["']""", words), "server/serve.py does not start gunicorn"
