"""The chart of the states is that of the table."""

import re
from pathlib import Path

from models.law.states import MOVES, STATE_CHANGES, State
from models.states import page

PAGE = Path(__file__).parents[2] / "docs" / "states.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m models.states > docs/states.md"


def test_every_change_of_a_state_is_one_arrow() -> None:
    arrows = re.findall(r"^    (\w+) --> (\w+): ", page(), re.M)
    assert len(arrows) == len(set(arrows)) and set(arrows) == {(str(a), str(b)) for a, b in STATE_CHANGES}


def test_every_move_is_a_row_and_every_state_has_its_word() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| `", page(), re.M)
    assert sorted(rows) == sorted((str(action), str(before)) for before, action in MOVES)
    assert set(re.findall(r"^\| `(\w+)` \| \w+ \| ", page(), re.M)) == {str(state) for state in State}
