"""Figures and dates of twelve languages have the value that they have."""

from fractions import Fraction

import pytest

from qa.composing.dates import dates
from qa.composing.quantities import han, quantities


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("三千八百万", 38_000_000),
        ("二〇二三", 2023),
        ("十二点五", Fraction(25, 2)),
        ("一百零五", 105),
        ("两亿三千万", 230_000_000),
    ],
)
def test_chinese_numerals(written: str, value: Fraction) -> None:
    assert han(written) == value


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("58.24 million yuan", "en", 58_240_000, "CNY"),
        ("RMB 5bn", "en", 5_000_000_000, "CNY"),
        ("58,24 Millionen Yuan", "de", 58_240_000, "CNY"),
        ("1,2 milliard d'euros", "fr", 1_200_000_000, "EUR"),
        ("2,5 billions d'euros", "fr", 2_500_000_000_000, "EUR"),
        ("37.700 millones de yuanes", "es", 37_700_000_000, "CNY"),
        ("52万3000元", "ja", 523_000, "CNY"),
        ("1억 2000만 위안", "ko", 120_000_000, "CNY"),
        ("52.3万千瓦", "zh-Hans", 523_000, "kW"),
        ("3千克", "zh-Hans", 3, "kg"),
        ("三成五", "zh-Hans", Fraction(35, 100), "%"),
        ("百分之三十", "zh-Hans", Fraction(30, 100), "%"),
        ("五千元", "zh-Hans", 5000, "CNY"),
        ("5‰", "zh-Hans", Fraction(5, 1000), "%"),
        ("half a year", "en", 6, "month"),
        ("120亩", "zh-Hans", 80_000, "m2"),
        ("20 Arbeitstage", "de", 20, "workday"),
        ("phần trăm 5 phần trăm", "vi", Fraction(5, 100), "%"),
    ],
)
def test_a_figure_has_its_value_and_unit(text: str, language: str, value: Fraction, unit: str) -> None:
    (quantity,) = quantities(text, language)
    assert quantity.values[0] == value
    assert quantity.unit == unit


@pytest.mark.parametrize("text", ["三农工作", "千方百计", "十分重要", "一是加强", "万一"])
def test_numerals_that_count_nothing_are_not_sure(text: str) -> None:
    assert not any(quantity.sure for quantity in quantities(text, "zh-Hans"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("2023年6月29日", "zh-Hans"),
        ("二〇二三年六月二十九日", "zh-Hant"),
        ("29 June 2023", "en"),
        ("June 29, 2023", "en"),
        ("29 de junio de 2023", "es"),
        ("29 de junho de 2023", "pt"),
        ("29 juin 2023", "fr"),
        ("29. Juni 2023", "de"),
        ("29 июня 2023 года", "ru"),
        ("ngày 29 tháng 6 năm 2023", "vi"),
        ("2023年6月29日", "ja"),
        ("2023년 6월 29일", "ko"),
        ("29 يونيو 2023", "ar"),
        ("29.06.2023", "de"),
        ("2023-06-29", "en"),
    ],
)
def test_a_date_is_a_date_in_every_language(text: str, language: str) -> None:
    (moment,), rest = dates(text, language)
    assert (moment.year, moment.month, moment.day) == (2023, 6, 29)
    assert not any(character.isdecimal() for character in rest)


def test_may_is_a_month_only_with_a_number() -> None:
    assert dates("It may pay.", "en")[0] == []
    assert [moment.month for moment in dates("in May 2024", "en")[0]] == [5]
