"""The classes of danger that are heard in what people write, and of which staff are told at once."""

from typing import Literal, get_args

Crisis = Literal["C1", "C2", "C3", "C4", "C5"]
"""C1: harm to oneself. C2: a threat to others. C3: an emergency now. C4: harm to a child, or sexual violence. C5:
violence at home among adults."""
CRISES: tuple[Crisis, ...] = get_args(Crisis)
