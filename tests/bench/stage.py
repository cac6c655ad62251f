"""What measurements share: databases as an office has them, instances to copy, the work, what was measured already."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import psutil

from server.config import ROOT
from tests.bench import work
from tests.bench.house import cpu_of, plain_environment
from tests.conftest import migrated
from tests.databases import Databases, address_of


@dataclass(frozen=True)
class Scale:
    """How much is done."""

    entries: int = 20_000
    batch: int = 500
    repeats: int = 3
    crowd: int = 40  # phones in one stream
    idle_phones: int = 200
    idle_turns: int = 20
    stored: int = 1_000_000
    stored_streams: int = 2_000


@dataclass
class Stage:
    """One run of the measurements."""

    stock: Databases
    folder: Path
    scale: Scale
    tell: Callable[[str], None]
    memory: dict[str, Any] = field(default_factory=dict)
    copies: int = 0

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gives, made once in a run."""
        if name not in self.memory:
            self.memory[name] = make()
        return self.memory[name]

    def office(self, kind: str, phones: int, hearings: int, communities: int = 1) -> work.Office:
        """An office with enrolled phones, ready to be copied."""

        def make() -> work.Office:
            self.tell(f"an office with {phones} phones, {kind}")
            folder = migrated(self.stock, kind, self.folder / f"{kind}-{phones}-{hearings}-{communities}")
            return work.furnish(folder, phones, hearings, communities)

        made: work.Office = self.once(f"office {kind} {phones} {hearings} {communities}", make)
        return made

    def batches(
        self, kind: str, phones: int, hearings: int, entries: int, size: int, communities: int = 1
    ) -> list[work.Batch]:
        """The requests of an office's phones."""

        def make() -> list[work.Batch]:
            office = self.office(kind, phones, hearings, communities)
            self.tell(f"{entries:,} entries written and signed by {phones} phones")
            return work.batches(office, entries, size)

        made: list[work.Batch] = self.once(f"batches {kind} {phones} {hearings} {entries} {size} {communities}", make)
        return made

    @contextmanager
    def copy(self, template: Path) -> Iterator[Path]:
        """An instance like another one, as long as it is needed."""
        self.copies += 1
        folder = self.folder / f"copy{self.copies}"
        self.stock.copy(template, folder)
        try:
            yield folder
        finally:
            self.stock.drop(folder)

    @cached_property
    def postmaster(self) -> psutil.Process:
        """The first process of PostgreSQL; it has been started."""
        file = self.stock.postgres_folder / "data" / "postmaster.pid"
        return psutil.Process(int(file.read_text("utf-8").splitlines()[0]))

    def database_cpu(self, folder: Path) -> float:
        """Seconds of the processor that the database's own processes have used; SQLite has none."""
        if not address_of(folder).startswith("postgresql"):
            return 0.0
        return cpu_of([self.postmaster, *self.postmaster.children(recursive=True)])

    def bare(self, module: str, *words: str, payload: Any) -> Any:
        """Run a bare process of ours on a pickled payload; what it prints."""
        file = self.folder / "payload"
        file.write_bytes(pickle.dumps(payload))
        done = subprocess.run(
            [sys.executable, "-m", module, str(file), *words],
            env=plain_environment(), cwd=ROOT, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr)
        return json.loads(done.stdout)
