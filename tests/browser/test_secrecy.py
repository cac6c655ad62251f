"""A vote by paper box leaves totals and nothing else, on the phone and on the server."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from server.demo.loader import id_of
from tests.browser.conftest import House, Phone
from tests.browser.screens import sample
from tests.browser.screens.field import Field

MOTION = "q3"
# Opens every kept row with the phone's own key, as a thief of the unlocked phone could.
OPEN_ALL = """async () => {
  const wait = (ask) => new Promise((done) => { ask.onsuccess = () => done(ask.result); });
  const db = await wait(indexedDB.open('prachakhom'));
  const store = (name) => db.transaction(name).objectStore(name);
  const key = await wait(store('meta').get('device-key'));
  const bytes = new TextEncoder();
  const open = async ({ iv, data }, place) => {
    const how = { name: 'AES-GCM', iv, additionalData: bytes.encode(place) };
    return new TextDecoder().decode(await crypto.subtle.decrypt(how, key, data));
  };
  const lines = [];
  for (const row of [...await wait(store('lines').getAll()), ...await wait(store('aside').getAll())])
    lines.push(await open(row, `line ${row.log} ${row.seq} ${row.hash}`));
  const [names, drafts] = [await wait(store('drafts').getAllKeys()), await wait(store('drafts').getAll())];
  const texts = await Promise.all(drafts.map((row, i) => open(row, `draft ${names[i]}`)));
  return { lines: lines.join('').split('\\n').filter((line) => line), drafts: texts };
}"""


def statements(lines: list[str]) -> list[dict[str, Any]]:
    """What each line says: kind, record, and both its parts in one."""
    found = []
    for line in lines:
        header, _, body, _, private = line.split("\t")
        said = {**json.loads(body or "{}"), **json.loads(private or "{}")}
        head = json.loads(header)
        found.append({"kind": head["kind"], "record": head["record"], "said": said})
    return found


def kept_on_the_phone(page: Page) -> list[dict[str, Any]]:
    """Every line in the phone's database, opened, and what was half typed."""
    opened = page.evaluate(OPEN_ALL)
    drafts = [{"kind": "draft", "record": "", "said": {"text": text}} for text in opened["drafts"]]
    return statements(opened["lines"]) + drafts


def kept_on_the_server(house: House) -> list[dict[str, Any]]:
    """Every line in the server's database, lines kept as forks too."""
    with sqlite3.connect(house.folder / "prachakhom.sqlite3") as database:
        rows = database.execute("SELECT header, salt, body, salt2, private FROM entry").fetchall()
        forks = [line.rstrip("\n") for (line,) in database.execute("SELECT line FROM fork")]
    return statements(["\t".join(row) for row in rows] + forks)


def joins_a_voter_to_a_choice(statement: dict[str, Any], voters: set[str]) -> bool:
    """Whether one statement about the motion names somebody, or is made by person and not by post."""
    text = json.dumps(statement)
    about = id_of(MOTION) in text
    return about and (statement["kind"] == "vote" or any(voter in text for voter in voters))


def test_no_row_joins_a_voter_to_a_secret_choice(house: House, phone_of: Callable[..., Phone]) -> None:
    """R5.5: the phone's database and the server's, dumped after a vote by paper box."""
    field = Field(phone_of("a"), house.url)
    field.enrol(house.demo["officer-a"]["code"], "มือถือ ก")
    field.phone.offline(True)
    field.meeting("๒/๒๕๖๙")
    field.stand_at("ประตู ก")
    field.room("ประตู")
    came = [one["resident"] for one in sample.attendance("m2", "device-A")[:6]]
    for ref in came:
        field.check_in(ref)
    field.meeting("๒/๒๕๖๙")
    field.room("ลงคะแนน")
    field.motion(MOTION)
    options = [one["text"] for one in sample.motion(MOTION)["options"]]
    field.box(dict(zip(options, (3, 1, 1), strict=True)), abstain=1, invalid=0)
    voters = {id_of(ref) for ref in came}
    on_phone = kept_on_the_phone(field.page)
    field.phone.offline(False)
    field.send()
    on_server = kept_on_the_server(house)
    for kept in (on_phone, on_server):
        assert voters <= {statement["said"].get("resident") for statement in kept}, "the check-ins are there"
        assert [one for one in kept if one["kind"] == "tally" and one["said"]["motion"] == id_of(MOTION)], (
            "so is the box"
        )
        assert [one for one in kept if joins_a_voter_to_a_choice(one, voters)] == []
