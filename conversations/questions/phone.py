"""A phone number as people write it."""

import re
import unicodedata
from dataclasses import dataclass
from typing import ClassVar

from conversations.engine.engine import Json, Stale
from conversations.questions.plain import NotUnderstood, Reply, Rows, Say

_PHONE = re.compile(r"^(?:(\+?86)?(1[3-9][0-9]{9}|0[0-9]{2,3}[0-9]{7,8}|[0-9]{7,8})|\+[0-9]{8,15})\Z")
_AROUND_A_PHONE = re.compile(r"[\s\-()（）—–:：,，。.]|我的|电话|電話|手机|手機|号码|號碼|联系|聯繫|是")


@dataclass(frozen=True)
class PhoneNumber:
    """A mainland mobile or landline, or an international number with +; blanks and dashes are dropped."""

    word: str
    skip: Json | None = None
    wants: ClassVar[str] = "contact"

    def read(self, reply: Reply, held: Json) -> Json:
        text = _AROUND_A_PHONE.sub("", unicodedata.normalize("NFKC", reply.text or ""))
        if not _PHONE.match(text):
            raise NotUnderstood("again.phone")
        return text

    def load(self, held: Json) -> str | None:
        if held == self.skip:
            return None
        if not isinstance(held, str) or not _PHONE.match(held):
            raise Stale
        return held

    def says(self, held: Json) -> tuple[Say, ...]:
        return (Say(self.word),)

    def rows(self, held: Json) -> Rows:
        return ()
