"""Which part of a story is to go or to be put otherwise: 撤回上一条, 删掉第2条, 第2条改成……"""

import re

from conversations.words.typed import number_in
from models.search import normalise

LAST = -1
_N = "第?([0-9]{1,3}|[一二三四五六七八九十]{1,3})[条句段则](?:话)?"
_TAKEN = r"(?:撤回|撤销|删掉|删除|删了|去掉|不要|收回)"
_LAST = re.compile(
    rf"(?:请?{_TAKEN}(?:我?刚才|上面|上|最后|前面)(?:说的|写的|发的)?(?:那|这|一)?一?(?:条|句|段|个)?(?:话|消息|吧|了)?"
    r"|(?:刚才|上面|上一条|最后一条)(?:那|这)?(?:条|句|段)?(?:话)?"
    r"(?:不要了|不算|作废|撤回|删掉|删了|去掉|写错了|发错了)(?:吧|了)?"
    r"|(?:remove|delete|undo|take back) (?:the )?(?:last|previous)(?: one| message)?)"
)
_DROP = re.compile(
    rf"(?:请?{_TAKEN}{_N}(?:吧|了)?|{_N}(?:不要了|删掉|删了|去掉|作废)(?:吧)?"
    r"|(?:remove|delete) (?:number |no\.? ?)?([0-9]{1,3}))"
)
_CHANGE = re.compile(rf"(?:把)?{_N}(?:改成|改为|换成|应该是|改)[::,，]?(.+)|(?:改|修改){_N}[::,，](.+)", re.DOTALL)


def part_in(text: str) -> tuple[int, str | None] | None:
    """The number of the part (`LAST`), and the words in its place, None to remove it; None when no part is meant."""
    if len(text) > 2000:
        return None
    said = normalise(text).strip("。.!！ ")
    if _LAST.fullmatch(said):
        return LAST, None
    if (drop := _DROP.fullmatch(said)) is not None:
        n = number_in(drop[1] or drop[2] or drop[3])
        return (n, None) if n else None
    if (change := _CHANGE.fullmatch(said)) is not None and len(said) == len(text.strip("。.!！ ")):
        n = number_in(change[1] or change[3])
        words = text.strip("。.!！ ")[change.start(2) if change[2] else change.start(4) :]
        return (n, words.strip()) if n else None
    return None
