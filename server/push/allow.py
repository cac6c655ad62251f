"""Which addresses the sender may post to. Owns the allow-list of push hosts and the check of network addresses.

Endpoints come from strangers, so both doors are guarded: the name when a subscription is made and again when a message
is sent, and the network address each time a name is resolved (the sender connects to the address that was checked).
"""

import ipaddress
import re
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult

# The push services of the browsers (Chromium, Firefox, Safari, Edge).
KNOWN_HOSTS = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "*.push.apple.com",
    "*.notify.windows.com",
)
LONGEST_ENDPOINT = 1000
_PLAIN = re.compile(r"[!#-\[\]-_a-z~]+")  # printable ASCII without space, quote, backslash, backtick or braces
# Addresses inside IPv6 that lead to some IPv4 address: NAT64 (RFC 6052, RFC 8215), 6to4 (RFC 3056), Teredo (RFC 4380).
_TUNNELS = tuple(ipaddress.ip_network(n) for n in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))


class EndpointRefused(ValueError):
    """The endpoint is not one the sender may post to; `code` says why (stable)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class AllowList:
    """Host patterns that take https on port 443, and whole origins that the operator trusts as they are."""

    hosts: tuple[str, ...]
    origins: tuple[str, ...]

    @classmethod
    def from_setting(cls, setting: str) -> "AllowList":
        """Known hosts widened by PUSH_HOSTS: names (`push.example.org`, `*.example.org`) or origins (`http://localhost:9012`).

        An origin is trusted whole, plain http and private addresses included: only the operator can set one.
        """
        words = [word.strip().rstrip("/") for word in setting.replace(",", " ").split()]
        origins = tuple(word for word in words if "://" in word)
        return cls(KNOWN_HOSTS + tuple(word for word in words if "://" not in word), origins)

    def origin_of(self, endpoint: str) -> str:
        """Origin of an endpoint that may be posted to; raises EndpointRefused (bad_endpoint, unknown_push_host)."""
        if len(endpoint) > LONGEST_ENDPOINT or not _PLAIN.fullmatch(endpoint):
            raise EndpointRefused("bad_endpoint")
        try:
            parts = urlsplit(endpoint)
            port = parts.port
        except ValueError as error:
            raise EndpointRefused("bad_endpoint") from error
        if parts.username is not None or parts.password is not None or parts.fragment or not parts.hostname:
            raise EndpointRefused("bad_endpoint")
        origin = f"{parts.scheme}://{parts.netloc.lower()}"
        if origin in self.origins:
            return origin
        if parts.scheme != "https" or port not in (None, 443):
            raise EndpointRefused("bad_endpoint")
        if not any(_fits(parts.hostname, pattern) for pattern in self.hosts):
            raise EndpointRefused("unknown_push_host")
        return f"https://{parts.hostname}"

    def local(self, host: str, port: int) -> bool:
        """Whether the operator trusts this host and port whole, private address or not."""
        return any((urlsplit(o).hostname, _port(o)) == (host, port) for o in self.origins)


def _port(origin: str) -> int:
    parts = urlsplit(origin)
    return parts.port or (443 if parts.scheme == "https" else 80)


def _fits(host: str, pattern: str) -> bool:
    if pattern.startswith("*."):
        return host.endswith(pattern[1:]) and host != pattern[2:]
    return host == pattern


def is_public(address: str) -> bool:
    """Whether an IP address is out on the internet, no matter in what clothes (mapped, tunnelled) it comes."""
    ip = ipaddress.ip_address(address.split("%", 1)[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif any(ip in network for network in _TUNNELS):
            return False
    return ip.is_global and not ip.is_multicast


class PinnedResolver(AbstractResolver):
    """Resolves a name once and gives the connection only addresses that were checked, so that a name cannot turn."""

    def __init__(self, allowed: AllowList, resolver: AbstractResolver) -> None:
        self._allowed = allowed
        self._resolver = resolver

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The checked addresses of `host`; raises OSError when none is public (aiohttp reports it as no connection)."""
        found: list[Any] = await self._resolver.resolve(host, port, family)
        if self._allowed.local(host, port):
            return found
        public = [entry for entry in found if is_public(entry["host"])]
        if not public:
            raise OSError("push host resolves to no public address")
        return public

    async def close(self) -> None:
        """Closes the resolver underneath."""
        await self._resolver.close()
