"""Whether words speak of many people who come together, or of a leader to be met."""

import re

from models.search import normalise

LONGEST = 4000
_TOGETHER = re.compile(
    r"集体(?:上访|访|反映|要求|签名|投诉|来)|联名|联合(?:反映|签名|投诉)|全体(?:村民|业主|居民|住户|职工|员工|商户|家长)|"
    r"(?:全村|整村|整栋楼?|全楼|全小区|整个小区|全厂|全组)(?:的?人|村民|业主|居民|住户|职工)?(?:都|一起|来|要|没|签)|"
    r"(?:大伙|大家|我们这些人|我们(?:几十|十几|上百|几百|一百多|两百多)(?:个|户|名|口)?人?)(?:儿)?"
    r"(?:都|一起|一块|商量|准备|打算|决定|要去|要来)|"
    r"(?:业主|村民|居民|工友|家长|商户|农民工)们|一起去(?:市|县|镇|政府|上访|找)|"
    r"拉横幅|"
    r"(?:派|选|推)(?:了)?[0-9一二三四五几]?个?代表|"
    r"all of us|(?:the )?whole village|on behalf of (?:all|the) (?:villagers|owners|residents)|"
    r"petition signed|our group"
)
_LEADER = re.compile(
    r"(?:想|要|求|能不能|可以|希望|申请|预约|约|请求).{0,6}?(?:见|面谈|当面|约见|面见)|"
    r"(?<![没未不])见(?:一见|见|一下|到)?.{0,4}?(?:领导|县长|书记|镇长|乡长|局长|主任|市长)|"
    r"(?:领导|县长|书记|镇长|局长)(?:接访|接待|接见|下访)|当面(?:谈|说|反映|见|讲|聊)|面谈|约访|"
    r"接访日|接待日|"
    r"\b(?:meet|see|talk to|speak (?:to|with)) (?:a |the |our )?(?:leader|mayor|county head|official|head)"
)


def speaks_of_many(text: str) -> bool:
    return _TOGETHER.search(normalise(text[:LONGEST])) is not None


def wants_a_leader(text: str) -> bool:
    return _LEADER.search(normalise(text[:LONGEST])) is not None
