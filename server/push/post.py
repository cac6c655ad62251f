"""Sends one message. Owns the request to a push service, cap and breaker of each origin, what an answer leads to."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aiohttp
import structlog
from pywebpush import WebPusher

from . import message as messages
from .allow import AllowList, EndpointRefused, PinnedResolver
from .outcome import Outcome, judge
from .queue import Message, Settled
from .vapid import Headers

log = structlog.get_logger()

AT_ONCE = 10  # requests to one origin at a time
TRIPS_AFTER = 5  # answers in a row that say the service is ill
FIRST_REST = 30.0  # seconds an origin is left alone when the breaker trips; doubles while it stays ill
LONGEST_REST = 900.0
ONE_REQUEST = aiohttp.ClientTimeout(total=30, connect=10, sock_read=15)
LONGEST_TTL = 2_592_000  # seconds; push services cap here


def open_session(allowed: AllowList) -> aiohttp.ClientSession:
    """One session for the sender's life: kept connections, one TLS context, no proxies, no cookies, pinned names."""
    resolver = PinnedResolver(allowed, aiohttp.ThreadedResolver())
    connector = aiohttp.TCPConnector(resolver=resolver, limit=100, ttl_dns_cache=300)
    return aiohttp.ClientSession(
        connector=connector, trust_env=False, timeout=ONE_REQUEST, cookie_jar=aiohttp.DummyCookieJar()
    )


@dataclass(slots=True)
class Gate:
    """How one origin is treated: how many at once, and whether it is left alone for a while."""

    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    ill: int = 0
    trips: int = 0
    resting_until: float = 0.0

    def heard(self, outcome: Outcome, wait: float, now: float) -> None:
        """Learns from an answer: a pause that was asked for is kept by all; an ill service is left alone."""
        if outcome is Outcome.SLOW:
            self.resting_until = max(self.resting_until, now + wait)
        elif outcome is Outcome.LATER:
            self.ill += 1
            if self.ill >= TRIPS_AFTER and now >= self.resting_until:  # what was under way when it tripped is no news
                self.resting_until = now + min(LONGEST_REST, FIRST_REST * 2 ** min(self.trips, 10))
                self.trips += 1
        else:
            self.ill = self.trips = 0


@dataclass(slots=True)
class Postman:
    """Turns a claimed message into a request, and its answer into a settled row. It never touches the database."""

    session: aiohttp.ClientSession
    allowed: AllowList
    headers: Headers
    public_url: str
    spare: float  # seconds of lease that must be left when a request begins
    gates: dict[str, Gate] = field(default_factory=dict)

    async def deliver(self, message: Message) -> Settled:
        """What became of `message`. State is judged now, not when it was queued."""
        now = datetime.now(UTC).timestamp()
        if message.superseded:
            return Settled(message, "superseded")
        if message.endpoint is None or message.p256dh is None or message.auth is None:
            return Settled(message, "withdrawn")
        if message.expires_at <= now * 1000:
            return Settled(message, "expired")
        try:
            origin = self.allowed.origin_of(message.endpoint)
        except EndpointRefused:
            return Settled(message, "failed")
        gate = self.gates.setdefault(origin, Gate())
        async with gate.slots:
            now = datetime.now(UTC).timestamp()
            if gate.resting_until > now:
                return _back(message, gate.resting_until)
            if now + self.spare > message.lease_until / 1000:
                return _back(message, now)  # waited for a slot so long that another sender may take it
            return await self._post(message, origin, gate)

    async def _post(self, message: Message, origin: str, gate: Gate) -> Settled:
        authorization = self.headers.authorization(message.key_id or "", origin)
        if authorization is None:
            log.error("push_key_missing", key=message.key_id)
            return Settled(message, "ours")
        status, retry_after = await self._request(message, authorization)
        now = datetime.now(UTC)
        verdict = judge(status, retry_after, message.attempts, now)
        gate.heard(verdict.outcome, verdict.wait, now.timestamp())
        _report(message, origin, status, verdict.outcome)
        return _settled(message, verdict.outcome, status, now.timestamp() + verdict.wait)

    async def _request(self, message: Message, authorization: str) -> tuple[int | None, str | None]:
        """(status, Retry-After) of the answer; (None, None) when none came."""
        left = (message.expires_at - int(datetime.now(UTC).timestamp() * 1000)) // 1000
        headers = {
            "Authorization": authorization,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(min(max(left, 60), LONGEST_TTL)),
            "Urgency": "normal",
            "Topic": messages.topic_header(message.office, message.decision),
        }
        body = self._encrypted(message)
        try:
            async with self.session.post(
                str(message.endpoint), data=body, headers=headers, allow_redirects=False
            ) as answer:
                return answer.status, answer.headers.get("Retry-After")
        except (aiohttp.ClientError, TimeoutError, OSError):
            return None, None

    def _encrypted(self, message: Message) -> bytes:
        """The body, encrypted for this browser alone with a fresh key (RFC 8291)."""
        url = f"{self.public_url}/decisions/{message.decision}"
        plain = messages.build(
            message.snapshot, decision=message.decision, version=message.version, url=url, short=message.short
        )
        keys = {"p256dh": message.p256dh, "auth": message.auth}
        body: bytes = WebPusher({"endpoint": message.endpoint, "keys": keys}).encode(plain)["body"]
        return body


def _settled(message: Message, outcome: Outcome, status: int | None, again_at: float) -> Settled:
    match outcome:
        case Outcome.SHORT if not message.short:
            return Settled(message, "waiting", status, next_at=0, short=True)
        case Outcome.SHORT:
            return Settled(message, "failed", status, short=True)
        case Outcome.SLOW | Outcome.LATER if again_at * 1000 >= message.expires_at:
            return Settled(message, "expired", status, short=message.short)
        case Outcome.SLOW | Outcome.LATER:
            return Settled(message, "waiting", status, next_at=int(again_at * 1000), short=message.short)
        case _:
            return Settled(message, outcome.value, status, short=message.short)


def _back(message: Message, when: float) -> Settled:
    return Settled(message, "waiting", next_at=int(when * 1000), short=message.short, counted=False)


def _report(message: Message, origin: str, status: int | None, outcome: Outcome) -> None:
    """An endpoint is a capability: only its origin and a short hash are ever logged."""
    mark = hashlib.sha256((message.endpoint or "").encode()).hexdigest()[:8]
    say = log.error if outcome in (Outcome.OURS, Outcome.FAILED) else log.info
    say("push", origin=origin, endpoint=mark, status=status, outcome=outcome.value, attempt=message.attempts)
