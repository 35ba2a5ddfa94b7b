"""A number of people as it is said: exactly, roughly, as a range, by a household, or by naming who."""

import re
import unicodedata
from dataclasses import dataclass

from conversations.hearing.values.numerals import ENGLISH, IN_PINYIN, PINYIN, TENS
from conversations.words.typed import number_in
from models.search import normalise
from models.visible import visible

LONGEST = 60
"""Characters; whoever writes more is telling something in which a number stands."""


@dataclass(frozen=True)
class People:
    """`n`: as many as there are at least. `rough`: it was a guess, so that the words are read back beside it.
    `most`: the upper end of a range."""

    n: int
    rough: bool = False
    most: int = 0


_NUM = "[0-9一二三四五六七八九十百千万两]"
_DIGIT = {c: i for i, c in enumerate("一二三四五六七八九", 1)} | {"两": 2}
_UNIT = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10_000}
_COUNTED = r"(?:个|名|位|户|口|号|家|人|村民|居民|业主|群众|工友|people|persons?|households?|families|of us)"
_RANGE = re.compile(rf"([0-9]{{1,6}}|{_NUM}+?)\s*(?:[-~—–至到、，,]|或者?|or|to)+\s*([0-9]{{1,6}}|{_NUM}+)")
_NEIGHBOURS = re.compile(rf"({_NUM}*?)([一二两三四五六七八九])([一二两三四五六七八九])([十百千万]?)")
_SOME = re.compile(r"([0-9一二三四五六七八九十百千万两]*)几(?:([十百千万])(?:[多来余])?)?")
_ROUNDABOUT = re.compile(r"上?([百千万])(?:八|十来|十几|十|把|多|余|来)?十?")
_FLOOR = re.compile(
    r"(?:少说也?有?|怎么(?:也|着也)?得?有|得有|"
    r"不到|不足|至多|最多|顶多|不下|至少|最少|起码|超过|多于|at least|over|more than|up to|under)\s*(.+)"
)
_ROUGHLY = re.compile(
    r"多|余|来|左右|大概|大约|约|差不多|将近|[0-9]\+|about|上[百千万]|好几|以[上下内外]|出头|不止|靠近|接近|快"
)
_KIN = (
    r"(?:老婆|老公|爱人|妻子|丈夫|媳妇|太太|先生|对象|女朋友|男朋友|儿子|女儿|孩子|小孩|娃|妈妈?|爸爸?|母亲|父亲|老娘|老爹|婆婆|"
    r"公公|岳父|岳母|丈人|丈母娘|村长|支书|组长|队长|班长|代表|师傅|爹|妈|爷爷|奶奶|阿公|阿婆|阿爸|阿妈|外公|外婆|老伴|老头子|老豆|老窦|老母|老妈|老爸|细佬|家姐|阿哥|阿姐|仔仔?|囡囡?|哥哥?|弟弟?|姐姐?|妹妹?|邻居|同事|同学|工友|老乡|朋友|律师|孙子|孙女)"
)
_WE = re.compile(rf"(?:(?:就|只有|只)?我)?(?:和|跟|与|同|还有|加上|带[着上]?)(?:我(?:的|们家)?)?{_KIN}")
_COUPLE = re.compile(
    r"我们?(?:夫妻|夫妇|两口子|俩口子|老俩口|俩|母子|母女|父子|父女|姐妹|兄弟)俩?(?:个|人)?|(?:爷儿?|娘儿?|哥儿?|姐儿?|兄弟|姐妹|父子|父女|母子|母女|婆媳|师徒|夫妻)俩(?:个|人)?(?:一块|一起|一同)?儿?(?:去|来)?|夫妻俩|我?们?[老小]?[两俩]口子?|(?:就)?我?(?:家)?(?:老头子?|老太婆|老伴|老公|老婆|媳妇)(?:和|跟|与|同)我|两公婆|俩人?|两老|二老|一对夫妻"
)
_TRIO = re.compile(r"我?们?(?:仨人?|一家三口|三口之家)")
_ALONE = re.compile(
    r"(?:就|只有|只|仅|单|单单|光)?(?:是)?(?:我|本人|我自己|我?自个儿?|我?自家)(?:自己|自个儿?)?(?:一个人?|1个?人?|一人|个人|一户|一家)?"
    r"(?:的事|去|来)?(?:而已|啊|呀|呢|吧)?"
)
_ALONE_EN = re.compile(r"solo|(?:it'?s )?(?:just|only)? ?(?:me|myself)(?: alone)?")
_SENTENCE = re.compile(
    rf"(?<!第)(?<!第 )(?<![0-9一二两三四五六七八九十百千])({_NUM}+|[0-9]{{1,6}})(?:多|余|来|几)?\s*(个?人|{_COUNTED})"
)
_A_GROUP = re.compile("[一1]个(?=班|组|村|小区|单元|楼|厂|队|家庭|院|社区)")
_HEADS = ("人", "个人", "口", "people", "person", "persons")
_ENGLISH = ENGLISH | TENS | {"a dozen": 12, "dozen": 12, "a couple": 2, "both": 2}
_EN_NUMBER = "one|two|three|four|five|six|seven|eight|nine|ten|[0-9]{1,2}"
_WITH = re.compile(
    rf"(?:it'?s |just |only )*(?:me|myself|i|my (?:wife|husband|mother|father))"
    rf"(?:,? (?:and|with|plus) (?:my |our |the |a |an )?(?:{_EN_NUMBER})? ?[a-z]+)+"
)
_AND_ME = re.compile(
    r"(?:it'?s |just |only )*((?:my|our) [a-z]+(?:(?:,| and|, and) (?:my|our) [a-z]+)*),? and (?:i|me|myself)(?: only)?"
)
_FAMILY_OF = re.compile(r"(?:an? |our |my |we are )*(?:family|group|party|household) of ([a-z]+|[0-9]{1,3})")
_IN_PINYIN = re.compile(rf"({IN_PINYIN}) ?(?:ge ?ren|ge|ren|kou)")
_HOUSEHOLD = re.compile(r"(?:家里|全家|一家|我们?家)(?:一共|总共|有)?")


def people_in(text: str) -> People | None:
    """How many people `text` says there are; None when it names no number (全村, 很多人)."""
    said = _plain(text)
    if not said or len(said) > LONGEST or _decimal(said):
        return None
    if (whom := _by_whom(said)) is not None:
        return People(whom)
    if (floor := _FLOOR.match(said)) is not None:
        found = people_in(floor[1])
        return People(found.n, True) if found else None
    if (exact := number_in(said)) is not None:
        return People(exact, _ROUGHLY.search(said) is not None)
    return _guessed(said) or _counted(said)


def _plain(text: str) -> str:
    folded = normalise(unicodedata.normalize("NFKC", visible(text[: LONGEST * 2])))
    folded = folded.replace("廿", "二十").replace("卅", "三十")
    folded = re.sub("([一二三四五六七八九]?百)单([一二三四五六七八九])", r"\1零\2", folded)
    folded = re.sub("([1-9])([百千])(?=[多来余几]|$)", lambda m: f"{int(m[1]) * _UNIT[m[2]]}", folded)
    return folded.strip().strip("。.!！?？，, ")


def _decimal(said: str) -> bool:
    return re.search(r"(?<![0-9])-[0-9]|[0-9]\.[0-9]", said) is not None


def _by_whom(said: str) -> int | None:
    bare = re.sub(r"[，,。\s]", "", said)
    if (_ALONE.fullmatch(bare) and bare not in ("我", "只", "就")) or _ALONE_EN.fullmatch(said):
        return 1
    if _TRIO.fullmatch(bare):
        return 3
    if _COUPLE.fullmatch(bare):
        return 2
    if re.fullmatch(rf"我?(?:的)?{_KIN}(?:和|跟|与|同)我(?:两个人?|俩)?", bare):
        return 2
    if (
        found := re.fullmatch(rf"我?((?:{_WE.pattern})+)(?:一起|一块儿?|一道|同去|去|两个人|俩|两人|都受影响)*", bare)
    ) is not None:
        return 1 + len(_WE.findall(found[1]))
    if (and_me := _AND_ME.fullmatch(said)) is not None:
        return 1 + len(re.findall("(?:my|our) ", and_me[1]))
    if (family := _FAMILY_OF.fullmatch(said)) is not None:
        return number_in(family[1]) or _ENGLISH.get(family[1])
    if (pinyin := _IN_PINYIN.fullmatch(said)) is not None:
        return PINYIN[pinyin[1]]
    if (english := _WITH.fullmatch(said)) is not None:
        more = sum(
            number_in(n) or _ENGLISH.get(n) or 1
            for n in re.findall(rf"(?:and|with|plus) (?:my |our |the |a |an )?({_EN_NUMBER})? ?", english[0])
        )
        return 1 + more
    counted = (
        r"(?:\s*or so)?\s*(?:of us|people|persons?|households?|families|residents|neighbou?rs|or so|or thereabouts)?$"
    )
    return _ENGLISH.get(re.sub(counted, "", re.sub("^(?:there are |we are |about |around |some |nearly )*", "", said)))


def _guessed(said: str) -> People | None:
    """The lower end of a guess: 三四十 is 30, 几十 is 20, 十几 is 11, 20-30 is 20."""
    bare = _without(said)
    if (found := _RANGE.fullmatch(bare)) is not None:
        low, high = number_in(found[1]), number_in(found[2])
        if low is not None and high is not None and 0 < low < high:
            return People(low, True, high)
    if (found := _NEIGHBOURS.fullmatch(bare)) is not None:
        head, first, second, unit = found.groups()
        if _DIGIT[second] == _DIGIT[first] + 1 or (first, second) in (("三", "五"), ("一", "二")):
            before = (number_in(head) or 0) if head else 0
            return People(before + _DIGIT[first] * _UNIT[unit], True, before + _DIGIT[second] * _UNIT[unit])
    if (found := _SOME.fullmatch(bare)) is not None:
        head, unit = found[1], found[2]
        floor = number_in(head) if head else 0
        if floor is None:
            return None
        return People(floor if floor else 3 if not unit else 2 * _UNIT[unit], True)
    if (found := _ROUNDABOUT.fullmatch(bare)) is not None:
        return People(_UNIT[found[1]], True)
    return None


def _without(said: str) -> str:
    """Without the words around a number."""
    said = _HOUSEHOLD.sub("", said)
    said = re.sub(
        r"^(?:我们村?|我|咱们|咱|一共|总共|共有|共|也就|就|只有|只|有|全村|全队|全组|全村|全楼|全小区|大概|大约|大致|约|差不多|将近|估计|可能|好|about|around|"
        r"roughly|some|[~,，])+",
        "",
        said,
    )
    return re.sub(rf"(?:多|余|来)?(?:{_COUNTED})*(?:左右|上下|以上|吧|呢|了|吗|的样子|\+|\s)*$", "", said).strip()


def _counted(said: str) -> People | None:
    """One number with a counter in a longer line: 这栋楼一共40户都停水. People come before households."""
    said = _A_GROUP.sub("", said)
    found = [(n, counter in _HEADS) for one, counter in _SENTENCE.findall(said) if (n := number_in(one))]
    heads = [n for n, of_people in found if of_people] or [n for n, _ in found]
    return People(heads[0], True) if len(heads) == 1 else None
