"""What a question wants to know the mentions of, in the languages of the page and beyond."""

import pytest

from qa.understanding.mentions import Mention, mention


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("哪些部门提到了墨西哥？", "墨西哥"),
        ("哪些單位的答覆提到過墨西哥？", "墨西哥"),
        ("列出所有提到“一网统管”的文件", "一网统管"),
        ("墨西哥在哪些文件里被提到过？", "墨西哥"),
        ("谁提到了墨西哥", "墨西哥"),
        ("Which letters mention the Mexico event?", "mexico event"),
        ("¿Qué cartas mencionan México?", "méxico"),
        ("Quais documentos mencionam o México?", "méxico"),
        ("どの文書がメキシコに言及していますか？", "メキシコ"),
        ("어느 부서가 멕시코를 언급했나요?", "멕시코"),
    ],
)
def test_all_letters_that_mention_a_thing_may_be_asked_for(question: str, thing: str) -> None:
    assert mention(question) == Mention(thing, everywhere=True)


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("是否提到亚马逊？", "亚马逊"),
        ("信里有没有提到亚马逊？", "亚马逊"),
        ("答复里提到亚马逊了吗？", "亚马逊"),
        ("有沒有提到亞馬遜的內容？", "亚马逊"),
        ("亚马逊在文中有没有被提到？", "亚马逊"),
        ("Does the letter mention Amazon?", "amazon"),
        ("Is Amazon mentioned in the reply?", "amazon"),
        ("Does it say anything about elevators?", "elevators"),
        ("¿La carta menciona Amazon?", "amazon"),
        ("A carta menciona a Amazon?", "amazon"),
        ("この文書はアマゾンに言及していますか？", "アマゾン"),
        ("이 문서에 아마존이 언급되나요?", "아마존"),
        ("La lettre mentionne-t-elle Amazon ?", "amazon"),
        ("Wird Amazon erwähnt?", "amazon"),
        ("Упоминается ли Амазон?", "амазон"),
        ("Văn bản có nhắc đến Amazon không?", "amazon"),
        ("هل ورد ذكر أمازون؟", "أمازون"),
    ],
)
def test_whether_a_thing_is_mentioned_may_be_asked(question: str, thing: str) -> None:
    assert mention(question) == Mention(thing, everywhere=False)


@pytest.mark.parametrize(
    "question",
    [
        "市商务局联合哪些单位办了墨西哥贸易投资推介会？",
        "What channel does the letter mention?",
        "外贸企业贷款余额是多少？",
        "手紙が言及した窓口の電話番号は？",
        "편지가 언급한 창구의 전화번호는 무엇인가요?",
        "",
        "提到",
        "？",
    ],
)
def test_other_questions_ask_for_no_mentions(question: str) -> None:
    assert mention(question) is None
