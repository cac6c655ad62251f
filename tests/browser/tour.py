"""The screens to look at: where each stands, what shows that it has come, what is done there first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from server.demo.loader import id_of
from tests.browser.screens import sample

LONG = "อยากให้ซ่อมไฟทางเดินริมคลองก่อนหน้าฝน เด็กเดินกลับบ้านตอนค่ำมองไม่เห็นทาง ผู้สูงอายุก็ล้มมาแล้วสองคน"
M1, M2 = f"/field/m/{id_of('m1')}", f"/field/m/{id_of('m2')}"
TOPIC, OPINION, SAID, DECISION = id_of("t3"), id_of("o17"), id_of("o15"), id_of("d3")


def nothing(_: Page) -> None:
    """The screen is looked at as it comes."""


@dataclass(frozen=True)
class Sight:
    """A screen: its address, a selector that shows that it has come, and what is done before it is looked at."""

    path: str
    shows: str
    first: Callable[[Page], None] = nothing

    def open(self, page: Page, url: str) -> None:
        page.goto(url + self.path)
        expect(page.locator(self.shows).first).to_be_visible(timeout=20_000)
        self.first(page)


def types(text: str) -> Callable[[Page], None]:
    """Types into the search of the door, until somebody is found."""

    def first(page: Page) -> None:
        page.get_by_role("searchbox").fill(text)
        expect(page.locator(".found li").first).to_be_visible()

    return first


def is_told(page: Page) -> None:
    """The notice was read to the newcomer; the form opens."""
    page.get_by_role("checkbox").first.check()
    expect(page.locator("#community")).to_be_visible()


def says(page: Page) -> None:
    """Somebody's words, and who says them."""
    page.get_by_label("ถ้อยคำของผู้พูด").fill(LONG)
    page.get_by_role("radio", name="เลือกจากรายชื่อ").check()
    page.get_by_label("ค้นผู้พูด").fill("สม")


def counts(page: Page) -> None:
    """One more hand, so that the screen has something to save."""
    page.locator(".counts .btn.act-on").first.click()


def finds_a_witness(page: Page) -> None:
    """Somebody who is here saw the thumbprint."""
    page.get_by_label("ค้นพยานจากคนที่มาแล้ว").fill("สม")


def calls_again(page: Page) -> None:
    """Somebody who was skipped, or the last one, is called again."""
    if not page.locator(".act.vote").is_visible():
        page.locator(".act .btn, .past .btn").first.click()
    expect(page.locator(".act.vote")).to_be_visible()


def brings_a_roll(page: Page) -> None:
    """A file with somebody new, somebody who may be on the roll, a community nobody knows, and a row without a name."""
    known = sample.resident("r10")
    home = sample.community_name(known["community"])
    rows = [
        "คำนำหน้า,ชื่อ,นามสกุล,บ้านเลขที่,ชุมชน,เลขประจำตัวประชาชน",
        f"นาย,ธนากร,วงศ์สวัสดิ์พงษ์ไพบูลย์,๑๒/๓,{home},1101700230708",
        f"{known['title']},{known['first_name']},{known['last_name']},,{home},1101700230708",
        "นางสาว,มาลี,ณ อยุธยา,7,ชุมชนที่ไม่มีใครรู้จัก,1101700230708",
        f"นาง,,ใจดี,8,{home},1101700230708",
    ]
    roll = {"name": "ทะเบียนชุมชน.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()}
    page.locator("#roster-file").set_input_files(files=[roll])
    expect(page.get_by_role("button", name="นำเข้า 1 คน")).to_be_visible(timeout=20_000)


def person(ref: str) -> str:
    return f"{M2}/door/{id_of(ref)}"


def finds_phones_in_need(page: Page) -> None:
    """The office answers as after a bad week: what the sample's phones never do."""
    page.route("**/api/meetings/*/phones", lambda route: route.fulfill(json=in_need()))
    page.route("**/api/quarantine", lambda route: route.fulfill(json={"quarantined": [SET_ASIDE]}))
    page.reload()
    expect(page.locator(".phone-card .bad").first).to_be_visible()
    page.unroute_all()


SET_ASIDE = {
    "hash": "h", "reason": "not_allowed", "stream": f"meeting/{id_of('m2')}", "kind": "attendance",
    "received_at": "2026-01-17T14:00:00+07:00",
}  # fmt: skip


def ago(hours: int) -> str:
    """So many hours before now, ISO 8601."""
    return (datetime.now(UTC) - timedelta(hours=hours)).isoformat(timespec="seconds")


def in_need() -> dict[str, object]:
    """Four phones: a wrong clock and a gap, one taken off with a tail, one that never spoke, one that is whole."""
    log = {
        "log": "k3Vn0aQe",
        "last_seq": 41,
        "waiting": [],
        "missing": [],
        "forks": 0,
        "quarantined": 0,
        "adopts": None,
    }
    phone = {
        "account": "a", "name": "กนกวรรณ ทองปากตรอก", "revoked": False, "app": "1.4",
        "last_seen": ago(1), "schema": "1-00000000", "skew_ms": 900,
        "unsent": 0, "unsigned": 0, "files": 0, "holds": "same", "logs": [log],
    }  # fmt: skip
    gap = {"waiting": [{"from": 48, "to": 60, "reason": "gap"}], "missing": [{"from": 42, "to": 47}], "quarantined": 1}
    tail = {"waiting": [{"from": 42, "to": 49, "reason": "unsigned"}], "forks": 2}
    silent: dict[str, object] = {"last_seen": None, "app": None, "schema": None, "skew_ms": None, "unsent": None}
    phones = [
        {
            **phone,
            "installation": "1",
            "label": "มือถือประตู ก",
            "skew_ms": -3 * 365 * 86_400_000,
            "logs": [{**log, **gap}],
        },
        {
            **phone,
            "installation": "2",
            "label": "เครื่องสำรอง",
            "last_seen": ago(75),
            "revoked": True,
            "logs": [{**log, **tail}, {**log, "log": "Zp81mWdE"}],
            "holds": "behind",
        },
        {
            **phone,
            "installation": "3",
            "label": "เครื่องใหม่",
            **silent,
            "unsigned": None,
            "files": None,
            "holds": "none",
            "logs": [],
        },
        {**phone, "installation": "4", "label": "มือถือประตู ข", "unsent": 12, "files": 3},
    ]
    return {"phones": phones, "unknown": [{"kind": "drone_flight", "entries": 2}], "vector_digest": "x"}


FIELD = {
    "meetings": Sight("/field", "ul.rows a"),
    "home": Sight(M2, "nav.act"),
    "ready": Sight(f"{M2}/ready", ".top h2"),
    "door-empty": Sight(f"{M2}/door", "input[type=search]"),
    "door-typing": Sight(f"{M2}/door", "input[type=search]", types("สม")),
    "door-already": Sight(f"{M2}/door", "input[type=search]", types(sample.resident("r05")[sample.HOUSEHOLD])),
    "person": Sight(person("r10"), ".act .main"),
    "person-here": Sight(person("r05"), ".act .main"),
    "sign": Sight(f"{person('r05')}/sign", "canvas"),
    "thumbprint": Sight(f"{person('r05')}/thumb", "label.wide", finds_a_witness),
    "guardian": Sight(f"{person('r05')}/guardian", ".act .main"),
    "photos": Sight(f"{M2}/photos", ".act .main"),
    "take-photo": Sight(f"{M2}/photos/new", "label.wide"),
    "walk-in": Sight(f"{M2}/door/add", "#walk-in"),
    "walk-in-form": Sight(f"{M2}/door/add", "#walk-in", is_told),
    "who-is-here": Sight(f"{M2}/door/here", "li a"),
    "votes": Sight(f"{M2}/votes", "ul.rows a"),
    "roll-call": Sight(f"{M2}/votes/{id_of('q5')}", ".now h2", calls_again),
    "hands": Sight(f"{M2}/votes/{id_of('q4')}", ".counts", counts),
    "hands-long": Sight(f"{M1}/votes/{id_of('q1')}", ".counts", counts),
    "box": Sight(f"{M1}/votes/{id_of('q2')}", ".counts", counts),
    "opinions": Sight(f"{M2}/opinions", "ul.rows a"),
    "take-opinion": Sight(f"{M2}/opinions/new", "#opinion", says),
    "receipt": Sight(f"{M2}/opinions/{SAID}", ".slip"),
    "phone": Sight("/field/phone", ".stood"),
    "carry": Sight("/field/phone/carry", "label.btn"),
    "beside": Sight("/field/phone/beside", "a.btn.big"),
    "beside-take": Sight("/field/phone/beside/take", "canvas"),
    "settings": Sight("/field/settings", "fieldset"),
}

DESK = {
    "home": Sight("/desk", "main h1"),
    "meetings": Sight("/desk/meetings", "main h1"),
    "overview": Sight(f"/desk/meetings/{id_of('m2')}", "main h1"),
    "print": Sight(f"/desk/meetings/{id_of('m2')}/print", "main h1"),
    "photos": Sight(f"/desk/meetings/{id_of('m2')}/photos", "main h1"),
    "paper": Sight(f"/desk/meetings/{id_of('m2')}/paper/none", "[role=listbox]"),
    "phones": Sight(f"/desk/meetings/{id_of('m2')}/phones", ".phone-card"),
    "phones-in-need": Sight(f"/desk/meetings/{id_of('m2')}/phones", ".phone-card", finds_phones_in_need),
    "settle": Sight("/desk/settle", "ol.list a"),
    "opinions": Sight("/desk/opinions", "main h1"),
    "opinion": Sight(f"/desk/opinions/{TOPIC}/{OPINION}", "main h1"),
    "new-opinion": Sight("/desk/opinions/new", "main form"),
    "decision": Sight(f"/desk/decisions/{id_of('t2')}/{DECISION}", "main h1"),
    "phone-code": Sight("/desk/phone", "main h1"),
    "meeting-form": Sight("/desk/meetings/new", "main form"),
    "roster": Sight("/desk/communities/import", "#roster-file", brings_a_roll),
    "sync": Sight("/desk/sync", "main h1"),
}

PUBLIC = {
    "home": Sight("/", "h1"),
    "hearing": Sight(f"/hearings/{id_of('m1')}", "h1"),
    "decision": Sight(f"/decisions/{DECISION}", "h1"),
    "topic": Sight(f"/topics/{TOPIC}", "h1"),
    "receipts": Sight("/receipts", "h1"),
}
