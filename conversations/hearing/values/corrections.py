"""What is said to a read-back: that it is right, or what of it is to be changed, and into what."""

import re
import unicodedata
from dataclasses import dataclass

from models.search import normalise

LONGEST = 80
"""Characters; whoever writes more is telling something."""

_SECTIONS = (
    ("place", r"地点|地址|地方|位置|在哪|place|address|location"),
    ("people", r"人数|几个人|多少人|number of people|people"),
    ("party", r"来的人数|来几个人|来访人数"),
    ("topic", r"方面|领域|分类|主题|topic"),
    ("kind", r"类型|类别|想做|性质|kind|type"),
    ("who", r"姓名|名字|名称|电话|号码|手机|联系方式|反映人|署名|实名|匿名|phone|name|contact"),
    ("slot", r"时间|几点|钟点|time"),
    ("day", r"换一?天|改天|改一天|日子|哪天|日期|接访日|改期|day|date"),
    ("story", r"内容|原话|正文|描述|经过|那段|story|words|text"),
)
_CHANGE = (
    r"(?:应该|应当|应|改一?下|修改|更改|更正|改|换|变|写错|填错|(?:写|填|报|说|算|数)?(?:少|多|漏)(?:写|填|报|说|算|数)?了|选错|搞错|弄错|错|不对|不是|有误|纠正|调整|重写|重说|补正|"
    r"写上|填上|加上|补上|change|edit|correct|wrong|should|not right)"
)
_INTO = re.compile(
    r"(?:应该|应当|应|得)?(?:改成|改为|改到|换成|换到|变成|写成|填成|改作|应该是|应该为|应是|应该在|应为|应在|应该|其实是|而是|(?<![但可还就不都])是|(?<!关)系|"
    r"写上|填上|加上|留|change (?:it )?to|should be|it'?s|is|to)[:： ]*(.+)"
)
_NOT_BUT = re.compile(r"(?:不对|错了?|搞错了?)[,，。 ]*(?:是|应该是|在)(.+?)[,，]?(?:不是|而不是|而非)(.+)")
_BUT = re.compile(r"(?:不是|并非|不在)(.+?)[,，](?:而?是|应该是|在|而在)(.+)")
_LABELLED = re.compile(r"(.{1,5}?)[:：](.+)")
_STRONG = re.compile(
    r"改成|改为|改到|换成|换到|变成|写成|应该[是在为]|应[是为在]|^(?:不对|错了?|搞错|弄错|no,|that'?s wrong)|"
    r"change (?:it )?to|should be"
)
"""Said so that something is put right, though its section is not named."""
_ADDED = re.compile(
    r"(?:(?:加上|补上|写上|填上|留下?|加|补|留)(?:一下|个)?)(?:我的?)?(姓名|名字|电话|手机号?|号码)(?:[是为:：]*)(.*)"
)
_YES = (
    r"(?:嗯+|哦|妥了?|(?:都)?看(?:了|过了?|完了?)(?:一遍|一下)?|就(?:这样|这么|介样)(?:发|交|提交|办|定|报|着|送)?(?:出去|上去)?|对头|中|得|掂|要得|"
    r"冇错|没得错|没得问题|(?:就|那就|都)?(?:按|照)(?:这个|这样|上面|这份)(?:的)?(?:递|交|报|送|发)?(?:上去|出去)?|睇(?:过|咗)?|(?:全|全部|都)?(?:是)?(?:这样|"
    r"这个样子)|send(?: ?(?:out|出去|"
    r"俾佢哋))?|[帮替]我|一起|一并|马上|赶紧|快|立刻|立即|这些|上面|内容|信息|写得?|填得?|(?:看着|看起来)?没(?:有)?(?:啥|什么)(?:问题|毛病|错)|好的?|好了|"
    r"好啦|行了?|可以了?|对的?|是的?|没错|没问题|没毛病|没意见|冇问题|无误|没有?误|(?:都|我)?(?:核对|看|检查|读|校对|确认)(?:过|好|完)了?|都对|全对|正确|准确|"
    r"确认|确定|"
    r"同意|就这样|就是这样|这样就?(?:行|可以|好)|(?:请|帮我|麻烦|那就|就|现在|直接|可以)?(?:提交|上交|递交|呈报?|都没(?:错|问题|毛病)|交|发送?|送出|上报|报)"
    r"(?:上去|出去|吧|了|给他们|一下)*|谢谢|多谢|"
    r"ok(?:ay)?|yes|yep|go|ahead|do|sure|right|correct|confirm|submit|send|it|looks|good|fine|all|that'?s|is|please|thanks|"
    r"que ?ren|ti ?jiao|dui|mei ?wen ?ti)"
)
_AGREES = re.compile(rf"(?:{_YES}|[\s,，。.!！、~吧啊呀呢嘞哈的了啦喇咯喔哦嘛])+")
_POLITE = re.compile(r"(?:谢谢|多谢|请|麻烦|please|thanks|it|is|all|that'?s|looks|[\s,，。.!！、~啊呀呢哈的了])+")
_VAGUE = re.compile(
    rf"(?:我|要|想|请|都|全|这个?|有|还|点|一下|重来|重写|重填|地方|的|了|呢|吧|no|not|that'?s|i|want|to|[\s,，。.!！]|{_CHANGE})+"
)
"""Something is to be changed, and no more is said."""
_LATER = re.compile(
    r"(?:那|我|先|还是|让我|请|你|给我|,|，)*(?:(?:先|暂时|暂)?(?:不|别|不要|莫|唔好)(?:急着|忙)?(?:提交|交|发|送|提)(?:上去|出去)?|"
    r"(?:等|稍等|等等|等一下|等一会儿?|等会儿?|慢着|且慢|缓一缓)|(?:再)?(?:想|考虑|看)(?:想|一想|考虑|看|一看|一下|一遍)|"
    r"not yet|wait|hold on|later)(?:先|再说|再|一下|吧|啊|哈|了|,|，)*"
)
_PEOPLE = r"[0-9一二三四五六七八九十百千两几]+(?:多|余|来)?(?:个|户|位|名|口)?(?:人|户)"
_DANGLING = re.compile(r"^(?:了|吧|的|呢|啊|一下|下)*[,，。:： ]*|[,，。.!！ ]*(?:才对|吧|啊|呢|了|哦)?[。.!！]*$")


@dataclass(frozen=True)
class Correction:
    """`section` of the form is to be changed, into `words` if they were said; no section: not said which."""

    section: str | None
    words: str = ""


def agrees(text: str) -> bool:
    """提交, 没问题, 好的，交吧: it is right and may go."""
    said = _plain(text)
    return 0 < len(said) <= LONGEST and _AGREES.fullmatch(said) is not None and not _POLITE.fullmatch(said)


def later(text: str) -> bool:
    """先不交, 等一下, 我再想想: it is not to go yet."""
    return _LATER.fullmatch(_plain(text)) is not None


def correction_in(text: str) -> Correction | None:
    """地点改成城关街道, 不对，是城关不是石桥, 人数写错了，是30个人; None when nothing is to be changed."""
    said = _plain(text)
    if not said or len(said) > LONGEST:
        return None
    if (added := _ADDED.search(said)) is not None:
        return Correction("who", _bare(added[2]))
    if (labelled := _LABELLED.fullmatch(said)) is not None and (section := _section(labelled[1])) is not None:
        return Correction(section, _bare(labelled[2]))
    if not re.search(_CHANGE, said):
        return None
    section = _section(said)
    for form, group in ((_NOT_BUT, 1), (_BUT, 2)):
        if (found := form.search(said)) is not None:
            return Correction(section or _kind_of(found[group]), _bare(found[group]))
    into = _INTO.search(said)
    words = _bare(into[1]) if into is not None else _behind(said)
    if section is None:
        section = _kind_of(words) if words and _STRONG.search(said) else None
        if section is None and not _VAGUE.fullmatch(said):
            return None
        return Correction(section, words if section else "")
    return Correction(section, "" if _section(words) == section and len(words) < 4 else words)


def _plain(text: str) -> str:
    return normalise(unicodedata.normalize("NFKC", text)).strip().strip("。.!！")


def _section(said: str) -> str | None:
    return next((name for name, words in _SECTIONS if re.search(words, said)), None)


def _kind_of(words: str) -> str | None:
    """Which question such words answer: a number of people, a phone; what is left names a place."""
    if re.search(r"[0-9]{7,}", words):
        return "who"
    if re.fullmatch(
        r".{0,4}?[0-9一二三四五六七八九十百千两几]+(?:多|余|来)?(?:个|户|位|名|口)?(?:人|户)?.{0,2}", words
    ):
        return "people"
    return "place" if words else None


def _behind(said: str) -> str:
    """改电话 13800000678: what stands behind the name of the section."""
    found = re.search(r"(?:电话|号码|手机|地点|地址|人数)(?:改?一?下)?[ ,，]+(.+)", said)
    if found is None:
        found = re.search(rf"[,，](?:应该|其实|总共|一?共|有|是)*({_PEOPLE})$", said)
    return _bare(found[1]) if found is not None else ""


def _bare(words: str) -> str:
    return _DANGLING.sub("", _DANGLING.sub("", words.strip())).strip()
