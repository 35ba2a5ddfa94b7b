"""What a story already says that the form asks for: place, people, topic, name and phone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from conversations.engine.tree import Option, Tree
from conversations.hearing.values.names import Contact, contact_in
from conversations.hearing.values.people import People, people_in
from conversations.hearing.values.places import Spot, told_in
from conversations.hearing.values.topics import topic_in
from models import phones
from models.visible import visible
from models.wire.deeds import KeptPart

LONGEST = 4000
"""Characters of a story in which is looked."""
_CLAUSE = re.compile(r"[，。；！？,;!?\n]")
_SENTENCE = re.compile(r"[。；！？;!?\n]")
_CALLED = re.compile(r"我叫|我是|俺叫|本人|姓名|名字|联系人|聯繫人|免贵姓|免貴姓|my name is|i am |i'm ", re.IGNORECASE)
_BY_PHONE = re.compile(r"电话|電話|手机|手機|号码|號碼|联系|聯繫|打给|打給|phone|tel|call", re.IGNORECASE)
_PEOPLE = re.compile(
    r"(?:我们|我們|影响|影響|涉及|关系到|關係到|一共|共有?|总共|大概|大约|大約|全村|全楼|整栋|小区|村里|家里)?[^，。,;；\s]{0,6}?"
    r"(?<!第)(?<!第 )(?<![0-9一二三四五六七八九十百千两几])([0-9一二三四五六七八九十百千两几]+(?:多|余|餘|来)?)\s*"
    r"(?:户|戶|家住户|名业主|个业主|位业主|名村民|个村民|位村民|多人|口人)"
)
_OF_US = re.compile(
    r"(?:我们|我們|咱们|一共|总共|共有)[^，。,;；\s]{0,4}?(?<![0-9一二三四五六七八九十百千两几])"
    r"([0-9一二三四五六七八九十百千两几]+(?:多|余|餘|来)?)\s*[个個名位]?(?:人(?!次|民)|工人|农民工|民工|工友|乡亲)"
)
_LEAST_DIGITS = 10


@dataclass(frozen=True)
class Told:
    """The words of a story. What is read out of them is offered, never taken."""

    text: str

    @classmethod
    def of(cls, parts: Iterable[KeptPart]) -> "Told":
        return cls(visible("\n".join(p["text"] for p in parts if "text" in p and not p.get("pin")))[:LONGEST])

    def place(self, areas: Tree) -> Spot | None:
        return told_in(areas, self.text)

    def topic(self, topics: Tree) -> Option | None:
        return topic_in(topics, self.text)

    @cached_property
    def people(self) -> tuple[People, str] | None:
        """How many, and the words that say so; None when several numbers stand there."""
        found = {m[0]: m[1] for counted in (_PEOPLE, _OF_US) for m in counted.finditer(self.text)}
        if len(found) != 1:
            return None
        (said, number), *_ = found.items()
        people = people_in(number)
        return (People(people.n, True), said.strip()) if people is not None and people.n > 1 else None

    @cached_property
    def contact(self) -> Contact | None:
        """The name people give themselves, and a phone number long enough to be one."""
        name = phone = None
        for sentence in _SENTENCE.split(self.text):
            for line in (sentence, *_CLAUSE.split(sentence)):
                long = [n for n in phones.numbers(line) if len(re.sub("[^0-9]", "", n)) >= _LEAST_DIGITS]
                near = phones.numbers(line) if _BY_PHONE.search(line) else []
                phone = phone or next(iter([*long, *near]), None)
                if name is None and (_CALLED.search(line) or long):
                    found = contact_in(line[line_start.start() :] if (line_start := _CALLED.search(line)) else line)
                    name = found.name if found is not None else None
        return Contact(name, phone) if name or phone else None
