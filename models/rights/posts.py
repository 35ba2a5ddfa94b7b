"""The roles as columns of the table of rights."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.law.people import Role
from models.rights.relations import Relation


@dataclass(frozen=True)
class Post:
    """A role as a column of the table. `countywide`: held for all units, in none. `below`: held in a unit, where it
    counts for the units below too, or for all units. `walled`: held in the discipline unit, and nowhere else.
    `read_only`: changes nothing, whatever is granted. `two_steps`: logs in with a second factor too; after a
    few days' grace whoever has none has no right but to turn it on. `reads`: reads all that anybody reads, in this
    relation, beside what is granted."""

    countywide: bool = False
    below: bool = False
    walled: bool = False
    read_only: bool = False
    two_steps: bool = False
    reads: Relation | None = None


ROLES: Mapping[Role, Post] = {
    Role.CLERK: Post(below=True),
    Role.HANDLER: Post(),
    Role.SUPERVISOR: Post(below=True),
    Role.LEADER: Post(below=True),
    Role.DISCIPLINE: Post(walled=True, two_steps=True),
    Role.ADMIN: Post(countywide=True, two_steps=True),
}
TWO_STEPS = frozenset(role for role, post in ROLES.items() if post.two_steps)
