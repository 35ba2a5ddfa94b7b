"""While a chat is with staff, or waits for them: what is said goes to them, and the bot keeps still."""

from conversations import screens
from conversations.engine.session import PHONE, WAITED, WAITING, WITH
from conversations.questions.plain import Say, located, location
from conversations.questions.story import parts_of
from conversations.turn.context import Turn
from models import phones
from models.law.crisis import Crisis
from models.law.tasks import TaskKind
from models.wire import MAX_TEXT, CallWanted
from models.wire.deeds import KeptPart, SaidPart, SayingThis
from models.words.spellings import named


def heard(turn: Turn) -> bool:
    """Whether the message was for staff: words, files and places go to them, in order. Buttons and, while nobody has
    come, typed commands do what they always do."""
    talk, reply = turn.talk, turn.reply
    if talk.person == PHONE:
        return _number(turn)
    if not talk.with_staff or reply.press or (talk.pause is not None and talk.person != WITH):
        return False
    if reply.text and not reply.files and _to_the_bot(turn):
        return False
    parts = parts_of(reply)
    if (place := location(reply)) is not None and (where := located(place)):
        parts.append({"text": where})
    if not parts:
        return False
    pass_on(turn, parts)
    if reply.text and talk.person != WITH and (numbers := phones.numbers(reply.text)):
        turn.outbox(CallWanted(words=reply.text, phone=numbers[0]), f"{turn.new_id}-number")
    if talk.person == WAITING:
        talk.person = WAITED
        turn.tell(Say("person.passed"))
    return True


def pass_on(turn: Turn, parts: list[KeptPart]) -> None:
    said = [SaidPart.model_validate(part) for whole in parts for part in _pieces(whole)]
    turn.outbox(SayingThis(parts=said), f"{turn.new_id}-saying")


def _pieces(part: KeptPart) -> list[KeptPart]:
    """Words as they cross the wire: longer ones in several parts."""
    text = part.get("text", "")
    if len(text) <= MAX_TEXT:
        return [part]
    return [{**part, "text": text[i : i + MAX_TEXT]} for i in range(0, len(text), MAX_TEXT)]


def _to_the_bot(turn: Turn) -> bool:
    text = turn.reply.text or ""
    if turn.talk.person == WITH:
        return text.startswith("/") or named("command.", text) == "bot"
    return named("command.", text) is not None or text.startswith("/")


def _number(turn: Turn) -> bool:
    """The number that was asked for while nobody is at the desk, with when it may be rung. Anything else is for the
    bot."""
    turn.talk.person, text = None, turn.reply.text or ""
    numbers = phones.numbers(text)
    if turn.reply.press or turn.reply.files or not numbers:
        return False
    turn.outbox(CallWanted(words=text, phone=numbers[0], when=text))
    turn.tell(Say("human.phone"), rows=((screens.button(turn.talk.locale, "go_on", "m.go"),),))
    return True


def danger(turn: Turn, crisis: Crisis) -> None:
    """Danger while staff have the chat: they get the words, those on duty are alerted, and the help is said."""
    turn.outbox(CallWanted(kind=TaskKind.CRISIS, crisis=crisis, words=turn.reply.text))
    turn.add(screens.crisis(turn.talk.locale, crisis, turn.desk()))


def file(turn: Turn) -> bool:
    """Whether an upload was for staff: announced it is waited for, and when it is here it goes to them."""
    talk, reply = turn.talk, turn.reply
    if not talk.with_staff or any(reply.upload in session.coming for session in talk.sessions):
        return False
    if reply.files and talk.hear(reply.id):
        pass_on(turn, parts_of(reply))
    return True
