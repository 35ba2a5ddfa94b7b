"""A message changed after it was sent: replaced before confirming, added after it; and the door of a channel abroad."""

from dataclasses import replace
from typing import Any

from conversations.engine.facts import TheDesk
from conversations.engine.session import Talk
from conversations.play.player import Player
from conversations.play.samples import FILED, world
from conversations.questions.plain import File, Reply
from conversations.turn import router
from models.words import say
from tests.conversations.walking import until

AT = "2026-11-22T02:00:00+00:00"


def player(**door: Any) -> Player:
    """Somebody at a desk that is reached through a `door` (fields of the desk)."""
    made = Player(world("new"), Talk())
    answer = made.world.answer
    made.world.answer = lambda needs: (  # type: ignore[method-assign]
        replace(answer(needs), **door) if isinstance(needs.query, TheDesk) else answer(needs)
    )
    return made


def told(p: Player, *messages: tuple[str, str]) -> None:
    p.reply(press="m.submit")
    p.reply(press=press(p, ".agree"))
    for name, text in messages:
        p.reply(text=text, message=name)


def press(p: Player, ending: str) -> str:
    return next(code for s in p.shown for row in s.rows for _, code in row if code.endswith(ending))


def texts(p: Player) -> list[Any]:
    return [part.get("text", part.get("type")) for part in p.talk.drafts[0].parts]


def test_a_change_before_confirming_replaces_the_words() -> None:
    p = player()
    told(p, ("a", "第一句。"), ("b", "第二句。"))
    (screen,) = p.reply(text="改过的第一句。", message="a", edited=True)
    assert say("zh_Hans", "edited") in screen.text
    assert texts(p) == ["改过的第一句。", "第二句。"]


def test_a_new_caption_stands_behind_its_photo() -> None:
    p = player()
    told(p)
    p.reply(files=(File("photo-1", "image/jpeg", 9),), message="a")
    p.reply(text="第二句。", message="b")
    p.reply(text="看左边", message="a", edited=True)
    assert texts(p) == ["image/jpeg", "看左边", "第二句。"]


def test_a_change_while_it_is_on_its_way_is_added() -> None:
    p = player()
    told(p, ("a", "村口的路灯坏了。"))
    p.reply(press=press(p, ".send"))
    p.down = True
    p.reply(press=press(p, ".yes"))
    p.reply(text="是第三盏。", message="a", edited=True)
    p.down = False
    p.reply(press="m.help")
    assert [sent["sort"] for sent in p.sent] == ["filing"] and p.talk.sessions[-1].result is not None
    assert [part["text"] for part in p.talk.sessions[-1].result["parts"]] == ["是第三盏。"]


def test_a_change_after_it_is_an_addition_to_that_case() -> None:
    p = player()
    told(p, ("a", "村口的路灯坏了。"))
    p.reply(press=press(p, ".send"))
    p.reply(press=press(p, ".yes"))
    p.reply(text="是第三盏。", message="a", edited=True)
    assert p.sent[-1]["sort"] == "addition" and p.sent[-1]["case_no"] == FILED
    assert [part["text"] for part in p.sent[-1]["parts"]] == ["是第三盏。"]


def test_a_change_of_something_unknown_changes_nothing() -> None:
    p = player()
    told(p, ("a", "第一句。"))
    (screen,) = p.reply(text="别的", message="z", edited=True)
    assert say("zh_Hans", "edited.unknown") in screen.text
    assert texts(p) == ["第一句。"]


def test_other_channels_keep_no_names_of_messages() -> None:
    held = router.hear(Talk(), Reply("m1", AT, "路灯坏了"), {}, "s1").talk
    assert all("message" not in part for s in held.sessions for part in s.parts)


def test_without_a_page_of_our_own_nothing_is_offered() -> None:
    p = player(abroad=True, personal=False)
    told(p, ("a", "村口的路灯坏了。"))
    p.reply(press=press(p, ".done"))
    until(p, "who")
    (review,) = p.reply(press=press(p, ".self"))
    assert say("zh_Hans", "review.anonymous") in review.text


def test_abroad_the_consent_says_so_and_nobody_is_asked_for_a_name() -> None:
    p = player(abroad=True, personal=False, web="https://chat.example")
    (screen,) = p.reply(press="m.submit")
    assert say("zh_Hans", "submit.consent_abroad") in screen.text and "https://chat.example" in screen.text
    p.reply(press=press(p, ".agree"))
    p.reply(text="村口的路灯坏了。")
    p.reply(press=press(p, ".done"))
    until(p, "who")
    p.reply(press=press(p, ".other"))
    p.reply(press=press(p, ".skip"))
    p.reply(press=press(p, ".yes"))
    draft = p.sent[-1]["draft"]
    assert (draft["on_behalf"], draft["name"], draft["phone"], draft["consent"]) == (True, None, None, "2026-11-abroad")


def test_a_question_says_what_one_tap_could_send() -> None:
    p = player()
    told(p, ("a", "村口的路灯坏了。"))
    p.reply(press=press(p, ".done"))
    wants = {key: until(p, key)[-1].wants for key in ("kind", "topic", "place", "people", "who")}
    assert wants == {"kind": None, "topic": None, "place": "location", "people": None, "who": None}
