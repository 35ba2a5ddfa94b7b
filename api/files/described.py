"""Files as staff see them listed: as what each is shown, and whether there is a preview."""

from collections.abc import Iterable

from api.context import Context
from models.renditions import JPEG
from models.tables import Attachment
from models.wire import AddedFile

NAME = "file-name"
"""What names of files are sealed for."""


def called(ctx: Context, file: Attachment) -> str | None:
    """What its sender calls it."""
    return ctx.keys.text(file.name_sealed, NAME) if file.name_sealed is not None else None


def added(ctx: Context, files: Iterable[Attachment]) -> list[AddedFile]:
    """The files of an event, as staff see them."""
    return [
        AddedFile(
            seq=n, file=f.token, media_type=f.media_type, size=f.size, shown=shown_as(f), preview=previewed(f),
            broke_off=f.broke_off, sha256=f.sha256, name=called(ctx, f),
        )
        for n, f in enumerate(files, 1)
    ]  # fmt: skip


def shown_as(file: Attachment) -> str | None:
    """As what a file is shown; one that nobody has looked at yet is drawn when it is asked for."""
    if file.looked_at is not None:
        return file.shown_type
    return JPEG if file.media_type.startswith("image/") else file.media_type


def previewed(file: Attachment) -> bool:
    return file.preview_token is not None if file.looked_at is not None else file.media_type.startswith("image/")
