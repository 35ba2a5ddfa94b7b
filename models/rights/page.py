"""`docs/rights.md`, made from the table of rights: `python -m models.rights > docs/rights.md`."""

from collections.abc import Iterator

from models.law.people import Role, Scope
from models.rights import RIGHTS, ROLES, Grant, Relation, Right, relation
from models.rights.posts import Post

HEAD = """\
# Rights

Made by `python -m models.rights > docs/rights.md`; a test says when it is out of date. The table stands in
`models/rights/table.py`. The API, the staff's pages and the previews ask it, and nothing else says what a role may do.

A cell says in which relation to the case (or unit, task, proposal) a role has the right; an empty cell: never. A right
under *anyone* is every member of staff's; under *service*, a service token's with that scope. Rights that write are
refused to a read-only role, whatever is granted. What a clerk, a supervisor or a leader may do for a unit, they may do
for every unit below it too; for the whole county only who was appointed for it (a role without a unit).

"""
WORDS = {
    Relation.EVERYWHERE: "everywhere",
    Relation.COUNTY: "held for all units",
    Relation.SEEN: "what they see",
    Relation.WALL: "wall",
    Relation.UNIT: "own unit",
    Relation.ANSWERABLE: "answerable unit",
    Relation.ASKED: "asked unit",
    Relation.CALLED: "called unit",
    Relation.REVIEWING: "reviewing unit",
    Relation.OUTSIDE: "outside body",
    Relation.REVIEWED: "reviewed unit",
    Relation.FORWARDER: "forwarder",
    Relation.LINE: "unit or above",
    Relation.RECEIVED: "received for",
    Relation.RECEPTION: "reception",
    Relation.COMMON: "above both",
    Relation.HEAD: "head",
    Relation.OWNER: "owner",
    Relation.NAMED: "named person",
    Relation.TOLD: "who was told",
}
MEANS = {
    Relation.EVERYWHERE: "outside the wall, in whichever unit the role is held",
    Relation.COUNTY: "outside the wall, where the role is held for all units and in none",
    Relation.SEEN: "any case that `see_case` shows them",
    Relation.WALL: "behind the wall around accusations (art. 30)",
    Relation.UNIT: "the role is held in the unit that has the case",
    Relation.ANSWERABLE: "in the unit that answers for it until the next one has taken it",
    Relation.ASKED: "in a unit that an open proposal asks",
    Relation.CALLED: "in a unit that was called to it, or that a suggestion was made to",
    Relation.REVIEWING: "in the unit above, which reviews it",
    Relation.OUTSIDE: "the review is made by a body that is not in this system",
    Relation.REVIEWED: "in the unit whose answer is reviewed",
    Relation.FORWARDER: "for all units, or in the unit that passed it on, or at the receiving desk",
    Relation.LINE: "for all units, or in the unit that has the case or one above it",
    Relation.RECEIVED: "for all units, or at a desk that receives for the unit that has the case",
    Relation.RECEPTION: "for all units, or at the receiving desk or above it",
    Relation.COMMON: "for all units, or in a unit above both that are at odds",
    Relation.HEAD: "the head of the unit, or their deputy while they are away",
    Relation.OWNER: "the person who answers for it",
    Relation.NAMED: "the person who answers for it or, outside a review, handles it",
    Relation.TOLD: "the person to whom it was escalated, or their deputy",
}


def page() -> str:
    return "\n".join([HEAD.rstrip(), "", *_rights(), "", "## Relations", "", *_relations(), "", *_roles(), ""])


def _rights() -> Iterator[str]:
    yield f"| right | what | {' | '.join(Role)} | anyone | service |"
    yield "|---" * (len(Role) + 4) + "|"
    for right, grant in RIGHTS.items():
        cells = [_cell(relation(right, role)) for role in Role]
        anyone = _cell(grant.to.get(None, Relation(0)))
        scopes = ", ".join(holder for holder in grant.to if isinstance(holder, Scope))
        yield f"| `{right}` | {_what(right, grant)} | {' | '.join(cells)} | {anyone} | {scopes} |"


def _what(right: Right, grant: Grant) -> str:
    never = f"; never in the {WORDS[grant.never]}" if grant.never is not None else ""
    return f"{grant.what}{'' if grant.writes else ' (reads)'}{never}"


def _cell(relations: Relation) -> str:
    return ", ".join(WORDS[one] for one in relations)


def _relations() -> Iterator[str]:
    yield "| relation | |"
    yield "|---|---|"
    for one in Relation:
        yield f"| {WORDS[one]} | {MEANS[one]} |"


def _held(post: Post) -> str:
    if post.countywide:
        return "for all units"
    if post.walled:
        return "in the discipline unit"
    return "in a unit and those below it, or for all units" if post.below else "in a unit"


def _roles() -> Iterator[str]:
    yield "| role | held | |"
    yield "|---|---|---|"
    for role, post in ROLES.items():
        marks = {"read-only": post.read_only, "with a second factor": post.two_steps}
        yield f"| `{role}` | {_held(post)} | {', '.join(mark for mark, true in marks.items() if true)} |"
