"""Makes people for tests, named as people in Thailand are: shared surnames, none, surnames with a space, ranks, monks,
fifty who have the same name, and names that differ in one sign. All invented; telephone numbers are of no real network.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

FIRST = (
    "สมชาย สมหญิง สมศักดิ์ ประเสริฐ วิไลพร กนกวรรณ ณัฐพงษ์ ณัฐพงศ์ สุดารัตน์ บุญมี ทองดี จำเนียร น้ำฝน น้ำทิพย์ กัญญา กันยา "
    "ศิริพร สิริพร วิชัย วิชิต อำนวย อำนาจ พิมพ์ใจ พลอย เพ็ญศรี เกษม แก้วตา เอกชัย ไพโรจน์ โกวิท ธีรพงศ์ ฐิติมา ปราณี "
    "รัชนี มะลิ มาลี สุชาติ สุชาดา บรรจง ประจวบ อรุณ เยาวภา ใบตอง หนูแดง นิตยา ลำดวน คุณากร ธนวัฒน์ พรทิพย์ จันทร์เพ็ญ"
)
LAST = (
    "ใจดี ใจสว่าง ศรีสุข ศรีสุวรรณ แซ่ลิ้ม แซ่ตั้ง บุญมาก บุญมา ทองคำ ทองสุข วงศ์สวัสดิ์ วงษ์สวัสดิ์ แก้วริมคลอง พึ่งพา "
    "มีสุข มั่งมี อ่อนละมัย เจริญผล น้ำใส รุ่งเรือง สายลม ท่าน้ำ ริมธาร ดอกไม้ คงเดิม อยู่เย็น สุขสันต์ ชื่นบาน"
)
SPACED = ("ณ อยุธยา", "ณ สงขลา", "อิศรางกูร ณ อยุธยา", "แซ่ ลิ้ม", "บิน อับดุลเลาะห์")
LAY = ("นาย", "นาง", "นางสาว", "เด็กชาย", "เด็กหญิง", "น.ส.", "ด.ช.")
RANKS = (
    "พล.ต.อ.", "พ.ต.ท.หญิง", "ร.ต.อ.", "ด.ต.", "จ่าสิบเอก", "ส.อ.", "ว่าที่ร้อยตรี", "ว่าที่ ร.ต.", "พันเอก", "ร้อยตำรวจตรี",
    "พลเรือตรี", "นาวาอากาศเอก", "ดร.", "ผศ.ดร.", "ม.ล.", "นพ.",
)  # fmt: skip
MONKS = ("พระ", "พระมหา", "พระครู", "พระอธิการ", "สามเณร")
MONASTIC = ("สุจิตฺโต", "ธมฺมธโร", "ปญฺญาวโร", None, None)
NAMESAKES = ("นาย", "สมชาย", "ใจดี")


@dataclass(frozen=True, slots=True)
class Invented:
    """A person as a roll has it; `last` is None for people of one name."""

    title: str
    first: str
    last: str | None
    house: str
    community: str
    phone: str

    @property
    def full(self) -> str:
        """The name in one cell, as offices write it."""
        return f"{self.title}{self.first} {self.last or ''}".strip()


def people(count: int, communities: list[str], *, seed: int = 1, namesakes: int = 50) -> list[Invented]:
    """`count` people of these communities, each in a house of its own number; the same for the same seed.

    `namesakes` of them (or a twentieth, if that is fewer) are called alike; some have one name only: monks, and
    people without a surname.
    """
    chance = random.Random(seed)
    alike = min(namesakes, count // 20)
    made = [_one(chance, number, communities) for number in range(count)]
    title, first, last = NAMESAKES
    for number in range(alike):
        made[number] = replace(made[number], title=title, first=first, last=last)
    chance.shuffle(made)
    return made


def _one(chance: random.Random, number: int, communities: list[str]) -> Invented:
    house = f"{number // 3 + 1}/{number % 3 + 1}" if number % 4 else str(number + 1)
    phone = f"000-{chance.randrange(100, 999)}-{number:04d}" if chance.random() < 0.6 else ""
    title, first, last = _name(chance)
    return Invented(title, first, last, house, communities[number % len(communities)] if communities else "", phone)


def _name(chance: random.Random) -> tuple[str, str, str | None]:
    first, kind = chance.choice(FIRST.split()), chance.random()
    if kind < 0.03:
        return chance.choice(MONKS), first, chance.choice(MONASTIC)
    if kind < 0.08:
        return chance.choice(LAY), first, None
    last = chance.choice(SPACED) if kind < 0.13 else chance.choice(LAST.split())
    return chance.choice(RANKS if kind > 0.93 else LAY), first, last


def thai_digits(text: str) -> str:
    """The text with Thai digits, as many offices write."""
    return text.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))


def near(person: Invented) -> Iterator[Invented]:
    """The same person as somebody else would have typed it: the name differs in one sign."""
    yield replace(person, first=f"{person.first}์")
    yield replace(person, first=person.first[:-1] or person.first)
    yield replace(person, last=f"{person.last}ๆ" if person.last else None)
