"""Owns who may have which paper, by which door, and what is said when there is none."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from server.accounts import service as accounts
from server.cli import main
from server.cli_print import PAPERS as COMMANDED
from server.demo.people import OFFICE
from server.print.papers import PAPERS, PUBLIC
from server.typeset import service as typeset
from server.typeset.qr import svg
from tests import paper
from tests.conftest import PASSWORD
from tests.databases import address_of
from tests.phone import Phone
from tests.server.print.stage import M1, SAMPLE, ask, say


def test_the_command_knows_every_paper() -> None:
    assert set(COMMANDED) == set(PAPERS)


@pytest.mark.parametrize("name", sorted(PAPERS))
def test_without_signing_in_staff_papers_are_refused(held: Flask, name: str) -> None:
    answer = ask(held.test_client(), name)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "not_signed_in")


def test_an_officer_without_a_desk_gets_no_list_of_names(held: Flask) -> None:
    answer = _phone(held, "officer").get(f"/api/meetings/{M1}/papers/sign-in")
    assert (answer.status_code, answer.get_json()["code"]) == (403, "not_allowed")


def test_a_desk_prints_by_its_own_token_when_the_session_is_over(held: Flask) -> None:
    answer = _phone(held, "staff").get(f"/api/meetings/{M1}/papers/sign-in")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == 'inline; filename="sign-in.pdf"'


def test_staff_of_another_office_find_no_such_hearing(held: Flask) -> None:
    answer = _phone(held, "staff", office="another").get(f"/api/meetings/{M1}/papers/notice")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "path", [f"{M1}/papers/ballots", "nowhere/papers/notice", f"{M1}/papers/..", "%23x/papers/notice"]
)
def test_what_is_not_there_is_said_to_be_not_there(desk: FlaskClient, path: str) -> None:
    assert desk.get(f"/api/meetings/{path}").status_code == 404


@pytest.mark.parametrize("query", [{"blank": 201}, {"blank": -1}, {"slips": 0}, {"slips": 401}, {"first": "x"}])
def test_an_order_out_of_bounds_is_refused_with_a_code(desk: FlaskClient, query: dict[str, object]) -> None:
    answer = ask(desk, "sign-in", **query)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid_input")


def test_that_names_were_printed_is_logged_without_the_names(desk: FlaskClient) -> None:
    with structlog.testing.capture_logs() as logged:
        ask(desk, "sign-in")
        ask(desk, "notice")
    read = [each for each in logged if each["event"] == "personal_data_printed"]
    assert len(read) == 1
    assert read[0]["count"] > 0
    said = repr(logged)
    assert [each["first_name"] for each in SAMPLE["residents"] if each["first_name"] in said] == []


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_everybody_may_take_the_papers_that_name_nobody(held: Flask, name: str) -> None:
    """R2.1b: printable on A4, without an account."""
    answer = held.test_client(use_cookies=False).get(f"/papers/{M1}/{name}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "Set-Cookie" not in answer.headers
    said = "".join(paper.pages(answer.data))
    last_names = [each["last_name"] for each in SAMPLE["residents"] if each["last_name"]]
    assert [each for each in last_names if paper.plain(each) in said] == []


@pytest.mark.parametrize("name", sorted(set(PAPERS) - PUBLIC))
def test_nobody_takes_the_other_papers_from_outside(held: Flask, name: str) -> None:
    assert held.test_client().get(f"/papers/{M1}/{name}.pdf").status_code == 404


def test_a_hearing_that_was_not_announced_has_no_public_papers(held: Flask) -> None:
    say(held, "meeting/bare", "meeting", "bare", {"state": "planned", "title": "ยังไม่ประกาศ"})
    assert held.test_client().get("/papers/bare/notice.pdf").status_code == 404


def test_the_page_of_a_hearing_leads_to_its_papers_and_each_is_there(held: Flask) -> None:
    reader = held.test_client(use_cookies=False)
    page = reader.get(f"/hearings/{M1}").get_data(as_text=True)
    for name in PUBLIC:
        assert f'href="/papers/{M1}/{name}.pdf"' in page


def test_thai_digits_may_be_asked_for_from_outside(held: Flask) -> None:
    said = paper.pages(held.test_client().get(f"/papers/{M1}/notice.pdf?digits=thai").data)
    assert paper.plain("๑๗ มกราคม ๒๕๖๙") in said[0]


def test_the_public_paper_follows_the_records(held: Flask) -> None:
    reader = held.test_client()
    reader.get(f"/papers/{M1}/notice.pdf")
    say(held, f"meeting/{M1}", "meeting", M1, {"place": "หอประชุมใหม่"})
    assert "หอประชุมใหม่" in paper.pages(reader.get(f"/papers/{M1}/notice.pdf").data)[0]


def test_a_missing_face_stops_the_print_with_a_code_and_no_trace(
    held: Flask, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    import typst

    monkeypatch.setattr(typeset, "_fonts", lambda: typst.Fonts(include_system_fonts=False))
    answer = ask(desk, "sign-in")
    assert answer.status_code == 500
    assert set(answer.get_json()) == {"code", "message"}
    assert answer.get_json()["code"] == "print_failed"


def test_the_codes_on_paper_name_the_hearing_and_the_sheet(
    held: Flask, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def draw(text: str) -> str:
        drawn.append(text)
        return svg(text)

    monkeypatch.setattr("server.print.papers.qr.svg", draw)
    ask(desk, "sign-in")
    sheets = [text for text in drawn if "#sheet=" in text]
    assert all(text.startswith(f"http://localhost/hearings/{M1}#sheet=") for text in sheets)
    assert len(set(sheets)) == len(sheets) > 1
    assert any(text.endswith("#sheet=outside") for text in sheets)


def test_the_command_writes_a_file_for_its_owner_alone_and_overwrites_nothing(held: Flask, tmp_path: Path) -> None:
    run, out = _terminal(held), tmp_path / "names.pdf"
    assert run("print", "sign-in", M1, "--out", str(out), "--thai-digits", "--blank", "2") == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    before = out.read_bytes()
    assert "ลายมือชื่อ" in paper.pages(before)[0]
    assert run("print", "notice", M1, "--out", str(out)) == 1
    assert out.read_bytes() == before


def test_the_command_says_when_there_is_no_such_hearing(held: Flask, tmp_path: Path) -> None:
    assert _terminal(held)("print", "notice", "nowhere", "--out", str(tmp_path / "x.pdf")) == 1
    assert not (tmp_path / "x.pdf").exists()


def _terminal(app: Flask) -> Callable[..., int]:
    folder = Path(app.config["INSTANCE_DIR"])
    env = {"INSTANCE_DIR": str(folder), "DATABASE_URL": address_of(folder)}

    def run(*words: str) -> int:
        result = CliRunner().invoke(main, list(words), env=env)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result.exit_code

    return run


def _phone(app: Flask, role: str, office: str = OFFICE) -> FlaskClient:
    """A client that shows an installation's token and no cookie."""
    with app.app_context():
        if office != OFFICE:
            accounts.open_office(office, "สำนักงานอื่น")
        user = accounts.create_account(
            office=office, email="p@example.org", password=PASSWORD, name="พิมพ์", roles=[role]
        )
        code, _ = accounts.issue_code(office, user.pseudonym, "เครื่องทดสอบ")
    phone = Phone.enrol(app.test_client(use_cookies=False), code)
    client = app.test_client(use_cookies=False)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {phone.token}"
    return client
