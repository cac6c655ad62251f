"""A file comes in whole or in parts, cut anywhere, by several phones, and is there whole or not at all."""

from __future__ import annotations

import io
import itertools
import threading
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.blobs import disk, service, upkeep
from server.blobs.service import Span
from tests.conftest import PhoneOf, SignedIn
from tests.phone import Phone
from tests.server.blobs import stage
from tests.server.blobs.stage import suppress_only

NUMBERS = itertools.count()


@pytest.fixture
def officer(phone: PhoneOf) -> Phone:
    return phone("officer")


def left(app: Flask) -> list[Path]:
    """Every file on disk, whole or coming."""
    with app.app_context():
        return [*disk.all_whole(), *disk.all_coming()]


def test_a_file_is_taken_in_and_held(app: Flask, officer: Phone) -> None:
    content = stage.picture()
    name = stage.name_of(content)
    assert stage.asked(officer, name) == []
    answer = stage.put(officer, content)
    assert (answer.status_code, answer.get_json()) == (201, {"state": "new", "offset": len(content)})
    assert stage.asked(officer, name) == [name]
    with app.app_context():
        assert service.read(officer.office, name) == content
        assert [path.stat().st_mode & 0o777 for path in disk.all_whole()] == [0o600]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_allowed_type_is_known_by_its_content(app: Flask, officer: Phone, kind: str) -> None:
    content = stage.picture(kind)
    assert stage.put(officer, content).status_code == 201
    with app.app_context():
        (row, _) = upkeep.every(officer.office)[0]
        assert (row.type, row.bytes, row.width, row.height) == (f"image/{kind.lower()}", len(content), 60, 40)


def test_a_file_that_is_held_is_not_taken_again(officer: Phone) -> None:
    content = stage.picture()
    stage.put(officer, content)
    again = stage.put(officer, content)
    assert (again.status_code, again.get_json()["state"]) == (200, "held")
    assert stage.here(officer, stage.name_of(content)) == len(content)


def test_an_upload_goes_on_where_it_broke_off(officer: Phone) -> None:
    content = stage.picture()
    name = stage.name_of(content)
    first = stage.put(officer, content, 0, 100)
    assert (first.status_code, first.headers["Upload-Offset"]) == (202, "100")
    assert stage.here(officer, name) == 100
    assert stage.asked(officer, name) == []
    assert stage.put(officer, content, 100).status_code == 201


def test_a_part_that_leaves_a_gap_is_told_where_to_go_on(officer: Phone) -> None:
    content = stage.picture()
    stage.put(officer, content, 0, 100)
    gap = stage.put(officer, content, 150)
    assert (gap.status_code, gap.get_json()["code"], gap.get_json()["errors"]) == (409, "blob_offset", {"offset": 100})


def test_a_file_under_a_wrong_name_leaves_nothing(app: Flask, officer: Phone) -> None:
    content = stage.picture()
    wrong = stage.put(officer, content, name=stage.name_of(b"another"))
    assert (wrong.status_code, wrong.get_json()["code"]) == (422, "blob_hash")
    assert left(app) == []


def test_what_came_before_a_cut_is_kept(app: Flask, officer: Phone) -> None:
    """The request says how much is coming; the connection ends in the middle."""
    content = stage.picture()
    name = stage.name_of(content)
    with app.app_context():
        taken = service.receive(
            officer.office, officer.installation, name, Span(0, len(content), len(content)), io.BytesIO(content[:333])
        )
        assert (taken.state, taken.offset) == ("part", 333)
    assert stage.here(officer, name) == 333
    assert stage.put(officer, content, 333).status_code == 201


def test_nobody_spoils_what_another_phone_sends(phone: PhoneOf) -> None:
    one, other = phone("officer"), phone("officer")
    content = stage.picture()
    name = stage.name_of(content)
    stage.put(one, content, 0, 200)
    stage.put(other, b"\xff\xd8\xff" + bytes(len(content) - 3), 0, 300, name)
    assert (stage.here(one, name), stage.here(other, name)) == (200, 300)
    assert stage.put(one, content, 200).status_code == 201
    assert stage.here(other, name) == len(content)


def test_two_phones_that_send_the_same_file_at_once_both_succeed(app: Flask, phone: PhoneOf) -> None:
    content = stage.picture(size=(400, 400), quality=95)
    name = stage.name_of(content)
    phones = [phone("officer") for _ in range(2)]
    done: list[str] = []

    def send(one: Phone) -> None:
        for at in range(0, len(content), 20_000):
            with app.app_context():
                part = content[at : at + 20_000]
                span = Span(at, len(part), len(content))
                taken = service.receive(one.office, one.installation, name, span, io.BytesIO(part))
                if taken.state != "part":
                    done.append(taken.state)
                    return

    threads = [threading.Thread(target=send, args=(one,)) for one in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 2
    assert set(done) <= {"new", "held"}
    with app.app_context():
        assert service.read(phones[0].office, name) == content


def test_a_browser_that_is_signed_in_may_bring_a_file_with_its_token(app: Flask, signed_in: SignedIn) -> None:
    browser = signed_in("staff")
    content = stage.picture()
    address = f"/blobs/{stage.name_of(content)}"
    assert browser.put(address, data=content).status_code == 201
    del browser.environ_base["HTTP_X_CSRFTOKEN"]
    refused = browser.put(address, data=content)
    assert (refused.status_code, refused.get_json()["code"]) == (400, "csrf")


def test_strangers_and_revoked_phones_bring_nothing(app: Flask, officer: Phone) -> None:
    from server.accounts import upkeep as accounts

    content = stage.picture()
    address = f"/blobs/{stage.name_of(content)}"
    assert officer.client.put(address, data=content).get_json()["code"] == "not_signed_in"
    with app.app_context():
        accounts.shut_out(officer.installation)
    assert stage.put(officer, content).get_json()["code"] == "not_enrolled"
    assert stage.get(officer, stage.name_of(content)).get_json()["code"] == "not_enrolled"
    assert left(app) == []


@pytest.mark.parametrize(
    "said", ["bytes 5-3/10", "bytes 0-10/10", "bytes */10", "0-3/10", "bytes 0-3/*", "bytes 0-3/99999999999999"]
)
def test_a_range_that_makes_no_sense_is_refused(app: Flask, officer: Phone, said: str) -> None:
    headers = stage.authorization(officer) | {"Content-Range": said}
    answer = officer.client.put(f"/blobs/{stage.name_of(b'')}", data=b"abcd", headers=headers)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "blob_range")
    assert left(app) == []


def test_a_request_without_a_length_is_refused(app: Flask, officer: Phone) -> None:
    from werkzeug.test import EnvironBuilder

    address = f"/blobs/{stage.name_of(b'')}"
    environ = EnvironBuilder(address, method="PUT", headers=[*stage.authorization(officer).items()]).get_environ()
    environ.pop("CONTENT_LENGTH", None)
    assert officer.client.open(environ).get_json()["code"] == "blob_range"


@pytest.mark.parametrize("name", ["short", "A" * 44, "..%2F..%2Fserver_key.pem", "A" * 42 + "."])
def test_a_name_that_is_no_hash_finds_nothing(app: Flask, officer: Phone, name: str) -> None:
    assert officer.client.put(f"/blobs/{name}", data=b"x", headers=stage.authorization(officer)).status_code == 404
    assert left(app) == []


def test_limits_are_said_by_their_code(app: Flask, officer: Phone) -> None:
    content = stage.picture()
    for setting, value, status, code in (
        ("MAX_FILE", len(content) - 1, 413, "blob_large"),
        ("MAX_FILES_DAY", len(content) - 1, 429, "blob_quota"),
        ("KEEP_FREE", 2**60, 507, "blob_disk"),
    ):
        kept = app.config[setting]
        app.config[setting] = value
        answer = stage.put(officer, content)
        assert (answer.status_code, answer.get_json()["code"]) == (status, code)
        app.config[setting] = kept
    assert left(app) == []


def test_a_days_quota_counts_what_is_held_and_what_is_coming_of_one_phone(app: Flask, phone: PhoneOf) -> None:
    officer = phone("officer")
    one, two, three = (stage.picture() for _ in range(3))
    app.config["MAX_FILES_DAY"] = len(one) + len(two) + len(three) - 1
    assert stage.put(officer, one).status_code == 201
    assert stage.put(officer, two, 0, 1500 if len(two) > 1500 else len(two) - 1).status_code == 202
    app.config["MAX_FILES_DAY"] = len(one) + 1 + len(three)
    assert stage.put(officer, three).get_json()["code"] == "blob_quota"
    assert stage.put(phone("officer"), three).status_code == 201


def test_a_full_disk_is_said_and_what_came_before_stays(
    app: Flask, officer: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = stage.picture()
    stage.put(officer, content, 0, 100)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(disk, "append", full)
        assert stage.put(officer, content, 100).get_json()["code"] == "blob_disk"
    assert stage.put(officer, content, 100).status_code == 201


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_order_of_parts_and_cuts_ends_in_the_file_or_a_clear_refusal(
    app: Flask, officer: Phone, data: st.DataObject
) -> None:
    """Parts of any size from any place, some cut, some twice; whoever goes on from where the office says arrives."""
    content = stage.plain(f"{next(NUMBERS):08d}".encode())
    name, total = stage.name_of(content), len(content)
    with app.app_context():
        for _ in range(data.draw(st.integers(0, 8))):
            first = data.draw(st.integers(0, total - 1))
            length = data.draw(st.integers(1, total - first))
            cut = data.draw(st.integers(0, length))
            part = io.BytesIO(content[first : first + cut])
            with suppress_only("blob_offset"):
                taken = service.receive(officer.office, officer.installation, name, Span(first, length, total), part)
                assert taken.offset == service.offset(officer.office, officer.installation, name)[0]
            read = service.read(officer.office, name)
            assert read is None or read == content
        at, whole = service.offset(officer.office, officer.installation, name)
        if not whole:
            at = min(at, total - 1)
            rest = io.BytesIO(content[at:])
            service.receive(officer.office, officer.installation, name, Span(at, total - at, total), rest)
        assert service.read(officer.office, name) == content
