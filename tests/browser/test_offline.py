"""What a phone fetches later is there before it is wanted: screens, words, the way to the office, without a network."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import House, Phone
from tests.browser.screens.field import Field


def test_the_other_language_and_every_later_screen_open_without_a_network(
    house: House, phone_of: Callable[..., Phone]
) -> None:
    """R5.6: all field work works with no network, from the first load on, and after the browser was killed."""
    field = Field(phone_of("a"), house.url)
    field.enrol(house.demo["officer-a"]["code"], "มือถือ")
    field.phone.offline(True)
    field.phone.kill()
    field.phone.start(offline=True).goto(f"{house.url}/field/settings")
    field.page.get_by_role("radio", name="English").check()
    expect(field.page.get_by_role("heading", name="Settings")).to_be_visible()
    field.page.goto(f"{house.url}/field")
    expect(field.page.get_by_role("heading", name="My hearings")).to_be_visible()
    field.page.get_by_role("link", name="Hearing").first.click()
    for room in ("Door", "Votes", "Opinions"):
        field.page.get_by_role("navigation").get_by_role("link", name=room).click()
        expect(field.page.get_by_role("link", name="Back")).to_be_visible()
        field.page.get_by_role("link", name="Back").click()
    field.page.get_by_role("link", name="On this phone").or_(field.page.locator("a.sync")).first.click()
    field.page.get_by_role("button", name="Send now").click()
    expect(field.page.get_by_text("No signal", exact=False).first).to_be_visible()
