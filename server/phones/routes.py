"""The REST face of phones, of lines that wait, and of entries that were set aside."""

from __future__ import annotations

from typing import Any

from ..accounts.rules import rule, the_actor
from ..exchange import verdicts
from ..rest import rest_blueprint
from . import service
from .schemas import Lift, Lifted, MeetingPhones, Quarantine, Tails, WaitingLog

blueprint = rest_blueprint("phones", __name__, "/api", "Phones, what waits of them, what was set aside")


@blueprint.route("/meetings/<meeting>/phones", methods=["GET"])
@rule("staff")
@blueprint.response(200, MeetingPhones)
def phones(meeting: str) -> dict[str, Any]:
    """The phones and desks of a hearing, what each last reported, how far its logs are here."""
    return service.of_meeting(the_actor().office, meeting)


@blueprint.route("/waiting", methods=["GET"])
@rule("staff")
@blueprint.response(200, Tails)
def waiting() -> dict[str, Any]:
    """The lines that came early and wait: what is missing before them, or was never signed."""
    return {"waiting": service.waiting(the_actor().office)}


@blueprint.route("/waiting/<log>", methods=["GET"])
@rule("staff")
@blueprint.response(200, WaitingLog)
def waiting_of(log: str) -> dict[str, Any]:
    """The waiting lines of one log, whole: what its phone can no longer sign, somebody writes again."""
    return service.lines(the_actor().office, log)


@blueprint.route("/quarantine", methods=["GET"])
@rule("staff")
@blueprint.response(200, Quarantine)
def quarantine() -> dict[str, Any]:
    """The entries that are kept and not counted, and why."""
    return {"quarantined": verdicts.quarantined(the_actor().office)}


@blueprint.route("/quarantine/<entry>/admission", methods=["POST"])
@rule("staff")
@blueprint.arguments(Lift)
@blueprint.response(200, Lifted)
def admit(lift: dict[str, str], entry: str) -> dict[str, str]:
    """Let an entry count after all, by a verdict that every copy heeds."""
    return {"stream": verdicts.admit(entry, lift["reason"], office=the_actor().office)}
