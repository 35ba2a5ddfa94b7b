"""A person's name as it is said, apart from the phone number and the rest beside it."""

import re
import unicodedata
from dataclasses import dataclass

from models import phones
from models.visible import has_words, visible

LONGEST = 200
MOST = 50
"""Characters of a name."""


@dataclass(frozen=True)
class Contact:
    """What a line says of a person. `whole`: it says nothing else that would be lost."""

    name: str | None = None
    phone: str | None = None
    whole: bool = True


_SURNAME = (
    "欧阳|太史|上官|端木|司马|东方|独孤|南宫|夏侯|诸葛|尉迟|皇甫|慕容|司徒|令狐|公孙|轩辕|长孙|宇文|司空|"
    "[王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許邓鄧韩韓冯馮曹彭曾肖田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂"
    "丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范金石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫閻段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫"
    "孔向汤湯常温溫康施文牛樊葛邢安齐齊易乔喬伍庞龐颜顏倪庄莊聂聶章鲁魯岳翟殷詹申欧歐耿关關兰蘭焦俞左柳甘祝包宁寧尚符舒阮柯纪紀梅童凌毕畢"
    "季裴霍涂成苗谷盛曲翁冉骆駱蓝藍路游辛靳欧管柴蒙鲍鮑华華喻祁蒲房滕屈饶饒解牟艾尤阳陽穆司卓古吉缪繆简簡车車项項连連芦蘆麦麥褚娄婁窦竇戚岑景"
    "宫宮费費卜冷晏席卫衛米柏宗瞿桂全佟应應臧闵閔苟邬鄔边邊卞姬和仇栾欒隋刁沙荣榮巫寇桑郎甄丛叢仲虞敖巩鞏明佘池查麻苑迟遲邝鄺闻聞]"
)
_NAMED = re.compile(
    r"(?:(?:大家|别人|人家|村里人?|邻居|街坊|他们|人)们?都?(?:喊|叫|称呼?)我|身份证上?的?(?:名字)?(?:写的)?|户口本上|我的?名字(?:叫|是|係)?|我的?姓名(?:叫|是)?|我的?名叫|我是|我[系係]|我叫|俺叫|俺是|本人(?:叫|是)?|叫我|就叫|我就是|我就叫|你?们?就?(?:写|填|记|登记)(?:上|成)?|名叫|姓名|名字|联系人|聯繫人|反映人|署名|个人信息|称呼|"
    r"my name is|name is|name|(?:you )?(?:can|may) call me|i am|i'm|this is|call me)"
    r"(?:是|叫|为|為|係|系)?[ :：,，]*(?!.*(?:什么|啥))",
    re.IGNORECASE,
)
_SURNAMED = re.compile(rf"(?:我)?(?:免贵|免貴)?[,， ]*姓({_SURNAME})(?=[叫名]|[^\u4e00-\u9fff]|$)")
_CALLED = re.compile(
    rf"(?:{_SURNAME})(?:某某?|[\u4e00-\u9fff]{{1,2}})(?:先生|女士|小姐|师傅|師傅|大爷|大爺|大妈|阿姨|老师|老師)?"
)
_FAMILIAR = re.compile(
    rf"(?:[老小阿]|大)[\u4e00-\u9fff](?![\u4e00-\u9fff])|[大小老二三四五六七八九阿][哥嫂姐妹叔婶伯爷娘妈爸姑姨舅弟婆公](?![\u4e00-\u9fff])|(?:{_SURNAME})(?:先生|女士|小姐|师傅|師傅|大爷|大妈|阿姨|老师|老師|姐|哥|叔)"
)
_DOTTED = re.compile(r"[\u4e00-\u9fff]{1,8}(?:[·•・][\u4e00-\u9fff]{1,8}){1,3}")
_LATIN = re.compile(r"[A-Za-zÀ-ž][A-Za-zÀ-ž.'’-]*(?: [A-Za-zÀ-ž][A-Za-zÀ-ž.'’-]*){0,4}")
_BESIDE = re.compile(
    r"^[\s,，、;；:：。.()（）/|-]*(?:(?:男|女|先生|女士|[0-9一二三四五六七八九十]{1,3} ?[岁歲]|汉族|漢族|农民|退休|"
    r"我?的?(?:联系)?(?:电话|電話|手机|手機)(?:号码?|號碼?)?(?:是|为)?|联系方式|号码|tel|phone|mobile|number|my|is|and|please|打|是|找我|谢谢)"
    r"[\s,，、;；:：。.()（）/|-]*)*$",
    re.IGNORECASE,
)
_FROM_THERE = re.compile(
    rf"(?:我|俺)?(?:是|叫|住)?[\u4e00-\u9fff]{{1,8}}[村镇鎮乡鄉区區道组組队隊县縣楼栋]的({_CALLED.pattern})[。.!！]?"
)
"""Of some place: 上石村的周大妹."""
_CLOSING = re.compile(r"(?:就(?:行|好|可以|是|中|成|得)|即可|吧|谢谢)[了吧。.!！]*$")
_NO_NAME_ALONE = re.compile("[我村镇鎮乡鄉路灯燈找给给說说]|建议|建議|举报|投诉|电话|匿名")
_NO_NAME = re.compile(
    r"高中生|农民|司机|学生|老人|居民|村民|业主|租户|员工|工人|家长|房主|户主|车主|住户|老师傅|老百姓|"
    r"什么|为啥|怎么|吗|呢|嘛|不|没|的|了|在|有|是|要|请|们|你|您|谁|为何|再|都|路灯|问题|提交|[0-9?？!！。]|"
    r"\b(?:the|is|why|what|how|who|my|no|not|broken|light|street|please|you|do|don't)\b",
    re.IGNORECASE,
)


def contact_in(text: str) -> Contact | None:
    """Name and phone in one line ("李老根，电话13800000678"); None when it tells of neither."""
    line = " ".join(visible(text).split())[:LONGEST]
    found = phones.numbers(line)
    rest = phones.remark(line) if found else line
    name, whole = _name(rest.strip(" ,，。.;；:：、"))
    if name is None and not found:
        return None
    phone = _phone(line, rest, name) if found else None
    return Contact(name, phone, whole or name is None)


def may_be_name(text: str) -> bool:
    """Whether a line that is no known form of a name can be one: a firm, all the people of a village."""
    return has_words(text) and len(text) <= MOST // 2 and not _NO_NAME.search(text)


def _phone(line: str, rest: str, name: str | None) -> str | None:
    """With its remark; without the name, which has a place of its own."""
    if name is None:
        return phones.written(line)
    remark = re.sub(re.escape(name), " ", line)
    remark = _NAMED.sub(" ", remark)
    kept = phones.written(remark) or ""
    return kept if len(kept) <= 40 and not _BESIDE.match(phones.remark(kept) or "") else "、".join(phones.numbers(line))


def _name(said: str) -> tuple[str | None, bool]:
    """The name, and whether what stands beside it is of no account."""
    folded = unicodedata.normalize("NFKC", said)
    if surnamed := _SURNAMED.search(folded):
        after = folded[surnamed.end() :].lstrip(" ,，。叫名是我就")
        if _CALLED.match(after) is None:
            given = re.fullmatch(r"[\u4e00-\u9fff]{1,2}", after.strip(" ,，。")) if after else None
            return surnamed[1] + (given[0] if given else ""), True
        folded = after
    if from_there := _FROM_THERE.fullmatch(folded):
        return from_there[1], False
    told = _NAMED.match(folded)
    rest = _CLOSING.sub("", folded[told.end() :] if told else folded)
    for form in (_DOTTED, _CALLED, _FAMILIAR, _LATIN):
        found = form.match(rest)
        if found is None or len(found[0]) > MOST or _NO_NAME.search(found[0]):
            continue
        after = rest[found.end() :]
        if _BESIDE.match(after):
            return found[0], True
        if told and (not after[:1].isalpha() or form is _LATIN):
            return found[0], False
        if form is _CALLED and after and not re.match(r"[\u4e00-\u9fff]", after) and len(said) <= 30:
            return found[0], False
    bare = rest.strip()
    if re.fullmatch(r"[\u4e00-\u9fff]{2,4}", bare) and not (_NO_NAME.search(bare) or _NO_NAME_ALONE.search(bare)):
        return bare, True
    return None, False
