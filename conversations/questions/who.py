"""The question for whom a concern is told: a button, an age, or name and phone at once."""

import re
from dataclasses import dataclass

from conversations.engine.engine import Json, Stale
from conversations.hearing.values.ages import ADULT, OF_AGE, age_answered
from conversations.hearing.values.names import contact_in
from conversations.questions.plain import Button, Choice, NotUnderstood, Reply, Say
from models.lines import one_line
from models.search import normalise
from models.words.spellings import named

CHILD = Button("child", "who.child")
_OTHER = re.compile(
    r"(?:我是?)?(?:替|帮|代|为(?![什啥何]))(?!我们?(?:修|解|处|查|催|看|弄|搞|联|问))(?!.{0,3}(?:自己|本人)).{1,8}?(?:反映|问|说|讲|写|提|办|投诉)?(?:的事?)?|"
    r"给.{1,6}?(?:反映|问|说|讲|写|提|投诉)的?|(?:受|是).{1,6}(?:委托|托付|所托|拜托)的?|.{1,6}(?:委托|托付|拜托|让|叫)我(?:来)?(?:反映|问|说|讲|写|提|投诉)?的?|别人|其他人|.{0,2}邻居的?|"
    r"(?:是|这是|关于)?我?(?:们?家)?里?的?(?:小|大|老)?(?:舅舅?|姑姑?|姨妈?|叔叔?|伯伯?|婶婶?|嫂子|哥哥?|姐姐?|弟弟?|妹妹?|外甥|侄子|公公|婆婆|孩子?|娃儿?|囡囡?|闺女|老人|妈妈?|爸爸?|母亲|父亲|爷爷|奶奶|外公|外婆|老伴|老婆|老公|儿子|女儿|孩子|父母|亲戚|朋友|同事|邻居)(?:的事?)?|"
    r"(?:i (?:write|am writing|ask|report|speak) )?(?:on behalf of|for) (?:my|the|our|a) .{2,40}|"
    r"(?:my|our|the) (?:mother|mom|mum|father|dad|parents|neighbou?rs?|friend|son|daughter|wife|husband|boss|village)"
    r"(?: (?:asked|asks|wants?|told|got) (?:me|us).{0,30})?"
)
_SELF = re.compile(
    r"(?:我?是|这是)?(?:替|帮|代|为|给)?(?:我)?(?:自己|本人|自个儿?|俺家?|咱家)(?:的事情?|反映|问|说|写|提|办|投诉)*(?:的|啊|吧|呀)?"
)
_CLAUSE = re.compile(r"[,，。;；!！]")
_UNNAMED = re.compile(
    r"(?:我)?(?:不|别|莫|唔|勿|不要|唔好)(?:想|要|愿意?|能|敢|方便)?(?:让|叫|给|被|俾)?(?:别?人家?|人|他们|村里|对方|谁)?(?:知道|晓得|看到|公开|透露|暴露|写|留|露)(?:出|到)?(?:我)?(?:的)?(?:是谁|名字|姓名|身份|真名|名)(?:了|吧|行不行|可以吗)?|"
    r"(?:我要?|想)?(?:匿名|不留(?:姓名|名字?)|不写(?:姓名|名字?)|不记名|不署名|不实名|不公开姓名|不(?:想|愿意?)?透露(?:姓名|名字|身份)|别写我?(?:的)?(?:名字?|姓名)|(?:先)?匿着)(?:反映|举报|提交)?(?:吧)?|anonymous(?:ly)?"
)


@dataclass(frozen=True)
class For:
    """Whom it is for, and the name and phone that were given with it."""

    code: str
    name: str | None = None
    phone: str | None = None
    said: str | None = None


@dataclass(frozen=True)
class Who(Choice):
    """For whom the concern is told; an age below 14 is an answer too, and so are name and phone, if they are asked."""

    contact: bool = True
    young: tuple[Say, ...] = ()
    """What somebody of 14 to 17 is told."""

    def read(self, reply: Reply, held: Json) -> Json:
        text = one_line(reply.text or "")
        age = age_answered(text)
        if age is not None and age < OF_AGE:
            return CHILD.code
        if age is not None and age < ADULT:
            raise NotUnderstood("lines", aside=False, lines=self.young)
        if reply.text and _UNNAMED.fullmatch(normalise(text)) and "anonymous" in [b.code for b in self.buttons]:
            return "anonymous"
        try:
            return super().read(reply, held)
        except NotUnderstood:
            heard = self._heard(text)
            if heard is None:
                raise
            return heard

    def _heard(self, text: str) -> Json | None:
        said, codes = normalise(text).strip("。.!！ "), [b.code for b in self.buttons]
        if named("who_self.", text) or _SELF.fullmatch(said):
            return "self"
        first, *rest = (clause.strip() for clause in _CLAUSE.split(said))
        if "anonymous" in codes and any(_UNNAMED.fullmatch(clause) for clause in (first, *rest)):
            return {"who": "anonymous", "said": text} if rest else "anonymous"
        if _OTHER.fullmatch(first):
            return {"who": "other", "said": text} if rest else "other"
        found = contact_in(text) if self.contact else None
        if found is None or (found.phone is None and not found.whole):
            return None
        given = {"name": found.name, "phone": found.phone, "said": None if found.whole else text}
        return {"who": "self", **{k: v for k, v in given.items() if v}}

    def load(self, held: Json) -> For:  # type: ignore[override]
        if not isinstance(held, dict):
            return For(super().load(held))
        given = {k: v for k in ("name", "phone", "said") if isinstance(v := held.get(k), str)}
        if held.get("who") not in ("self", "other", "anonymous") or not given:
            raise Stale(self.gone)
        return For(held["who"], **given)
