"""Prints `docs/rights.md`."""

import sys

from models.rights.page import page

sys.stdout.write(page())
