"""Owns a simulated hearing: its steps drawn from a seed, and how each is carried out.

A step is (number, verb, who); what it draws follows from the seed and its number alone. So a run repeats exactly, and a
run without some of its steps is nearly the same run: that is how a failure is made small.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sync.entry import Draft, Entry
from sync.ids import keyed_id, random_id, random_salt
from tests.sim import checks
from tests.sim.chance import Chance
from tests.sim.device import Cut, Device, Disk
from tests.sim.ledger import Ledger, Statement
from tests.sim.line import FAULTS, Line
from tests.sim.server import OFFICERS, STAFF, Server

MEETING, TOPIC = "hall-1", "canal"
STREAM = f"meeting/{MEETING}"
RESIDENTS = [f"resident-{number}" for number in range(1, 41)]
STANDINGS: list[Any] = [{"capacity": "resident", "voting": True}] * 4 + [
    {"capacity": "observer", "voting": False},
    None,
]
YEAR = 365 * 24 * 3600 * 1000
# verb -> how often; the faults of the line are verbs of their own
USUAL = {"record": 26, "sync": 12, "carry": 4, "newer": 3, "wait": 3, "settle": 2, "redact": 2, "enrol": 1}
MISHAPS = {"clock": 2, "wipe": 2, "copy": 4, "old_copy": 4, "backup": 2, "restore": 1, "revoke": 1, "restart": 2}
VERBS = {**USUAL, **MISHAPS, **dict.fromkeys(FAULTS, 3)}
BAD = {*MISHAPS, *FAULTS} - {"copy", "backup"}
EXCHANGES = {"sync", *FAULTS}


@dataclass(frozen=True)
class Step:
    """Something that happens to the phone `who` (a number taken modulo the phones there are)."""

    number: int
    verb: str
    who: int


@dataclass
class Hearing:
    """The world of one run."""

    server: Server
    chance: Chance
    devices: list[Device] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    copies: dict[str, Disk] = field(default_factory=dict)
    backups: list[Path] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    step: int = 0
    key: str = ""
    requests: list[tuple[str, bytes]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def dice(self) -> random.Random:
        """This step's dice."""
        return self.chance.dice

    def tell(self, text: str) -> None:
        """A line of the run's log."""
        self.said.append(f"{self.step:4} {text}")

    # The beginning and the end ---------------------------------------------------------------------------------------

    def open(self, phones: int) -> None:
        """The desk prepares the hearing; everybody fetches it."""
        for account in (STAFF, *OFFICERS[: phones - 1]):
            device = Device(
                account, account, self.chance, self.server.key,
                saved=self._saved, reissued=self._reissued, acknowledged=self._acknowledged,
            )  # fmt: skip
            self.devices.append(device)
            device.enrol(self.server.enrol)
        desk, self.key = self.devices[0], random_salt()
        meeting = {"title": "ประชาคม", "officers": OFFICERS[: phones - 1], "topics": [TOPIC]}
        desk.write(STREAM, "meeting", MEETING, meeting, {"key": self.key})
        desk.write(f"topic/{TOPIC}", "topic", TOPIC, {"name": "คลอง"})
        options = [{"key": "yes", "text": "เห็นด้วย"}, {"key": "no", "text": "ไม่เห็นด้วย"}]
        for number, method in ((1, "roll_call"), (2, "show_of_hands")):
            question = {"no": number, "text": "ขุดลอกคลองหรือไม่", "options": options}
            desk.write(STREAM, "motion", f"motion-{number}", {"question": question, "method": method})
        for device in self.devices:
            device.exchange(self._clean(device))
            self.ledger.observe(device.name, device.disk.held())
        self.backups.append(self.server.backup())

    def close(self) -> None:
        """Everybody syncs until nothing moves; what must hold, holds; staff settle; it holds again, with one total."""
        self.step = 10**6
        self.chance.begin("the end")
        self.rest()
        checks.check(self.server, self.devices, self.ledger, STREAM)
        self._settle(self.devices[0] if STAFF not in self.ledger.revoked else self.devices[-1], everything=True)
        self.rest()
        checks.check(self.server, self.devices, self.ledger, STREAM)
        before = checks.picture(self.server)
        for token, text in self.requests[-12:]:
            self.server.post(token, text)
        assert checks.picture(self.server) == before, "something that came twice changed something"

    def rest(self) -> None:
        """Exchanges without faults until two rounds change nothing."""
        last = ""
        for _ in range(14):
            for device in self.devices:
                self._exchange(device, self._clean(device))
            now = checks.picture(self.server) + repr(
                [sorted(d.vector(s).items()) for d in self.devices for s in d.disk.copies]
            )
            if now == last:
                return
            last = now
        raise AssertionError("it does not come to rest")

    # Steps -----------------------------------------------------------------------------------------------------------

    def do(self, step: Step) -> None:
        """Carry out one step."""
        self.step = step.number
        self.chance.pass_time(self.dice.choice([0, 1, 30]))
        device = self.devices[step.who % len(self.devices)]
        if step.verb in FAULTS:
            line = Line(self.server, self.dice, step.verb, self.requests, device)
            self._exchange(device, line)
            self.tell(f"{device.name} exchanges, {step.verb}: {line.what}")
        else:
            getattr(self, f"_{step.verb}")(device)
        for each in self.devices:
            self.ledger.observe(each.name, each.disk.held())

    def _sync(self, device: Device) -> None:
        self._exchange(device, self._clean(device))
        self.tell(f"{device.name} exchanges")

    def _record(self, device: Device) -> None:
        for _ in range(self.dice.randint(3, 8)):
            self.tell(f"{device.name} records {self.one_record(device)}")

    def one_record(self, device: Device) -> str:
        """Something an officer records."""
        dice, person = self.dice, self.dice.choice(RESIDENTS[:12])
        kind = dice.choice(["attendance"] * 4 + ["vote"] * 3 + ["tally", "opinion", "resident"])
        stream = STREAM
        if kind == "attendance":
            record = keyed_id(self.key, kind, MEETING, person)
            body, private = {"standing": dice.choice(STANDINGS)}, {"resident": person}
        elif kind == "vote":
            record = keyed_id(self.key, kind, checks.ROLL_CALL, person)
            body = {"motion": checks.ROLL_CALL, "choice": dice.choice(["yes", "no", "abstain", None])}
            private = {"resident": person}
        elif kind == "tally":
            post = dice.choice(["door", "hall", "tent"])
            record = keyed_id(self.key, kind, checks.BY_HANDS, post)
            options = {"yes": dice.randint(0, 3), "no": dice.randint(0, 2)}
            counts = {"options": options, "abstain": 0, "invalid": 0, "ballots": None}
            body, private = {"motion": checks.BY_HANDS, "post": post, "counts": counts}, {}
        elif kind == "opinion":
            stream, record = f"topic/{TOPIC}", random_id()
            body, private = {"text": f"ความเห็น {dice.randint(0, 99)}"}, {"speaker": {"resident": person, "name": None}}
        else:
            record = dice.choice(["walk-in-1", "walk-in-2", random_id()])
            name = {"title": "นาง", "first": dice.choice(["มาลี", "มะลิ"]), "last": None}
            body, private = {}, {"name": name}
        self.statement(device, stream, kind, record, body, private)
        return f"{kind} {record} {body} {private}"

    def statement(
        self, device: Device, stream: str, kind: str, record: str, body: dict[str, Any], private: dict[str, Any]
    ) -> Entry:
        """Record, and note in the ledger what was on the screen."""
        on_screen = device.disk.standing() - device.quarantined(stream).keys()
        entry = device.write(stream, kind, record, body, private)
        told = Statement(
            entry.hash, device.name, (entry.log, entry.seq), kind, record, {**body, **private}, {}, self.step
        )
        self.ledger.write(told, on_screen)
        return entry

    def _newer(self, device: Device) -> None:
        """A phone of a later version writes what this server does not know."""
        if self.dice.random() < 0.5:
            self.statement(device, STREAM, "badge", self.dice.choice(["b1", "b2"]), {"colour": "แดง"}, {"of": "r"})
        else:
            person = self.dice.choice(RESIDENTS[:6])
            record = keyed_id(self.key, "attendance", MEETING, person)
            body = {"standing": self.dice.choice(STANDINGS), "of_tomorrow": self.dice.randint(0, 2)}
            self.statement(device, STREAM, "attendance", record, body, {"resident": person})
        self.tell(f"{device.name} records something of a later version")

    def _carry(self, device: Device) -> None:
        other = self.dice.choice(self.devices)
        lines, signatures = other.bundle()
        if other is not device:
            device.take_in(lines, signatures, heal=False)
        self.tell(f"{device.name} takes in the bundle of {other.name}, {len(lines)} lines")

    def _settle(self, device: Device, everything: bool = False) -> None:
        for stream in (STREAM, f"topic/{TOPIC}"):
            for (kind, record), fields in sorted(device.folds(stream).items()):
                open_fields = sorted(name for name, state in fields.items() if state["state"] == "conflict")
                for name in open_fields if everything or self.dice.random() < 0.5 else ():
                    private = name in ("resident", "name", "speaker")
                    said = {name: fields[name]["provisional"]}
                    self.statement(device, stream, kind, record, {} if private else said, said if private else {})
                    self.tell(f"{device.name} settles {kind} {record} {name}")

    def _redact(self, _device: Device) -> None:
        """Somebody asks to be erased: the private part of one entry goes."""
        kinds = ("resident", "opinion")
        rows = [row for row in self.server.entries() if row.kind in kinds and row.private and not row.quarantined]
        if rows:
            row = self.dice.choice(sorted(rows, key=lambda row: (row.log, row.seq)))
            draft = Draft(row.kind, row.record, {}, {}, {}, {"hash": row.hash, "part": "private"})
            self.ledger.by_server |= self.server.append(row.stream, draft)
            self.ledger.redacted.add(row.hash)
            self.tell(f"the server redacts {row.kind} {row.record}")

    def _wait(self, _device: Device) -> None:
        self.chance.pass_time(self.dice.choice([60, 3600, 40 * 24 * 3600]))

    def _enrol(self, device: Device) -> None:
        """One more phone of the same account, or the same phone after the app was installed again."""
        if device.name not in self.ledger.revoked:
            device.enrol(self.server.enrol)
            self.tell(f"{device.name} enrols again")

    # Mishaps ---------------------------------------------------------------------------------------------------------

    def _clock(self, device: Device) -> None:
        device.skew = self.dice.choice([0, 3600_000, -3600_000, 5 * YEAR, -9 * YEAR])
        self.tell(f"the clock of {device.name} is off by {device.skew} ms")

    def _wipe(self, device: Device) -> None:
        if device.name in self.ledger.revoked:
            return
        self.ledger.holdings[device.name] = set()
        device.disk = Disk()
        device.enrol(self.server.enrol)
        self.tell(f"{device.name} is wiped and enrolled anew")

    def _copy(self, device: Device) -> None:
        self.copies[device.name] = device.disk.copy()
        self.tell(f"a copy of {device.name} is made")

    def _old_copy(self, device: Device) -> None:
        if device.name in self.copies:
            device.disk = self.copies[device.name].copy()
            self.ledger.holdings[device.name] = device.disk.held()
            self.tell(f"{device.name} is laid back to its copy")

    def _backup(self, _device: Device) -> None:
        self.backups.append(self.server.backup())
        self.tell("a backup of the server is made")

    def _restore(self, _device: Device) -> None:
        self.server.restore(self.dice.choice(self.backups))
        self.ledger.restored = True
        self.ledger.told &= {row.hash for row in [*self.server.entries(), *self.server.forks()]}
        self.tell("the server comes back from a backup")

    def _restart(self, _device: Device) -> None:
        self.server.restart()
        self.tell("the server is killed and started again")
        missing = self.ledger.told - {row.hash for row in [*self.server.entries(), *self.server.forks()]}
        assert not missing, f"{len(missing)} lines were acknowledged and did not outlive the server"

    def _revoke(self, device: Device) -> None:
        """Shut a phone out, if the server still knows it; two of a hearing at most, and never the desk."""
        known = {row.id for row in self.server.installations()}
        if (
            device is self.devices[0]
            or len(self.ledger.revoked) > 1
            or device.disk.membership["installation"] not in known
        ):
            return
        self.server.revoke(device.disk.membership["installation"])
        self.ledger.revoked[device.name] = self.step
        self.tell(f"{device.name} is shut out")

    # Between ---------------------------------------------------------------------------------------------------------

    def _clean(self, device: Device) -> Line:
        return Line(self.server, self.dice, "", self.requests, device)

    def _exchange(self, device: Device, line: Line) -> None:
        try:
            device.exchange(line)
        except Cut:
            if line.forgotten and device.name not in self.ledger.revoked:
                device.enrol(
                    self.server.enrol
                )  # a restored server knows nothing of the phone: people come to the office

    def _saved(self, device: Device, entry: Entry) -> None:
        self.ledger.holdings.setdefault(device.name, set()).add(entry.hash)

    def _reissued(self, device: Device, old: Entry, new: Entry) -> None:
        if old.hash in self.ledger.statements:
            self.ledger.rewrite(old.hash, new.hash, (new.log, new.seq), device.name, self.step)
            self.names[old.hash] = new.hash
            self.ledger.renamed(self.names, [new.hash])

    def _acknowledged(self, device: Device, hashes: list[str]) -> None:
        self.ledger.told.update(hash for hash in hashes if hash in self.ledger.statements)


def steps_of(seed: str) -> tuple[int, list[Step]]:
    """How many phones, and what happens: at least a hundred entries, ten exchanges and three faults."""
    dice = random.Random(f"steps {seed}")
    phones = dice.choice([3, 3, 3, 4, 4, 5, 6, 8]) if dice.random() < 0.97 else dice.randint(20, 40)
    steps: list[Step] = []
    verbs, weights = list(VERBS), list(VERBS.values())
    while not _is_enough(steps):
        verb = dice.choices(verbs, weights)[0]
        steps.append(Step(len(steps), verb, dice.randrange(1000)))
    return phones, steps


def _is_enough(steps: list[Step]) -> bool:
    done = [step.verb for step in steps]
    entries, exchanges, faults = done.count("record"), sum(v in EXCHANGES for v in done), sum(v in BAD for v in done)
    return entries >= 25 and exchanges >= 10 and faults >= 3
