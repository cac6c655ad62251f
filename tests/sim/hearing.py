"""Owns a simulated hearing: how it begins, how it comes to rest, and that what must hold is asked for."""

from __future__ import annotations

import random
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from sync.entry import Entry
from sync.ids import random_salt
from tests.sim import checks
from tests.sim.chance import Chance
from tests.sim.device import Cut, Device, Disk
from tests.sim.ledger import Ledger, Statement
from tests.sim.line import Line
from tests.sim.server import OFFICERS, STAFF, Server
from tests.sim.steps import LEAST_ENTRIES

MEETING, TOPIC = "hall-1", "canal"
STREAM, OPINIONS = f"meeting/{MEETING}", f"topic/{TOPIC}"
TURNS = 14  # rounds within which everybody must have come to rest
AFTER_ALL = 10**6  # the number of what happens after the last step
OLDEST = 5  # requests that come once more at the end


@dataclass
class Opening:
    """A hearing that was prepared and fetched by everybody, to be gone on with."""

    database: Any
    disks: list[tuple[str, Disk]]
    ledger: Ledger
    key: str
    dice_at: int = 0


@dataclass
class World:
    """Everything of one run."""

    server: Server
    chance: Chance
    devices: list[Device] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    copies: dict[str, Disk] = field(default_factory=dict)
    backups: list[Any] = field(default_factory=list)
    exports: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    step: int = 0
    key: str = ""
    requests: list[tuple[str, bytes]] = field(default_factory=list)
    quiet: dict[str, tuple[str, str]] = field(default_factory=dict)  # phone -> how it and the server were when at rest
    needles: dict[str, list[bytes]] = field(default_factory=dict)  # hash -> what only its private part holds
    bearers: dict[str, set[str]] = field(default_factory=dict)  # a name like no other -> the entries that say it
    exchanges: int = 0
    faults: int = 0

    @property
    def dice(self) -> random.Random:
        """This step's dice."""
        return self.chance.dice

    @property
    def desk(self) -> Device:
        """The phone of the staff."""
        return self.devices[0]

    def tell(self, text: str) -> None:
        """A line of the run's log."""
        self.said.append(f"{self.step:4} {text}")

    # The beginning ---------------------------------------------------------------------------------------------------

    def prepare(self, phones: int) -> Opening:
        """The desk prepares the hearing; everybody fetches it."""
        self.server.lay(self.server.empty)
        for account in (STAFF, *OFFICERS[: phones - 1]):
            self.server.account(account)
            self._add(account, Disk()).enrol(self.server.enrol)
        self.key = random_salt()
        meeting = {"title": "ประชาคม", "officers": OFFICERS[: phones - 1], "topics": [TOPIC]}
        self.desk.write(STREAM, "meeting", MEETING, meeting, {"key": self.key})
        self.desk.write(OPINIONS, "topic", TOPIC, {"name": "คลอง"})
        options = [{"key": "yes", "text": "เห็นด้วย"}, {"key": "no", "text": "ไม่เห็นด้วย"}]
        for number, method in ((1, "roll_call"), (2, "show_of_hands")):
            question = {"no": number, "text": "ขุดลอกคลองหรือไม่", "options": options}
            self.desk.write(STREAM, "motion", f"motion-{number}", {"question": question, "method": method})
        for device in self.devices:
            self.exchange(device)
            self.observe(device)
        disks = [(device.account, device.disk) for device in self.devices]
        return Opening(self.server.backup(), disks, self.ledger, self.key)

    def begin(self, opening: Opening) -> None:
        """Go on from there."""
        self.server.lay(opening.database)
        for account, disk in opening.disks:
            self.copies[self._add(account, disk.copy()).name] = disk
        self.ledger, self.key = opening.ledger.again(), opening.key
        self.backups.append(opening.database)

    def _add(self, account: str, disk: Disk) -> Device:
        device = Device(
            account, account, self.chance, self.server.key, disk, saved=self._saved, reissued=self._reissued,
            acknowledged=self._acknowledged, wiped=self._wiped,
            report=len(self.devices) % 2 == 0, eager=len(self.devices) % 3 > 0,
        )  # fmt: skip
        self.devices.append(device)
        return device

    # The end ---------------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Everybody syncs until nothing moves; what must hold, holds; staff settle; it holds again, with one total."""
        self.step = AFTER_ALL
        self.chance.begin("the end")
        self.rest()
        if self._bring_everybody_back():
            self.rest()
        checks.check(self, whole=True)
        self.settle_all()
        self.rest()
        checks.check(self, whole=False)
        before = checks.picture(self.server)
        for token, text in self.requests[-OLDEST:]:
            self.server.post(token, text)
        assert checks.picture(self.server) == before, "something that came twice changed something"

    def rest(self) -> None:
        """Exchanges without faults until no phone has anything to say or to hear; then none finds anything new."""
        for _ in range(TURNS):
            busy = [device for device in self.devices if not self.is_quiet(device)]
            for device in busy:
                if not self.is_quiet(device):
                    self.exchange(device)
            if not busy:
                break
        else:
            raise AssertionError("it does not come to rest")
        device = self.dice.choice(self.devices)
        before = self._how(device)
        self.exchange(device)
        assert self._how(device) == before, f"{device.name} had come to rest, and then something moved"

    def is_quiet(self, device: Device) -> bool:
        """Whether nothing has changed here or there since an exchange of this phone that came to its end."""
        return self.quiet.get(device.name) == self._how(device)

    def _how(self, device: Device) -> tuple[str, str]:
        mine = [(s, device.digest(s), device.wanted(s)) for s in sorted(device.disk.copies)]
        state = (mine, device.disk.epoch, device.disk.membership["token"], len(device.disk.owed))
        return self.server.fingerprint(), repr(state)

    def officers_out(self) -> list[str]:
        """Accounts that are not named in the meeting, as the server holds it."""
        folded = self.server.folds().get(STREAM, {}).get(("meeting", MEETING), {}).get("officers", {})
        named = folded.get("value", folded.get("provisional", []))
        return [device.account for device in self.devices[1:] if device.account not in named]

    def _bring_everybody_back(self) -> bool:
        out = self.officers_out()
        if out:
            checks.scope_is_kept(self, out)
            self.name_officers([device.account for device in self.devices[1:]])
        return bool(out)

    def name_officers(self, accounts: list[str]) -> None:
        """The desk says whose meeting it is."""
        self.desk.write(STREAM, "meeting", MEETING, {"officers": accounts})
        self.exchange(self.desk)
        self.observe(self.desk)

    def settle_all(self) -> None:
        """Staff decide whatever is open."""
        self.settle(self.desk, everything=True)
        self.observe(self.desk)

    def settle(self, device: Device, everything: bool = False) -> None:
        """Somebody decides what stands open on the phone, or half of it."""
        for stream in (STREAM, OPINIONS):
            for (kind, record), fields in sorted(device.folds(stream).items()):
                open_fields = sorted(name for name, state in fields.items() if state["state"] == "conflict")
                for name in open_fields if everything or self.dice.random() < 0.5 else ():
                    private = name in ("resident", "name", "speaker")
                    told = {name: fields[name]["provisional"]}
                    if kind == "meeting":
                        device.write(stream, kind, record, told)
                    else:
                        self.state(device, stream, kind, record, {} if private else told, told if private else {})
                    self.tell(f"{device.name} settles {kind} {record} {name}")

    # Between ---------------------------------------------------------------------------------------------------------

    def state(
        self, device: Device, stream: str, kind: str, record: str, body: dict[str, Any], private: dict[str, Any],
        *, sign: bool = True,
    ) -> Entry:  # fmt: skip
        """Record, and note in the ledger what was on the screen."""
        on_screen = device.disk.standing() - device.quarantined(stream).keys()
        entry = device.write(stream, kind, record, body, private, sign=sign)
        address = (entry.log, entry.seq)
        told = Statement(entry.hash, device.name, address, kind, record, {**body, **private}, {}, self.step)
        self.ledger.write(told, on_screen)
        return entry

    def exchange(self, device: Device, fault: str = "") -> Line:
        """One exchange, with a fault or without; a phone that the server forgot is enrolled anew at the office."""
        line = Line(self.server, self.dice, fault, self.requests, device)
        self.exchanges += 1
        try:
            device.exchange(line)
        except Cut:
            if line.forgotten and device.name not in self.ledger.revoked:
                device.enrol(self.server.enrol)
            elif line.forgotten:
                self.quiet[device.name] = self._how(device)  # nobody hears it any more
            return line
        if fault:
            self.quiet.pop(device.name, None)
        else:
            self.quiet[device.name] = self._how(device)
        return line

    def observe(self, *devices: Device) -> None:
        """What these hold now; nothing leaves a disk by itself."""
        for device in devices:
            self.ledger.observe(device.name, device.disk.held())

    def nothing_told_is_gone(self) -> None:
        """What was acknowledged outlives whatever just happened to the server."""
        missing = self.ledger.told - self.server.held()
        assert not missing, f"{len(missing)} lines were acknowledged and did not outlive the server"

    def _saved(self, device: Device, entry: Entry) -> None:
        self.ledger.holdings.setdefault(device.name, set()).add(entry.hash)
        self._mark(entry)

    def _mark(self, entry: Entry) -> None:
        """Note where it stands, and what must be found nowhere once it is erased: its salt, a name like no other."""
        self.ledger.written.setdefault((entry.log, entry.seq), set()).add(entry.hash)
        last = (entry.private or {}).get("name", {}).get("last")
        self.needles[entry.hash] = [entry.salt2.encode()] if entry.salt2 else []
        if entry.kind == "resident" and last:
            self.bearers.setdefault(last, set()).add(entry.hash)

    def _reissued(self, device: Device, old: Entry, new: Entry, names: dict[str, str]) -> None:
        self._mark(new)
        if old.hash in self.ledger.statements:
            self.ledger.rewrite(old.hash, new.hash, (new.log, new.seq), device.name, self.step, names)

    def _acknowledged(self, device: Device, hashes: Iterable[str]) -> None:
        self.ledger.told.update(hash for hash in hashes if hash in self.ledger.statements)

    def _wiped(self, device: Device, stream: str, hashes: set[str]) -> None:
        lost = self.ledger.wiped(device.name, hashes) - self.server.held()
        assert not lost, f"{device.name} deleted {len(lost)} lines of {stream} that are nowhere else"
        self.tell(f"{device.name} deletes {stream}, which it may no longer hold")

    def fill(self) -> None:
        """A hearing has its hundred entries, also where some could not be made because of what happened."""
        while len(self.ledger.statements) < LEAST_ENTRIES:
            device = self.desk
            name = {"title": "นาง", "first": "มาลี", "last": f"เพิ่ม{len(self.ledger.statements)}"}
            self.state(device, STREAM, "resident", f"late-{len(self.ledger.statements)}", {}, {"name": name})
        self.observe(self.desk)


def opening_of(server: Server, phones: int, number: int) -> Opening:
    """One of the prepared beginnings, made once in a process."""
    if (phones, number) not in server.keep:
        chance = Chance(f"opening {phones} {number}")
        with server.hearing(chance):
            server.keep[phones, number] = World(server, chance).prepare(phones)
    found: Opening = copy(server.keep[phones, number])
    return found
