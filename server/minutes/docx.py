"""The minutes as a file for a word processor, from the same layout as the PDF."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from .layout import Block, Layout

if TYPE_CHECKING:
    from docx.styles.style import ParagraphStyle

MIMETYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "TH Sarabun New"  # what Thai offices have; a computer without it shows Sarabun or its own Thai font
SIZE = 16  # points, as official papers are set
_BOLD = ("title", "head", "item", "lead")


def docx(layout: Layout, title: str) -> bytes:
    """A layout as Office Open XML."""
    from docx import Document

    paper = Document()
    _page(paper.sections[0])
    _font(paper.styles["Normal"])
    paper.core_properties.title = title[:255]
    for block in layout.blocks:
        _paragraph(paper, block)
    kept = io.BytesIO()
    paper.save(kept)
    return kept.getvalue()


def _page(section: Any) -> None:
    """A4 with the margins of official papers: 3 cm at the left, 2 cm at the right."""
    from docx.shared import Cm

    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2)


def _font(style: ParagraphStyle) -> None:
    """One font for every script: Thai is `cs` to a word processor, and stays in its own font unless told."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name, style.font.size = FONT, Pt(SIZE)
    style.paragraph_format.space_after = Pt(0)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    size = OxmlElement("w:szCs")
    size.set(qn("w:val"), str(2 * SIZE))
    properties.append(size)
    language = OxmlElement("w:lang")
    language.set(qn("w:bidi"), "th-TH")
    properties.append(language)


def _paragraph(paper: Any, block: Block) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

    made = paper.add_paragraph()
    run = made.add_run(block.text)
    if block.style in _BOLD:
        run.bold = True
        run._element.get_or_add_rPr().append(OxmlElement("w:bCs"))  # bold of Thai is a switch of its own
    shape = made.paragraph_format
    match block.style:
        case "title" | "centre":
            made.alignment = ALIGN.CENTER
        case "mark":
            made.alignment = ALIGN.RIGHT
        case "head" | "item":
            shape.space_before, shape.keep_with_next = Pt(6), True
        case "lead":
            shape.left_indent, shape.keep_with_next = Cm(1.5), True
        case "row":
            shape.left_indent, shape.first_line_indent = Cm(8.4), Cm(-8.4)
            shape.tab_stops.add_tab_stop(Cm(1.1))
            shape.tab_stops.add_tab_stop(Cm(8.4))
        case "sign":
            shape.left_indent = Cm(5.5)
        case _:
            shape.first_line_indent = Cm(1.5)
