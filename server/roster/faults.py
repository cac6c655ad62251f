"""What may be wrong with a row: where, what, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

SAID = {
    "no_name": "ไม่มีชื่อ กรุณาเติมชื่อ หรือลบแถวนี้",
    "national_id": "มีเลข 13 หลักที่อาจเป็นเลขประจำตัวประชาชน ระบบนี้ไม่เก็บ กรุณาลบเลขนี้ออก",
    "formula": "เป็นสูตร ไม่ใช่ข้อความ กรุณาคัดลอกแล้ววางแบบเฉพาะค่า",
    "date": "Excel เปลี่ยนเป็นวันที่แล้ว กรุณาตั้งช่องเป็นข้อความแล้วพิมพ์ใหม่",
    "broken": "อ่านค่าไม่ได้ กรุณาพิมพ์ใหม่",
    "too_long": "ยาวเกินไป กรุณาย่อให้สั้นลง",
    "no_place": "ไม่บอกชุมชน กรุณาเติมชื่อชุมชน หรือเลือกว่าแถวที่ไม่บอกชุมชนอยู่ที่ใด",
    "unknown_place": "ไม่มีชุมชนชื่อนี้ในระบบ กรุณาเลือกชุมชนให้ตรงกัน หรือเพิ่มชุมชนก่อน",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `row` counts from 1 as the file does; `column` is the header as the file has it."""

    row: int
    column: str
    code: str

    @property
    def said(self) -> str:
        """The sentence for a person."""
        where = f"แถว {self.row} คอลัมน์ “{self.column}”" if self.column else f"แถว {self.row}"
        return f"{where}: {SAID[self.code]}"
