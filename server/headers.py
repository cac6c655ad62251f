"""Security headers of every answer, in one place."""

from __future__ import annotations

import re

from flask import Flask, Response, current_app

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# A worker obeys the policy that its own script came with: only the reader of codes may run WebAssembly, no page may.
READER_POLICY = CONTENT_SECURITY_POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
READER = re.compile(r"/scan-worker-[^/]+\.js$")
HSTS = "max-age=31536000"


def for_address(public_url: str) -> dict[str, str]:
    """The headers for a server known under this address: HSTS only where it speaks https."""
    return ALWAYS | ({"Strict-Transport-Security": HSTS} if public_url.startswith("https://") else {})


def of_exchange() -> dict[str, str]:
    """What an answer to a phone adds to these."""
    return {
        "Content-Type": "text/plain; charset=utf-8",
        "Vary": "Accept-Encoding",
        "Cache-Control": "no-store",
    }


def of_file(path: str, public_url: str) -> dict[str, str]:
    """The headers of a file of the build."""
    found = for_address(public_url)
    return found | {"Content-Security-Policy": READER_POLICY} if READER.search(path) else found


def register_headers(app: Flask) -> None:
    """Put the headers on every answer of the app; static files get theirs in server/frontend.py."""

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in for_address(current_app.config["PUBLIC_URL"]).items():
            response.headers.setdefault(name, value)
        return response
