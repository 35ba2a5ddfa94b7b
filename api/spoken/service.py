"""The office's own texts: read, changed, seen before they are saved, taken back; ours stay beneath them."""

from collections.abc import Mapping
from string import Formatter

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.catalogue import queries as catalogue
from api.context import RENEW, Context
from api.errors import NotFound, Unprocessable, VersionChanged
from api.security import Caller
from api.spoken import queries
from api.spoken.inforce import DANGERS
from models import hotlines, words
from models.law.texts import OfficeText
from models.tables import Hotline, SpokenText
from models.wire import HotlinesRestored, TextPreview, Texts, TextView
from models.words.languages import LOCALES
from models.words.names import Name


async def listed(session: AsyncSession) -> list[TextView]:
    """All that an office may say in its own words, in the order of the page."""
    rows = {row.code: row for row in await queries.texts(session)}
    return [_view(code, rows.get(code)) for code in OfficeText]


async def one(session: AsyncSession, code: str) -> TextView:
    return _view(_code(code), await queries.text(session, code))


def _code(code: str) -> OfficeText:
    if code not in [*OfficeText]:
        raise NotFound
    return OfficeText(code)


def facts(code: OfficeText) -> list[str]:
    """What may stand in curly brackets."""
    return sorted(_named(words.shipped("zh_Hans", code.row.key)))


def _named(text: str) -> set[str]:
    """ValueError for brackets that do not fit together, and for what is no plain name."""
    found = set()
    for _, name, spec, conversion in Formatter().parse(text):
        if name is not None:
            if spec or conversion or not name.isidentifier():
                raise ValueError(name)
            found.add(name)
    return found


def _view(code: OfficeText, row: SpokenText | None) -> TextView:
    ours = words.entries()[code.row.key]
    shipped = Texts(zh_Hans=ours["zh_Hans"], zh_Hant=_hant(ours), en=ours.get("en"))
    own = Texts(zh_Hans=row.zh_hans, zh_Hant=row.zh_hant, en=row.en) if row and row.zh_hans is not None else None
    read = own and Texts(
        zh_Hans=own.zh_Hans, zh_Hant=own.zh_Hant or words.converted(own.zh_Hans), en=own.en or ours.get("en")
    )
    return TextView(
        code=code, group=code.row.group, facts=facts(code), staff=code.row.staff, agreed=code.row.agreed,
        shipped=shipped, own=own, shown=read or shipped, version=row.version if row else 0,
    )  # fmt: skip


def _hant(ours: Mapping[str, str]) -> str | None:
    return words.filled_in("zh_Hant", ours) if "en" in ours else None


def looked_at(code: OfficeText, given: Texts) -> None:
    """Unprocessable `unknown_fact` for a name in brackets that is filled in nowhere, naming the language."""
    allowed = set(facts(code))
    for locale in LOCALES:
        try:
            wrong = _named(getattr(given, locale) or "") - allowed
        except ValueError:
            wrong = {"{"}
        if wrong:
            raise Unprocessable(f"nothing is filled in for {sorted(wrong)[0]}", code="unknown_fact", field=locale)


async def change(
    session: AsyncSession, ctx: Context, who: Caller, code: str, given: tuple[Texts | None, int]
) -> TextView:
    """(text, version that was read): in force for everybody once it is stored. None: ours again.

    VersionChanged when somebody changed it meanwhile. The same again changes nothing.
    """
    of, (said, version) = _code(code), given
    if said is not None:
        looked_at(of, said)
    row = await queries.text(session, code, lock=True)
    before = _view(of, row)
    if before.own == said:
        return before
    if version != before.version:
        raise VersionChanged("somebody changed it meanwhile; read it again")
    if row is None:
        row = SpokenText(code=code, version=0)
        session.add(row)
    row.version += 1
    row.zh_hans, row.zh_hant, row.en = (said.zh_Hans, said.zh_Hant, said.en) if said else (None, None, None)
    await session.flush()
    after = _view(of, row)
    was, now = before.shown, after.shown
    told = [
        f"{loc}: {getattr(was, loc)} → {getattr(now, loc)}" for loc in LOCALES if getattr(was, loc) != getattr(now, loc)
    ]
    action = "text_changed" if said else "text_restored"
    told = [f"version: {row.version}", *told]
    await audit(session, who, action, code, ctx.clock.now(), changed=told)
    session.info[RENEW] = True
    return after


async def preview(session: AsyncSession, code: str, given: Texts) -> TextPreview:
    """With the facts of the desk, and others made up; nothing is saved."""
    of = _code(code)
    looked_at(of, given)
    desk = await catalogue.receiving_desk(session)
    held = {
        "desk": Name(desk.name, desk.name_en), "unit": Name(desk.name, desk.name_en), "phone": Name(desk.phone or "—"),
        "hours": Name(desk.hours or "", desk.hours_en), "place": Name(desk.name, desk.name_en),
    }  # fmt: skip
    read = {locale: getattr(given, locale) for locale in LOCALES}
    read["zh_Hant"] = read["zh_Hant"] or words.converted(given.zh_Hans)
    said = {
        locale: text.format(**{name: held.get(name, Name(name)).label(locale) for name in facts(of)})
        for locale, text in read.items() if text
    }  # fmt: skip
    return TextPreview(zh_Hans=said["zh_Hans"], zh_Hant=said["zh_Hant"], en=said.get("en"))


async def restore_lines(session: AsyncSession, ctx: Context, who: Caller) -> HotlinesRestored:
    """The help lines that this release came with are as they came; others stay."""
    rows, changed = {row.code: row for row in await queries.all_lines(session)}, 0
    for line in hotlines.shipped():
        dangers = {name: f"C{n}" in line.crisis for n, name in enumerate(DANGERS, 1)}
        wanted = dangers | {
            "name": line.what, "name_en": line.en, "hours": None, "hours_en": "", "young": line.young, "active": True,
            "topic_id": None,
        }  # fmt: skip
        row = rows.get(line.number)
        said = [f"{k}: {getattr(row, k, None)} → {v}" for k, v in wanted.items() if getattr(row, k, None) != v]
        if row is None:
            session.add(Hotline(code=line.number, **wanted))
        for name, value in wanted.items() if row is not None else ():
            setattr(row, name, value)
        if said:
            changed += 1
            await audit(session, who, "hotlines_restored", line.number, ctx.clock.now(), changed=said)
    await session.flush()
    session.info[RENEW] = True
    return HotlinesRestored(changed=changed)
