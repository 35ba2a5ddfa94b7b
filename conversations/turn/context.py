"""The context of a turn: the talk that it changes, the facts that it may use, the screens that it shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from conversations import screens
from conversations.engine.dialog import Dialog
from conversations.engine.engine import Asking, Done, Needs
from conversations.engine.facts import Areas, CaseStatus, Desk, Harmed, LastNotice, MyCases, Noticed, TheDesk
from conversations.engine.session import WITH, Session, Talk
from conversations.engine.tree import Tree
from conversations.hearing.accusation import accuses
from conversations.questions.consents import excluded
from conversations.questions.plain import NotUnderstood, Reply, Say, location
from conversations.questions.story import gathered, parts_of, pin
from conversations.screens import Screen
from models.law.matters import Kind
from models.law.tasks import TaskKind
from models.wire import CallWanted, ResidentCase
from models.wire.deeds import Booking, Deed, Filing, KeptPart, sealed

Facts = Mapping[Any, Any]
SILENCE = Reply("", "")
"""For a turn that is not made by a message."""


@dataclass
class TurnResult:
    """What a turn comes to: the changed talk and the screens to show.

    `needs`: a fact is missing. Fetch it and call again with the talk as it was; nothing else of this result counts.
    `forget`: the person asked to delete what the bot holds.
    """

    talk: Talk
    screens: list[Screen] = field(default_factory=list)
    needs: Needs | None = None
    forget: bool = False


class Need(Exception):
    """A fact is missing; the turn stops and is repeated once it has been fetched."""

    def __init__(self, needs: Needs) -> None:
        super().__init__(needs)
        self.needs = needs


class Turn:
    """The context of one turn. It changes `talk`: a caller that may have to repeat the turn passes a copy.

    `press`: does what a button does; a sentence that means it comes to the same. `looked_at`: the case that was on the
    screen. `refused`: the message was too much to be kept, and its writer was told.
    """

    looked_at: str | None = None

    press: Callable[[str], None]

    def __init__(
        self, dialogs: Mapping[str, Dialog], talk: Talk, facts: Facts, reply: Reply = SILENCE, new_id: str = ""
    ) -> None:
        self.dialogs, self.talk, self.facts, self.reply, self.new_id = dialogs, talk, facts, reply, new_id
        self.screens: list[Screen] = []
        self.forget = False
        self.refused = False

    @property
    def result(self) -> TurnResult:
        return TurnResult(self.talk, self.screens, None, self.forget)

    # --- what is shown

    def add(self, screen: Screen) -> None:
        self.screens.append(screen)

    def tell(self, *said: Say, rows: tuple[screens.Row, ...] = ()) -> None:
        self.add(screens.plain(self.talk.locale, *said, rows=rows))

    def desk(self) -> Desk:
        desk: Desk = self.fact(TheDesk())
        return desk

    def reached(self, word: str) -> Say:
        """A phrase that says how the desk is reached."""
        desk = self.desk()
        return Say(word, {"phone": desk.phone, "hours": desk.hours, "place": desk.place})

    def areas(self) -> Tree:
        areas: Tree = self.fact(Areas())
        return areas

    def mine(self) -> tuple[ResidentCase, ...]:
        """The cases of this chat, newest first."""
        mine: tuple[ResidentCase, ...] = self.fact(MyCases())
        return tuple(sorted(mine, key=lambda c: c.registered_at, reverse=True))

    def noticed(self) -> Noticed | None:
        """The newest notice shown in this chat."""
        noticed: Noticed | None = self.fact(LastNotice())
        return noticed

    def whole(self, case_no: str) -> ResidentCase | None:
        """A case of this chat with all that happened."""
        case: ResidentCase | None = self.fact(CaseStatus(case_no, None))
        return case

    def fact(self, query: Any) -> Any:
        """What is known of the world; the turn is taken again once it was fetched."""
        if query not in self.facts:
            raise Need(Needs(query))
        return self.facts[query]

    def show(self, *notes: Say) -> None:
        """The current screen: the pause, the question in hand, or the menu."""
        session = self.talk.active
        if self.talk.person == WITH or (self.talk.with_staff and self.talk.pause is None):
            self.add(screens.with_staff(self.talk.locale, self.talk.person == WITH, *notes))
        elif self.talk.pause is not None and self.reply.id:
            self.add(screens.crisis_waiting(self.talk.locale, self.talk.pause, *notes))
        elif self.talk.pause is not None:
            self.show_help()
        elif session is None:
            self.add(screens.menu(self.talk.locale, self.talk.drafts, *notes))
        elif session.state == "sealed":
            word = "sealed.waiting" if isinstance(session.deed, Filing | Booking) else "sealed.sending"
            self.tell(*notes, Say(word), rows=(screens.to_menu(self.talk.locale),))
        else:
            self.ask(session, *notes)

    def show_help(self) -> None:
        """The whole first answer to a danger; what follows it is `show`n in a line."""
        if self.talk.pause is not None:
            self.add(screens.crisis(self.talk.locale, self.talk.pause, self.desk()))

    def ask(self, session: Session, *notes: Say) -> None:
        outcome = self.run(session)
        if isinstance(outcome, Done):
            self.seal(session, outcome, *notes)
            return
        if outcome.key != session.focus:
            session.focus = None
        step = self.dialogs[session.dialog].step(outcome.key, session.answers)
        self.add(screens.question(self.talk.locale, session, outcome, step, notes))

    # --- what is done

    def run(self, session: Session) -> Asking | Done:
        self.migrate(session)
        outcome = self.dialogs[session.dialog].run(session, {**self.facts, Harmed(): self.talk.harm})
        if isinstance(outcome, Needs):
            raise Need(replace(outcome, session=session.id))
        return outcome

    def migrate(self, session: Session) -> None:
        """Migrates a draft to the current version of its dialog: its words are kept, everything else is asked again."""
        kind = self.dialogs.get(session.dialog)
        if kind and kind.version == session.version:
            return
        if kind is None or session.dialog not in ("submit", "book"):
            session.dialog = "submit"
        told = session.parts
        session.version, session.focus = self.dialogs[session.dialog].version, None
        session.answers = {"story": {"parts": told, "done": False}} if told else {}
        session.aside = []
        session.rev += 1

    def seal(self, session: Session, done: Done, *notes: Say) -> None:
        """Seals the session: what the dialog returned is to be posted by the desk; None means that nothing is."""
        unsent = [k for k in session.answers if k.split(".")[0] == "story" and k not in done.trail]
        for key in unsent:
            held = session.answers.pop(key)
            self.draft(held.get("parts", []) if isinstance(held, dict) else [], f"{session.id}-{unsent.index(key)}")
        session.focus = None
        self.talk.agreed = session.answers.get("consent") or self.talk.agreed
        if done.result is None:
            session.state, session.answers, self.talk.current = "done", {}, None
            self.show(*notes)
            return
        session.state, session.result = "sealed", sealed(done.result)
        session.coming = excluded(session.coming, session.answers)

    def draft(self, parts: list[KeptPart], id: str) -> Session | None:
        """Keeps words that belong to no session as a new draft of a concern."""
        if not parts:
            return None
        session = Session(id, "submit", self.dialogs["submit"].version, self.reply.at, self.reply.at, self._agreed())
        session.answers["story"] = {"parts": parts, "done": False}
        self.talk.sessions.append(session)
        return session

    def taken(self, id: str) -> Session | None:
        """The session of that id, or a draft of the words that were kept beside under it."""
        parts = self.talk.beside.pop(id, None)
        return self.draft(parts, id) if parts else self.talk.session(id)

    def _agreed(self) -> dict[str, Any]:
        """The consent that was given before stands, until there is another version of the notice."""
        return {"consent": self.talk.agreed} if self.talk.agreed else {}

    def begin(self, dialog: str, **answers: Any) -> Session:
        held = {**self._agreed(), **answers}
        session = Session(self.new_id, dialog, self.dialogs[dialog].version, self.reply.at, self.reply.at, held)
        self.talk.sessions.append(session)
        self.talk.current = session.id
        return session

    def outbox(self, deed: Deed, id: str | None = None, at: str | None = None) -> Session | None:
        """Puts a deed that needs no dialog into the outbox, unless the same deed is still waiting there."""
        if isinstance(deed, CallWanted) and self.talk.pause is None:
            deed = self._in_hand(deed)
        result, at = sealed(deed), at or self.reply.at
        sort = result["sort"]
        if id is None and any(s.state == "sealed" and s.result == result for s in self.talk.sessions):
            return None
        session = Session(id or f"{self.new_id}-{sort}", sort, 1, at, at, state="sealed", result=result)
        self.talk.sessions.append(session)
        return session

    def _in_hand(self, call: CallWanted) -> CallWanted:
        """With what stands in the form and the case that is spoken of; of an accusation neither, nor any messages."""
        session = self.talk.active
        if session is None or call.kind == TaskKind.ERASURE:
            return call
        texts = [part["text"] for part in session.parts if "text" in part]
        if session.answers.get("kind") == Kind.ACCUSATION or accuses(texts):
            return call.model_copy(update={"private": True})
        told = "\n".join(texts)
        which = session.answers.get("which")
        more = {"draft": told or None, "case_no": which if isinstance(which, str) else None}
        given = call.model_dump(exclude_unset=True) | {name: value for name, value in more.items() if value}
        return CallWanted.model_validate(given)

    def set_aside(self) -> None:
        """Sets the active session aside as a draft; an empty one is dropped."""
        session = self.talk.active
        if session and session.state == "open" and not session.worth_keeping:
            self.talk.sessions.remove(session)
        self.talk.current = self.talk.pause = None

    def keep_message(self) -> Say | None:
        """Keeps the message: in the story of a form, where there is none aside; after sealing, as a later addition.

        Returns the reason when it is too much to be kept.
        """
        session = self.talk.active or self.begin("submit")
        parts = parts_of(self.reply)
        told = self.has_story(session)
        if (place := location(self.reply)) is not None:
            if told and session.state == "open" and "place" not in session.answers:
                session.answers["place"] = place
            else:
                parts.append(pin(place, self.reply))
        story = session.answers.get("story") or {"parts": [], "done": False}
        try:
            if session.state == "sealed":
                session.later = gathered(session.later, parts)
            elif told and parts:
                session.answers["story"] = {**story, "parts": gathered(story["parts"], parts)}
            else:
                session.aside = gathered(session.aside, parts)
        except NotUnderstood as why:
            self.refused = True
            return Say(why.word, why.facts)
        session.touched_at = self.reply.at
        session.rev += 1
        return None

    def has_story(self, session: Session) -> bool:
        kind = self.dialogs.get(session.dialog)
        return kind is not None and "story" in kind.steps(session.answers)
