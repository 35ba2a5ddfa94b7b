"""A clerk's record of telling a person a notice: by phone, at the counter or by post."""

from collections.abc import Mapping
from datetime import datetime

from api.console.pages import stamp
from api.console.session import Posted, writing
from api.context import Context
from api.errors import Unprocessable
from api.idempotency import once
from api.notifications import service as notices
from models.clock import ZONE
from models.wire import ManualRecord
from models.words import wording


def delivery(fields: Mapping[str, str]) -> ManualRecord:
    """What a clerk recorded of telling a person: `how:result`, whom, and when by the local clock."""
    how, _, result = fields.get("result", "").partition(":")
    try:
        at = datetime.fromisoformat(fields.get("at", "")).replace(tzinfo=ZONE)
    except ValueError:
        raise Unprocessable(field="at") from None
    if not result:
        raise Unprocessable(field="result")
    whom = fields.get("whom", "").strip() or None
    if result == "spoke" and whom is None:
        raise Unprocessable(field="whom")
    return ManualRecord.model_validate({"how": how, "result": result, "whom": whom, "at": at})


def said(ctx: Context, fields: Mapping[str, str]) -> ManualRecord:
    """As `delivery`: just now, unless another time is given; to the resident, unless somebody else is named."""
    whom = fields.get("whom", "").strip() or wording("behalf.from_self")
    at = fields.get("at", "").strip() or stamp(ctx.clock.now())
    return delivery({**fields, "whom": whom, "at": at})


async def record_delivery(post: Posted, id: int) -> None:
    """Once for each form; the refusals are those of the ledger."""
    ctx, who = post.signed.ctx, post.signed.who
    given = delivery(post.fields)
    async with writing(post.signed) as session:
        await once(
            session, ctx, who, post.key, f"staff.record.{id}", given,
            lambda: notices.record_manual(session, ctx, who, id, given),
        )  # fmt: skip
