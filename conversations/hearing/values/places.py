"""A place as it is said: the area as deep as the tree of areas goes, and the words that are left for the spot."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from conversations.engine.tree import Option, Tree
from conversations.hearing.values.lexicon import Lexicon
from models.search import normalise
from models.visible import visible

LONGEST_SPOT = 40
_ENDINGS = re.compile(r"(?:街道办事处|街道办?|镇政府|乡政府|居民?委会|村民?委会|社区|[镇乡村县市区])$")
_GRID = re.compile("第[一二三四五六七八九十]+网格$")
_STREET = re.compile("[东西南北中]?(?:路|街|大道|大街)")
_CLAUSE = re.compile(r"[，。；！？、,;!?\n]|\.(?![0-9])")
_LEAD = re.compile(
    r"^(?:(?:是|在|于|到|的|里|去|来|住|我|们|家|就|县|就是|位于|住在|靠近|离|那边|这边|地点|地址|位置|发生)[:：]?)*"
)
_SPOT = (
    r"(?:门口|路口|村口|巷口|街口|桥头|桥下|旁边?|附近|对面|隔壁|边上|[东西南北前后]面|[东西南北]侧|后面|前面|楼下|楼上|中间|尽头|拐角|转角|"
    r"[0-9一二三四五六七八九十]+(?:号楼?|栋|幢|单元|组|队|弄|室|楼|层|巷|排)|小区|花园|公寓|家园|新村|宿舍|大院|工业园|广场|公园|市场|菜场|超市|商店|"
    r"小卖部|饭店|餐馆|酒店|宾馆|网吧|药店|银行|加油站|车站|站台|火车站|汽车站|小学|中学|学校|幼儿园|大学|医院|卫生院|卫生室|诊所|祠堂|寺|庙|教堂|"
    r"工地|工厂|厂区|厂|水库|河边|河堤|码头|池塘|沟|田头|大桥|桥|大道|大街|老街|街|公路|马路|巷子?|路段|路(?![灯燈面况況过過上边邊人])|村|组|口)"
)
_LANDMARK = re.compile(
    r"(?:(?:(?![在个])[\u4e00-\u9fffA-Za-z0-9]){2,8}?"
    r"(?:小学|中学|学校|幼儿园|医院|卫生院|菜市场|市场|广场|公园|小区|花园|车站|超市|加油站|工业园|工地|水库|大桥|祠堂)"
    rf"|[\u4e00-\u9fff]{{1,6}}?(?:路|街|大道|巷)[0-9一二三四五六七八九十]+号)(?:{_SPOT})*"
)


@dataclass(frozen=True)
class Spot:
    """`area`: the deepest area named. `words`: what else is said of the place, empty when nothing is. `sure`: the area
    is named in full, not by its beginning alone (石桥小学)."""

    area: Option | None
    words: str
    sure: bool = True


@dataclass(frozen=True)
class _Hit:
    area: Option
    start: int
    end: int
    full: bool


def spot_in(areas: Tree, text: str, within: str | None = None) -> Spot:
    """The place that a line names. `within`: only areas below this one count, and their short names do too."""
    line = " ".join(visible(text).split())
    hits = _hits(areas, line, within)
    if not hits:
        return Spot(None, line)
    last = hits[-1]
    if len(hits) == 1 and last.end - last.start == len(line):  # 石桥, and nothing else
        return Spot(last.area, "")
    return Spot(last.area, _rest(line, hits), all(hit.full for hit in hits))


def names_a_spot(text: str) -> bool:
    return re.search(_SPOT, text) is not None


def told_in(areas: Tree, text: str) -> Spot | None:
    """The place that stands in a longer text; None when it names neither an area nor a landmark."""
    found = [spot for clause in _CLAUSE.split(visible(text)) if (spot := _clause(areas, clause.strip())) is not None]
    best = [s for s in found if s.area is not None and s.sure] or [s for s in found if s.area is not None] or found
    return max(best, key=lambda s: (len(areas.path(s.area.code)) if s.area else 0, len(s.words)), default=None)


def _clause(areas: Tree, clause: str) -> Spot | None:
    hits = _hits(areas, clause, None)
    if not hits:
        found = _LANDMARK.search(_LEAD.sub("", clause))
        words = _LEAD.sub("", found[0]) if found else ""
        return Spot(None, words, False) if 3 <= len(words) <= LONGEST_SPOT else None
    first, last = hits[0], hits[-1]
    if not all(hit.full for hit in hits):
        behind = re.match(rf"[\u4e00-\u9fff]{{0,6}}?(?:{_SPOT})+", clause[last.end :])
        words = clause[first.start : last.end] + (behind[0] if behind else "")
        return Spot(last.area, words, False)
    behind = re.match(rf"(?:的)?((?:[\u4e00-\u9fff0-9A-Za-z]{{0,5}}?{_SPOT})+)", clause[last.end :])
    return Spot(last.area, behind[1] if behind else "")


def _hits(areas: Tree, line: str, within: str | None) -> list[_Hit]:
    """The areas that are named, from the top down, each below and behind the one before."""
    said = normalise(line)
    if len(said) != len(line):
        said = line.lower()
    hits: list[_Hit] = []
    while not hits or areas.under(hits[-1].area.code):
        above = areas.get(hits[-1].area.code if hits else within)
        if above is not None:
            found = _named(areas.under(above.code), above, said, hits[-1].end if hits else 0)
        else:
            found = _first(areas, said)
        if found is None:
            break
        hits.append(found)
    return hits


def _first(areas: Tree, said: str) -> _Hit | None:
    """The first area named: a full name on any level before a beginning, and the upper level before the lower."""
    named = [(o, _at(o, (name, full), said)) for name, (o, full) in _lexicon(areas).found(said)]
    for full in (True, False):
        for above in (True, False):
            hits = [hit for o, hit in named if hit is not None and hit.full is full and _tops(areas, o) is above]
            if (found := _one(hits)) is not None:
                return found
    return None


def _tops(areas: Tree, option: Option) -> bool:
    """Whether it is below no other."""
    return areas.get(option.parent) is None


@lru_cache(maxsize=4)
def _lexicon(areas: Tree) -> Lexicon[tuple[Option, bool]]:
    return Lexicon((name, (o, full)) for o in areas for name, full in _forms(o))


def _named(options: tuple[Option, ...], above: Option, said: str, start: int) -> _Hit | None:
    """One of the areas below `above`. A beginning that is that of the area above says nothing more."""
    same = {name for name, _ in _forms(above)}
    forms = [(o, form) for o in options for form in _forms(o) if form[1] or form[0] not in same]
    hits = [hit for o, form in forms if (hit := _at(o, form, said, start)) is not None]
    return _one([h for h in hits if h.full]) or _one([h for h in hits if not h.full])


def _one(hits: list[_Hit]) -> _Hit | None:
    """The longest; None when two areas are called so."""
    longest = max((h.end - h.start for h in hits), default=0)
    found = {h.area.code: h for h in hits if h.end - h.start == longest}
    return next(iter(found.values())) if len(found) == 1 else None


@lru_cache(maxsize=10_000)
def _forms(option: Option) -> Sequence[tuple[str, bool]]:
    """Its name in full, in English, and its beginning without 镇, 村 …, which must have two characters."""
    name = normalise(option.name)
    forms = [(name, True)]
    if option.name_en:
        forms.append((option.name_en.lower(), True))
    short = _ENDINGS.sub("", name)
    if short != name and len(short) > 1 and not _GRID.search(name):
        forms.append((short, False))
        if option.name_en and " " in option.name_en:
            forms.append((option.name_en.rpartition(" ")[0].lower(), False))
    return forms


def _at(option: Option, form: tuple[str, bool], said: str, after: int = 0) -> _Hit | None:
    name, full = form
    start = said.find(name, after)
    if start < 0 or (not full and _STREET.match(said, start + len(name))):
        return None
    return _Hit(option, start, start + len(name), full)


def _rest(line: str, hits: list[_Hit]) -> str:
    """The words of the line without the areas that are named in full at its beginning."""
    rest, at = line, 0
    for hit in hits:
        if not hit.full or _LEAD.sub("", line[at : hit.start].strip(" ,，")) != "":
            return line if at == 0 else line[at:].strip(" ,，。")
        rest, at = line[hit.end :], hit.end
    return rest.strip(" ,，。.的")
