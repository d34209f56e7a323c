"""Invented documents whose outlines have every kind of place."""

from index.outline.parse import parse
from index.storage.local import LocalIndex
from index.types import Document, Source
from qa.answering.judging import Calibration
from qa.answering.letter import Letter
from tests.conftest import StubEncoder

RULES = Source(
    "水窖管理办法.txt",
    """青禾县水窖管理办法

第一章　总则

　　第一条　为了规范水窖的修建和使用，制定本办法。

　　第二条　本县范围内的水窖适用本办法。

第二章　修建

　　第三条　修建水窖应当向村民委员会报备。

　　水窖的容量不得小于三十立方米。

　　第四条　有下列情形之一的，给予补贴：

　　（一）用于人畜饮水的；

　　（二）用于抗旱保苗的。

　　有下列情形之一的，不予补贴：

　　（一）擅自占用耕地的；

　　（二）容量不足的；

　　（三）用于经营的。

　　第五条　补贴标准为每立方米八十元。

第三章　附则

　　第六条　本办法由县水务局负责解释。

　　第七条　本办法自2022年3月1日起施行。
""",
)
"""Seven articles in three chapters; the fourth has two clauses with items of the same numbers."""

REPLY = Source(
    "校车答复.txt",
    """青禾县教育局

青教函〔2022〕15号

青禾县教育局关于县十二届人大二次会议第1207号建议答复的函

林晓禾代表：

　　您提出的关于加强农村校车管理的建议收悉。现答复如下：

　　一、关于增加校车班次的建议

　　目前全县有校车四十六辆，服务学生一千九百人。

　　一是增加早晚班次。明年春季学期起每条线路增开一班。

　　二是延长线路。将石岭村和双井村纳入线路。

　　二、关于配备照管员的建议

　　每辆校车已配备一名照管员。

　　（一）加强培训

　　每学期培训两次。

　　（二）落实补助

　　每人每月补助四百元。

　　三、关于更新车辆的建议

　　采纳该建议，明年更新校车十二辆，投入资金三百六十万元。

　　专此答复。

　　附件：1. 校车线路表

　　　　　2. 照管员名单

青禾县教育局

2022年6月20日

　　（联系人：周立，联系电话：0917-6620134）
""",
)
"""Three sections: one with points, one with subsections, one with neither."""


def parsed(source: Source) -> Document:
    """A document with its outline."""
    return parse(source)


def letter(*sources: Source) -> Letter:
    """Documents to ask, with the stub encoder."""
    return Letter(LocalIndex.from_sources(sources, StubEncoder()), Calibration.shipped(reads=False))
