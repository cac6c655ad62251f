"""The lines of each log against what the database holds now: whose they are, what would become of them. Reads only."""

from __future__ import annotations

from dataclasses import dataclass, field

import orjson

from sync.bundle import Result
from sync.entry import Entry

from ..accounts.rules import Actor
from ..glance import inside, places
from ..store import own_logs
from ..store.ledger import Owner
from . import chains, early, owners, scope
from .parcel import Group, Parcel, result_of

LOGS = (
    "SELECT log.log, last_seq, last_hash, waiting, CAST(want AS TEXT)"
    " FROM log JOIN stream ON stream.name = log.stream WHERE log.log IN (",
    ")",
)
FORKS = "SELECT log, hash, seq FROM fork WHERE log IN (", ") ORDER BY seq, hash"
HASHES = "SELECT seq, hash FROM entry WHERE log = ? AND seq BETWEEN ? AND ?"


@dataclass(slots=True)
class Vouched:
    """The lines of a log whose owner and signatures are checked."""

    group: Group
    owner: Owner
    standing: owners.Standing
    seals: chains.Seals


@dataclass(frozen=True, slots=True)
class Held:
    """How far a log is here, beside its lines; `forked`: hashes of lines kept as forks, with their seqs."""

    last: chains.Address = (0, "")
    waiting: int = 0
    want: tuple[str, ...] = ()
    forked: tuple[tuple[str, int], ...] = ()


@dataclass(slots=True)
class Placing:
    """What would become of the lines of a log, and of those that wait of it.

    `lines` that came, `held` what they were held against. `seals`: also those of waiting lines. `fills`: lines that are
    held here without a part, and came with it. `results` speak of the lines that came, `placed.results` also of those
    that wait.
    """

    lines: list[Entry]
    held: Held
    placed: chains.Placed
    seals: chains.Seals
    change: early.Change = field(default_factory=early.Change)
    fills: list[Entry] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)

    @property
    def has_news(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.placed.new or self.placed.forks or self.fills or self.change)

    @property
    def is_plain(self) -> bool:
        """Whether it is nothing but new lines that follow what is held."""
        return not (self.placed.results or self.placed.forks or self.fills or self.change)


def vouch(actor: Actor, read: Parcel) -> list[Vouched]:
    """Check owner, scope and signatures of every log; what fails goes to the results."""
    vouched: list[Vouched] = []
    known = owners.known(group.log for group in read.groups)
    standings: dict[Owner, owners.Standing] = {}
    for group in read.groups:
        try:
            owner, is_new = owners.owner_of(known.get(group.log), group.stream, group.entries[0], actor.office)
            standing = standings.get(owner) or owners.standing_of(owner, actor)
            standings[owner] = standing
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


def place(office: str, items: list[Vouched]) -> list[Placing]:
    """Hold the lines of logs, and those that wait of them, against what the database has now."""
    held = _held({item.group.log for item in items})
    return [_place(office, item, held.get(item.group.log, Held())) for item in items]


def place_again(office: str, items: list[Vouched], looked: list[Placing]) -> list[Placing]:
    """The same once the stream is locked: lines that plainly followed are not held against the same again."""
    held = _held({item.group.log for item in items})
    placings: list[Placing] = []
    for item, look in zip(items, looked, strict=True):
        now = held.get(item.group.log, Held())
        is_same = look.is_plain and look.held == now and look.lines is item.group.entries
        placings.append(look if is_same else _place(office, item, now))
    return placings


def _held(logs: set[str]) -> dict[str, Held]:
    # Columns, not the rows themselves: they must be read again, not remembered, once the stream is locked.
    ask, named = inside(), sorted(logs)
    forked: dict[str, list[tuple[str, int]]] = {}
    for log, hash, seq in ask(places(named).join(FORKS), named):
        forked.setdefault(log, []).append((hash, seq))
    return {
        log: Held((seq, hash), waiting, tuple(orjson.loads(want or "null") or ()), tuple(forked.get(log, ())))
        for log, seq, hash, waiting, want in ask(places(named).join(LOGS), named)
    }


def _place(office: str, item: Vouched, held: Held) -> Placing:
    log, group = item.group.log, item.group
    waiting = early.kept(log) if held.waiting else early.Kept()
    entries, seals = early.together(group.entries, waiting), early.all_seals(item.seals, waiting)
    hashes = _hashes(log, entries, held.last[0])
    if held.waiting == 0 and all(hashes.get(one.seq) == one.hash for one in entries):
        made = Placing(group.entries, held, chains.Placed(), seals)  # all of it is here
    else:
        made = _judged(office, item, held, entries, hashes, waiting)
    if held.want:
        here = [one for one in group.entries if one.hash in held.want and hashes.get(one.seq) == one.hash]
        made.fills = [one for one in here if one.body or one.private]
    return made


def _judged(
    office: str, item: Vouched, held: Held, entries: list[Entry], hashes: dict[int, str], waiting: early.Kept
) -> Placing:
    group, seals = item.group, early.all_seals(item.seals, waiting)
    broken = chains.broken(group.entries, hashes, waiting.entries)
    placed = chains.place(
        [entry for entry in entries if entry.hash not in broken] if broken else entries,
        author=item.owner.account,
        last=held.last,
        held=hashes,
        forked=dict(held.forked),
        redacted=_redacted(group.stream, entries),
        seals=seals,
    )
    made = Placing(group.entries, held, placed, seals)
    if placed.early or waiting:
        made.change = early.change(group, office, placed, waiting, seals)
    for entry in group.entries if broken else ():
        if entry.hash in broken:
            placed.tell(entry, "refused", "wrong_hash")
    if placed.results:
        came = {(entry.seq, entry.hash) for entry in group.entries}
        made.results = [result for result in placed.results if (result["seq"], result["hash"]) in came]
    return made


def _hashes(log: str, entries: list[Entry], last: int) -> dict[int, str]:
    """The hashes that are held at the seqs of these lines."""
    if not entries or entries[0].seq > last:
        return {}
    return dict(inside()(HASHES, [log, entries[0].seq, entries[-1].seq]))


def _redacted(stream: str, entries: list[Entry]) -> set[tuple[str, str]]:
    """(hash, part) of the parts that the server's redactions name, for the lines that lack one."""
    return own_logs.redacted(stream, [entry for entry in entries if entry.body is None or entry.private is None])
