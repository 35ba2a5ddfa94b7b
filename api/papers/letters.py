"""What stands in each letter: blocks that a page or a PDF draws. The words are those of the catalogue, and what staff
wrote stands in it word for word."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from api.cases.blocks import Blank, Block, Heading, Line, Said, Seal, Title
from models.clock import local_date
from models.deadlines import Profile
from models.law.duties import Duty
from models.law.papers import PaperKind
from models.tables import Case
from models.wire import EventView, SupervisionView
from models.words import labels, say, wording


@dataclass(frozen=True)
class Matter:
    """The case as its letters speak of it. `name`: as whoever prints may read it; `desk`: which unit forwards."""

    case: Case
    name: str
    words: list[str]
    profile: Profile
    desk: str

    @property
    def came(self) -> dict[str, str]:
        return {
            "case_no": self.case.case_no,
            "petition": said(self.case.petition_date),
            "channel": labels("channel")[self.case.channel],
            "name": self.name,
        }

    @property
    def number(self) -> Line:
        return Line(wording("paper.number", case_no=self.case.case_no))


def said(day: date | datetime) -> str:
    """`2026年11月22日`, local."""
    local = local_date(day) if isinstance(day, datetime) else day
    return wording("date.year", year=local.year, day=wording("date.day", month=local.month, day=local.day))


def _day(stored: str) -> str:
    return said(date.fromisoformat(stored))


BY_HAND = ("served_where", "served_how", "signed", "proxy", "refused_sign")
"""Lines of the proof of service."""


def letter(m: Matter, kind: PaperKind, e: EventView) -> list[Block]:
    """The letter that a step of the procedure sends."""
    return _LETTERS[kind](m, e)


def _accepted(m: Matter, e: EventView) -> list[Block]:
    facts = e.facts
    lines = [
        wording("paper.came", **m.came),
        wording("paper.accepted", unit=facts.get("unit", "")),
        *([wording("paper.route", route=labels("route")[facts["route"]])] if facts.get("route") else []),
        *([say("zh_Hans", f"notice.decides_{facts['decides']}")] if facts.get("decides") else []),
        *(
            [wording("paper.answer_by", day=said(date.fromisoformat(facts["answer_by"])))]
            if "answer_by" in facts
            else []
        ),
        wording("paper.how_to_ask", phone=facts.get("phone") or ""),
    ]
    return [*_to(m, PaperKind.ACCEPTED), *map(Line, lines), _seal(e)]


def _forwarded(m: Matter, e: EventView) -> list[Block]:
    limits = {"intake": _limit(m, Duty.INTAKE_NOTICE), "objection": _limit(m, "objection")}
    return [
        Title(labels("paper_kind")[PaperKind.FORWARDED]),
        m.number,
        Line(wording("paper.to_unit", unit=e.facts.get("unit", ""))),
        Line(wording("paper.forwarded", **m.came)),
        Line(wording("paper.forwarded_how", **limits)),
        Heading(wording("paper.original")),
        *map(Said, m.words),
        Seal(m.desk, said(e.at)),
    ]


def _reply(m: Matter, e: EventView) -> list[Block]:
    text = e.text or ""
    if "result" not in e.facts:
        return [
            *_to(m, PaperKind.REPLY), Line(wording("paper.answered", **m.came)), Said(text),
            Line(wording("paper.how_to_ask", phone=e.facts.get("phone") or "")), _seal(e),
        ]  # fmt: skip
    title = wording("paper.opinion")  # the letter itself begins with it, and ends with unit and day
    body = text.strip().removeprefix(title).strip()
    return [Title(title), Line(wording("paper.to", name=m.name)), Said(body), Seal("", "")]


def _refused(m: Matter, e: EventView) -> list[Block]:
    title = "no_longer" if e.kind == "no_longer_accepted" else None
    ending = wording(f"paper.ending_{e.kind}")
    return [
        Title(wording(f"paper.{title}") if title else labels("paper_kind")[PaperKind.NOT_ACCEPTED]),
        m.number,
        Line(wording("paper.to", name=m.name)),
        Line(wording("paper.refused", **m.came, ending=ending)),
        Said(e.text or ""),
        _seal(e),
    ]


def _extended(m: Matter, e: EventView) -> list[Block]:
    day = said(date.fromisoformat(str(e.facts.get("answer_by"))))
    given = {"case_no": m.case.case_no, "days": e.facts.get("days"), "day": day}
    return [*_to(m, PaperKind.EXTENDED), Line(wording("paper.extended", **given)), Said(e.text or ""), _seal(e)]


_LETTERS: Mapping[PaperKind, Callable[[Matter, EventView], list[Block]]] = {
    PaperKind.ACCEPTED: _accepted,
    PaperKind.FORWARDED: _forwarded,
    PaperKind.REPLY: _reply,
    PaperKind.NOT_ACCEPTED: _refused,
    PaperKind.EXTENDED: _extended,
}


def supervision(m: Matter, item: SupervisionView, by: str) -> list[Block]:
    """督办单: to the unit that should act, with room for its answer."""
    opened_by = item.opened_by.name if item.opened_by else wording("paper.clockwork")
    lines = [
        wording("paper.supervised", name=m.name, case_no=m.case.case_no),
        wording("paper.trigger", trigger=labels("trigger")[item.trigger]),
        *([wording("paper.note", note=item.note)] if item.note else []),
        wording("paper.since", day=said(item.opened_at), by=opened_by),
        wording("paper.act"),
    ]
    return [
        Title(labels("paper_kind")[PaperKind.SUPERVISION]),
        m.number,
        Line(wording("paper.to_unit", unit=item.unit.name)),
        *map(Line, lines),
        Seal(by, said(item.opened_at)),
        Heading(wording("paper.unit_answer")),
        *[Blank("") for _ in range(6)],
        Blank(wording("paper.answered_by")),
    ]


def service(m: Matter, title: str, e: EventView, record: str) -> list[Block]:
    """送达回证: what was handed over, to whom, and who signed for it."""
    return [
        Title(labels("paper_kind")[PaperKind.SERVICE]),
        m.number,
        Line(wording("paper.document", title=title, day=said(e.at))),
        Line(wording("paper.served_to", name=m.name)),
        Line(wording("paper.served_record", what=record)),
        *[
            Blank(wording(f"paper.{name}"))
            for name in ("served_where", "served_how", "signed", "proxy", "refused_sign")
        ],
        Blank(wording("paper.server")),
    ]


def titled(kind: PaperKind, e: EventView) -> str:
    """What the letter of this step is called."""
    if kind is PaperKind.REPLY and "result" in e.facts:
        return wording("paper.opinion")
    if e.kind == "no_longer_accepted":
        return wording("paper.no_longer")
    return labels("paper_kind")[kind]


def _to(m: Matter, kind: PaperKind) -> list[Block]:
    return [Title(labels("paper_kind")[kind]), m.number, Line(wording("paper.to", name=m.name))]


def _seal(e: EventView) -> Seal:
    return Seal(e.facts.get("unit", ""), said(e.at))


def _limit(m: Matter, key: str) -> str:
    limit = m.profile.limits[key]
    return wording(f"paper.{limit.unit}", n=limit.n)
