"""Files that come with a form: stored one by one, so that one which is refused does not lose the others."""

from dataclasses import dataclass, field
from typing import cast

from fastapi import UploadFile

from api.console.session import Posted, spoken, writing
from api.errors import Refusal
from api.files import service as files

MOST = 50
"""Files of a form, and of those before it that was shown again."""


@dataclass
class Kept:
    """Tokens of all that is stored; digests, by which a form sent twice is known; what is wrong."""

    tokens: list[str]
    digests: list[str]
    wrong: dict[str, str] = field(default_factory=dict)


async def keep(post: Posted) -> Kept:
    """The form's `held` are files that it brought before, when it was shown again."""
    held = [t for given in post.form.getlist("held") if isinstance(given, str) for t in given.split()][:MOST]
    kept = Kept([*held], [*held])
    for upload in post.files:
        try:
            received = files.received(post.signed.ctx, cast("UploadFile", upload))
            async with received as file, writing(post.signed) as session:
                receipt = await files.keep(session, file)
        except Refusal as why:
            kept.wrong["files"] = f"{upload.filename}：{spoken(why)[2]}"
        else:
            kept.tokens.append(receipt.file)
            kept.digests.append(receipt.sha256)
    return kept
