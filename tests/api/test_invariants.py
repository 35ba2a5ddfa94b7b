"""What holds of every case after every step, whoever does what, in whatever order.

Walks are drawn by their seed, the same ones in every run. The walk that breaks an invariant is printed; each step
begins with the number that chose it, so that `walk_there` can go it again, and with fewer steps.
"""

import asyncio
import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import select

from api.cases import record
from models.law.facts import Facts, ProposalFacts, read
from models.law.notices import SETTLED
from models.law.replies import ANSWERS
from models.law.states import ENDED, State
from models.tables import Answer, Case, CaseEvent, CaseLink, Notification, Obligation, ObligationChange, Proposal
from tests.api.conftest import serve
from tests.api.counter import KEYS, Api
from tests.api.test_tallies import agree, kept_up, written_up
from tests.api.walking import EVERYTHING, OUTSIDE, Walk, people
from tests.servers import Postgres, fast_folder

STEPS = 50


class Seen:
    """The rows of all cases at one moment."""

    def __init__(self, rows: dict[type, list[Any]]) -> None:
        self.rows = rows
        self.cases: list[Case] = rows[Case]

    def of(self, table: type, case: Case) -> list[Any]:
        return [row for row in self.rows[table] if row.case_id == case.id]


async def look(api: Api) -> Seen:
    tables = (Case, CaseEvent, Obligation, Notification, Answer, Proposal, ObligationChange, CaseLink)
    async with api.ctx.db.read() as session:
        return Seen({t: list(await session.scalars(select(t).order_by(t.id))) for t in tables})


def owned(seen: Seen, active: set[int]) -> None:
    """件件有着落: an open case has a named person who works here. Its date is the next one that staff owe, never one
    that is met; and it has one, whatever its route, unless it has been answered or sent elsewhere."""
    for case in seen.cases:
        held = seen.of(Obligation, case)
        owed = [o.alarm_at for o in held if not (o.right_ or o.done_at or o.met_at or o.void_at)]
        assert case.due_at == min(owed, default=None), (case.case_no, case.due_at, owed)
        if State(case.state) in ENDED:
            continue
        assert case.owner_id in active, case.case_no
        elsewhere = case.state == State.REGISTERED and case.guided is not None
        assert owed or elsewhere or case.state == State.REPLIED, (case.case_no, case.state, case.route)
        if case.state == State.REPLIED and not owed:
            said = {a.seq for a in seen.of(Answer, case) if a.kind in ANSWERS and (not a.thin or a.passed)}
            said |= {e.seq for e in seen.of(CaseEvent, case) if e.kind == "review_decided"}
            waits = any(o.key == "handle" and not (o.met_at or o.void_at) for o in held)
            settled = {n.event_seq for n in seen.of(Notification, case) if n.state in SETTLED}
            assert waits or said & settled, (case.case_no, "answered by nothing that arrived or is on its way")


def answered(seen: Seen) -> None:
    """事事有回音: nothing closes without an answer that was delivered, or proved undeliverable; a merged case has its
    own."""
    for case in seen.cases:
        settled = {(n.kind, n.event_seq) for n in seen.of(Notification, case) if n.state in SETTLED}
        if case.state == State.CLOSED and case.ending == "guided":
            assert any(kind == "guided" for kind, _ in settled), case.case_no
        elif case.state == State.CLOSED:
            good = [a for a in seen.of(Answer, case) if a.kind in ANSWERS and (not a.thin or a.passed)]
            assert any(("reply", a.seq) in settled for a in good), case.case_no
        if case.state == State.CLOSED:
            left = [o.key for o in seen.of(Obligation, case) if o.key == "handle" and not (o.done_at or o.void_at)]
            assert not left, (case.case_no, left)


def met_by_delivery(seen: Seen) -> None:
    """A duty to tell is met by a message that arrived, or provably can't; never by writing it."""
    for case in seen.cases:
        settled = [n for n in seen.of(Notification, case) if n.state in SETTLED]
        for o in seen.of(Obligation, case):
            if o.met_at is not None and o.key in ("handle", "intake_notice", "review_decision", "rereview_decision"):
                told = [n for n in settled if o.key in n.meets and (n.event_seq or 0) >= o.met_by]
                assert told, (case.case_no, o.key, o.met_by)


def facts_declared(seen: Seen) -> None:
    """What travels with events, notices and proposals is declared; what a notice tells, with the type it is read by."""
    for case in seen.cases:
        for e in seen.of(CaseEvent, case):
            assert e.facts.keys() <= Facts.__annotations__.keys(), (e.kind, e.facts)
        for p in seen.of(Proposal, case):
            assert p.facts.keys() <= ProposalFacts.__annotations__.keys(), (p.kind, p.facts)
        for n in seen.of(Notification, case):
            assert n.facts.keys() <= Facts.__annotations__.keys(), (n.kind, n.facts)
            assert read(n.facts)


def two_persons(seen: Seen) -> None:
    for p in seen.rows[Proposal]:
        assert p.decided_by_id is None or p.decided_by_id != p.proposed_by_id
    for case in seen.cases:
        assert case.extended_days <= 30 and case.extensions <= 1, case.case_no


def unaltered(seen: Seen) -> None:
    """The timeline proves itself: every entry holds the digest of the one before it."""
    for case in seen.cases:
        before = ""
        events = seen.of(CaseEvent, case)
        assert [e.seq for e in events] == [*range(1, case.version + 1)], case.case_no
        for e in events:
            body = KEYS.text(e.body_sealed, "event") if e.body_sealed is not None else None
            said = hashlib.sha256(body.encode()).hexdigest() if body is not None else None
            told = {"case": case.case_no, "seq": e.seq, "kind": e.kind, "at": e.at.isoformat(), "actor": e.actor,
                    "facts": e.facts, "body": said}  # fmt: skip
            assert (e.previous, e.digest) == (before, record.chain(before, told)), (case.case_no, e.seq)
            before = e.digest
        assert case.head == before


def dates_kept(before: Seen, after: Seen, act: str) -> None:
    """A date moves only with an entry that says why; a right is never made shorter; a change of class or of speed
    never puts the answer off."""
    was = {o.id: o for o in before.rows[Obligation]}
    moved = {(c.obligation_id, c.new_nominal, c.new_at) for c in after.rows[ObligationChange]}
    decided = {p.id for p in before.rows[Proposal] if p.decided_at is None}
    kinds = {p.kind for p in after.rows[Proposal] if p.id in decided and p.approved}
    for o in after.rows[Obligation]:
        old = was.get(o.id)
        if old is None or (old.due_nominal, old.due_at) == (o.due_nominal, o.due_at):
            continue
        assert (o.id, o.due_nominal, o.due_at) in moved, (act, o.key)
        assert not o.right_ or o.due_at >= old.due_at, (act, o.key)
        if o.key == "handle" and kinds & {"reclass", "retier"}:
            assert o.due_nominal <= old.due_nominal, (act, kinds)


async def walled(api: Api, seen: Seen) -> None:
    """An accusation does not exist for anybody but discipline, and none of its words lie outside the wall."""
    hidden = [c for c in seen.cases if c.restricted]
    if not hidden:
        return
    ids = {c.id for c in hidden}
    for rows in ("case_search", "case_words WHERE body_sealed IS NOT NULL"):
        assert not ids & {id for (id,) in await api.sql(f"SELECT case_id FROM {rows}")}, rows
    assert not [k for k in seen.rows[CaseLink] if k.undone_at is None and {k.case_id, k.other_id} & ids]
    for who in OUTSIDE:
        pages = [
            await api("GET", path, who)
            for path in ("/v1/cases", "/v1/cases?q=路灯", "/v1/proposals", "/v1/supervision", "/v1/improvements")
        ]
        assert all(p.status_code in (200, 403) for p in pages), who
        for case in hidden:
            assert not [p.url for p in pages if case.case_no in p.text], who
            for path in ("", "/timeline", "/links", "/likely"):
                assert (await api("GET", f"/v1/cases/{case.case_no}{path}", who)).status_code == 404, (who, path)


def linked(seen: Seen) -> None:
    """A merged case is merged by one link that stands, and with a case that is not itself merged."""
    merged = {c.id: c.merged_into_id for c in seen.cases if c.merged_into_id is not None}
    stands = {(k.case_id, k.other_id) for k in seen.rows[CaseLink] if k.kind == "merged" and k.undone_at is None}
    assert set(merged.items()) == stands
    assert not set(merged) & set(merged.values())


async def walk(api: Api, steps: Sequence[int], reached: Counter[str], told: list[str]) -> None:
    await people(api)
    w = Walk(api, reached, told)
    await w.start(["registered", "assigned", "replied", "closed"][steps[0] % 4])
    active = {id for (id,) in await api.sql("SELECT id FROM staff WHERE active")}
    before, hidden = await look(api), 0
    for n, step in enumerate(steps, 1):
        act = await w.step(step)
        after = await look(api)
        owned(after, active)
        for holds in (answered, met_by_delivery, facts_declared, two_persons, unaltered, linked):
            holds(after)
        dates_kept(before, after, act)
        if n % 10 == 0:
            await written_up(api)
            await agree(api)
            if n % 20 == 0:
                await kept_up(api)
                await agree(api)
        if hidden != (hidden := sum(c.restricted for c in after.cases)) or n == len(steps):
            await walled(api, after)
        reached.update(f"state {c.state}" for c in after.cases)
        before = after


async def walk_there(url: str, folder: Path, steps: Sequence[int], reached: Counter[str]) -> None:
    told: list[str] = []
    async for api in serve(url, folder):
        try:
            await walk(api, steps, reached, told)
        except Exception as broken:
            broken.add_note("\n".join(["the walk:", *told]))
            raise
        finally:
            await api.ctx.close()


def walks(seeds: range, url: Callable[[], AbstractContextManager[tuple[str, Path]]]) -> Counter[str]:
    """Goes one walk for each seed, on a database of its own. What was reached, and how often."""
    reached: Counter[str] = Counter()
    for seed in seeds:
        dice = Random(seed)
        with url() as (where, folder):
            asyncio.run(walk_there(where, folder, [dice.randrange(2**32) for _ in range(STEPS)], reached))
    return reached


def far(reached: Counter[str], states: int, acts: int) -> None:
    """The walks led somewhere: else they would prove nothing."""
    assert sum(f"state {s}" in reached for s in State) >= states, reached
    assert sum(act in reached for act in EVERYTHING) >= acts, reached


@pytest.mark.slow
def test_whatever_is_done_on_sqlite(_seeded_sqlite: Path) -> None:
    @contextmanager
    def copied() -> Iterator[tuple[str, Path]]:
        with TemporaryDirectory(prefix="huiyin-walk-", dir=fast_folder()) as folder:
            for part in _seeded_sqlite.glob("template.db*"):
                shutil.copy(part, Path(folder, part.name))
            yield f"sqlite+aiosqlite:///{folder}/template.db", Path(folder)

    far(walks(range(10), copied), 8, 28)


def test_whatever_is_done_on_postgresql(
    postgres: Postgres, _seeded_postgresql: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    @contextmanager
    def copied() -> Iterator[tuple[str, Path]]:
        with postgres.database(_seeded_postgresql) as url:
            yield url, tmp_path_factory.mktemp("walk")

    far(walks(range(100, 104), copied), 6, 20)
