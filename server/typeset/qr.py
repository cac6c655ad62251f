"""QR codes as SVG, drawn sharp at any size; a template shows one with `qr(…)` of page.typ."""

from __future__ import annotations

import io


def svg(text: str) -> str:
    """The QR of a text, with the margin that readers need (ISO/IEC 18004: four modules), as an SVG document."""
    import segno

    drawn = io.BytesIO()
    code = segno.make(text, micro=False, error="m")
    code.save(drawn, kind="svg", border=4, xmldecl=False, svgclass=None, lineclass=None)
    return drawn.getvalue().decode()
