"""Made-up documents: replies to deputies with sections and points, notices, and rules with chapters and articles."""

from collections.abc import Callable, Iterator
from random import Random

from tests.archive import words
from tests.archive.content import Block, Fact, Letter, Style

_NUMERALS = "一二三四五六七八九十"


def letters(count: int, seed: int = 0) -> list[Letter]:
    """`count` documents, no two alike. The same seed gives the same ones; a larger count adds to them at the end."""
    return [_KINDS[at % len(_KINDS)](Random(f"{seed}/{at}"), at) for at in range(count)]


def _reply(random: Random, at: int) -> Letter:
    """A reply in sections with points, as the real letter: half of them with a table."""
    head = _Head(random, at)
    proposal = f"{head.year}{at + 101:04d}"
    topic, thing, unit = head.topic
    deputies = random.sample(words.NAMES, random.randint(1, 4))
    title = f"{head.issuer}关于市十六届人大三次会议第{proposal}号代表建议答复的函"
    blocks = [
        Block(Style.LEFT, "（A类）"),
        Block(Style.CENTRE, head.issuer),
        Block(Style.CENTRE, head.number),
        Block(Style.TITLE, title),
        Block(Style.LEFT, f"{'、'.join(deputies)}代表："),
        Block(
            Style.BODY,
            f"你们提出的《关于{topic}的建议》（建议第{proposal}号）收悉。{random.choice(words.OPENINGS)}，现答复如下：",
        ),
    ]
    done, money = random.randint(11, 989), random.randint(101, 9899) / 100
    facts = [
        Fact(f"第{proposal}号建议是哪些代表提出的？", "、".join(deputies)),
        Fact(f"第{proposal}号建议的答复里，已建成{thing}多少{unit}？", f"{done}{unit}"),
        Fact(f"第{proposal}号建议的答复里，安排了多少资金？", f"{money}亿元"),
    ]
    blocks += [
        Block(Style.BODY, f"一、关于{topic}的现状"),
        Block(
            Style.BODY,
            f"截至{head.year}年{head.month}月，全市已建成{thing}{done}{unit}，累计安排资金{money}亿元。"
            f"{_measure(random)}。{_measure(random)}。",
        ),
        Block(Style.BODY, "二、关于下一步工作的建议"),
        Block(Style.BODY, "吸收采纳该建议。我局将重点做好以下工作："),
        *_points(random),
    ]
    if random.random() < 0.5:
        table, fact = _table(random, head, proposal)
        blocks += [Block(Style.BODY, "三、关于各镇街的安排"), Block(Style.BODY, "各镇街的任务安排如下："), table]
        facts.append(fact)
    contact, telephone = random.choice(words.NAMES), f"8{random.randint(1000000, 9999999)}"
    facts.append(Fact(f"第{proposal}号建议答复的联系电话是多少？", telephone))
    blocks += [
        Block(Style.BODY, random.choice(words.CLOSINGS)),
        *head.signature(),
        Block(Style.BODY, f"（联系人：{contact}，电话：{telephone}）"),
        Block(Style.BODY, "公开方式：主动公开"),
        Block(Style.BODY, "抄送：市人大常委会选联工委、市政府办公室。"),
    ]
    return head.letter(title, blocks, facts)


def _notice(random: Random, at: int) -> Letter:
    """A notice whose headings are numbered 一、 （一） 1., as GB/T 9704-2012 has it."""
    head = _Head(random, at)
    topic, thing, unit = head.topic
    title = f"{head.issuer}关于{topic}有关事项的通知"
    total, day = random.randint(1001, 9999), random.randint(1, 28)
    money = random.randint(12, 98)
    blocks = [
        Block(Style.CENTRE, head.number),
        Block(Style.TITLE, title),
        Block(Style.LEFT, "各县（市、区）人民政府，市各有关单位："),
        Block(Style.BODY, f"为做好{topic}工作，经市人民政府同意，现将有关事项通知如下："),
        Block(Style.BODY, "一、总体要求"),
        Block(Style.BODY, f"到{head.year + 2}年底，全市{thing}达到{total}{unit}。{_measure(random)}。"),
        Block(Style.BODY, "二、重点任务"),
    ]
    for place, name in enumerate(random.sample(("摸清底数", "制定方案", "筹措资金", "组织实施", "验收评估"), 3)):
        blocks.append(Block(Style.BODY, f"（{_NUMERALS[place]}）{name}"))
        blocks += [Block(Style.BODY, f"{number}.{_measure(random)}。") for number in range(1, random.randint(3, 5))]
    blocks += [
        Block(Style.BODY, "三、工作要求"),
        Block(Style.BODY, f"市财政安排专项资金{money}00万元。各地实施方案于{head.month}月{day}日前报{head.issuer}。"),
        *head.signature(),
        Block(Style.BODY, "（此件主动公开）"),
    ]
    facts = [
        Fact(f"{head.number}要求到{head.year + 2}年底{thing}达到多少？", f"{total}{unit}"),
        Fact(f"{head.number}的实施方案什么时候报送？", f"{head.month}月{day}日前"),
        Fact(f"{head.number}安排了多少专项资金？", f"{money}00万元"),
    ]
    return head.letter(title, blocks, facts)


def _rules(random: Random, at: int) -> Letter:
    """Rules in chapters and articles."""
    head = _Head(random, at)
    topic, thing, unit = head.topic
    title = f"{head.city}{topic}管理办法"
    money, years = random.randint(11, 99), random.randint(2, 9)
    general = (
        f"为了规范{topic}工作，根据有关法律、法规，结合本市实际，制定本办法。",
        f"本办法适用于本市行政区域内的{thing}管理活动，法律、法规另有规定的，从其规定。",
    )
    service = (f"{_measure(random)}。", f"每{unit}{thing}给予一次性补助{money}万元，由{head.issuer}审核后发放。")
    final = (
        f"本办法由{head.issuer}负责解释。",
        f"本办法自{head.year}年{head.month}月1日起施行，有效期{years}年。",
    )
    blocks = [Block(Style.CENTRE, head.number), Block(Style.TITLE, title)]
    article = 0
    for chapter, (name, articles) in enumerate((("总则", general), ("管理与服务", service), ("附则", final))):
        blocks.append(Block(Style.CENTRE, f"第{_NUMERALS[chapter]}章 {name}"))
        for text in articles:
            blocks.append(Block(Style.BODY, f"第{_NUMERALS[article]}条 {text}"))
            article += 1
    facts = [
        Fact(f"{head.number}规定每{unit}{thing}补助多少？", f"{money}万元"),
        Fact(f"{head.number}有效期几年？", f"有效期{years}年"),
    ]
    return head.letter(title, blocks, facts)


_KINDS: tuple[Callable[[Random, int], Letter], ...] = (_reply, _notice, _rules)


class _Head:
    """Who writes, when, about what, and under which number."""

    def __init__(self, random: Random, at: int) -> None:
        self.at = at
        self.city = random.choice(words.CITIES)
        office, short = random.choice(words.OFFICES)
        self.issuer = self.city + office
        self.topic = random.choice(words.TOPICS)
        self.year, self.month, self.day = random.randint(2018, 2025), random.randint(1, 12), random.randint(1, 28)
        self.number = f"{self.city[0]}{short}函〔{self.year}〕{at + 1}号"

    def signature(self) -> list[Block]:
        """Signature and date."""
        return [Block(Style.RIGHT, self.issuer), Block(Style.RIGHT, f"{self.year}年{self.month}月{self.day}日")]

    def letter(self, title: str, blocks: list[Block], facts: list[Fact]) -> Letter:
        """The document."""
        date = f"{self.year}-{self.month:02d}-{self.day:02d}"
        return Letter(f"{self.at + 1:04d}", self.issuer, self.number, title, date, tuple(blocks), tuple(facts))


def _measure(random: Random) -> str:
    return random.choice(words.MEASURES).format(
        partner=random.choice(words.PARTNERS),
        money=random.randint(10, 99),
        many=random.randint(12, 99),
        few=random.randint(2, 9),
        days=random.randint(3, 9),
        share=f"{random.randint(601, 989) / 10:.1f}",
        copies=random.randint(1001, 9999),
    )


def _points(random: Random) -> Iterator[Block]:
    for numeral, name in zip(_NUMERALS, ("加强统筹协调", "加大资金投入", "强化宣传引导", "严格督促检查"), strict=False):
        if numeral != "四" or random.random() < 0.5:
            yield Block(Style.BODY, f"{numeral}是{name}。{_measure(random)}。{_measure(random)}。")


def _table(random: Random, head: _Head, proposal: str) -> tuple[Block, Fact]:
    """A table of places, one cell of which is the fact."""
    _, thing, unit = head.topic
    places = random.sample(("石岐", "东区", "西区", "南区", "小榄", "古镇", "三乡", "坦洲"), 4)
    rows = [(str(at), f"{place}街道", str(random.randint(11, 98)), f"{random.randint(2, 11)}月底前完成选址并动工建设")
            for at, place in enumerate(places, 1)]  # fmt: skip
    table = Block(Style.TABLE, rows=(("序号", "镇街", f"{thing}（{unit}）", "时间要求"), *rows))
    fact = Fact(f"第{proposal}号建议的答复里，{rows[2][1]}要建多少{unit}{thing}？", rows[2][2])
    return table, fact
