"""The verbs of printing: a paper of a hearing for staff, and one that anybody may have."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import orjson
import structlog
from flask import current_app

from sync.records import Record

from ..errors import Refusal
from ..extensions import db
from ..portal.hearing import is_public
from ..store import service as store
from ..store.models import Office
from ..typeset import service as typeset
from .papers import PAPERS, PERSONAL, PUBLIC, Asked, Hearing, frame

log = structlog.get_logger()
TEMPLATES = Path(__file__).parent / "templates"


def paper(office: str, meeting: str, name: str, asked: Asked) -> bytes:
    """A paper (a key of PAPERS) of a hearing of the office, as PDF.

    That somebody had a paper with people's names on it made is logged, without the names.

    Raises:
        Refusal: `not_found`: no such paper or hearing; `print_failed`: see server/typeset/service.py.
    """
    found = store.find(office, "meeting", meeting)
    if name not in PAPERS or found is None or found["stream"] != f"meeting/{meeting}":
        raise Refusal("not_found")
    hearing = _hearing(office, found)
    data = {**frame(hearing, asked), **PAPERS[name](hearing, asked)}
    if name in PERSONAL:
        people = sum(len(sheet["rows"]) for sheet in data["sheets"])
        log.info("personal_data_printed", outcome=name, count=people)
    return typeset.pdf(TEMPLATES / f"{name}.typ", data, tagged=name not in PERSONAL)


def public_paper(meeting: str, name: str, asked: Asked) -> bytes:
    """A paper without people's names, of a hearing that is public: what everybody may take from its page (R2.1b).

    Raises:
        Refusal: `not_found`, also for a hearing that is not announced; `print_failed`.
    """
    found = store.record(f"meeting/{meeting}", "meeting", meeting)
    if name not in PUBLIC or found is None or not is_public(found):
        raise Refusal("not_found")
    hearing = _hearing(store.office_of(found["stream"]), found)
    data = {**frame(hearing, asked), **PAPERS[name](hearing, asked)}
    return _kept(name, orjson.dumps(data))


@lru_cache(maxsize=24)
def _kept(name: str, data: bytes) -> bytes:
    """The same records give the same file: a page that many open costs the typesetter once."""
    return typeset.pdf(TEMPLATES / f"{name}.typ", orjson.loads(data))


def _hearing(office: str, meeting: Record) -> Hearing:
    row = db.session.get(Office, office)
    return Hearing(office, row.name if row else office, meeting, current_app.config["PUBLIC_URL"])
