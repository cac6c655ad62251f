"""Security headers of every answer, in one place."""

from __future__ import annotations

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
HSTS = "max-age=31536000"


def for_address(public_url: str) -> dict[str, str]:
    """The headers for a server known under this address: HSTS only where it speaks https."""
    return ALWAYS | ({"Strict-Transport-Security": HSTS} if public_url.startswith("https://") else {})


def register_headers(app: Flask) -> None:
    """Put the headers on every answer of the app; static files get theirs in server/frontend.py."""

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in for_address(current_app.config["PUBLIC_URL"]).items():
            response.headers.setdefault(name, value)
        return response
