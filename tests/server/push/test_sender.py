"""The sender against a push service that fails in every way it can: what becomes of each message."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import Flask
from sqlalchemy.exc import OperationalError

from server.database import writing
from server.extensions import db
from server.instance import FILES
from server.push import queue, service
from server.push.models import Outbox, Subscription
from tests.server.push.stage import TOPIC, Faults, browser, correct, follow, rows, send, states


@pytest.fixture
def faults(held: Flask) -> Iterator[Faults]:
    with Faults() as faults:
        held.config["PUSH_HOSTS"] = faults.origin
        yield faults


def endpoint_of(app: Flask) -> list[str | None]:
    with app.app_context():
        return list(db.session.scalars(db.select(Subscription.endpoint)))


def put_forward(app: Flask) -> None:
    """Time passes: every waiting message is due again."""
    with app.app_context(), writing() as session:
        session.execute(db.update(Outbox).where(Outbox.state == "waiting").values(next_at=0, lease_until=0))


def test_a_message_is_posted_once_with_the_headers_that_push_services_ask_for(held: Flask, faults: Faults) -> None:
    follow(held, f"{faults.origin}/201/one")
    correct(held, "ข้อความใหม่")
    send(held)
    assert states(held) == {"accepted": 1}
    [seen] = faults.seen
    headers = seen["headers"]
    assert headers["Content-Encoding"] == "aes128gcm"
    assert headers["Content-Type"] == "application/octet-stream"
    assert 6 * 86400 < int(headers["TTL"]) <= 7 * 86400
    assert headers["Urgency"] == "normal"
    assert len(headers["Topic"]) == 32
    assert headers["Authorization"].startswith("vapid t=")
    assert "โรงเก็บ".encode() not in seen["body"]
    assert len(seen["body"]) < 2048 + 103


def test_what_is_gone_is_removed_and_the_row_says_so(held: Flask, faults: Faults) -> None:
    for how in ("404", "410"):
        follow(held, f"{faults.origin}/{how}/x")
    correct(held, "ข้อความใหม่")
    send(held)
    assert states(held) == {"gone": 2}
    assert endpoint_of(held) == [None, None]


def test_a_renewal_that_overtook_the_answer_survives_it(held: Flask, faults: Faults) -> None:
    """Compare and delete: gone is said of the old address, not of the new one."""
    secret = follow(held, f"{faults.origin}/410/old")
    correct(held, "ข้อความใหม่")
    with held.app_context(), writing() as session:
        [message] = queue.claim(session, now_ms=2**52, most=1, lease_ms=1)
    with held.app_context():
        service.renew(secret, endpoint=f"{faults.origin}/201/new", key="", **browser())
    with held.app_context(), writing() as session:
        queue.settle(session, [queue.Settled(message, "gone", 410)])
    assert endpoint_of(held) == [f"{faults.origin}/201/new"]


def test_a_subscription_that_was_gone_comes_back_when_its_browser_renews(held: Flask, faults: Faults) -> None:
    secret = follow(held, f"{faults.origin}/410/old")
    correct(held, "ข้อความใหม่")
    send(held)
    with held.app_context():
        service.renew(secret, endpoint=f"{faults.origin}/201/new", key="", **browser())
    correct(held, "ข้อความใหม่กว่า")
    send(held)
    assert states(held) == {"accepted": 1, "gone": 1}


@pytest.mark.parametrize("status", ["400", "401", "403"])
def test_our_own_fault_alerts_and_deletes_nothing(held: Flask, faults: Faults, status: str) -> None:
    for who in range(3):
        follow(held, f"{faults.origin}/{status}/{who}")
    correct(held, "ข้อความใหม่")
    with structlog.testing.capture_logs() as logs:
        send(held)
    assert states(held) == {"ours": 3}
    assert None not in endpoint_of(held)
    assert [line["log_level"] for line in logs if line["event"] == "push"] == ["error"] * 3
    assert len(faults.seen) == 3, "no retry"


def test_an_endpoint_never_stands_whole_in_a_log(held: Flask, faults: Faults) -> None:
    for how in ("201", "403", "410", "redirect"):
        follow(held, f"{faults.origin}/{how}/a-very-secret-path")
    correct(held, "ข้อความใหม่")
    with structlog.testing.capture_logs() as logs:
        send(held)
    assert len([line for line in logs if line["event"] == "push"]) == 4
    assert "very-secret" not in json.dumps(logs, default=str)


def test_a_message_that_is_too_large_is_sent_once_more_as_the_short_form(held: Flask, faults: Faults) -> None:
    follow(held, f"{faults.origin}/large/x")
    correct(held, "ข้อความใหม่")
    send(held)
    assert states(held) == {"accepted": 1}
    first, second = (len(seen["body"]) for seen in faults.seen)
    assert second < first


def test_a_short_form_that_is_refused_too_is_not_repeated(held: Flask, faults: Faults) -> None:
    follow(held, f"{faults.origin}/413/x")
    correct(held, "ข้อความใหม่")
    send(held)
    assert states(held) == {"failed": 1}
    assert len(faults.seen) == 2


def test_too_many_makes_the_whole_origin_wait_as_long_as_it_asked(held: Flask, faults: Faults) -> None:
    faults.retry_after = "60"
    follow(held, f"{faults.origin}/429/x")
    correct(held, "ข้อความใหม่")
    before = rows(held)[0].next_at
    send(held)
    [row] = rows(held)
    assert (row.state, row.last_status, row.attempts) == ("waiting", 429, 1)
    assert row.next_at - before >= 60_000


@pytest.mark.parametrize("how", ["500", "503", "reset"])
def test_an_ill_service_is_tried_again_later(held: Flask, faults: Faults, how: str) -> None:
    faults.answers = {}
    follow(held, f"{faults.origin}/{how}/x")
    correct(held, "ข้อความใหม่")
    send(held)
    [row] = rows(held)
    assert (row.state, row.attempts) == ("waiting", 1)
    put_forward(held)
    send(held)
    assert rows(held)[0].attempts == 2
    if how != "reset":
        faults.answers = {how: 201}
        put_forward(held)
        send(held)
        assert states(held) == {"accepted": 1}


def test_a_redirect_is_a_failure_and_never_followed(held: Flask, faults: Faults) -> None:
    follow(held, f"{faults.origin}/redirect/x")
    correct(held, "ข้อความใหม่")
    send(held)
    assert states(held) == {"failed": 1}
    assert [seen["how"] for seen in faults.seen] == ["redirect"]


def test_a_service_that_stays_ill_is_left_alone_before_everyone_has_waited_for_it(held: Flask, faults: Faults) -> None:
    for who in range(60):
        follow(held, f"{faults.origin}/500/{who}")
    correct(held, "ข้อความใหม่")
    send(held)
    assert len(faults.seen) < 20, "the breaker opens after a few"
    assert states(held) == {"waiting": 60}
    assert sum(row.attempts for row in rows(held)) == len(faults.seen), "what was not tried is not counted as tried"


def test_the_list_of_hosts_is_looked_at_again_when_sending(held: Flask, faults: Faults) -> None:
    follow(held, f"{faults.origin}/201/x")
    correct(held, "ข้อความใหม่")
    held.config["PUSH_HOSTS"] = ""
    send(held)
    assert states(held) == {"failed": 1}
    assert faults.seen == []


def test_who_unsubscribed_after_publication_is_not_sent_to(held: Flask, faults: Faults) -> None:
    """R5.7: unsubscribing stops the push, also of what waits."""
    secret = follow(held, f"{faults.origin}/201/x")
    correct(held, "ข้อความใหม่")
    with held.app_context():
        service.unsubscribe(secret)
    send(held)
    assert states(held) == {"withdrawn": 1}
    assert faults.seen == []


def test_a_correction_overtakes_the_version_that_was_not_sent_yet(held: Flask, faults: Faults) -> None:
    follow(held, f"{faults.origin}/201/x")
    correct(held, "ข้อความใหม่")
    correct(held, "ข้อความใหม่กว่า")
    send(held)
    assert states(held) == {"accepted": 1, "superseded": 1}
    assert len(faults.seen) == 1


def test_news_that_is_too_old_is_not_sent(held: Flask, faults: Faults) -> None:
    follow(held, f"{faults.origin}/201/x")
    correct(held, "ข้อความใหม่")
    with held.app_context(), writing() as session:
        session.execute(db.update(Outbox).values(expires_at=1))
    send(held)
    assert states(held) == {"expired": 1}
    assert faults.seen == []


def test_a_message_signed_by_a_key_we_lost_is_our_fault(held: Flask, faults: Faults) -> None:
    follow(held, f"{faults.origin}/201/x")
    with held.app_context(), writing() as session:
        session.execute(db.update(Subscription).values(key_id="lost"))
    correct(held, "ข้อความใหม่")
    send(held)
    assert states(held) == {"ours": 1}


def test_a_key_that_was_set_aside_goes_on_signing_for_its_subscriptions(held: Flask, faults: Faults) -> None:
    folder = Path(held.config["INSTANCE_DIR"])
    follow(held, f"{faults.origin}/201/old-key")
    (folder / "vapid_key.pem").rename(folder / "vapid_key.2026.pem")
    (folder / "vapid_key.pem").write_bytes(FILES["vapid_key.pem"]())
    (folder / "vapid_key.pem").chmod(0o600)
    follow(held, f"{faults.origin}/201/new-key")
    correct(held, "ข้อความใหม่")
    send(held)
    signed: dict[str, Any] = {seen["who"]: seen["headers"]["Authorization"].partition("k=")[2] for seen in faults.seen}
    assert signed["old-key"] != signed["new-key"]


def test_one_signature_serves_all_messages_to_an_origin(held: Flask, faults: Faults) -> None:
    for who in range(5):
        follow(held, f"{faults.origin}/201/{who}")
    correct(held, "ข้อความใหม่")
    send(held)
    assert len({seen["headers"]["Authorization"] for seen in faults.seen}) == 1
    assert len({seen["body"][:16] for seen in faults.seen}) == 5, "each message has its own salt"


def test_a_topic_nobody_follows_sends_nothing(held: Flask, faults: Faults) -> None:
    follow(held, f"{faults.origin}/201/x", topic=TOPIC)
    with held.app_context():
        assert service.followers("bkl", TOPIC) == 1
        assert service.followers("bkl", "other") == 0
    assert rows(held) == []


@pytest.mark.parametrize("verb", ["claim", "settle"])
def test_a_database_that_fails_for_a_moment_is_waited_for(
    held: Flask, faults: Faults, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    """A full disk or a lock that lasts must not end the sender: nobody would notice that messages stop."""
    own, tried = getattr(queue, verb), []

    def fails_once(*args: Any, **kwargs: Any) -> Any:
        tried.append(verb)
        if len(tried) == 1:
            raise OperationalError("BEGIN IMMEDIATE", None, Exception("database is locked"))
        return own(*args, **kwargs)

    monkeypatch.setattr(queue, verb, fails_once)
    follow(held, f"{faults.origin}/201/x")
    correct(held, "ข้อความใหม่")
    with structlog.testing.capture_logs() as logged:
        send(held, done=lambda: states(held) == {"accepted": 1})
    assert len(faults.seen) == 1
    assert {"event": "push_database_away", "error": "OperationalError", "log_level": "error"} in logged
