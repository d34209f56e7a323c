"""The words that only make a question a question, in our languages: what is left says what it is about."""

import re

from index.text.folding import fold

_CHINESE = (
    "叫什么名字|什么名字|能不能|可不可以|是不是|有没有|有多少|是多少|多少|多大|多久|多长|多远|几个|几家|几"
    "|为什么|什么时候|什么样|什么|为啥|啥时候|啥|干嘛|哪一个|哪一家|哪里|哪儿|哪些|哪个|哪家|哪几|哪位|哪年|哪天|哪|谁"
    "|怎么样|怎么|怎样|如何|请问|请|告诉我|一共|总共|分别|具体|到底|究竟|大概|大约|可以|一下|关于|已经|目前|现在"
    "|咗|嘅|咩|边个|边间|边|几时|点样|点解|吗|呢|吧|呀|啊|嘛|呗|了|的|是|有|在|这|那|和|跟|与|被|把|给|都|还|就|才|也"
)
_OTHERS = """
what which who whom whose when where why how many much long big large is are was were be been being do does
did done has have had will would can could should the a an of in on at to for from by with and or as it its
they them their this that these those there here any some into about than so then also please tell me say says
said letter qué que cuál cuáles cual quién quiénes cuándo dónde cómo cuánto cuánta cuántos cuántas es son fue
fueron ha han está están el la los las un una unos unas de del en al y o con para por se su sus lo le hay qual
quais quem quando onde como quanto quanta quantos quantas é são foi foram tem têm os um uma uns umas da dos
das em no na nos nas e ou com seu sua há quel quelle quels quelles qui quand où comment combien est sont ont
été les des du au aux à et avec pour par sa ses il elle ils elles ce cette ces d l qu t welche welcher welches
welchen welchem wer wem wen wann wo wie viele viel warum ist sind war waren wurde wurden wird werden hat haben
der die den dem ein eine einen einem einer im am auf zu zum zur von vom mit für und oder bei nach sich sie что
какой какая какие какое каких каком какую кто когда где куда как сколько почему в во на с со по из у и или для
от до о об к за это был была были было есть ли его её их gì nào ai khi bao nhiêu ở đâu như thế là của và có
được trong cho với các những một này đó đã bởi về từ 무엇 무엇을 무엇인가요 무슨 어떤 어느 어디 어디에 누구
누가 언제 얼마 얼마나 몇 어떻게 왜 인가요 있나요 했나요 됩니까 입니까 및 그 ما ماذا من متى أين كيف كم لماذا هل
في على إلى عن مع هو هي التي الذي هذا هذه تم أي 何 谁 几
"""
"""Words of other languages, folded."""

_CHINESE_WORDS = re.compile(_CHINESE)
_OTHER_WORDS = frozenset(_OTHERS.split())
_KANA = re.compile("[\u3041-\u309f\u30fc]+")
_WORD = re.compile(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+(?:[.,]\d+)*")


def content(question: str) -> str:
    """The words of a question that say what it is about, folded, with a space between them; "" if there are none.

    Question words, articles, prepositions and particles go; in a text with kana, all hiragana.
    """
    folded = fold(question)
    if _KANA.search(folded):
        folded = _KANA.sub(" ", folded)
    folded = _CHINESE_WORDS.sub(" ", folded)
    return " ".join(word for word in _WORD.findall(folded) if word not in _OTHER_WORDS)
