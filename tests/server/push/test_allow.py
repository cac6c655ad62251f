"""Where the sender may post to: strangers choose endpoints, so every trick of an address is tried."""

import asyncio
import socket

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from server.push.allow import LONGEST_ENDPOINT, AllowList, EndpointRefused, PinnedResolver, is_public

KNOWN = AllowList.from_setting("")
LOCAL = AllowList.from_setting("http://localhost:9105, push.example.org *.up.example.org")


@pytest.mark.parametrize(
    ("endpoint", "origin"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc:def", "https://fcm.googleapis.com"),
        ("https://updates.push.services.mozilla.com/wpush/v2/x?y=1", "https://updates.push.services.mozilla.com"),
        ("https://web.push.apple.com:443/QGuQ", "https://web.push.apple.com"),
        ("https://WNS2-PAR02P.notify.windows.com/w/?token=x%2f", "https://wns2-par02p.notify.windows.com"),
    ],
)
def test_the_push_services_of_the_browsers_are_known(endpoint: str, origin: str) -> None:
    assert KNOWN.origin_of(endpoint) == origin


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com:0/x",
        "https://fcm.googleapis.com:99999/x",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com@127.0.0.1/x",
        "https://fcm.googleapis.com/x#fragment",
        "https://fcm.googleapis.com\\@127.0.0.1/x",
        "https://fcm.googleapis.com/x\r\nHost: evil",
        "https://fcm.googleapis.com /x",
        "https://[::1/x",
        "https:///x",
        "ftp://fcm.googleapis.com/x",
        "https://fcm.googleapis.com/" + "x" * LONGEST_ENDPOINT,
        "https://ＦＣＭ.googleapis.com/x",
    ],
)
def test_an_address_that_is_not_plainly_https_on_its_port_is_refused(endpoint: str) -> None:
    with pytest.raises(EndpointRefused) as refused:
        KNOWN.origin_of(endpoint)
    assert refused.value.code == "bad_endpoint"


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://localhost/x",
        "https://metadata.google.internal/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evilfcm.googleapis.com/x",
        "https://push.apple.com/x",
        "https://push.example.org/x",
    ],
)
def test_a_host_that_nobody_listed_is_refused(endpoint: str) -> None:
    with pytest.raises(EndpointRefused) as refused:
        KNOWN.origin_of(endpoint)
    assert refused.value.code == "unknown_push_host"


def test_the_operator_can_widen_the_list_by_names_and_by_whole_origins() -> None:
    assert LOCAL.origin_of("https://push.example.org/x") == "https://push.example.org"
    assert LOCAL.origin_of("https://a.up.example.org/x") == "https://a.up.example.org"
    assert LOCAL.origin_of("http://localhost:9105/notify/x") == "http://localhost:9105"
    for near in ("http://localhost:9106/x", "https://localhost:9105/x", "http://push.example.org/x"):
        with pytest.raises(EndpointRefused):
            LOCAL.origin_of(near)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1"),
        *("64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "ff02::1"),
    ],
)
def test_an_address_inside_a_network_is_not_public_in_whatever_clothes_it_comes(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["142.250.4.95", "2404:6800:4003:c00::5f", "::ffff:142.250.4.95"])
def test_an_address_out_on_the_internet_is_public(address: str) -> None:
    assert is_public(address)


class Turning(AbstractResolver):
    """A name that resolves to what it was told to."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)
            for address in self.addresses
        ]

    async def close(self) -> None:
        """Nothing to close."""


def resolved(allowed: AllowList, host: str, port: int, *addresses: str) -> list[str]:
    found = asyncio.run(PinnedResolver(allowed, Turning(*addresses)).resolve(host, port))
    return [entry["host"] for entry in found]


def test_a_listed_name_that_turns_to_an_inner_address_is_not_connected_to() -> None:
    assert resolved(KNOWN, "fcm.googleapis.com", 443, "10.0.0.1", "142.250.4.95") == ["142.250.4.95"]
    with pytest.raises(OSError, match="no public address"):
        resolved(KNOWN, "fcm.googleapis.com", 443, "10.0.0.1")


def test_only_an_origin_the_operator_named_may_be_inside() -> None:
    assert resolved(LOCAL, "localhost", 9105, "127.0.0.1") == ["127.0.0.1"]
    with pytest.raises(OSError, match="no public address"):
        resolved(LOCAL, "localhost", 9106, "127.0.0.1")
