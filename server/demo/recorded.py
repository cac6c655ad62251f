"""What officers would have recorded at the sample's hearings, for a visitor who wants to see full pages at once.

Loaded only when asked for: attendance, votes, tallies, opinions with their answers, and the published decisions.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sync.entry import Draft
from sync.ids import keyed_id

from ..clock import BANGKOK
from ..database import writing
from ..decisions import service as decisions
from ..portal import receipts
from ..store import service as store
from .loader import DEVICE_POST, POSTS, Pile, id_of, meeting_key
from .people import OFFICE

NOT_CLEARED = ("o13", "o14")  # left as they came, to show how a page says so
USES = {"adopted": "working_method", "partly": "working_method"}


def record(sample: dict[str, Any], meetings: list[str], *, received_by: str, approver: str) -> int:
    """Records these meetings of the sample as held, with their opinions and published decisions; gives new records.

    With every meeting named, opinions that came outside a hearing are recorded too.
    """
    pile = Pile()
    for ref in meetings:
        _attendance(pile, sample, ref)
        for motion in sample["motions"]:
            if motion["meeting"] == ref:
                _counted(pile, motion, meeting_key(ref) or "")
    everything = len(meetings) == len(sample["meetings"])
    for opinion in sample["opinions"]:
        if opinion["meeting"] in meetings or (everything and opinion["meeting"] is None):
            _opinion(pile, opinion, received_by)
    motions = {each["ref"]: each for each in sample["motions"] if each["meeting"] in meetings}
    for decision in sample["decisions"]:
        if decision["motion"] in motions:
            _decision(pile, decision, motions[decision["motion"]])
    written = pile.write()
    for ref in meetings:
        _close(ref, [each for each in motions.values() if each["meeting"] == ref])
    for decision in sample["decisions"]:
        if decision["motion"] in motions:
            decisions.publish(OFFICE, id_of(decision["ref"]), approver)
    return written


def _attendance(pile: Pile, sample: dict[str, Any], ref: str) -> None:
    meeting = next(each for each in sample["meetings"] if each["ref"] == ref)
    homes = {each["ref"]: each["community"] for each in sample["residents"]}
    key, stream = meeting_key(ref) or "", f"meeting/{id_of(ref)}"
    opened = datetime.fromisoformat(f"{meeting['date']}T{meeting['start']}").replace(tzinfo=BANGKOK)
    came = [each for each in sample["attendance"] if each["meeting"] == ref]
    for number, each in enumerate(came):
        resident = id_of(each["resident"])
        at = opened - timedelta(minutes=len(came) - number)
        home = homes[each["resident"]]
        body = {
            "standing": {"capacity": each["capacity"], "voting": each["voting"]},
            "arrived": {"at": at.isoformat(), "post": DEVICE_POST[each["checked_in_on"]]},
            "community": id_of(home) if home else None,
            "signing": each["signing"],
        }
        pile.put(stream, "attendance", keyed_id(key, "attendance", id_of(ref), resident), body, {"resident": resident})


def _counted(pile: Pile, motion: dict[str, Any], key: str) -> None:
    stream, record_id = f"meeting/{id_of(motion['meeting'])}", id_of(motion["ref"])
    if motion["method"] == "roll_call":
        for vote in motion["votes"]:
            resident = id_of(vote["resident"])
            body = {"motion": record_id, "choice": vote["choice"], "channel": "roll_call"}
            pile.put(stream, "vote", keyed_id(key, "vote", record_id, resident), body, {"resident": resident})
        return
    box = motion["method"] == "secret_ballot"
    for post, counts in _by_post(motion, 1 if box else len(POSTS)):
        ballots = sum(counts["options"].values()) + counts["abstain"] + counts["invalid"] if box else None
        body = {"motion": record_id, "post": post, "counts": {**counts, "ballots": ballots}}
        pile.put(stream, "tally", keyed_id(key, "tally", record_id, post), body)


def _by_post(motion: dict[str, Any], posts: int) -> list[tuple[str, dict[str, Any]]]:
    """The sample's totals dealt out to the posts, so that they add up again."""

    def share(n: int, number: int) -> int:
        return n // posts + (1 if number < n % posts else 0)

    return [
        (
            POSTS[number]["key"],
            {
                "options": {key: share(n, number) for key, n in motion["tally"].items()},
                "abstain": share(motion["abstain"], number),
                "invalid": share(motion["invalid"], number),
            },
        )
        for number in range(posts)
    ]


def _opinion(pile: Pile, each: dict[str, Any], received_by: str) -> None:
    stream, record_id = f"topic/{id_of(each['topic'])}", id_of(each["ref"])
    body = {key: each[key] for key in ("text", "stage", "kind", "channel", "anonymous")}
    body["received"] = {"on": each["received_on"], "by": received_by}
    body["meeting"] = id_of(each["meeting"]) if each["meeting"] else None
    body |= _checked(each)
    speaker = {"resident": id_of(each["by"]), "name": None} if each["by"] else None
    pile.put(stream, "opinion", record_id, body, {"speaker": speaker, "receipt": receipts.new()})
    status = each["response"]["status"]
    if status != "received":
        answer = {"status": status, "reason": each["response"]["text"], "used_for": USES.get(status)}
        pile.put(stream, "response", record_id, {"answer": answer})


def _checked(each: dict[str, Any]) -> dict[str, Any]:
    """What staff wrote beside the words: whether they may be shown, and a summary where they may not."""
    if each["ref"] in NOT_CLEARED:
        return {}
    if each["ref"] == "o24":  # a house number stands in the words
        hidden = {"cleared": True, "hides": ["address"]}
        return {"clearance": hidden, "summary": "แจ้งไฟหน้าบ้านดับหลายวัน ขอให้ซ่อมเร็วขึ้น"}
    return {"clearance": {"cleared": True, "hides": []}}


def _decision(pile: Pile, each: dict[str, Any], motion: dict[str, Any]) -> None:
    body = {
        "title": each["push_title"].partition(": ")[2],
        "motion": id_of(motion["ref"]),
        "meeting": id_of(motion["meeting"]),
        "text": motion["resolution"],
        "unit": each["responsible_unit"],
        "status": each["status"],
        "notice": {"title": each["push_title"], "body": each["push_body"]},
    }
    pile.put(f"topic/{id_of(motion['topic'])}", "decision", id_of(each["ref"]), body)


def _close(ref: str, motions: list[dict[str, Any]]) -> None:
    """The hearing and its motions are over: a change of one field, written as one."""
    stream = f"meeting/{id_of(ref)}"
    over = [("meeting", id_of(ref)), *(("motion", id_of(motion["ref"])) for motion in motions)]
    with writing():
        drafts = []
        for kind, record_id in over:
            found = store.record(stream, kind, record_id)
            if found is not None and found["fields"]["state"].get("value") != "closed":
                sets = store.shown(stream, kind, record_id, ["state"])
                drafts.append(Draft(kind, record_id, {"state": "closed"}, {}, sets))
        if drafts:
            store.append(stream, drafts, office=OFFICE)
