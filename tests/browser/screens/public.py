"""The public pages and the push of a resident's browser."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, expect


def stub_push(subscription: dict[str, Any]) -> str:
    """A script that gives the page a subscription, since a browser without a network has no push service."""
    return f"""
      const made = {json.dumps(subscription)};
      let held = null;
      const subscribe = async (options) => (held = {{
        endpoint: made.endpoint, options: {{ applicationServerKey: bytes(options.applicationServerKey) }},
        toJSON: () => ({{ endpoint: made.endpoint, keys: made.keys }}),
        unsubscribe: async () => {{ held = null; return true; }},
      }});
      const bytes = (text) => typeof text === 'string'
        ? Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0)).buffer : text;
      if (globalThis.PushManager) {{
        PushManager.prototype.subscribe = subscribe;
        PushManager.prototype.getSubscription = async () => held;
      }}
    """


class Reader:
    """Somebody who reads the public pages without JavaScript and without an account. (R2.1c)"""

    def __init__(self, browser: Browser, url: str) -> None:
        self.page = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 640}).new_page()
        self.url = url

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.url}{path}")
        return self.page

    def hearing(self, title: str) -> Page:
        self.open("/")
        self.page.get_by_role("link").filter(has_text=title).first.click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(title)
        return self.page

    def result(self, motion: str) -> dict[str, int]:
        """The table of a motion's result, from the page as it stands: label -> number."""
        table = self.page.locator("article.motion").filter(has_text=motion).locator("table tbody tr")
        return {
            row.locator("th, td").first.inner_text(): int(row.locator("td.n").first.inner_text()) for row in table.all()
        }


class Pushed:
    """The worker of a resident's page, reached as the browser's push service would reach it."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.origin = origin
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.registration = ""
        self.shown: list[dict[str, Any]] = []
        self.session.on("ServiceWorker.workerRegistrationUpdated", self._registered)
        self.session.on("BackgroundService.backgroundServiceEventReceived", lambda told: self.shown.append(told))
        self.session.send("ServiceWorker.enable")
        for service in ("notifications", "pushMessaging"):
            self.session.send("BackgroundService.startObserving", {"service": service})
            self.session.send("BackgroundService.setRecording", {"shouldRecord": True, "service": service})

    def _registered(self, told: dict[str, Any]) -> None:
        for one in told["registrations"]:
            if not one["isDeleted"] and one["scopeURL"].startswith(self.origin):
                self.registration = one["registrationId"]

    def deliver(self, text: str) -> dict[str, Any]:
        """Hands the decrypted message to the worker; gives back the notification that it showed."""
        self._until(lambda: self.registration)
        message = {"origin": self.origin, "registrationId": self.registration, "data": text}
        self.session.send("ServiceWorker.deliverPushMessage", message)
        # Read only after the browser says that it is displayed: reading at once can lose a notification for good.
        self._until(lambda: any("displayed" in one["backgroundServiceEvent"]["eventName"] for one in self.shown))
        shown: dict[str, Any] = self.page.evaluate(
            """async () => { const [one] = await (await navigator.serviceWorker.ready).getNotifications();
                 return { title: one.title, body: one.body, tag: one.tag, data: one.data }; }"""
        )
        return shown

    def tap(self) -> str:
        """Taps the notification; gives back the address that the worker then asks the browser to open."""
        worker = self.page.context.service_workers[0]
        opened: str = worker.evaluate(
            """async () => {
                 const [notification] = await self.registration.getNotifications();
                 return new Promise((done) => {
                   self.clients.openWindow = async (url) => done(url);
                   self.dispatchEvent(new NotificationEvent('notificationclick', { notification }));
                 });
               }"""
        )
        return opened

    def _until(self, true: Any) -> None:
        for _ in range(200):
            if true():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("the browser's worker did not answer")
