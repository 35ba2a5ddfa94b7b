"""Small numbers in English and in pinyin, by their words."""

ENGLISH = {
    **{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6},
    **{"seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12},
}
TENS = {
    **{"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70},
    **{"eighty": 80, "ninety": 90, "hundred": 100, "a hundred": 100, "one hundred": 100},
}
PINYIN = {
    **{"yi": 1, "er": 2, "liang": 2, "san": 3, "si": 4, "wu": 5, "liu": 6},
    **{"qi": 7, "ba": 8, "jiu": 9, "shi": 10, "shiyi": 11, "shier": 12},
}
IN_PINYIN = "|".join(sorted(PINYIN, key=len, reverse=True))
"""For a pattern: the longest first."""
