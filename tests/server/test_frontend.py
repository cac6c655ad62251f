"""The built apps: pages that are asked for again each time, files that are kept for ever, the same headers on all."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from server import create_app
from tests.conftest import settings


@pytest.fixture
def client(instance: Path, tmp_path: Path) -> FlaskClient:
    """A server with a small build in front of it."""
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "field.html").write_text("<!doctype html><title>field</title>", encoding="utf-8")
    (dist / "desk.html").write_text("<!doctype html><title>desk</title>", encoding="utf-8")
    (dist / "service-worker.js").write_text("// worker", encoding="utf-8")
    (dist / "manifest.webmanifest").write_text("{}", encoding="utf-8")
    (dist / "assets" / "field-abc123.js").write_text("// script", encoding="utf-8")
    (dist / "assets" / "scan-worker-abc123.js").write_text("// reads codes", encoding="utf-8")
    return create_app(settings(instance, WEB_DIST=dist)).test_client()


@pytest.mark.parametrize("path", ["/field", "/field/meetings/abc", "/desk", "/desk/conflicts"])
def test_the_pages_answer_at_every_depth_and_are_never_kept(client: FlaskClient, path: str) -> None:
    answer = client.get(path, buffered=True)
    assert answer.status_code == 200
    assert f"<title>{path.split('/')[1]}</title>" in answer.text
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_the_service_worker_is_asked_for_again_each_time(client: FlaskClient) -> None:
    answer = client.get("/service-worker.js", buffered=True)
    assert answer.text == "// worker"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Type"].startswith("text/javascript")


def test_the_manifest_has_its_own_type(client: FlaskClient) -> None:
    assert client.get("/manifest.webmanifest", buffered=True).mimetype == "application/manifest+json"


def test_files_named_by_their_content_are_kept_for_ever(client: FlaskClient) -> None:
    answer = client.get("/assets/field-abc123.js", buffered=True)
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_only_the_worker_that_reads_codes_may_run_webassembly(client: FlaskClient) -> None:
    """A worker obeys the policy of its own script; the pages that start it stay as strict as they were."""
    policies = {
        path: client.get(path, buffered=True).headers["Content-Security-Policy"]
        for path in (
            "/field",
            "/desk",
            "/service-worker.js",
            "/assets/field-abc123.js",
            "/assets/scan-worker-abc123.js",
        )
    }
    wide = [path for path, policy in policies.items() if "wasm" in policy]
    assert wide == ["/assets/scan-worker-abc123.js"]
    assert "script-src 'self' 'wasm-unsafe-eval';" in policies[wide[0]]
    assert "default-src 'none'" in policies[wide[0]]
    assert not any("'unsafe-eval'" in policy for policy in policies.values())


def test_without_a_build_the_pages_say_so(instance: Path, tmp_path: Path) -> None:
    client = create_app(settings(instance, WEB_DIST=tmp_path / "nothing")).test_client()
    answer = client.get("/field")
    assert (answer.status_code, answer.get_json()["code"]) == (503, "unavailable")
