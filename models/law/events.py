"""Events: the kinds of entries of a case's timeline, and which of them its resident sees."""

from dataclasses import dataclass

from models.law.rows import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What is true of a kind of entry.

    `resident_sees`: it stands in the timeline that the resident is shown. `read_again`: with the words written to them.
    `in_file`: it is a step that a reviewer reads in the file of the case. `noted`: the words beside it are a note of
    staff for staff, and stay out of that file.
    """

    resident_sees: bool = True
    read_again: bool = False
    in_file: bool = False
    noted: bool = False


PLAIN = Event()


class EventKind(Rows):
    """Entries of the timeline."""

    row: Event
    RECEIVED = "received", Event(in_file=True)
    NOTIFIED = "notified", Event(in_file=True)
    FORWARDED = "forwarded", Event(in_file=True, noted=True)
    TAKEN = "taken", Event(in_file=True, noted=True)
    GUIDED = "guided", Event(in_file=True)
    ACCEPTED = "accepted", Event(in_file=True, noted=True)
    ASSIGNED = "assigned", Event(in_file=True, noted=True)
    PROPOSED = "proposed", Event(resident_sees=False)
    DECIDED = "decided", Event(resident_sees=False)
    NOT_ACCEPTED = "not_accepted", PLAIN
    NO_LONGER_ACCEPTED = "no_longer_accepted", PLAIN
    RETURNED = "returned", PLAIN
    DESIGNATED = "designated", PLAIN
    EXTENDED = "extended", Event(in_file=True)
    RECLASSED = "reclassed", PLAIN
    RETIERED = "retiered", PLAIN
    CO_UNIT = "co_unit", PLAIN
    WHISTLED = "whistled", PLAIN
    MUSTERED = "mustered", PLAIN
    LEAD_OFFICIAL = "lead_official", PLAIN
    LINKED = "linked", Event(resident_sees=False)
    CORRECTED = "corrected", Event(resident_sees=False, noted=True)
    NOTE = "note", Event(resident_sees=False)
    FILES_ADDED = "files_added", Event(resident_sees=False, in_file=True, noted=True)
    TAKEN_BACK = "taken_back", Event(resident_sees=False)
    QUESTION = "question", Event(read_again=True, in_file=True)
    ANSWER = "answer", Event(in_file=True)
    ADDITION = "addition", Event(in_file=True)
    PROGRESS = "progress", Event(read_again=True, in_file=True)
    PROMISED = "promised", Event(read_again=True, in_file=True)
    REPLY = "reply", Event(read_again=True, in_file=True)
    LOOKED = "looked", Event(resident_sees=False)
    CLOSED = "closed", Event(in_file=True, noted=True)
    RATED = "rated", PLAIN
    CALLED_BACK = "called_back", PLAIN
    TALKED = "talked", Event(in_file=True)
    REOPENED = "reopened", Event(in_file=True)
    REVIEW_ASKED = "review_asked", Event(in_file=True)
    HEARING = "hearing", Event(in_file=True, noted=True)
    REVIEW_DECIDED = "review_decided", Event(read_again=True, in_file=True)
    RIGHT_ENDED = "right_ended", PLAIN
    WITHDRAWN = "withdrawn", PLAIN
    RESUMED = "resumed", PLAIN
    COMPLAINED = "complained", Event(in_file=True)
    SLIPPING = "slipping", PLAIN
    SUPERVISED = "supervised", PLAIN
    REMINDED = "reminded", Event(resident_sees=False)
    IMPROVEMENT = "improvement", Event(resident_sees=False)
    URGED = "urged", PLAIN
    MOVED = "moved", PLAIN
    VISIT_MOVED = "visit_moved", PLAIN
    CODE_REISSUED = "code_reissued", PLAIN
    ANONYMITY = "anonymity", PLAIN
    WRITTEN_UP = "written_up", Event(in_file=True)
    RECOUNTED = "recounted", Event(resident_sees=False)
