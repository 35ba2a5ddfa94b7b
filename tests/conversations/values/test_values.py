"""What the parsers of values make of what people say, row by row."""

from datetime import date, time

import pytest

from conversations.hearing.told import Told
from conversations.hearing.values import clocks, days
from conversations.hearing.values.endings import ends_story
from conversations.hearing.values.kinds import kind_in
from conversations.hearing.values.names import Contact, contact_in
from conversations.hearing.values.officials import receiving
from conversations.hearing.values.people import people_in
from conversations.hearing.values.places import spot_in, told_in
from conversations.hearing.values.skipping import says_none
from conversations.hearing.values.topics import topic_in, words
from conversations.play.samples import areas, topics, world
from models import phones

TODAY = date(2026, 11, 23)

PEOPLE = {
    "大概100多人": 100,
    "三十几户": 30,
    "这条巷子共 8 户，漏水的是第 3 户": 8,
    "几十个": 20,
    "十几个人": 10,
    "一家三口": 3,
    "就我一个": 1,
    "400余户": 400,
    "1000+": 1000,
    "20-30人": 20,
    "20、30人": 20,
    "三四十户": 30,
    "40个村民": 40,
    "我和我老婆": 2,
    "我跟我儿子": 2,
    "我们两口子": 2,
    "我们小区一共300多户都没水": 300,
    "40户大概120人": 120,
    "百十来人": 100,
    "上百人": 100,
    "不到100人": 100,
    "两三个": 2,
    "一百二三十": 120,
    "好几百户": 200,
    "三十來戶": 30,
    "just me": 1,
    "about 30 families": 30,
    "我和老伴": 2,
    "就我和律师": 2,
    "老两口": 2,
    "a dozen": 12,
    "our family of four": 4,
    "sange ren": 3,
    "廿幾個": 20,
    "全村": None,
    "很多人": None,
    "路灯坏了": None,
    "3.5": None,
    "-3": None,
    "": None,
    "人" * 100: None,
}


@pytest.mark.parametrize("said", ["上百", "50人以上", "十好几个", "不止20人", "50人出头", "三五个"])
def test_an_estimate_is_no_exact_number(said: str) -> None:
    found = people_in(said)
    assert found is not None and found.rough


@pytest.mark.parametrize(("said", "n"), PEOPLE.items())
def test_how_many_people(said: str, n: int | None) -> None:
    found = people_in(said)
    assert (found.n if found else None) == n


PHONES = {
    "13800000678 微信同号": "13800000678",
    "一三八零零零零零六七八": "13800000678",
    "幺三八 零零零零 零六七八": "13800000678",
    "我的号码一三八零零零零零六七八，晚上打": "13800000678",
    "零五零零五五五零一零零": "05005550100",
    "+852 9123 4567": "+85291234567",
    "853 61234567": "+85361234567",
    "886 912345678": "+886912345678",
    "我的手机是 138，0000，0678": "13800000678",
    "13800000678，13900000712": "13800000678,13900000712",
    "我们村有一二三四五六七八九户": "",
    "一百二十个人": "",
}


@pytest.mark.parametrize(("said", "number"), PHONES.items())
def test_a_phone_number_however_it_is_said(said: str, number: str) -> None:
    assert ",".join(phones.numbers(said)) == number


NAMES = {
    "李老根，电话13800000678": Contact("李老根", "13800000678"),
    "13800000678 李老根": Contact("李老根", "13800000678"),
    "我叫王小明": Contact("王小明"),
    "免贵姓王": Contact("王"),
    "张建国 男 56岁": Contact("张建国"),
    "我是张建国 13800000678": Contact("张建国", "13800000678"),
    "欧阳娜娜": Contact("欧阳娜娜"),
    "买买提·吐尔逊": Contact("买买提·吐尔逊"),
    "叫我小李就行": Contact("小李"),
    "my name is Mary Jones, phone 13800000678": Contact("Mary Jones", "13800000678"),
    "姓名：赵四；电话：0500-5550100": Contact("赵四", "05005550100"),
    "陳大文 852 91234567": Contact("陳大文", "+85291234567"),
    "我姓王，叫王德福": Contact("王德福"),
    "你就写吴建华吧": Contact("吴建华"),
    "我就是老李头": Contact("老李头"),
    "我是上石村的周大妹": Contact("周大妹", None, False),
    "王小明，住在石桥镇东门村": Contact("王小明", None, False),
    "我是石桥镇的村民": None,
    "为什么要问": None,
    "路灯还是不亮": None,
    "the light is broken": None,
}


@pytest.mark.parametrize(("said", "contact"), NAMES.items())
def test_name_and_phone(said: str, contact: Contact | None) -> None:
    assert contact_in(said) == contact


PLACES = {
    "石桥镇东门村口": ("石桥镇", "东门村口", True),
    "石桥小学门口": ("石桥镇", "石桥小学门口", False),
    "石桥镇茶山村村口": ("石桥镇 茶山村", "村口", True),
    "茶山": ("石桥镇 茶山村", "", True),
    "東門社區": ("城关街道 东门社区", "", True),
    "云岭村3组": ("云岭乡 云岭村", "3组", True),
    "云岭": ("云岭乡", "", True),
    "shiqiao town": ("石桥镇", "", True),
    "人民医院门口": ("", "人民医院门口", True),
}


@pytest.mark.parametrize(("said", "spot"), PLACES.items())
def test_a_place_as_deep_as_it_goes(said: str, spot: tuple[str, str, bool]) -> None:
    tree, found = areas(), spot_in(areas(), said)
    path = " ".join(o.name for o in tree.path(found.area.code)) if found.area else ""
    assert (path, found.words, found.sure) == spot


TOLD = {
    "石桥镇东门村口的路灯坏了，电话13800000678": ("石桥镇", "东门村口"),
    "我住石桥镇茶山村村口，路灯坏了": ("茶山村", "村口"),
    "石桥镇茶山村村口路灯坏了": ("茶山村", "村口"),
    "石橋鎮茶山村村口的路燈壞了": ("茶山村", "村口"),
    "石桥小学门口的路灯坏了一个星期": ("石桥镇", "石桥小学门口"),
    "城关街道东门社区3号楼下的垃圾没人收": ("东门社区", "3号楼"),
    "人民医院门口的路灯不亮": (None, "人民医院门口"),
    "我家门口的路灯坏了一个星期": None,
    "我们40个人在工地干了半年": None,
}


@pytest.mark.parametrize(("said", "spot"), TOLD.items())
def test_the_place_in_a_story(said: str, spot: tuple[str | None, str] | None) -> None:
    found = told_in(areas(), said)
    assert (found and (found.area and found.area.name, found.words)) == spot


SKIPS = [
    "不知道",
    "没有",
    "不想说",
    "不想留",
    "随便",
    "跳过",
    "没有电话",
    "说不清楚",
    "電話不想留",
    "not sure",
    "I don't know",
]


def test_that_there_is_none() -> None:
    assert [said for said in SKIPS if not says_none(said)] == []
    assert says_none("冇電話") and says_none("唔知") and says_none("不留了，在这里看就行") and says_none("匿名")
    assert says_none("你们看着办") and says_none("不清楚属于哪方面") and says_none("不晓得选哪个")
    told = ["路灯坏了", "没有路灯", "没人管", "no water since Monday", ""]
    assert [said for said in told if says_none(said)] == []


ENDS = [
    "说完了",
    "没了",
    "就这些",
    "提交",
    "发吧",
    "我讲完了",
    "嗯就这些了",
    "ok了",
    "先这样",
    "莫得了",
    "就係咁多",
    "that's all",
    "发送",
]
GOES_ON = [
    "没人管",
    "没水",
    "没有路灯",
    "好几天了",
    "灯坏完了",
    "没发工资",
    "就这点钱",
    "谢谢",
    "不同意",
    "好",
    "没",
    "发大水了",
]


def test_what_ends_a_story() -> None:
    assert [said for said in ENDS if not ends_story(said)] == []
    assert [said for said in GOES_ON if ends_story(said)] == []


DAYS = {
    "昨天": date(2026, 11, 22),
    "上周三": date(2026, 11, 18),
    "下个月3号": date(2026, 12, 3),
    "十二月三日": date(2026, 12, 3),
    "3号": date(2026, 12, 3),
    "下周一": date(2026, 11, 30),
    "2026-12-03": date(2026, 12, 3),
    "Dec 3": date(2026, 12, 3),
    "next monday": date(2026, 11, 30),
    "2月30日": None,
    "三号杆": None,
    "路灯": None,
}


@pytest.mark.parametrize(("said", "day"), DAYS.items())
def test_a_day(said: str, day: date | None) -> None:
    assert days.day_in(said, TODAY) == day


def test_which_of_the_days_is_meant() -> None:
    offered = [date(2026, 11, 30), date(2026, 12, 1)]
    for said in ("30号", "下周一", "礼拜一上午", "最早的", "11月30日"):
        assert days.meant(said, offered, TODAY) == offered[:1], said
    for said in ("周二吧", "12.1", "Tuesday", "1号"):
        assert days.meant(said, offered, TODAY) == offered[1:], said
    assert days.meant("哪天都行", offered, TODAY) == offered[:1]
    assert days.no_visit("只提交不预约") and days.no_visit("不约了") and not days.no_visit("想预约")
    assert days.another_day("改天吧") and not days.another_day("9点")
    assert days.meant("明天", offered, TODAY) == days.meant("路灯", offered, TODAY) == []


CLOCKS = {
    "9:30": time(9, 30),
    "上午九点半": time(9, 30),
    "9点": time(9),
    "下午两点": time(14),
    "两点": time(14),
    "2 pm": time(14),
    "九点一刻": time(9, 15),
    "25:00": None,
    "早上": None,
    "3个人": None,
}


@pytest.mark.parametrize(("said", "at"), CLOCKS.items())
def test_a_time(said: str, at: time | None) -> None:
    assert clocks.clock_in(said) == at


def test_which_of_the_times_is_meant() -> None:
    offered = [time(9), time(9, 30), time(14, 30)]
    assert clocks.meant("2:30", offered) == clocks.meant("下午", offered) == [time(14, 30)]
    assert clocks.meant("上午", offered) == offered[:2]
    assert clocks.meant("九点一刻", offered) == clocks.meant("上午太早了", offered) == []
    assert (
        clocks.meant("随便", offered) == clocks.meant("900", offered) == clocks.meant("jiu dian", offered) == [time(9)]
    )
    assert clocks.meant("half past nine", offered) == clocks.meant("nine thirty", offered) == [time(9, 30)]


def test_the_official_who_is_named() -> None:
    offered = [day for day, _ in world("full").days.values()]
    for said, name in {
        "县长": "林若川",
        "林县长": "林若川",
        "季岚": "季岚",
        "找镇长": "季岚",
        "石桥镇那个": "季岚",
    }.items():
        assert [d.official for d in receiving(offered, said)] == [name], said
    assert receiving(offered, "副县长") == receiving(offered, "随便") == []


TOPICS = {
    "我家门口的路灯坏了一个星期": "路灯不亮",
    "路面塌了": "路面破损",
    "老板拖欠工资三个月": "欠薪",
    "我们在工地干了半年，工资一分没给": "欠薪",
    "村里停水三天了": "停水与水质",
    "火锅店油烟呛死人": "空气与油烟",
    "隔壁工地半夜施工吵死了": "施工噪声",
    "拆迁補償款没给": "补偿安置",
    "street light is out": "路灯不亮",
    "纪检监察": "纪检监察",
    "环境": "生态环境",
    "交通出行": "交通运输",
    "城市管理": "城乡建设",
    "照明": "路灯不亮",
    "不知道": None,
}


@pytest.mark.parametrize(("said", "topic"), TOPICS.items())
def test_the_topic_of_words(said: str, topic: str | None) -> None:
    found = topic_in(topics(), said)
    assert (found and found.name) == topic


def test_the_words_of_topics_belong_to_topics_that_there_are() -> None:
    assert [code for code in words() if topics().get(code) is None] == []


STORIES = {
    "我叫李老根，电话13800000678，石桥镇茶山村路灯坏了": ("李老根", "13800000678"),
    "路灯坏了。联系人：王小明 138 0000 0678": ("王小明", "13800000678"),
    "我是石桥镇的村民，补偿款1234567元没给": (None, None),
    "我是农民工，老板不给钱": (None, None),
    "物业电话5550100打不通": (None, "5550100"),
}


@pytest.mark.parametrize(("story", "contact"), STORIES.items())
def test_name_and_phone_in_a_story(story: str, contact: tuple[str | None, str | None]) -> None:
    found = Told(story).contact or Contact()
    assert (found.name, found.phone) == contact


def test_people_in_a_story() -> None:
    told = {
        "路灯坏了，影响三十多户": 30, "我们小区一共300多户都没水": 300, "两个人打架": None,
        "我们40个人在工地干了半年": 40, "我们去了10次人民政府": None,
    }  # fmt: skip
    for story, n in told.items():
        found = Told(story).people
        assert (found[0].n if found else None) == n, story


def test_what_somebody_wants() -> None:
    wanted = {"我要举报": "accusation", "提个建议": "suggestion", "问一下政策": "inquiry", "帮我修路灯": "difficulty"}
    assert {said: kind_in(said) for said in wanted} == wanted
    assert kind_in("他们半夜还在炒菜，受不了了") is None


@pytest.mark.parametrize("story", ["井盖松了，夜里睡不着。第 12 户。", "我家是第十二户"])
def test_the_twelfth_household_is_not_twelve(story: str) -> None:
    assert Told(story).people is None and Told(story.replace("第", "共")).people is not None
