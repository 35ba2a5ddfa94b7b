"""Prints `docs/deadlines.md`."""

import sys

from models.calendar import Calendar
from models.profiles import load
from models.profiles.page import page

sys.stdout.write(page(load(), Calendar()))
