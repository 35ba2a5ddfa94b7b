"""The numbers and codes people see, write down and type back."""

import hashlib
import hmac
import re
import unicodedata
from datetime import date

from stdnum.iso7064 import mod_11_10

QUERY_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 characters: no 0, 1, I or O, which people misread."""

_SEPARATORS = {"Zs", "Zl", "Zp", "Cc", "Cf", "Pd"}


def case_no(area6: str, day: date, sequence: int) -> str:
    """Area (6), local date (8), the area's sequence of that day (5, more past 99,999), check digit.

    The check digit is ISO 7064 MOD 11,10.
    """
    if not re.fullmatch("[0-9]{6}", area6):
        raise ValueError("an area code has six digits")
    body = f"{area6}{_digits(day)}{_ordinal(sequence):05d}"
    return body + mod_11_10.calc_check_digit(body)


def valid_case_no(text: str) -> bool:
    """For cleaned text (`clean_number`). Any one wrong digit is noticed."""
    if not re.fullmatch("[0-9]{20,}", text):
        return False
    try:
        date.fromisoformat(text[6:14])
    except ValueError:
        return False
    sequence = text[14:-1]
    return int(sequence) > 0 and (len(sequence) == 5 or sequence[0] != "0") and bool(mod_11_10.is_valid(text))


TAIL = 8
"""Last digits of a case number by which it is found."""


def tail(number: str) -> str:
    """The last digits, the last one first: those whose end is alike stand together in an index."""
    return number[: -TAIL - 1 : -1]


def booking_no(day: date, sequence: int) -> str:
    """YY (预约), the date it was made, the sequence of that day (4 digits, one more past 9,999)."""
    return f"YY{_digits(day)}{_ordinal(sequence):04d}"


def clean_number(text: str) -> str:
    """What was meant by a number as typed: full width folded, upper case, without spaces, dashes, dots and the like."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in folded if unicodedata.category(c) not in _SEPARATORS and c not in ".·•。,、，_/")


def show_number(number: str) -> str:
    """Groups of four, to read aloud or copy by hand; `clean_number` undoes it."""
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))


def query_code(secret: bytes, idempotency_key: str) -> str:
    """Eight characters (40 bits), the same for the same key: a repeated submission shows the same code."""
    if not secret:
        raise ValueError("an empty secret")
    bits = int.from_bytes(hmac.digest(secret, idempotency_key.encode(), hashlib.sha256)[:5], "big")
    return "".join(QUERY_ALPHABET[bits >> shift & 31] for shift in range(35, -1, -5))


def clean_code(text: str) -> str:
    """A query code as typed: full width folded, upper case, separators dropped; no letter is taken for another."""
    return clean_number(text)


def _digits(day: date) -> str:
    return day.isoformat().replace("-", "")


def _ordinal(sequence: int) -> int:
    if sequence < 1:
        raise ValueError("a sequence starts at 1")
    return sequence
