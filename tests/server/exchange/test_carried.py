"""Files that somebody carried: sealed or plain, in any order, twice, beside exchanges; files that are none (R5.6)."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from werkzeug.test import TestResponse

from server.cli import main
from server.exchange import files
from server.store import identity
from sync import bundle
from sync.canonical import parse
from sync.ids import random_id
from sync.keys import KeyPair, carrier_text, verify
from sync.sealed import seal
from sync.vector import digest
from tests.conftest import OFFICE, PhoneOf
from tests.databases import address_of
from tests.phone import Phone
from tests.server.exchange.stage import Meeting, open_meeting, picture, stream_of


def bring(carrier: Phone, data: str | bytes, **headers: str) -> TestResponse:
    """A file is handed over by an installation."""
    body = data.encode() if isinstance(data, str) else data
    sent = {"Authorization": f"Bearer {carrier.token}", **headers}
    return carrier.client.post("/sync/bundles", data=body, headers=sent)


def plain(phone: Phone, first: int = 1, last: int | None = None) -> str:
    """The phone's own lines of its one stream, from `first` to `last`, as a file."""
    stream = stream_of(phone)
    mine = phone.mine(stream)[first - 1 : last]
    vector = {log: list(head) for log, head in phone.vector(stream).items()}
    part: Any = {"digest": digest(phone.vector(stream)), "vector": vector, "signatures": [phone.sign(mine[-1])]}
    return bundle.write({"v": 1, "epoch": phone.epoch, "streams": {stream: part}}, [one.line for one in mine])


def sealed(phone: Phone, text: str | bytes) -> str:
    """The file as the phone seals it, with the key that the server tells."""
    told = phone.client.get("/sync/carrier").get_json()
    return seal(gzip.compress(text.encode() if isinstance(text, str) else text), told["key"])


def test_the_server_tells_its_carrier_key_to_anybody_and_vouches_for_it(app: Flask, officer: Phone) -> None:
    told = officer.client.get("/sync/carrier").get_json()
    with app.app_context():
        own = identity.server_key().public
    assert verify(own, carrier_text(told["key"]), told["signature"])
    assert told["key"] != own


def test_a_colleague_carries_a_sealed_file_and_what_is_in_it_counts_as_if_its_phone_had_sent_it(
    app: Flask, officer: Phone, phone: PhoneOf
) -> None:
    text = plain(officer)
    file = sealed(officer, text)
    assert "attendance" in text
    assert "attendance" not in file
    colleague, lines = phone("officer"), len(officer.mine(stream_of(officer)))
    answer = bring(colleague, file)
    assert (answer.status_code, answer.get_json()) == (200, {"lines": lines, "became": {"held": lines}})
    before = picture(app)
    assert bring(colleague, file).get_json() == answer.get_json()
    # The phone itself, back at a network, learns that all is there: nothing of it waits, nothing is doubled.
    assert officer.push(stream_of(officer)).results == []
    assert picture(app) == before


def test_a_file_whose_ends_of_lines_a_mail_program_changed_is_still_opened(officer: Phone) -> None:
    file = sealed(officer, plain(officer)).replace("\n", "\r\n")
    assert bring(officer, file).get_json()["became"] == {"held": len(officer.mine(stream_of(officer)))}


def test_a_file_that_begins_later_than_what_the_office_holds_waits_and_counts_when_the_gap_is_filled(
    officer: Phone,
) -> None:
    early, late = plain(officer, 1, 2), plain(officer, 3)
    assert set(bring(officer, late).get_json()["became"]) <= {"waiting", "refused"}
    assert bring(officer, early).get_json()["became"] == {"held": 2}
    assert set(bring(officer, late).get_json()["became"]) == {"held"}


def zipped(text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("bundle.txt", text)
    return out.getvalue()


HOSTILE: dict[str, tuple[Callable[[Phone, str], str | bytes], str]] = {
    "empty": (lambda _p, _t: "", "bundle_unreadable"),
    "garbage": (lambda _p, _t: b"\x00\xff\xfe" * 999, "bundle_unreadable"),
    "a ZIP": (lambda _p, t: zipped(t), "bundle_unreadable"),
    "a page of the web": (lambda _p, _t: "<!doctype html>\n<p>hello", "bundle_unreadable"),
    "of another version": (lambda _p, t: t.replace('"v":1', '"v":2', 1), "unsupported_version"),
    "sealed, cut": (lambda p, t: sealed(p, t)[:-40], "bundle_damaged"),
    "sealed, cut before its text": (lambda p, t: "\n".join(sealed(p, t).split("\n")[:3]), "bundle_damaged"),
    "sealed, a letter changed": (
        lambda p, t: (f := sealed(p, t))[:400] + "AB"[f[400] == "A"] + f[401:],
        "bundle_damaged",
    ),
    "sealed, no point": (
        lambda p, t: "\n".join([*(s := sealed(p, t).split("\n"))[:2], "A" * 87, *s[3:]]),
        "bundle_damaged",
    ),
    "sealed to another server": (lambda _p, t: seal(t.encode(), KeyPair.generate().public), "bundle_elsewhere"),
    "a bomb, sealed": (lambda p, _t: sealed(p, b"\x00" * 17_000_000), "too_large"),
    "half a gzip, sealed": (
        lambda p, t: seal(gzip.compress(t.encode())[:-9], p.client.get("/sync/carrier").get_json()["key"]),
        "bundle_damaged",
    ),
    "too many letters": (lambda _p, _t: b"x" * 4_000_001, "too_large"),
    "no text, sealed": (lambda p, _t: sealed(p, b"\xff\xfe"), "bundle_damaged"),
}


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.usefixtures("unchanged")
def test_what_is_no_file_of_a_phone_is_answered_in_a_sentence_and_changes_nothing(what: str, officer: Phone) -> None:
    make, code = HOSTILE[what]
    answer = bring(officer, make(officer, plain(officer)))
    assert (answer.status_code // 100, answer.get_json()["code"]) == (4, code)
    assert answer.get_json()["message"]


@pytest.mark.usefixtures("unchanged")
def test_a_plain_file_that_was_cut_tells_how_many_lines_wait_for_the_signature_that_is_missing(officer: Phone) -> None:
    cut = plain(officer)[:-300]
    became = bring(officer, cut).get_json()["became"]
    assert "held" not in became
    assert became


@pytest.mark.usefixtures("unchanged")
def test_only_an_enrolled_installation_hands_over_a_file(officer: Phone, phone: PhoneOf) -> None:
    text = plain(officer)
    officer.token = "nobody"
    assert bring(officer, text).status_code == 401
    assert officer.client.post("/sync/bundles", data=text).status_code == 401


def test_a_file_of_very_many_logs_is_stopped(officer: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_PAGES", 3)
    first = plain(officer).split("\n", 1)[0]
    lines = "".join(f'{{"log":"log{number}","seq":1}}\n' for number in range(9))
    assert bring(officer, f"{first}\n{lines}").get_json()["code"] == "too_large"


def test_the_terminal_opens_a_sealed_file_too(app: Flask, instance: Any, officer: Phone, tmp_path: Any) -> None:
    file = tmp_path / "bundle.txt"
    file.write_text(sealed(officer, plain(officer)), "utf-8")
    env = {"INSTANCE_DIR": str(instance), "DATABASE_URL": address_of(instance)}
    taken = CliRunner().invoke(main, ["import", str(file), "--office", OFFICE], env=env)
    assert (taken.exit_code, "held" in taken.output) == (0, True), taken.output


def test_the_lines_of_a_file_stay_in_the_office_of_its_carrier(officer: Phone, app: Flask) -> None:
    """Whoever carries receives nothing: the answer has numbers, no lines."""
    answer = bring(officer, sealed(officer, plain(officer)))
    assert set(answer.get_json()) == {"lines", "became"}
    assert parse(answer.get_data(as_text=True))


@pytest.mark.parametrize("seed", range(6))
def test_phones_that_travel_by_files_and_phones_that_sync_end_with_the_same(phone: PhoneOf, seed: int) -> None:
    """Random pieces of random phones' logs go by random carriers, in any order and twice, beside exchanges."""
    chance = random.Random(seed)
    phones = [phone("officer") for _ in range(3)]
    meeting: Meeting = open_meeting(phone("staff"), *phones)
    people = [random_id() for _ in range(6)]
    files_on_the_way: list[str] = []
    for _ in range(40):
        one = chance.choice(phones)
        match chance.choice(["record", "record", "record", "share", "bring", "bring again", "sync"]):
            case "record":
                meeting.check_in(one, chance.choice(people))
            case "share" if one.logs:
                last = len(one.mine(meeting.stream))
                first = chance.randint(1, last)
                piece = plain(one, first, chance.randint(first, last))
                files_on_the_way.append(sealed(one, piece) if chance.random() < 0.5 else piece)
            case "bring" | "bring again" if files_on_the_way:
                index = chance.randrange(len(files_on_the_way))
                assert bring(chance.choice(phones), files_on_the_way[index]).status_code == 200
            case "sync":
                one.sync()
            case _:
                pass
    chance.shuffle(files_on_the_way)
    for file in files_on_the_way:
        assert bring(chance.choice(phones), file).status_code == 200
    for one in [*phones, *phones]:
        assert one.sync().results == []
    assert len({digest(one.vector(meeting.stream)) for one in phones}) == 1
    for person in {entry.record for entry in phones[0].copies[meeting.stream].values() if entry.kind == "attendance"}:
        folded = [one.fold(meeting.stream, "attendance", person) for one in phones]
        assert folded[0] == folded[1] == folded[2]
