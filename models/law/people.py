"""People: the roles of staff and the scopes of service tokens."""

from enum import StrEnum


class Role(StrEnum):
    CLERK = "clerk"
    HANDLER = "handler"
    SUPERVISOR = "supervisor"
    LEADER = "leader"
    DISCIPLINE = "discipline"
    ADMIN = "admin"


class Scope(StrEnum):
    """What a service token may do."""

    INTAKE = "intake"
    DELIVER = "deliver"
    EVENTS = "events"
    READ = "read"
