"""What kind of figure a question asks for, and where such figures stand in a text."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from index.text.folding import fold
from index.types import Span


class FigureKind(StrEnum):
    """Kinds of figures that official letters give."""

    MONEY = "money"
    PERCENT = "percent"
    AREA = "area"
    DATE = "date"
    PHONE = "phone"
    EMAIL = "email"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its unit, as a span of the text it was found in."""

    kind: FigureKind
    span: Span


_NUMBER = r"(?:\d[\d,，]{0,30}(?:\.\d{1,15})?|[一二两三四五六七八九十百千]{1,20}|数|近百|近千|超过\s*\d{1,30}|几)"
_SCALE = r"\s*(?:[多余]\s*)?(?:(?:百万|千万|万亿|[十百千万亿])\s*)?(?:[多余]\s*)?"
_COUNTED = "家|个|人次|人|名|届|场|支|所|笔|项|次|户|位|条|款|类|批|辆|台|件|种|只|座|间|期|门|周年|天|月|年(?!代)"

_FOUND = (
    (FigureKind.EMAIL, r"(?a:[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})"),
    (
        FigureKind.DATE,
        r"\d{4}\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日|末|底|初)?)?|\d{1,2}\s*月(?:\s*\d{1,2}\s*日|末|底)",
    ),
    (
        FigureKind.DATE,
        r"(?:上午|下午|早上|晚上|中午|凌晨)\s*[\d一二三四五六七八九十]{1,3}\s*[时点]|\d{1,2}[:：]\d{2}|\d{1,2}\s*时",
    ),
    (FigureKind.PERCENT, r"\d{1,30}(?:\.\d{1,15})?\s*(?:[%％‰]|个百分点)|百分之[一二三四五六七八九十百点]+"),
    (FigureKind.AREA, rf"{_NUMBER}{_SCALE}(?:m²|㎡|m2|平方米|平方公里|平方|亩|公顷)"),
    (FigureKind.MONEY, rf"{_NUMBER}{_SCALE}(?:元|美元|欧元|港元|人民币)"),
    (FigureKind.PHONE, r"(?<![\d.])(?:\(?0\d{2,3}\)?[- ]?)?\d{8,11}(?![\d.])"),
    (FigureKind.COUNT, rf"{_NUMBER}{_SCALE}(?:{_COUNTED})"),
)

_ASKED = {
    FigureKind.EMAIL: "邮箱|邮件|电邮|e-?mail|correo|メール|이메일|courriel|почт|thư điện tử|البريد الإلكتروني",
    FigureKind.PHONE: "电话|手机|号码|热线|打给|phone|telephone|call\\b|tel[eé]fono|telefone|電話|전화"
    "|téléphone|telefon|телефон|điện thoại|هاتف",
    FigureKind.PERCENT: "百分之|百分比|比例|比率|占比|增长率|增速|增幅|涨幅|利率|利息|增长(?:了)?多少"
    "|percent|growth rate|rate of growth|interest rate|by how much did .* grow|porcentaje|percentual|porcentagem"
    "|パーセント|何%|퍼센트|몇 %|pourcentage|taux|prozent|процент|phần trăm|نسبة",
    FigureKind.AREA: "面积|平方|多大|占地|\\barea\\b|how (?:big|large)|floor space|square met|superficie|[áa]rea total"
    "|面積|広さ|면적|넓이|surface|fläche|площад|diện tích|مساحة",
    FigureKind.DATE: "何时|什么时候|啥时候|几时|几点|哪一?年|几月|几号|哪一?天|日期|时间"
    "|when\\b|what (?:year|date|day)|which (?:year|month)|\\bdate\\b|cu[aá]ndo|en qué año|quando|em que ano"
    "|いつ|何年|何月|언제|몇 년|quand|quelle (?:année|date)|wann|in welchem jahr|когда|в каком году"
    "|khi nào|năm nào|متى|في أي عام",
    FigureKind.MONEY: "多少钱|多少元|多少亿|多少万|几个亿|几亿|几万|金额|余额|多少资金"
    "|花了?多少|发了?多少|规模|补贴多少|how much|balance|amount|yuan|rmb|money|cu[aá]nto dinero"
    "|saldo|importe|quanto dinheiro|valor|いくら|金額|残高|얼마|금액|잔액|combien d'argent|montant|encours|wie viel"
    "|betrag|kreditvolumen|сумм|сколько (?:денег|юаней)|bao nhiêu tiền|số tiền|dư nợ|مبلغ|رصيد|قيمة",
    FigureKind.COUNT: "多少|几(?:家|个|人|名|届|场|支|所|笔|项|次|户|位|条|款|类|批|成|种)|数量|人数|次数|家数"
    "|how many|number of|cu[aá]nt[oa]s|quant[oa]s|何(?:社|人|校|回|件|か所|カ所|名)|いくつ|몇"
    "|combien de|wie viele|anzahl|сколько|bao nhiêu|mấy|كم|عدد",
}


@lru_cache(maxsize=64)
def asked_for(question: str) -> frozenset[FigureKind]:
    """The kinds of figures that a question in any of our languages asks for; empty if it asks for none."""
    asked = fold(question)
    return frozenset(kind for kind, pattern in _ASKED.items() if re.search(pattern, asked))


def has_figure(text: str, kinds: AbstractSet[FigureKind]) -> bool:
    """Whether a text has a figure of one of these kinds."""
    if not any(kind in kinds and re.search(pattern, text) for kind, pattern in _FOUND):
        return False
    return any(figure.kind in kinds for figure in figures(text))  # What looks like one may be part of another.


def figures(text: str) -> list[Figure]:
    """The figures of a text with their units, in reading order, none inside another."""
    found: list[Figure] = []
    taken = bytearray(len(text))
    for kind, pattern in _FOUND:
        for match in re.finditer(pattern, text):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append(Figure(kind, (start, end)))
    return sorted(found, key=lambda figure: figure.span)
