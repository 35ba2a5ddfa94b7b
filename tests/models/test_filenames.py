"""What senders call their files, cleaned."""

import pytest

from models.filenames import LONGEST, clean, saved_as


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("附件1.pdf", "附件1.pdf"),
        ("C:\\用户\\李雷\\合同 （终稿）.docx", "合同 （终稿）.docx"),
        ("../../etc/passwd", "passwd"),
        ('a\u202egpj.exe\n"b', "agpj.exe b"),
        ("..", None),
        ("", None),
        (None, None),
        ("blob", None),
        ("\u200b \u200b", None),
        ("\udc80坏.txt", "坏.txt"),
    ],
)
def test_a_name_is_cleaned(given: str | None, kept: str | None) -> None:
    assert clean(given) == kept


def test_a_long_one_keeps_its_ending() -> None:
    made = clean("长" * 300 + ".pdf")
    assert made is not None and len(made) == LONGEST and made.endswith("长.pdf")


def test_it_ends_as_what_it_is_now() -> None:
    assert saved_as("现场.png", "image/jpeg") == "现场.jpg"
    assert saved_as("现场.jpeg", "image/jpeg") == "现场.jpeg"
    assert saved_as("清单", "application/pdf") == "清单.pdf"
    assert saved_as("清单.v2", "x/unknown") == "清单.v2"
