"""One act on many cases."""

from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from models.law.states import State
from models.wire.base import CaseNo, Wire
from models.wire.links import LinkWanted
from models.wire.replies import Close
from models.wire.steps import Assign, Forward

MOST_AT_ONCE = 50
BULK_ACTS = ("assign", "forward", "link", "close")


class BulkCase(Wire):
    """`version`: as it was read; a case that was changed since is refused (`version_changed`)."""

    case_no: CaseNo
    version: Annotated[int, Field(ge=0, lt=2**31)] | None = None


class BulkWanted(Wire):
    """Exactly one of the acts, as it is sent for a single case."""

    cases: Annotated[list[BulkCase], Field(min_length=1, max_length=MOST_AT_ONCE)]
    assign: Assign | None = None
    forward: Forward | None = None
    link: LinkWanted | None = Field(None, description="each of the cases to the same other one")
    close: Close | None = None
    dry_run: bool = Field(False, description="only says what would become of each case")

    @model_validator(mode="after")
    def one(self) -> Self:
        if sum(getattr(self, act) is not None for act in BULK_ACTS) != 1:
            raise ValueError(f"exactly one of {', '.join(BULK_ACTS)}")
        if len({one.case_no for one in self.cases}) < len(self.cases):
            raise ValueError("each case once")
        return self

    @property
    def act(self) -> str:
        return next(act for act in BULK_ACTS if getattr(self, act) is not None)

    @property
    def given(self) -> BaseModel:
        given: BaseModel = getattr(self, self.act)
        return given


class BulkLine(Wire):
    """What became, or would become, of a case; refused with the `code` and the field of a single act's refusal."""

    case_no: str
    ok: bool
    state: State | None = Field(None, description="afterwards")
    version: int | None = Field(None, description="of a case in a dry run: send it along when it is to be done")
    code: str | None = None
    detail: str | None = None
    field: str | None = None


class BulkDone(Wire):
    """In the order of the cases that were sent."""

    dry_run: bool
    items: list[BulkLine]
