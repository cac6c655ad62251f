"""The sender as its own process: messages that an independent receiver decrypts, and a process that is killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from flask import Flask

from server.database import writing
from server.demo.loader import id_of
from server.push import queue
from tests.server.push.stage import (
    DECISION,
    ROOT,
    TOPIC,
    WAIT,
    Faults,
    Receiver,
    correct,
    follow,
    rows,
    states,
    until,
)

MANY = 150 if os.environ.get("PROVE") else 60
KILLS = 8 if os.environ.get("PROVE") else 2


def start(app: Flask, origin: str, lease: float = 60.0) -> subprocess.Popen[bytes]:
    """Starts `prachakhom sender` on the app's database."""
    settings = {
        "INSTANCE_DIR": str(app.config["INSTANCE_DIR"]),
        "DATABASE_URL": app.config["DATABASE_URL"],
        "PUSH_HOSTS": origin,
        "PUBLIC_URL": "http://localhost",
        "LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "server.cli", "sender", "--lease", str(lease)]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings})


def test_what_the_sender_process_sends_is_decrypted_by_a_receiver_that_shares_no_code_with_it(
    held: Flask, tmp_path: Path
) -> None:
    """R5.7: short, without personal data, with a link to the public page."""
    with Receiver(tmp_path) as receiver:
        held.config["PUSH_HOSTS"] = receiver.origin
        resident = held.test_client()
        key = resident.get("/api/push/key").get_json()["key"]
        browsers = [receiver.subscribe(key) for _ in range(3)]
        for each in browsers:
            told = {"endpoint": each["endpoint"], "keys": each["keys"], "topic": TOPIC, "key": key}
            assert resident.post("/api/subscriptions", json=told).status_code == 201
        receiver.expire(browsers[2]["clientHash"])
        version = correct(held, "แก้ถ้อยคำของมติ").version
        sender = start(held, receiver.origin)
        until(lambda: not states(held).get("waiting"), "the outbox to empty")
        sender.send_signal(signal.SIGTERM)
        assert sender.wait(WAIT) == 0, "a clean stop"
        expected = {
            "web_push": 8030,
            "version": version,
            "notification": {
                "title": "ผลผูกพัน: โรงเก็บวัสดุรีไซเคิล",
                "body": "ประชาชนเลือกแล้ว ชุมชนดำเนินการ สำนักงานเขตสนับสนุน ดูแผนงาน",
                "navigate": f"http://localhost/decisions/{DECISION}",
                "lang": "th",
                "tag": f"decision-{DECISION}",
            },
        }
        assert [receiver.messages(each["clientHash"]) for each in browsers[:2]] == [[expected], [expected]]
        assert states(held) == {"accepted": 2, "gone": 1}


def test_a_sender_killed_in_the_middle_loses_nothing(held: Flask) -> None:
    """At least once: every browser gets the message though the process is SIGKILLed while it sends."""
    with Faults() as faults:
        held.config["PUSH_HOSTS"] = faults.origin
        for who in range(MANY):
            follow(held, f"{faults.origin}/slow/{who}")
        correct(held, "แก้ถ้อยคำของมติ")
        for _ in range(KILLS):
            before = len(faults.seen)
            sender = start(held, faults.origin, lease=1.0)
            until(lambda before=before: len(faults.seen) > before, "a message on its way")  # type: ignore[misc]  # bound now
            sender.kill()
            sender.wait(WAIT)
        assert "waiting" in states(held), "the process was killed before it was done"
        sender = start(held, faults.origin, lease=1.0)
        until(lambda: states(held) == {"accepted": MANY}, "every message to be accepted")
        sender.terminate()
        sender.wait(WAIT)
        assert {seen["who"] for seen in faults.seen} == {str(who) for who in range(MANY)}
        assert sum(row.attempts for row in rows(held)) >= len(faults.seen) >= MANY


def test_two_senders_share_the_work_without_sending_twice(held: Flask) -> None:
    with Faults() as faults:
        held.config["PUSH_HOSTS"] = faults.origin
        for who in range(MANY):
            follow(held, f"{faults.origin}/slow/{who}")
        correct(held, "แก้ถ้อยคำของมติ")
        senders = [start(held, faults.origin) for _ in range(2)]
        until(lambda: states(held) == {"accepted": MANY}, "every message to be accepted")
        for sender in senders:
            sender.terminate()
        assert [sender.wait(WAIT) for sender in senders] == [0, 0]
        assert len(faults.seen) == MANY


def test_a_claim_is_one_statement_and_skips_what_is_leased(held: Flask) -> None:
    for who in range(4):
        follow(held, f"https://fcm.googleapis.com/{who}")
    correct(held, "แก้ถ้อยคำของมติ")
    now = int(time.time() * 1000) + 1000
    with held.app_context():
        with writing() as session:
            first = queue.claim(session, now_ms=now, most=3, lease_ms=1000)
        with writing() as session:
            second = queue.claim(session, now_ms=now, most=3, lease_ms=1000)
        with writing() as session:
            third = queue.claim(session, now_ms=now + 2000, most=9, lease_ms=1000)
    assert (len(first), len(second), len(third)) == (3, 1, 4)
    assert {message.id for message in first}.isdisjoint(message.id for message in second)
    assert all(message.decision == id_of("d3") for message in third)
