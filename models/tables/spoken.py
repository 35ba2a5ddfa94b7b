"""What the office says in its own words: texts in place of ours, and the help lines that are named."""

from sqlalchemy import ForeignKey, String, Text, false, true
from sqlalchemy.orm import Mapped, mapped_column

from models.law.texts import OfficeText
from models.tables.base import Table, one_of


class SpokenText(Table):
    """A text that was ever changed. `zh_hans` NULL: ours is in force again. `version` grows with each change."""

    __tablename__ = "spoken_text"
    __table_args__ = (one_of("code", OfficeText),)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    zh_hans: Mapped[str | None] = mapped_column(Text)
    zh_hant: Mapped[str | None] = mapped_column(Text)
    en: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=0)


class Hotline(Table):
    """A help line; `code` is its number. It is named in the first answer to the classes of danger that are true of it,
    to whoever is `young`, and when a matter of its topic was filed. In the order of ids."""

    __tablename__ = "hotline"
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100), default="", server_default="")
    hours: Mapped[str | None] = mapped_column(String(100))
    hours_en: Mapped[str] = mapped_column(String(100), default="", server_default="")
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"), index=True)
    self_harm: Mapped[bool] = mapped_column(default=False, server_default=false())
    threat: Mapped[bool] = mapped_column(default=False, server_default=false())
    emergency: Mapped[bool] = mapped_column(default=False, server_default=false())
    child: Mapped[bool] = mapped_column(default=False, server_default=false())
    at_home: Mapped[bool] = mapped_column(default=False, server_default=false())
    young: Mapped[bool] = mapped_column(default=False, server_default=false())
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
