"""Question → the thing that it wants to know the mentions of: "哪些部门提到了墨西哥？", "Is Mexico mentioned?".

Two kinds of question speak of mentioning: which letters do (`everywhere`), and whether it is done at all.
"""

import re
from dataclasses import dataclass

from index.text.folding import fold

_WHO = (
    "部门|单位|机关|机构|委办局|局|厅|地方|城市|市|镇街|街道|地区"
    "|信件|信|公函|复函|函件|函|答复函|答复|回复|文件|公文|通知|文章|材料|文书|办法"
)
_SAY = "提到|提及|说到|说起|谈到|谈及|涉及|讲到|写到|提过|提起"
_SAID = f"(?:都|曾经|曾|也|有|里面|里|中|会)*(?:{_SAY})(?:了|过)?"
_EVERYWHERE = (
    rf"(?:哪些|哪几[个份封件家]|哪[个份封件家]|有几[个份封件家]|有多少[个份封件家]?|所有|全部)的?(?:{_WHO})"
    rf"(?:的(?:{_WHO}))?{_SAID}(?P<what>[^，。？?]+)",
    rf"^(?:还有)?(?:谁|哪里|哪儿|哪些|哪几[封份个]){_SAID}(?P<what>[^，。？?]+)",
    rf"(?:列出|找出|列举|有哪些|所有|全部)+.{{0,4}}?{_SAID}(?P<what>[^，。？?]+?)的(?:{_WHO})",
    rf"^(?P<what>[^，。？?]+?)(?:在|被)(?:哪些|哪几[个份封件家]|哪[个份封件家])(?:{_WHO})(?:里面|里|中)?被?{_SAID}",
    r"\b(?:which|what|list|show|find|all|how many|any)\b[^?.]{0,30}?"
    r"\b(?:departments?|bureaus?|offices?|letters?|documents?|replies|notices?|authorities|agencies|bodies|issuers?|cities)\b"
    r"[^?.]{0,12}?\b(?:mention(?:s|ed|ing)?|refer(?:s|red|ring)? to|talk(?:s|ed|ing)? about|speak(?:s|ing)? of"
    r"|discuss(?:es|ed|ing)?|cite[sd]?)\s+(?P<what>[^?]+)",
    r"^who (?:all )?(?:mention(?:s|ed)?|talk(?:s|ed)? about)\s+(?P<what>[^?]+)",
    r"\b(?:qué|que|cuáles|quais|quantas|cuántas|todas)\b[^?.]{0,30}?\b(?:cartas?|departamentos?|documentos?|oficinas?|ofícios?|órgãos?|avisos?)"
    r"\b[^?.]{0,12}?(?:mencionan?|mencionam?|citan?|citam?|hablan? de|falam? de|se refieren? a)\s+(?P<what>[^?]+)",
    "(?:どの|どんな)(?:部署|部门|文书|手纸|书简|通知|机关|局)[がはで](?P<what>.+?)(?:に|を|について)(?:言及|触れ|述べ)",
    "(?P<what>.+?)(?:に|を|について)(?:言及|触れ|述べ).{0,12}(?:部署|部门|文书|手纸|书简|通知|机关|局)",
    r"(?:어느|어떤|무슨) ?(?:부서|문서|편지|서한|공문|기관|통지)\S*\s+"
    r"(?P<what>.+?)(?:을|를|에 대해|에 관해|에)\s*(?:언급|말)",
)
_DOCUMENT = (
    "本函|全文|全函|通篇|文中|文内|信中|信里|里面|这封信|这份文件|答复|报告|条例|办法|通知|意见|纪要|文件|这里|中|里|内"
)
_WHETHER = (
    rf"^(?:请问)?(?:这份|这封|本|该)?(?:{_DOCUMENT})*(?:里面|里|中|内)?(?:是否|有没有|有无|提没提|可曾|曾否|会不会|可有)(?:曾经|曾|会|有)*"
    rf"(?:{_SAY}|关于|说到?|讲到?|提到?)(?:了|过)?(?P<what>[^，。？?]+?)(?:的(?:规定|内容|说法|表述|信息|情况|字样))?(?:吗|么)?$",
    rf"^(?:请问)?(?:这份|这封|本|该)?(?:{_DOCUMENT})*(?:里面|里|中|内)?(?:{_SAY})(?:了|过)?(?P<what>[^，。？?]+?)(?:吗|么|没有|没)$",
    rf"^(?P<what>[^，。？?]+?)(?:在(?:{_DOCUMENT})+)?(?:有没有|是否|有无)?(?:被)?(?:{_SAY})(?:了|过)?(?:吗|么|没有|没)?$",
    r"^(?:does|do|did|is|are|was|were) (?:the |this |that |it |there |anything |any )*"
    r"(?:letter|document|reply|text|report|notice|regulation|rules?|minutes|note|paper)?s?\s*(?:ever |anywhere |also )*"
    r"(?:mention|refer to|talk about|say anything about|say something about|speak of|contain anything about|discuss|cover)\s+(?P<what>[^?]+)",
    r"^(?:is|are|was|were) (?:there )?(?:any |a )?mention of (?P<what>[^?]+)",
    r"^(?:is|are|was|were) (?P<what>[^?]+?) (?:ever |anywhere )?(?:mentioned|referred to|discussed)(?: (?:in|anywhere|at all)[^?]*)?$",
    r"^¿?(?:se )?(?:mencionan?|habla de|menciona)(?: algo)?(?: sobre| de)? ?(?P<what>[^?]+)",
    r"^¿?(?:la|el|esta|este) (?:carta|documento|respuesta|aviso|informe) (?:menciona|habla de|dice algo (?:de|sobre)) (?P<what>[^?]+)",
    r"^(?:a|o|esta|este) (?:carta|documento|resposta|aviso|relatório|ofício) (?:menciona|fala (?:de|sobre)|cita|diz algo sobre) (?P<what>[^?]+)",
    r"^(?:menciona-se|fala-se (?:de|em)|é mencionad[oa]s?|são mencionad[oa]s?) (?P<what>[^?]+)",
    r"^(?:est-ce que )?(?:la|le|cette|ce) (?:lettre|document|réponse|avis|texte|rapport)\s*(?:mentionne|parle)(?:-t-(?:elle|il|on))?"
    r"(?: aussi)?(?: d[eu']s?)? ?(?P<what>[^?]+)",
    r"^(?:parle-t-on|est-il question|mentionne-t-on|y parle-t-on|fait-on mention) (?:de la |de l'|de |du |des |d')?(?P<what>[^?]+)",
    r"^(?:wird|werden) (?P<what>[^?]+?) (?:im |in |irgendwo |überhaupt )*(?:\w+ )?(?:erwähnt|genannt|angesprochen|thematisiert)",
    r"^(?:erwähnt|nennt|behandelt) (?:der|die|das|dieser|dieses|diese) \w+ (?P<what>[^?]+)",
    r"^(?:ist|geht es)(?: \w+)? (?:von|um) (?P<what>[^?]+?)(?: die rede)?$",
    r"^(?:упомина\w+|говорится|сказано|ид[её]т) ли (?:\w+ )?(?:в \w+ )?(?:речь )?(?:об|обо|о|про)?\s*(?P<what>[^?]+)",
    r"^(?:văn bản|bức thư|thư|công văn|tài liệu|báo cáo|thông báo)(?: này)? có (?:nhắc|đề cập|nói)(?: gì)?(?: đến| tới| về)? (?P<what>[^?]+?)(?: không)?$",
    r"^có (?:nhắc|đề cập|nói)(?: gì)?(?: đến| tới| về)? (?P<what>[^?]+?)(?: không)?$",
    r"^هل (?:ورد|يرد|تم|جاء|يوجد|ذكرت?|يذكر|تذكر|تطرق\w*|يتطرق)(?: (?:ذكر|في|إلى|الرسالة|الوثيقة|الرد))* (?P<what>[^؟?]+)",
    "^(?:この)?(?:文书|手纸|书简|通知|回答|文章|报告)?(?:では|には|に|で|は|の中で)?、?(?P<what>[^何]+?)(?:に|について|のこと)?(?:は)?(?:言及|触れ|出てき|书かれ|记载)",
    r"^(?:이 )?(?:문서|편지|서한|공문|답변|보고서|통지)?(?:에서|에는|에|는|은)?\s*(?P<what>.+?)(?:이|가|을|를|에 대해|에 대한|에 관해|에)\s*(?:언급|적혀)",
)
_SPOKEN = (
    f"{_SAY}|是否|有没有|有无|提没提|mention|refer|talk|speak|discuss|cit|anything about|something about|mencion|habla|fala|refier"
    "|言及|触れ|述べ|出てき|书かれ|记载|언급|말|나오|나와|다루|적혀|parle|question|erwähnt|genannt|angesprochen|thematisiert|rede|nennt|behandelt"
    "|упомина|говорится|сказано|речь|nhắc|đề cập|nói|ورد|يرد|ذكر|تطرق|يتطرق|جاء"
)
"""Without one of these words no pattern matches; most questions need not wait until all are compiled."""

_MARKS = " 　“”\"'‘’「」『』？?。.！!，,：:؟¿"
_ARTICLE = (
    r"^(?:the|a|an|any|el|la|los|las|o|os|as|un|una|um|uma|le|les|l'|d'|de la|du|des|der|die|das|dem|den|ein|eine|einen"
    r"|algo sobre|of|about|anything about)\s+"
)
_PARTICLE = (
    "(?:的|了|吗|呢|啊|呀|有哪些|是哪些|这个词|这件事|这回事|的事|的情况|的内容|在(?:信|文|函|答复|报告)[里中])+$"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A thing that may be mentioned, folded; `everywhere` if all letters that mention it are asked for."""

    thing: str
    everywhere: bool


def mention(question: str) -> Mention | None:
    """What a question wants to know the mentions of; None if it asks for something else."""
    asked = fold(question).strip(_MARKS)
    if not re.search(_SPOKEN, asked):
        return None
    for everywhere, patterns in ((True, _EVERYWHERE), (False, _WHETHER)):
        for pattern in patterns:
            if match := re.search(pattern, asked):
                what = re.sub(_PARTICLE, "", match["what"].strip(_MARKS))
                what = re.sub(_ARTICLE, "", what).strip(_MARKS)
                if what:
                    return Mention(what, everywhere)
    return None
