"""Owns what the steps of a simulated hearing do: what people record, carry, settle; what befalls phones and server."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sync import bundle
from sync.ids import keyed_id, random_id
from sync.rules import rules_of
from sync.sealed import seal
from tests.sim import checks
from tests.sim.device import Device, Disk
from tests.sim.hearing import MEETING, OPINIONS, STREAM, World
from tests.sim.holder import PAGE, rules_of_before
from tests.sim.line import FAULTS
from tests.sim.steps import BAD, Step, entries_of

RESIDENTS = [f"resident-{number}" for number in range(1, 13)]
STANDINGS: list[Any] = [{"capacity": "resident", "voting": True}] * 4 + [
    {"capacity": "observer", "voting": False},
    None,
]
YEAR = 365 * 24 * 3600 * 1000
ERASABLE = ("resident", "opinion")


@dataclass
class Hearing(World):
    """A run that can be carried out."""

    seed: str = ""

    def do(self, step: Step) -> None:
        """Carry out one step."""
        self.step = step.number
        self.chance.pass_time(self.dice.choice([0, 1, 30]))
        device = self.devices[step.who % len(self.devices)]
        self.faults += step.verb in BAD
        if step.verb in FAULTS:
            line = self.exchange(device, step.verb)
            self.tell(f"{device.name} exchanges, {step.verb}: {line.what}")
            if step.verb in ("dies_before", "dies_after", "disk_full"):
                self.nothing_told_is_gone()
        elif step.verb == "record":
            self._record(device, entries_of(self.seed, step))
        else:
            act: Callable[[Device], None] = getattr(self, f"_{step.verb}")
            act(device)
        self.observe(device)

    def _sync(self, device: Device) -> None:
        self.exchange(device)
        self.tell(f"{device.name} exchanges")

    # What people do --------------------------------------------------------------------------------------------------

    def _record(self, device: Device, number: int) -> None:
        """An officer records; one from whose phone the meeting was withdrawn leaves it to a colleague."""
        while STREAM not in device.disk.copies:
            device = self.devices[(self.devices.index(device) + 1) % len(self.devices)]
            if STREAM not in device.disk.copies and device is self.devices[0]:
                self.exchange(device)
        for left in range(number, 0, -1):
            # The app may be closed between the last save and its signature.
            self.tell(f"{device.name} records {self.one_record(device, sign=left > 1 or self.dice.random() > 0.1)}")
        self.observe(device)

    def one_record(self, device: Device, *, sign: bool) -> str:
        """Something an officer records."""
        dice, person = self.dice, self.dice.choice(RESIDENTS)
        kind = dice.choice(["attendance"] * 4 + ["vote"] * 3 + ["tally", "opinion", "resident", "resident"])
        if kind == "tally" and device.rules is not rules_of:
            kind = "vote"
        stream, private = STREAM, dict[str, Any]()
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
            body, private = {"motion": checks.BY_HANDS, "post": post, "counts": counts}, private
        elif kind == "opinion":
            stream, record = OPINIONS, random_id()
            body, private = {"text": f"ความเห็น {dice.randint(0, 99)}"}, {"speaker": {"resident": person, "name": None}}
        else:
            record = dice.choice(["walk-in-1", "walk-in-2", random_id(), random_id()])
            last = None if record.startswith("walk-in") else f"สกุล{dice.randrange(10**9)}"
            name = {"title": "นาง", "first": dice.choice(["มาลี", "มะลิ"]), "last": last}
            body, private = {}, {"name": name}
        self.state(device, stream, kind, record, body, private, sign=sign)
        return f"{kind} {record} {body} {private}"

    def _newer(self, device: Device) -> None:
        """A phone of a later version writes what this server does not know."""
        if STREAM not in device.disk.copies:
            return
        if self.dice.random() < 0.5:
            self.state(device, STREAM, "badge", self.dice.choice(["b1", "b2"]), {"colour": "แดง"}, {"of": "r"})
        else:
            person = self.dice.choice(RESIDENTS[:6])
            record = keyed_id(self.key, "attendance", MEETING, person)
            body = {"standing": self.dice.choice(STANDINGS), "of_tomorrow": self.dice.randint(0, 2)}
            self.state(device, STREAM, "attendance", record, body, {"resident": person})
        self.tell(f"{device.name} records something of a later version")

    def _settle(self, device: Device) -> None:
        self.settle(device)

    def _carry(self, device: Device) -> None:
        """From hand to hand, without a network."""
        other = self.dice.choice(self.devices)
        lines, signatures = other.bundle()
        # A phone takes in what it holds or may hold; what was withdrawn from it does not come back by a side door.
        ours = [line for line in lines if any(f'"stream":"{stream}"' in line for stream in device.disk.copies)]
        if other is not device:
            device.take_in(ours, [each for some in signatures.values() for each in some], heal=False)
        self.tell(f"{device.name} takes in the bundle of {other.name}, {len(ours)} lines")

    def _file(self, device: Device) -> None:
        """A sealed file of one phone is handed in by another; now and then twice, cut or changed."""
        source = self.dice.choice(self.devices)
        lines, signatures = source.bundle()
        streams: Any = {
            name: {
                "digest": source.digest(name),
                "vector": {log: list(head) for log, head in source.vector(name).items()},
                "signatures": signatures.get(name, []),
            }
            for name in source.disk.copies
        }
        text = bundle.write({"v": 1, "epoch": source.disk.epoch, "streams": streams}, lines).encode()
        sealed = seal(gzip.compress(text, 1, mtime=0) if self.dice.random() < 0.5 else text, self.server.carrier.public)
        how = self.dice.choice(["whole", "whole", "twice", "cut", "changed", "plain"])
        data = text if how == "plain" else sealed.encode()
        place = self.dice.randrange(len(data))
        if how == "cut":
            data = data[:place]
        elif how == "changed":
            data = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        before = self.server.fingerprint() if how in ("cut", "changed") else ""
        for _ in range(2 if how == "twice" else 1):
            status, _ = self.server.call("/sync/bundles", data, device.disk.membership["token"])
            assert status in (200, 401, 413, 422), f"a file is answered {status}"
        assert status == 200 or not before or self.server.fingerprint() == before, "a file that was refused was taken"
        self.tell(f"{device.name} hands in the file of {source.name}, {how}, {len(lines)} lines: {status}")

    def _export(self, _device: Device) -> None:
        self.exports.append(self.server.export(self.dice.choice([STREAM, OPINIONS])))
        self.tell("a stream is exported")

    def _redact(self, _device: Device) -> None:
        """Somebody asks to be erased: the private part of one entry goes."""
        rows = [row for row in self.server.entries() if row.kind in ERASABLE and row.private and not row.quarantined]
        rows = [row for row in rows if row.hash in self.ledger.statements]
        if rows:
            row = self.dice.choice(sorted(rows, key=lambda row: (row.log, row.seq)))
            self.server.redact(row.stream, row.hash)
            self.ledger.redacted.add(row.hash)
            checks.chain_verifies(self.server, row.log)
            self.tell(f"the server redacts {row.kind} {row.record}")

    def _wait(self, _device: Device) -> None:
        self.chance.pass_time(self.dice.choice([60, 3600, 40 * 24 * 3600]))

    def _enrol(self, device: Device) -> None:
        """One more phone of the same account, or the same phone after the app was installed again."""
        if device.name not in self.ledger.revoked:
            device.enrol(self.server.enrol)
            self.tell(f"{device.name} enrols again")

    def _copy(self, device: Device) -> None:
        self.copies[device.name] = device.disk.copy()
        self.tell(f"a copy of {device.name} is made")

    def _backup(self, _device: Device) -> None:
        self.backups.append(self.server.backup())
        self.tell("a backup of the server is made")

    # What befalls phones ---------------------------------------------------------------------------------------------

    def _clock(self, device: Device) -> None:
        device.skew = self.dice.choice([0, 3600_000, -3600_000, 5 * YEAR, -9 * YEAR])
        self.tell(f"the clock of {device.name} is off by {device.skew} ms")

    def _older(self, device: Device) -> None:
        """An app that was not updated: kinds and fields that it does not know it keeps and hands on."""
        if device is not self.desk:
            device.rules = rules_of_before if device.rules is rules_of else rules_of
            self.tell(f"{device.name} has {'an older' if device.rules is not rules_of else 'the present'} app")

    def _wipe(self, device: Device) -> None:
        if device.name in self.ledger.revoked:
            return
        self.ledger.holdings[device.name] = set()
        device.disk = Disk()
        device.enrol(self.server.enrol)
        self.tell(f"{device.name} is wiped and enrolled anew")

    def _lose_key(self, device: Device) -> None:
        """The key goes, the lines stay; enrolled anew, the phone writes again what was not signed."""
        if device.name in self.ledger.revoked or STREAM not in device.disk.copies:
            return
        device.sign_what_is_left()
        for left in range(self.dice.randint(0, 4)):
            self.tell(f"{device.name} records {self.one_record(device, sign=False)} and does not sign, {left}")
        device.key_is_lost()
        tails = [entry for _, _, tail in device.tails() for entry in tail]
        self.ledger.dropped |= {entry.hash: (entry.seq, entry.prev) for entry in tails}
        if tails and self.dice.random() < 0.5:
            self.server.post(device.disk.membership["token"], _alone(device, tails))
        device.enrol(self.server.enrol)
        self.tell(f"{device.name} lost its key and writes {device.adopt()} lines again")

    def _rot(self, device: Device) -> None:
        """The disk of a phone loses a part of a line that the server holds; it asks for it."""
        whole = {row.hash for row in self.server.entries() if row.private}
        held = [
            e for stream in device.disk.copies for e in device.disk.entries(stream) if e.private and e.hash in whole
        ]
        if held and device.name not in self.ledger.revoked:
            entry = self.dice.choice(held)
            device.disk.put(entry.stream, entry.log, entry.seq - 1, entry.without("private"))
            self.exchange(device)
            self.tell(f"{device.name} loses and gets again a part of {entry.kind} {entry.record}")

    def _old_copy(self, device: Device) -> None:
        copy = self.copies[device.name]
        is_other = copy.membership["installation"] != device.disk.membership["installation"]
        if device.name not in self.ledger.revoked or not is_other:  # that one was shut out, and no other
            device.disk = copy.copy()
            self.ledger.holdings[device.name] = device.disk.held()
            self.tell(f"{device.name} is laid back to its copy")

    def _scope(self, device: Device) -> None:
        """An officer is taken from the meeting, or added again."""
        if device is self.desk:
            return
        if STREAM not in self.desk.disk.copies:
            self.exchange(self.desk)
        out = set(self.officers_out()) ^ {device.account}
        self.name_officers([other.account for other in self.devices[1:] if other.account not in out])
        self.tell(f"{device.name} is {'taken from' if device.account in out else 'added to'} the meeting")

    def _revoke(self, device: Device) -> None:
        """Shut a phone out, if the server still knows it; two of a hearing at most, and never the desk."""
        known = {row.id for row in self.server.installations()}
        installation = device.disk.membership["installation"]
        if device is self.desk or len(self.ledger.revoked) > 1 or installation not in known:
            return
        self.server.revoke(installation)
        self.ledger.revoked[device.name] = self.step
        self.tell(f"{device.name} is shut out")

    # What befalls the server -----------------------------------------------------------------------------------------

    def _restore(self, _device: Device) -> None:
        self.server.restore(self.dice.choice(self.backups))
        self.ledger.restored = True
        self.ledger.told &= self.server.held()
        self.tell("the server comes back from a backup")

    def _restart(self, _device: Device) -> None:
        self.server.restart()
        self.tell("the server is killed and started again")
        self.nothing_told_is_gone()

    def _rot_server(self, _device: Device) -> None:
        """The server loses a part of a line; that is found, it asks for it, and a phone that holds it brings it."""
        held = {
            entry.hash: device
            for device in self.devices if device.name not in self.ledger.revoked
            for stream in device.disk.copies for entry in device.disk.entries(stream) if entry.private
        }  # fmt: skip
        out = set(self.officers_out())
        rows = [row for row in self.server.entries() if row.private and row.hash in held]
        rows = [row for row in rows if held[row.hash].account not in out]
        if rows:
            row = self.dice.choice(sorted(rows, key=lambda row: (row.log, row.seq)))
            self.server.rot(row)
            self.exchange(held[row.hash], self.dice.choice(FAULTS))
            line = self.exchange(held[row.hash])
            if not line.forgotten:
                checks.is_whole(self.server, row)
            self.tell(f"the server loses a part of {row.kind} {row.record}; {held[row.hash].name} brings it")

    def _old_file(self, _device: Device) -> None:
        """An export of before is taken in: also one that still has what was erased since."""
        if self.exports:
            became = self.server.take_in(self.dice.choice(self.exports))
            self.tell(f"an export of before is taken in: {became}")


def _alone(device: Device, lines: list[Any]) -> bytes:
    """Lines with no signature, as a phone shows what it could not sign."""
    streams: Any = {
        name: {"digest": device.digest(name), "vector": {}, "signatures": []} for name in device.disk.copies
    }
    return bundle.write(
        {"v": 1, "epoch": device.disk.epoch, "streams": streams}, [e.line for e in lines[:PAGE]]
    ).encode()
