"""A first real hearing, rehearsed: from an empty folder to a restored server on which every count is the same."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WIDE, Phone, command, serve_house, stop
from tests.browser.screens.desk import Desk
from tests.browser.screens.photos import picture
from tests.browser.screens.preparing import Preparing
from tests.browser.screens.rehearsed import Officer
from tests.names import Invented, people
from tests.paper import pages, plain

ROLL = 5_000
OFFICE = "bkl"
PASSWORD = "a long enough password"
STAFF, APPROVER = "staff@bkl.example", "approver@bkl.example"
OFFICERS = {"officer@bkl.example": "นายกิตติ ลงพื้นที่", "officer2@bkl.example": "นางสมร ลงพื้นที่"}
COMMUNITIES = {f"ชุมชนริมคลอง {n}": "bang-khlo" for n in range(1, 6)}
TOPIC, MOTION, AGENDA = "น้ำท่วมขังซอยริมคลอง", "ให้ลอกท่อก่อนฤดูฝน", "พิจารณาแก้น้ำท่วมขัง"
A, B, PAPER = 20, 15, 10  # who comes by each phone, and who only signs the sheet
PRESENT = A + B + PAPER - 2  # two came by both phones: one alike, one in two capacities
AGREED = {"เห็นด้วย": 25, "ไม่เห็นด้วย": 7, "งดออกเสียง": 1}


class Rehearsed:
    """An office that was set up by the commands of the operators' page, and nothing else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700)
        self.do("init")
        self.do("office", "add", OFFICE, "--name", "สำนักงานเขตบางคอแหลม")
        names = {STAFF: "นางสาวพิมพ์ใจ งานดี", APPROVER: "นายอนุมัติ ตรวจแล้ว", **OFFICERS}
        for email, name in names.items():
            role = re.sub(r"\d*@.*", "", email)
            self.do("account", "add", email, "--office", OFFICE, "--name", name, "--role", role, "--password", PASSWORD)
        self.house = serve_house(folder)

    def do(self, *words: str) -> str:
        return command(self.folder, *words)

    def lines(self, stream: str, out: Path) -> set[str]:
        """Every line that the server holds of a stream."""
        self.do("export", stream, "--office", OFFICE, "--out", str(out))
        return set(out.read_text("utf-8").splitlines()[1:])

    def lose_everything(self) -> None:
        stop(self.house)
        shutil.rmtree(self.folder)
        self.folder.mkdir(mode=0o700)

    def serve_again(self) -> None:
        self.house = serve_house(self.folder, port=int(self.house.url.rpartition(":")[2]))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Rehearsed]:
    made = Rehearsed(tmp_path / "instance")
    yield made
    stop(made.house)


def test_a_first_hearing_from_an_empty_folder_to_a_restored_server(
    office: Rehearsed, phone_of: Callable[..., Phone], tmp_path: Path
) -> None:
    """R5.3, R5.6: prepared, printed, recorded by three phones, settled, decided, kept, lost and restored."""
    url = office.house.url
    desk = Desk(phone_of("staff", size=WIDE), url)
    desk.sign_in(STAFF, PASSWORD, "โต๊ะ 1")
    staff = Preparing(desk)
    for name, subdistrict in COMMUNITIES.items():
        staff.community(name, subdistrict)
    roll = people(ROLL, list(COMMUNITIES), namesakes=0)
    import_roll(desk, roll, tmp_path / "roll.csv")
    meeting = prepare(staff)
    comes = [one for one in roll if one.last and one.title in ("นาย", "นาง", "นางสาว")][: PRESENT + 2]
    print_sheets(desk, meeting, roll)
    phones = enrol(staff, phone_of, url)
    record(phones, comes)
    for field in reversed(phones.values()):
        field.phone.offline(False)
        field.send()
    desk.exchange()
    type_in_the_sheet(desk, meeting, comes[-1 - PAPER : -1])
    desk.settle(comes[1].first, "คนในพื้นที่", "มีชื่อในทะเบียน")
    desk.exchange()
    close_voting(phones["a"])
    make_minutes(desk, meeting)
    address = decide(desk, Desk(phone_of("approver", size=WIDE), url))
    assert totals(desk, meeting) == (PRESENT, AGREED)

    key, kept = tmp_path / "backup.key", tmp_path / "kept.backup"
    public = re.search(r"age1\w+", office.do("backup-key", str(key)))
    assert public
    office.do("backup", str(kept), "--to", public[0])
    late = phones["b"]
    late.home()
    late.room("ประตู")
    late.receive(comes[-1])  # after the backup
    late.send()
    desk.exchange()
    streams = [f"meeting/{meeting}", f"office/{OFFICE}"]
    before = {stream: office.lines(stream, tmp_path / f"before-{n}") for n, stream in enumerate(streams)}

    office.lose_everything()
    office.do("restore", str(kept), "--key", str(key))
    office.serve_again()
    for field in phones.values():
        field.send()
    desk.exchange()
    for n, stream in enumerate(streams):
        assert before[stream] <= office.lines(stream, tmp_path / f"after-{n}")
    assert totals(desk, meeting) == (PRESENT + 1, AGREED)
    assert desk.page.request.get(f"{url}{address}").ok
    office.do("verify")


# before ---------------------------------------------------------------------------------------------------------------
def import_roll(desk: Desk, roll: list[Invented], file: Path) -> None:
    """The roll comes as the district keeps it, looked at by staff before it is written."""
    with file.open("w", encoding="cp874", newline="") as written:
        rows = csv.writer(written)
        rows.writerow(("ลำดับ", "ชื่อ-สกุล", "บ้านเลขที่", "ชุมชน", "โทรศัพท์"))
        rows.writerows((n, one.full, one.house, one.community, one.phone or "") for n, one in enumerate(roll, 1))
    desk.go("/communities/import")
    page = desk.page
    page.get_by_label("ไฟล์รายชื่อ").set_input_files(file)
    button = page.get_by_role("button", name=f"นำเข้า {len(roll):,} คน", exact=True)
    expect(button).to_be_enabled(timeout=60_000)
    button.click()
    expect(page.get_by_text(f"นำเข้าครบแล้ว เพิ่ม {len(roll):,} คน")).to_be_visible(timeout=120_000)


def prepare(staff: Preparing) -> str:
    """A topic and the hearing with its agenda and motion; gives back the hearing's id."""
    staff.topic(TOPIC, "ฝ่ายโยธา")
    meeting = staff.meeting(
        {
            "ชื่อเวที": "ประชาคมแก้น้ำท่วมขัง", "ครั้งที่": "๑/๒๕๖๙", "วันที่": "2026-11-28", "เริ่ม": "09:00",
            "สถานที่": "ศาลาวัด", "ประธาน (ตำแหน่ง)": "ผู้อำนวยการเขต", "ผู้จดรายงานการประชุม": "นางสาวพิมพ์ใจ งานดี",
            "วันที่ประกาศ": "2026-11-10", "ที่ปิดประกาศ": "สำนักงานเขต\nศาลาวัด", "จุดในห้อง": "ประตู ก\nประตู ข",
        },
        topics=[TOPIC], communities=list(COMMUNITIES), officers=list(OFFICERS.values()),
    )  # fmt: skip
    staff.agenda(meeting, "ประธานแจ้งให้ทราบ", AGENDA, "อื่น ๆ")
    staff.motion(meeting, MOTION, method="ยกมือ", topic=TOPIC, agenda=AGENDA)
    staff.open(meeting)
    staff.desk.exchange()
    return meeting


def print_sheets(desk: Desk, meeting: str, roll: list[Invented]) -> None:
    """The sheets to sign hold everybody of the roll, whom the records know."""
    desk.go(f"/meetings/{meeting}/print")
    row = desk.page.get_by_role("listitem").filter(has_text="ทะเบียนผู้เข้าร่วม")
    row.get_by_role("button", name="ทำเอกสาร").click()
    link = row.get_by_role("link", name="เก็บเป็นไฟล์")
    with desk.page.expect_download(timeout=90_000) as taken:
        link.click(timeout=90_000)
    text = plain("\n".join(pages(Path(taken.value.path()).read_bytes())))
    missing = [one.full for one in roll[:200] if plain(one.first) not in text or one.house not in text]
    assert missing == []


def enrol(staff: Preparing, phone_of: Callable[..., Phone], url: str) -> dict[str, Officer]:
    """Three phones of two officers, each offline from here on."""
    phones = {name: Officer(phone_of(name), url) for name in ("a", "b", "paper")}
    for name, field in phones.items():
        officer = list(OFFICERS.values())[name != "a"]
        field.enrol(staff.phone_code(officer, f"มือถือ {name}"), f"มือถือ {name}", hearings=1)
        field.ready(ROLL)
        field.phone.offline(True)
    return phones


# the hearing ----------------------------------------------------------------------------------------------------------
def record(phones: dict[str, Officer], comes: list[Invented]) -> None:
    """Two doors, hands at both, opinions; the third phone only takes a photo of the sheet."""
    at_a, at_b = comes[:A], [comes[0], *comes[A : A + B - 2]]
    for name, post, here in (("a", "ประตู ก", at_a), ("b", "ประตู ข", at_b)):
        field = phones[name]
        field.home()
        field.stand_at(post)
        field.room("ประตู")
        for person in here:
            field.receive(person)
    phones["b"].receive_as(comes[1], "observer")
    for name, counts, abstain in (("a", (15, 4), 1), ("b", (10, 3), 0)):
        phones[name].home()
        phones[name].room("ลงคะแนน")
        phones[name].vote(MOTION, dict(zip(("เห็นด้วย", "ไม่เห็นด้วย"), counts, strict=True)), abstain)
    phones["a"].home()
    phones["a"].room("ความคิดเห็น")
    phones["a"].hear("ขอให้ลอกท่อทุกปีก่อนฝนมา", TOPIC)
    third = phones["paper"]
    third.home()
    third.page.goto(f"{third.page.url}/photos/new")
    third.page.locator("input[type=file][capture]").set_input_files(picture(1600, 1200))
    third.page.get_by_role("radio", name="ใบลงชื่อ", exact=True).check()
    third.page.get_by_role("button", name="เก็บรูปนี้").click()
    third.saved("เก็บรูปแล้ว")


def type_in_the_sheet(desk: Desk, meeting: str, signed: list[Invented]) -> None:
    """Staff open the photo and type in who signed."""
    page = desk.page
    desk.go(f"/meetings/{meeting}/photos")
    page.locator("ul.grid a").filter(has_text="ใบลงชื่อ").first.click()
    page.get_by_role("link", name="จดจากรูปนี้").click()
    for number, person in enumerate(signed, start=1):
        sheet = page.get_by_label("ใบลงชื่อของ")
        of = sheet.locator("option").filter(has_text=person.community)
        sheet.select_option(value=of.get_attribute("value"))
        field = page.get_by_role("combobox", name=re.compile("ลำดับที่ในใบ"))
        field.fill(f"{person.first} {person.last}")
        house = re.compile(rf"(?<![\d/]){re.escape(person.house)}(?![\d/])")
        page.get_by_role("listbox").get_by_role("option").filter(has_text=house).first.click()
        expect(page.get_by_text(f"จดจากใบนี้ {number} คน")).to_be_visible()
    desk.exchange()


def close_voting(field: Officer) -> None:
    field.home()
    field.room("ลงคะแนน")
    field.page.get_by_role("link").filter(has_text=MOTION).click()
    field.page.get_by_role("button", name="ปิดลงคะแนน").click()
    field.saved("ปิดลงคะแนน")
    field.send()


# after ----------------------------------------------------------------------------------------------------------------
def make_minutes(desk: Desk, meeting: str) -> None:
    """The minutes name what was resolved, from the records alone."""
    desk.exchange()
    desk.go(f"/meetings/{meeting}/minutes")
    paper = desk.page.get_by_role("article")
    expect(paper).to_contain_text("มติที่ประชุม", timeout=30_000)
    expect(paper).to_contain_text("25 เสียง")
    with desk.page.expect_download(timeout=60_000) as taken:
        desk.page.get_by_role("button", name="ดาวน์โหลด PDF").click()
    text = plain("\n".join(pages(Path(taken.value.path()).read_bytes())))
    heads = ("ผู้มาประชุม", "ผู้ไม่มาประชุม", "ผู้เข้าร่วมประชุม", "เริ่มประชุมเวลา", "ผู้จดรายงานการประชุม")
    assert [head for head in heads if plain(head) not in text] == []


def decide(desk: Desk, approver: Desk) -> str:
    """The decision is written by staff, published by the approver; gives back its public address."""
    title = "ลอกท่อก่อนฤดูฝนทุกซอย"
    words = {
        "ชื่อมติ": title, "สิ่งที่ตัดสินและเหตุผล": "ที่ประชุมเห็นด้วย จะลอกท่อก่อนเดือนพฤษภาคม", "ผู้รับผิดชอบ": "ฝ่ายโยธา",
        "หัวข้อแจ้งเตือน": title, "ข้อความแจ้งเตือน": "เริ่มเดือนมีนาคม",
    }  # fmt: skip
    desk.decide(TOPIC, MOTION, words)
    desk.exchange()
    approver.sign_in(APPROVER, PASSWORD, "โต๊ะ 2")
    return approver.publish(title)


def totals(desk: Desk, meeting: str) -> tuple[int, dict[str, int]]:
    """Who was present and how the motion went, from the public page."""
    page = desk.browser.context.new_page()
    page.goto(f"{desk.url}/hearings/{meeting}")
    present = int(page.locator("[data-count=present]").inner_text().replace(",", ""))
    rows = page.locator("article.motion").filter(has_text=MOTION).locator("table tbody tr")
    result = {
        row.locator("th, td").first.inner_text(): int(row.locator("td.n").first.inner_text()) for row in rows.all()
    }
    page.close()
    return present, result
