"""What travels in a push message. Owns its shape (Declarative Web Push JSON), its size and its Topic.

The same JSON is read by Safari without a service worker (web_push: 8030) and by our service worker elsewhere. It holds
no personal data and nothing that is not on the public page (R5.7).
"""

from typing import Any

import orjson

from sync.ids import digest_of

LARGEST = 2048  # bytes of plaintext: some bridges take no more than about 2.7 kB once encrypted


def topic_header(office: str, decision: str) -> str:
    """32 URL-safe characters (RFC 8030 section 5.4; a multiple of four, since Apple decodes it): one a decision."""
    return digest_of("prachakhom/push-topic", office, decision)[:32]


def build(snapshot: dict[str, Any], *, decision: str, version: int, url: str, short: bool = False) -> bytes:
    """The plaintext of one message, at most LARGEST bytes.

    `snapshot` is what was published (`notice`: {title, body}); a correction keeps the tag, so that it replaces the
    first text on the screen. The short form only opens the page: it is sent when the long one was refused for its size.
    """
    notice = snapshot["notice"]
    full = _json(notice["title"], "" if short else notice["body"], decision, version, url)
    return full if len(full) <= LARGEST else _json(notice["title"], "", decision, version, url)


def _json(title: str, body: str, decision: str, version: int, url: str) -> bytes:
    notification = {"title": title, "navigate": url, "lang": "th", "tag": f"decision-{decision}"}
    if body:
        notification["body"] = body
    return orjson.dumps({"web_push": 8030, "notification": notification, "version": version})
