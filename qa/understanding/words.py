"""The words that only make a question a question, in our languages: what is left says what it is about."""

import re
from functools import lru_cache
from itertools import pairwise

from index.search.encoder import embedded
from index.text.folding import fold

_ASKING = (
    "叫什么名字|什么名字|能不能|可不可以|是不是|有没有|有多少|是多少|多少|关于|多久|多大|多长|多远|几个|几家"
    "|为什么|什么时候|什么样|什么|为啥|啥时候|啥|干嘛|哪一个|哪一家|哪里|哪儿|哪些|哪个|哪家|哪几|哪位|哪年|哪天|谁"
    "|怎么样|怎么|怎样|如何|请问|告诉我|一共|总共|边个|边间|几时|点样|点解|吗|呢"
)
"""What asks wherever it stands, even where the model's vocabulary has it inside a longer piece (谁负责)."""

_PARTICLES = (
    "几|请|哪|分别|具体|到底|究竟|大概|大约|可以|一下|已经|目前|现在|咗|嘅|咩|边|个|些"
    "|吧|呀|啊|嘛|呗|了|的|是|有|在|这|那|和|跟|与|被|把|给|都|还|就|才|也"
)
"""What goes only where it is a word of its own: 首都, 还款, 申请 and 供给侧 stay whole."""

_WHOLE = (
    "了解|了结|了断|了然|了不起|和谐|和解|和睦|和平|和田|与会|与时俱进|赠与|给水|给排水|给养|给力|补给|自给|配给"
    "|把关|把控|把脉|把握|才艺|才干|才华|是非|的确|的士|标的|吧台|也门|那曲|那坡|哪吒|都江堰|都匀|都昌|都安|都城|古都"
    "|被动|被子|就餐|就诊|就任|就近|还迁|还清|还贷|还建|还田|还本|有色|有轨|有线|在线|边防|边坡|边远|边检|路边|个税"
)
"""Words that the vocabulary lacks, told from a particle by the pieces around them."""

_OTHERS = """
dit disent dice dicen diz dizem trata tratan tratam sagt sagen steht stehen besagt regelt parle traite contient contains
contain covers cover deals deal states state provides provide content contents contenu contenido conteúdo inhalt
говорится сказано содержание nói nội dung يقول تقول 내용은 내용이 무엇을
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
누가 언제 얼마 얼마나 몇 어떻게 왜 인가요
개인가요 무엇인가요 얼마인가요 어디인가요 언제인가요 누구인가요 있나요 했나요 됩니까 입니까 및 그
ما ماذا من متى أين كيف كم لماذا هل
في على إلى عن مع هو هي التي الذي هذا هذه تم أي 何 谁 几
"""
"""Words of other languages, folded."""

_ASKING_WORDS = re.compile(_ASKING)
_ONLY_PARTICLES = re.compile(f"(?:{_PARTICLES})+")
_WHOLE_WORDS = re.compile(_WHOLE)
_OTHER_WORDS = frozenset(_OTHERS.split())
_KANA = re.compile("[\u3041-\u309f\u30fc]+")
_WORD = re.compile(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+(?:[.,]\d+)*")


@lru_cache(maxsize=256)
def content(question: str) -> str:
    """The words of a question that say what it is about, folded, with a space between them; "" if there are none.

    Question words, articles, prepositions and particles go; in a text with kana, all hiragana.
    """
    folded = fold(question)
    bare = _ASKING_WORDS.sub(lambda match: " " * len(match[0]), _KANA.sub(lambda match: " " * len(match[0]), folded))
    words: list[str] = []
    for match in _WORD.finditer(bare):
        if "\u3400" <= match[0][0] <= "\u9fff":
            words += _without_particles(match[0], [end - match.start() for end in ends(folded)])
        elif match[0] not in _OTHER_WORDS:
            words.append(match[0])
    return " ".join(words)


@lru_cache(maxsize=256)
def ends(folded: str) -> tuple[int, ...]:
    """Where the words of a folded text end, ascending, as the embedded model's vocabulary cuts it; what it lacks is cut
    into its characters, and so are particles that it has together."""
    found = set(embedded().ends(folded))
    for start, end in pairwise([0, *sorted(found)]):
        if _ONLY_PARTICLES.fullmatch(folded, start, end):
            found.update(range(start + 1, end))
    for match in _WHOLE_WORDS.finditer(folded):
        if match.end() in found and (match.start() in found or match.start() == 0):
            found.difference_update(range(match.start() + 1, match.end()))
    return tuple(sorted(found))


def _without_particles(run: str, cuts: list[int]) -> list[str]:
    """What is left of a run of Chinese without the pieces, between `cuts`, that are particles."""
    bounds = [0, *(cut for cut in cuts if 0 < cut < len(run)), len(run)]
    pieces = [run[start:end] for start, end in pairwise(bounds)]
    return "".join(" " if _ONLY_PARTICLES.fullmatch(piece) else piece for piece in pieces).split()
