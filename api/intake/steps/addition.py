"""补充, 回答: later words and files, or the answer to staff's question."""

from api.cases import journal_queries, people, search_queries, words_queries
from api.cases.step import Work
from api.cases.words import keep_words
from api.errors import NotFound, Unprocessable
from api.intake.service import Added, not_apart
from api.intake.step import ResidentStep
from models.law.events import EventKind
from models.law.facts import Facts
from models.visible import is_seen
from models.wire import Addition


async def add(w: Work[Addition]) -> Added:
    """Later words or files for a case, or the answer to staff's question. They stand behind the original; nothing
    before them changes. A closed case takes them too. 409 `apart` for words that accuse (`kind`), on a case that does
    not."""
    case, given = w.case, w.given
    not_apart(case, given.kind)
    if not any(part.file is not None or is_seen(part.text or "") for part in given.parts):
        raise Unprocessable("nothing is said", field="parts")
    kind = EventKind.ADDITION
    facts: Facts = {"parts": len(given.parts)}
    if given.question is not None:
        asked = [e.seq for e in await journal_queries.timeline_of(w.session, case.id) if e.kind == EventKind.QUESTION]
        if given.question not in asked:
            raise NotFound("there is no such question")
        kind, facts = EventKind.ANSWER, {**facts, "question": given.question}
    consent = "+".join(dict.fromkeys([*case.consent.split("+"), *(given.consent or "").split("+")])).strip("+")
    event = await w.append(kind, facts=facts, consent=consent, asked_at=None)
    last = max((words.seq for words in await words_queries.words_of(w.session, case)), default=0)
    await keep_words(w.session, w.ctx, case, given.parts, event.at, first=last + 1)
    if not case.restricted:
        said = "\n".join(part.text for part in given.parts if part.text)
        said = await people.nameless(w.session, w.ctx, case, said)
        await search_queries.index(w.session, case.id, event.seq, said, w.ctx.db.sqlite)
    return Added(case_no=case.case_no, event=event.seq)


STEP = ResidentStep(path="/additions", given=Addition, do=add, refuses={409: ("apart",)})
