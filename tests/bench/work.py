"""What is pushed in the measurements: officers' phones at hearings, and all bytes that they send, made beforehand.

One batch is a request as a phone makes it: an envelope with its digests, vectors and the signed head of each log, then
lines of a meeting, a topic and a community, as people are checked in, vote, change their minds, say something and are
added to the roll. Three in ten lines have two parts, the others a body or a private part alone.
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from server import create_app
from server.accounts import service as accounts
from server.database import writing
from server.extensions import db
from server.store import identity
from server.store import service as store
from server.store.models import Stream
from server.store.refold import LOOKUPS
from sync import bundle
from sync.canonical import Json
from sync.entry import Draft, Entry, compose, genesis_draft
from sync.ids import b64, keyed_id, random_id, random_salt
from sync.keys import KeyPair, head_text
from sync.vector import digest
from tests.conftest import settings
from tests.names import Invented, people

OFFICE = "bench"
# Of a hundred lines so many are: somebody checked in, a vote, a vote changed, somebody left, an opinion by somebody,
# one by nobody, a resident added to the roll.
MIX = {"attendance": 14, "vote": 12, "changed": 13, "left": 10, "opinion": 3, "anonymous": 20, "resident": 28}
START = 0x019A_0000_0000  # milliseconds of the first stamp: some day in 2025
SENTENCES = (
    "ขอให้เทศบาลขุดลอกคลองก่อนฤดูฝน เพราะปีที่แล้วน้ำท่วมบ้านในซอยสามถึงหัวเข่า",
    "ไฟทางเดินริมคลองเสียมาสามเดือนแล้ว ผู้สูงอายุไม่กล้าออกจากบ้านตอนค่ำ",
    "เห็นด้วยกับโครงการ แต่ขอให้ทำทางลาดสำหรับรถเข็นและราวจับด้วย",
    "อยากให้มีรถเก็บขยะเข้ามาในซอยแคบสัปดาห์ละสองครั้ง",
    "ฝุ่นจากการก่อสร้างมากเกินไป เด็กในชุมชนไอทั้งคืน ขอให้ฉีดน้ำทุกเช้า",
    "ควรเปิดลานกีฬาให้ถึงสามทุ่ม และมีคนดูแลความปลอดภัย",
)

Address = tuple[str, str, str]  # (stream, kind, record)
RecordRow = tuple[str, str, str, dict[str, Any], str | None]  # its address, its fields, its lookup


@dataclass
class Hearing:
    """The streams of one hearing, and what ids are made with."""

    meeting: str
    topic: str
    community: str
    key: str
    motions: list[str]
    others: list[str]  # communities that are invited, too
    heads: dict[str, dict[str, list[Json]]] = field(default_factory=dict)  # stream -> vector as the office prepared it


@dataclass
class Batch:
    """One request: `text` as it is, `packed` by gzip.

    `records` are the rows of the records that its entries touch, as they must read afterwards.
    """

    phone: int
    text: bytes
    packed: bytes
    count: int
    records: list[RecordRow]
    lines: list[bytes]


@dataclass
class Phone:
    """An enrolled installation of an officer, with its logs."""

    number: int
    key: KeyPair
    token: str
    account: str
    statement: str
    signature: str
    hearing: Hearing
    chance: random.Random
    heads: dict[str, tuple[str, int, str]] = field(default_factory=dict)  # stream -> (log, seq, hash)
    clock: int = START
    here: list[str] = field(default_factory=list)  # residents that were checked in
    votes: list[tuple[str, str]] = field(default_factory=list)  # (record, hash of the last choice)
    present: list[tuple[str, str]] = field(default_factory=list)  # (record, hash of the last standing)
    fields: dict[Address, dict[str, Any]] = field(default_factory=dict)


@dataclass
class Office:
    """What a measurement stands on: an instance folder with its people, and phones that are enrolled there."""

    folder: Path
    epoch: str
    phones: list[Phone]
    staff: str  # token of a staff phone
    hearings: list[Hearing]
    common: dict[str, str]  # the office's stream -> its digest


def furnish(folder: Path, phones: int, hearings: int, communities: int = 1) -> Office:
    """Opens an office in a migrated, empty instance; phone n goes to hearing n modulo `hearings`."""
    app = create_app(settings(folder))
    with app.app_context():
        accounts.open_office(OFFICE, "สำนักงานเขตวัดความเร็ว")
        halls = [_hearing(number, communities) for number in range(hearings)]
        enrolled = [_enrol(number, halls[number % hearings]) for number in range(phones)]
        staff, _ = _account("staff", "staff")
        for hall in halls:
            _prepare(hall, [phone.account for phone in enrolled if phone.hearing is hall])
        own = {row.name: row for row in db.session.query(Stream)}
        for hall in halls:
            hall.heads = {name: own[name].vector for name in (hall.meeting, hall.topic, hall.community)}
        common = {f"office/{OFFICE}": own[f"office/{OFFICE}"].digest}
        epoch = identity.epoch()
        db.session.remove()
        db.engine.dispose()
    return Office(folder, epoch, enrolled, staff.token, halls, common)


def _hearing(number: int, communities: int) -> Hearing:
    meeting, topic, community = (f"{kind}/{random_id()}" for kind in ("meeting", "topic", "community"))
    others = [f"community/{random_id()}" for _ in range(communities - 1)]
    return Hearing(meeting, topic, community, random_salt(), [f"motion{number}-{n}" for n in range(40)], others)


def _account(name: str, role: str) -> tuple[accounts.Enrolled, KeyPair]:
    key = KeyPair.generate()
    user = accounts.create_account(
        office=OFFICE, email=f"{name}@example.org", password="a long enough password", name=name, roles=[role]
    )
    code, _ = accounts.issue_code(OFFICE, user.pseudonym, name)
    return accounts.enrol_by_code(code, key.public, name), key


def _enrol(number: int, hall: Hearing) -> Phone:
    made, key = _account(f"officer{number}", "officer")
    account = str(made.user.pseudonym)
    return Phone(number, key, made.token, account, made.statement, made.signature, hall, random.Random(number))


def _prepare(hall: Hearing, officers: list[str]) -> None:
    """Staff's part: the community, the topic, the hearing with its officers."""
    topic, meeting = (name.partition("/")[2] for name in (hall.topic, hall.meeting))
    communities = [name.partition("/")[2] for name in (hall.community, *hall.others)]
    about = {"title": "รับฟังความเห็นเรื่องทางเดินริมคลอง", "method": "public_hearing", "state": "open"}
    body = {**about, "topics": [topic], "communities": list(communities), "officers": officers}
    with writing():
        for community in communities:
            _put(f"office/{OFFICE}", "community", community, {"type": "community"})
            _put(f"community/{community}", "resident", random_id(), {}, {"voting": True})
        _put(hall.topic, "topic", topic, {"unit": "สำนักงานเขต", "about": "ทางเดินริมคลอง"})
        _put(hall.meeting, "meeting", meeting, body, {"key": hall.key})


def _put(stream: str, kind: str, record: str, body: dict[str, Json], private: dict[str, Json] | None = None) -> None:
    sets: dict[str, list[str]] = {name: [] for name in (*body, *(private or {}))}
    store.append(stream, [Draft(kind, record, body, private or {}, sets)], office=OFFICE)


def batches(office: Office, entries: int, size: int) -> list[Batch]:
    """Requests of `size` lines until there are `entries`, the phones in turn."""
    crowd = people(2_000, ["c"])
    made: list[Batch] = []
    while sum(batch.count for batch in made) < entries:
        made.append(_batch(office, office.phones[len(made) % len(office.phones)], size, crowd))
    return made


def _batch(office: Office, phone: Phone, size: int, crowd: list[Invented]) -> Batch:
    entries: dict[str, list[Entry]] = {}
    touched: dict[Address, None] = {}
    hall = phone.hearing
    drafts = _drafts(phone, size - (0 if phone.heads else 3), crowd)
    for stream in (hall.meeting, hall.topic, hall.community):
        if stream not in phone.heads:
            _write(phone, stream, _genesis(phone, stream), entries, touched)
    for stream, draft in drafts:
        _write(phone, stream, draft, entries, touched)
    common: dict[str, Any] = {name: {"digest": told} for name, told in office.common.items()}
    envelope: Any = {"v": 1, "epoch": office.epoch, "streams": common}
    for stream, prepared in hall.heads.items():
        log, seq, hash = phone.heads[stream]
        vector: dict[str, list[Any]] = {**prepared, log: [seq, hash]}
        said: dict[str, Any] = {"digest": digest({name: (at, head) for name, (at, head) in vector.items()})}
        text = head_text(stream, log, seq, hash)
        said["signatures"] = [{"log": log, "seq": seq, "hash": hash, "signature": phone.key.sign(text)}]
        if len(office.hearings) == len(office.phones):  # else others write here too, and it asks for their lines later
            said["vector"] = vector
        envelope["streams"][stream] = said
    lines = [entry.line for stream in entries for entry in entries[stream]]
    body = bundle.write(envelope, lines).encode()
    rows = [_record_row(phone, address) for address in touched]
    return Batch(phone.number, body, gzip.compress(body, 6), len(lines), rows, [line.encode() for line in lines])


def _write(
    phone: Phone, stream: str, draft: Draft, entries: dict[str, list[Entry]], touched: dict[Address, None]
) -> None:
    log, seq, prev = phone.heads.get(stream, (draft.record, 0, ""))
    phone.clock += phone.chance.randrange(400, 4_000)
    at = f"{phone.clock:013x}-0000"
    entry = compose(draft, stream=stream, log=log, seq=seq + 1, prev=prev, at=at, by=phone.account)
    phone.heads[stream] = (log, entry.seq, entry.hash)
    entries.setdefault(stream, []).append(entry)
    address = (stream, draft.kind, draft.record)
    touched[address] = None
    fields = phone.fields.setdefault(address, {})
    for name, said in {**draft.body, **draft.private}.items():
        fields[name] = {"state": "ok", "candidates": [entry.hash], "value": said}
    if draft.kind == "vote" and "choice" in draft.sets:
        phone.votes.append((draft.record, entry.hash))
    if draft.kind == "attendance":
        phone.present.append((draft.record, entry.hash))


def _record_row(phone: Phone, address: Address) -> RecordRow:
    fields = {name: dict(state) for name, state in sorted(phone.fields[address].items())}
    field, looked_up = LOOKUPS.get(address[1], ("", lambda _: None))
    return (*address, fields, looked_up(fields[field]["value"]) if field in fields else None)


def _genesis(phone: Phone, stream: str) -> Draft:
    nonce = random_id()
    return genesis_draft(
        stream=stream, key=phone.key.public, nonce=nonce, statement=phone.statement, signature=phone.signature
    )


def _drafts(phone: Phone, count: int, crowd: list[Invented]) -> Iterator[tuple[str, Draft]]:
    """What happens at the hearing, in the order of the mix."""
    what = [kind for kind, share in MIX.items() for _ in range(share)]
    phone.chance.shuffle(what)
    for number in range(count):
        yield _happens(phone, what[number % len(what)], crowd)


def _happens(phone: Phone, what: str, crowd: list[Invented]) -> tuple[str, Draft]:
    hall, chance = phone.hearing, phone.chance
    if what == "changed" and phone.votes:
        record, hash = phone.votes.pop(chance.randrange(len(phone.votes)))
        return hall.meeting, _draft("vote", record, {"choice": chance.choice("abc")}, {}, {"choice": [hash]})
    if what == "left" and phone.present:
        record, hash = phone.present.pop(chance.randrange(len(phone.present)))
        return hall.meeting, _draft("attendance", record, {"standing": None}, {}, {"standing": [hash]})
    if what == "vote" and phone.here:
        motion, member = chance.choice(hall.motions), phone.here.pop()
        body: dict[str, Json] = {"motion": motion, "choice": chance.choice("abc"), "channel": "roll_call"}
        record = keyed_id(hall.key, "vote", motion, member)
        return hall.meeting, _draft("vote", record, body, {"resident": member})
    if what in ("opinion", "anonymous"):
        return hall.topic, _opinion(phone, named=what == "opinion")
    if what == "resident":
        return hall.community, _resident(chance.choice(crowd))
    return hall.meeting, _arrives(phone)


def _draft(
    kind: str, record: str, body: dict[str, Json], private: dict[str, Json], sets: dict[str, list[str]] | None = None
) -> Draft:
    return Draft(kind, record, body, private, sets or {name: [] for name in (*body, *private)})


def _arrives(phone: Phone) -> Draft:
    member = random_id()
    phone.here.append(member)
    meeting, community = (name.partition("/")[2] for name in (phone.hearing.meeting, phone.hearing.community))
    body: dict[str, Json] = {
        "standing": {"capacity": "resident", "voting": True},
        "arrived": {"at": "2025-11-15T13:30", "post": "a"},
        "community": community,
    }
    return _draft("attendance", keyed_id(phone.hearing.key, "attendance", meeting, member), body, {"resident": member})


def _opinion(phone: Phone, *, named: bool) -> Draft:
    body: dict[str, Json] = {
        "text": phone.chance.choice(SENTENCES),
        "stage": "during",
        "kind": phone.chance.choice(("need", "problem", "suggestion")),
        "channel": "hearing",
        "anonymous": not named,
    }
    speaker = {"resident": random_id(), "name": None}
    private: dict[str, Json] = {"speaker": speaker, "receipt": b64(random_id().encode())[:12]} if named else {}
    return _draft("opinion", random_id(), body, private)


def _resident(person: Invented) -> Draft:
    private: dict[str, Json] = {
        "name": {"title": person.title, "first": person.first, "last": person.last},
        "address": {"house_no": person.house},
        "capacity": "resident",
        "voting": True,
    }
    return _draft("resident", random_id(), {}, private)
