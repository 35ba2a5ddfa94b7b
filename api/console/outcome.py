"""What a page says of the form that was just sent: done, or refused, with what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from pydantic import ValidationError

from api.console import errors
from api.console.session import Posted, Signed, spoken
from api.errors import NotFound, Refusal


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`words` stand beside `form`, whose fields hold what was `typed`; `wrong`: words by field; `done`: which step."""

    status: int = 200
    form: str = ""
    words: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    done: str = ""

    @classmethod
    def asked(cls, at: Signed) -> Self:
        """What the address says was done: the form before led here."""
        return cls(done=at.request.query_params.get("done", ""))

    @classmethod
    def refused(cls, post: Posted, why: Refusal | ValidationError, form: str = "") -> Self:
        """What was typed, with the reason beside the form and beside each field that is wrong. Raises NotFound again:
        the page is not there either."""
        if isinstance(why, NotFound):
            raise why
        status, _, words = spoken(why)
        words = getattr(why, "words", words)
        return cls(status=status, form=form, words=words, typed=post.fields, wrong=flaws(why) or {"": words})

    @property
    def facts(self) -> dict[str, str | Mapping[str, str]]:
        """For the template."""
        return {"form": self.form, "words": self.words, "typed": self.typed, "wrong": self.wrong, "done": self.done}


def flaws(why: Refusal | ValidationError) -> dict[str, str]:
    """Words for each field that is wrong."""
    if isinstance(why, ValidationError):
        found = [(str(e["loc"][0]) if e["loc"] else "", e) for e in why.errors(include_url=False)]
        return {field: errors.wrong(field, e) for field, e in reversed(found)}
    return {e["field"]: spoken(why)[2] for e in why.errors}
