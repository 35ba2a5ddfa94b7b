"""Whether words end a story and are no part of it: 说完了, 就这些, 没了, 发吧, that's all."""

import re

from models.search import fold, normalise

LONGEST = 16
_END = r"(?:发|交|了|喽|啦|咯|嘞|哈|吧|啊|呀|呢|哦|嗯|的|就|先|都|我|那|好|行|ok|可以)*"
_ENDS = re.compile(
    rf"{_END}(?:"
    r"(?:说|讲|写|发|报|交代|反映|打)?(?:完|好|齐)(?:了|喽|啦|咯|毕)?|"
    r"(?:就|只有|暂时|目前|大概|先)+(?:这|那|酱|係咁|系咁|咁)(?:些|么多|样子?|点|点事|回事|么回事|个事|几句|多|件事)?(?:事|情况)?|"
    r"(?:没|莫|冇|没有|莫得)(?:什么|啥|别的|其他|其它|得|有|要说|嘢|事情?|讲|说|补充)*(?:的|要说的?|可说的?|补充的?)?(?:了|啦|喽)?|"
    r"(?:以上|这)(?:就|便)?(?:是)?(?:全部|所有|一切)?(?:内容|情况|了)?(?:请?(?:查收|过目|审阅|知悉|处理))?|(?:讲|说|写)?完咗|结束|完毕|完|全部|(?:下一步|继续下一步|下一个|接下来)|(?:请|帮我|直接|马上)?(?:提交|发送|发出去?|送出|上报|交|发)(?:上去|出去)?|"
    r"(?:ok|okay|可以|行|好)(?:了|啦)(?:吧|啊)?|"
    rf"wan ?le|mei ?le|jiu ?zhe ?xie|ti ?jiao){_END}"
)
_SPEAKS = re.compile(
    r"完|没了|没有?(?:什么|啥|别的)|没得|冇|好了|这些|这样|这么|这点|么回事|么个|到这|到此|为止|补充|齐|晒|说了|讲了|写了|"
    r"all|done|every|nothing|finish|that|end|wan|mei|zhe"
)
_NODS = re.compile(
    r"(?:对|是|没错|好|行|可以|中|得|要得|嗯+|恩|没|没有|冇|莫得|没得|无|ok|okay|yes|yep|yeah|no|nope|none|fine)(?:的|了|啊|呀|吧|啦|呢|哦|嗯)*"
)
_BETWEEN = re.compile("[,，、。.!！；;]+|(?<=[^a-zA-Z]) +")
_ENGLISH = re.compile(
    r"(?:ok(?:ay)?[, ]*)?(?:that'?s (?:all|it|everything)|i'?m (?:done|finished)|nothing (?:else|more)|no more|done|"
    r"finish|"
    r"finished|send(?: it)?|"
    r"submit(?: it)?|go ahead|next(?: step)?|the end)(?: thanks?| thank you)?"
)


def ends_story(text: str) -> bool:
    if len(text) > LONGEST * 2:
        return False
    english = " ".join(text.casefold().strip(" .!,").replace("’", "'").split())
    said = re.sub(r"[,，、 。.!！~～]", "", fold(normalise(text)))
    if not said or len(said) > LONGEST:
        return _ENGLISH.fullmatch(english) is not None
    clauses = [clause for clause in _BETWEEN.split(text) if clause.strip()]
    if len(clauses) > 1 and all(ends_story(clause) for clause in clauses):
        return True
    return _ENGLISH.fullmatch(english) is not None or (_ENDS.fullmatch(said) is not None and said not in _NOTHING)


def nods(text: str) -> bool:
    """A bare yes or no to "you may go on": there is nothing more."""
    return _NODS.fullmatch(re.sub(r"[,，、 。.!！~～]", "", fold(normalise(text)))) is not None


def speaks_of_an_end(text: str) -> bool:
    """Whether it says so in any words: "就是这盏" sounds like an end to whoever only listens to the sound."""
    return _SPEAKS.search(fold(normalise(text)).casefold()) is not None


_NOTHING = frozenset({"没", "好", "发", "交", "莫", "冇", "没有"})
"""One character or two that may as well answer something said before."""
