"""The levels of places, and of the offices and officials that serve them."""

from enum import StrEnum


class Level(StrEnum):
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    GRID = "grid"


CODE_DIGITS = dict(zip(Level, (6, 6, 6, 9, 12, 15), strict=True))
"""Of the administrative code of a place."""
BELOW_THE_COUNTY = (Level.TOWNSHIP, Level.VILLAGE, Level.GRID)
"""Their codes begin with that of the place above."""
