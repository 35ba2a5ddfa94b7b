"""Whether an answer says that there is none: not known, not wanted, nothing to choose."""

import re

from models.search import fold, normalise

LONGEST = 24
_WHAT = (
    r"(?:我|俺|咱|这个|那个|这|电话|手机|号码|手机号|电话号码|姓名|名字|名|联系方式|具体|地点|地址|位置|"
    r"在?哪里|在哪儿?|是哪儿?|几个人?|多少人?|人数|你们?|属于|算|哪方面|哪一?类|什么类型?|选哪一?个|选什么|怎么选|选|填什么|怎么填|写什么)"
)
_NOT = (
    r"(?:不知道|不晓得|不清楚|不太清楚|说不清楚?|说不准|不确定|不好说|记不得|不记得|记不清|忘了|没有|没|无|没电话|没手机|"
    r"唔知道?|唔清楚|唔记得|唔想讲|唔方便|冇|莫得|没得|晓不得|搞不清楚?|弄不清楚?|讲不清楚?|没数过|没算过|记不住|"
    r"匿名|不公开|不署名|不实名|不想说|不想讲|不想写|不想填|不想留|不想选|不想给|不想告诉你?们?|先?不署名|不公开姓名|不愿意?(?:说|讲|写|填|留|给)?|不说|不讲|不写|不填|不留|不选|"
    r"[不唔](?:太|大|怎么|是很|咋)?(?:想|愿意?|乐意|方便|便|中意)(?:说|讲|写|填|留|给|透露|告诉|公开|提供|答|选)?(?:你们?)?|分不清楚?|分不出|闹不清|搞不明白|"
    r"搞[不弗勿]清爽|弄[不弗勿]清爽|[弗勿]晓得|拎不清|搞不醒豁|不晓得归.{0,3}|你们?(?:帮我|替我|看着|给我)?(?:选|挑|填|定|决定|办)(?:吧|好了)?|"
    r"不给|懒得(?:说|讲|写|填|选|打|留|弄|想)?|嫌麻烦|(?:太)?麻烦[,，]?不(?:写|填|说)|不告诉你?们?|不方便(?:说|留|透露|写|填|讲)?|不便(?:说|留|透露)?|不用(?:了|留|填)?|不需要|不必|免了|算了|略|略过|"
    r"随便你?们?|随意|都行|都可以|无所谓|哪个都行|看着办|你定|跳过|跳|下一个|下一题|过|保密|都不是|没有合适的?|没有我要的|不在里面|"
    r"以上都不是|看不懂|不懂|不会选|不会填|不会|先不(?:说|填|留|写)|暂时不(?:说|填|留)|(?:电话|手机|号码|微信|名字)(?:也|都)?(?:没有?|冇|没得)|暂无)"
)
_SAYS_NO = re.compile(
    rf"(?:{_WHAT}|算了|罢了|那|可以|能|能不能|可不可以|就|也|还是|暂时|先|真的|,|，| )*{_NOT}(?:{_WHAT}|"
    rf"了|啊|呀|吧|呢|哦|的|就|吗|么|嘛|行不行?|"
    rf"可以吗|行吗|,|，| )*"
    r"(?:就?在?(?:这里|这儿|网上|手机上)?(?:看|查|等)(?:就行|就好|就可以|即可|吧))?"
)
_VERB = "[说讲叫分数记认搞弄想估挑选填写]"
_CANNOT = re.compile(
    rf"(?:(?!灯|路|水|电费|钱|车|没人|邻居).){{0,6}}?(?:{_VERB}得?[不唔](?:清楚?|准|好|出来?|上来?|起来?|明白|懂|来|到|了|齐|全)|"
    rf"(?:不会|不懂|不太会|哪|哪里|哪能|怎么|咋)(?:知道|晓得|{_VERB}(?:得)?(?:清楚?|准|上来|出来)?))"
    r"(?:了|啊|呀|的|呢|吧|嘛|哦)*"
)
"""地名叫不上来, 具体数字说不好, 这个我哪分得清: whoever cannot say."""
_HAS_NONE = re.compile(
    r"(?:我|俺|家里)*(?:都|还)?(?:没有?|冇|没得|没用|不用|没买)(?:手机|电话|座机|号码|微信)+(?:号)?(?:用|可以用|可留|了|的)*"
)
_BETWEEN = re.compile("[,，、。.!！；;~]+|(?<=[^a-zA-Z0-9]) +(?=[^a-zA-Z0-9])")
_ENGLISH = re.compile(
    r"(?:i |i'd |sorry,? )*(?:do ?n'?t know|not sure|no idea|unknown|none(?: of (?:them|these))?|no(?: phone| name)?|"
    r"nope|dunno|can'?t (?:say|tell|remember)|hard to say|no clue|you (?:choose|decide|pick)|up to you|"
    r"nothing|n/?a|skip(?: (?:it|this))?|pass|next|rather not(?: say)?|"
    r"(?:i'?m )?not (?:telling|saying|giving|sharing)(?: you| it| that)?|"
    r"(?:i )?wo ?n'?t (?:say|tell|give)(?: you| it)?|"
    r"prefer not(?: to)?(?: say)?|"
    r"do ?n'?t (?:want to|have (?:one|any|it|a phone)|remember)(?: say)?|anything|whatever|any|doesn'?t matter)"
)


def says_none(text: str) -> bool:
    """不知道, 没有, 不想说, 随便, 跳过: no answer, and none is wanted."""
    said = fold(normalise(text)) if len(text) <= LONGEST * 2 else ""
    if not said or len(said) > LONGEST:
        return False
    clauses = [clause for clause in _BETWEEN.split(text) if clause.strip()]
    if len(clauses) > 1 and all(says_none(clause) for clause in clauses):
        return True
    english = " ".join(text.casefold().strip(" .!,").split())
    if _CANNOT.fullmatch(said) is not None or _HAS_NONE.fullmatch(said) is not None:
        return True
    return _SAYS_NO.fullmatch(said) is not None or _ENGLISH.fullmatch(english.replace("’", "'")) is not None
