"""The lines of each log against what the database holds now: whose they are, what would become of them. Reads only."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from sync.bundle import Result
from sync.entry import Entry

from ..accounts.rules import Actor
from ..extensions import db
from ..store import own_logs
from ..store.ledger import Owner
from ..store.models import Fork, Log, StoredEntry, Stream
from . import chains, early, owners, scope
from .parcel import Group, Parcel, result_of


@dataclass(slots=True)
class Vouched:
    """The lines of a log whose owner and signatures are checked."""

    group: Group
    owner: Owner
    standing: owners.Standing
    seals: chains.Seals


@dataclass(slots=True)
class Placing:
    """What would become of the lines of a log, and of those that wait of it.

    `seals`: also those of waiting lines. `fills`: lines that are held here without a part, and came with it. `results`
    speak of the lines that came, `placed.results` also of those that wait.
    """

    placed: chains.Placed
    change: early.Change
    seals: chains.Seals
    fills: list[Entry] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)

    @property
    def has_news(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.placed.new or self.placed.forks or self.fills or self.change)


def vouch(actor: Actor, read: Parcel) -> list[Vouched]:
    """Check owner, scope and signatures of every log; what fails goes to the results."""
    vouched: list[Vouched] = []
    for group in read.groups:
        try:
            owner, is_new = owners.owner_of(group.log, group.stream, group.entries[0], actor.office)
            standing = owners.standing_of(owner)
            if is_new and not scope.may_begin(group.stream, actor.office, owner.account, standing.roles):
                raise owners.NotAdmitted("out_of_scope")
        except owners.NotAdmitted as error:
            read.results += [result_of(entry, "refused", str(error)) for entry in group.entries]
            continue
        vouched.append(Vouched(group, owner, standing, chains.check_signatures(group, owner.key)))
    return vouched


def waiting_of(stream: str, but: set[str]) -> list[Vouched]:
    """The logs of a stream of which lines wait, as if somebody had brought them; not those in `but`."""
    found: list[Vouched] = []
    for row in early.logs_with(stream, but):
        owner = Owner(row.installation, row.account, row.key, tuple(row.roles))
        group = Group(row.log, stream, [], [])
        found.append(Vouched(group, owner, owners.standing_of(owner), chains.Seals()))
    return found


def place(office: str, item: Vouched) -> Placing:
    """Hold the lines of a log, and those that wait of it, against what the database has now."""
    log, group = item.group.log, item.group
    # Columns, not the row itself: it must be read again, not remembered, once the stream is locked.
    query = select(Log.last_seq, Log.last_hash, Log.waiting, Stream.want)
    last = db.session.execute(query.join(Stream, Stream.name == Log.stream).where(Log.log == log)).first()
    waiting = early.kept(log) if last is not None and last.waiting else early.Kept()
    entries, seals = early.together(group.entries, waiting), early.all_seals(item.seals, waiting)
    held = {} if last is None else _held(log, entries)
    broken = chains.broken(group.entries, held, waiting.entries)
    placed = chains.place(
        [entry for entry in entries if entry.hash not in broken] if broken else entries,
        author=item.owner.account,
        last=(0, "") if last is None else (last.last_seq, last.last_hash),
        held=held,
        forked={row.hash: row.seq for row in db.session.execute(select(Fork.hash, Fork.seq).where(Fork.log == log))},
        redacted=_redacted(group.stream, entries),
        seals=seals,
    )
    change = early.Change()
    if placed.early or waiting.entries:
        change = early.change(group, office, placed, waiting, seals)
    for entry in group.entries if broken else ():
        if entry.hash in broken:
            placed.tell(entry, "refused", "wrong_hash")
    wanted = set(last.want or ()) if last is not None else set()
    fills = [one for one in group.entries if one.hash in wanted and held.get(one.seq) == one.hash]
    came = {(entry.seq, entry.hash) for entry in group.entries}
    results = [result for result in placed.results if (result["seq"], result["hash"]) in came]
    return Placing(placed, change, seals, [one for one in fills if one.body or one.private], results)


def _held(log: str, entries: list[Entry]) -> dict[int, str]:
    """The hashes that are held at the seqs of these lines."""
    if not entries:
        return {}
    query = select(StoredEntry.seq, StoredEntry.hash).where(
        StoredEntry.log == log, StoredEntry.seq.between(entries[0].seq, entries[-1].seq)
    )
    return {row.seq: row.hash for row in db.session.execute(query)}


def _redacted(stream: str, entries: list[Entry]) -> set[tuple[str, str]]:
    """(hash, part) of the parts that the server's redactions name, for the lines that lack one."""
    return own_logs.redacted(stream, [entry for entry in entries if entry.body is None or entry.private is None])
