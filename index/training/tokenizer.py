"""The tokenizer: it folds the text itself, then cuts it into the pieces of a Unigram model (Kudo 2018).

Everything happens inside `tokenizer.json`, so that whoever loads the model needs nothing but `tokenizers`:
compatibility forms (NFKC), lower case, Traditional to Simplified Chinese character by character (OpenCC),
common Cantonese characters to their Mandarin counterparts, Arabic letter variants, punctuation to spaces.
"""

import io
import json
import math
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import sentencepiece
from opencc import OpenCC
from sentencepiece import sentencepiece_model_pb2
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

UNKNOWN = "<unk>"

# Characters that Cantonese writes where Mandarin writes the other. Ambiguous ones (係, 呢, 點) are left alone.
CANTONESE = dict(zip("嘅咗喺佢哋冇嚟嗰啲睇畀搵揾谂諗", "的了在他们没来那些看给找找想想", strict=True))
CANTONESE |= {"唔": "不", "咁": "这么"}

# Arabic marks carry no meaning for search; hamza carriers and final forms are spelt freely. Likewise Russian ё.
ARABIC = dict(zip("أإآٱىة", "اااايه", strict=True)) | {chr(mark): "" for mark in [*range(0x64B, 0x653), 0x640, 0x670]}
LETTERS = {"ё": "е", "ß": "ss", "\u0307": ""}

# Chinese function characters stand alone, so that pieces do not become "的发展"; words that contain one stay whole.
FUNCTION_CHARACTERS = "的了和是在与及为を"
WHOLE_WORDS = (
    "目的|了解|和平|和谐|总和|饱和|温和|共和国|但是|是否|于是|现在|存在|所在|在线|正在|潜在|参与|"
    "与会|涉及|普及|以及|及时|及格|行为|为止|成为|认为|因为|为了|作为|人为|分为|称为|视为|为此|为主"
)

# Unicode categories of characters that only separate.
GAPS = {"Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Zl", "Zp", "Zs", "Cc", "Cf", "Sk", "Sm"}

# How many of the pieces each language may have. They overlap, so the sum is above one.
SHARES = {
    "zh": 0.27,
    "en": 0.16,
    "ja": 0.09,
    "ko": 0.10,
    "ru": 0.10,
    "de": 0.09,
    "fr": 0.08,
    "es": 0.08,
    "pt": 0.08,
    "vi": 0.05,
    "ar": 0.10,
}

# One piece each: all numbers below a thousand and the years of living documents.
NUMBERS = [*map(str, range(1000)), *(f"{n:02d}" for n in range(10)), *map(str, range(1900, 2051))]


def fold(character: str, simplified: dict[str, str]) -> str:
    """What one character becomes: '' for marks, ' ' for punctuation and space, else its folded letters."""
    plain = unicodedata.normalize("NFKC", character).lower()
    plain = "".join(ARABIC.get(c, LETTERS.get(c, simplified.get(c, c))) for c in plain)
    return "".join(CANTONESE.get(c, " " if is_gap(c) else c) for c in plain)


def is_gap(character: str) -> bool:
    """Whether the character only separates: punctuation and operators other than the percent sign, space, controls."""
    return character not in "%‰" and unicodedata.category(character) in GAPS


def simplified_characters() -> dict[str, str]:
    """Traditional → Simplified for single characters, from OpenCC's own table."""
    ideographs = [chr(n) for n in range(0x3400, 0x323B0) if unicodedata.name(chr(n), "").startswith("CJK")]
    converter = OpenCC("t2s")
    pairs = ((c, converter.convert(c)) for c in ideographs)
    return {c: s for c, s in pairs if s != c and len(s) == 1}


def rules() -> Iterator[tuple[str, str]]:
    """All (source, target) rules: every character that changes, and every decomposed letter of two or three marks."""
    simplified = simplified_characters()
    for number in range(1, 0x110000):
        character = chr(number)
        if unicodedata.category(character) in ("Cn", "Cs", "Co"):
            continue
        target = fold(character, simplified)
        if target != character:
            yield character, target
        decomposed = unicodedata.normalize("NFD", character)
        # `Precompiled` looks at graphemes of at most five bytes as a whole.
        if decomposed not in (character, target) and len(decomposed) > 1 and len(decomposed.encode()) <= 5:
            yield decomposed, target


def compile_charsmap(table: Iterable[tuple[str, str]]) -> bytes:
    """Compile rules into sentencepiece's `precompiled_charsmap` (a trie), by training a throw-away model."""
    lines = (" ".join(f"{ord(c):X}" for c in a) + "\t" + " ".join(f"{ord(c):X}" for c in b) for a, b in table)
    with tempfile.TemporaryDirectory() as folder:
        tsv = Path(folder) / "rules.tsv"
        tsv.write_text("\n".join(lines) + "\n")
        model = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(["a b c d", "b c a e"]),
            model_writer=model,
            vocab_size=16,
            hard_vocab_limit=False,
            normalization_rule_tsv=str(tsv),
            minloglevel=2,
        )
    proto = sentencepiece_model_pb2.ModelProto()  # type: ignore[attr-defined]
    proto.ParseFromString(model.getvalue())
    return bytes(proto.normalizer_spec.precompiled_charsmap)


def blank_tokenizer() -> Tokenizer:
    """The tokenizer before it has learned its pieces."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Precompiled(compile_charsmap(rules()))
    alone = f"{WHOLE_WORDS}|[{FUNCTION_CHARACTERS}]|[0-9]+|[%‰]"
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split(Regex(alone), "isolated")]
    )
    return tokenizer


def common_ideographs() -> list[str]:
    """The 6,763 characters of GB 2312, so that none of them is ever unknown."""
    codes = ((high, low) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return [c for c in (bytes(code).decode("gb2312", errors="ignore") for code in codes) if c]


def train_tokenizer(
    texts: dict[str, list[str]], vocabulary: int, words: Iterable[str], whole: Iterable[str]
) -> Tokenizer:
    """Learn at most `vocabulary` pieces from each language's texts by itself, and merge them.

    Long Chinese pieces are kept only where they are among the dictionary `words`. Common ideographs, numbers and the
    terms of `whole` are pieces even if the texts lack them.
    """
    blank = blank_tokenizer()
    known = set(folded_terms(blank, words))
    scores = []
    for language, share in SHARES.items():
        if texts.get(language):
            size = round(share * vocabulary)
            scores.append(chinese(texts[language], known, size) if language == "zh" else spaced(texts[language], size))
    forced = [*common_ideographs(), *NUMBERS, *folded_terms(blank, whole)]
    return with_pieces(merged(scores, vocabulary - len(forced)), forced)


def learn(texts: list[str], size: int) -> dict[str, float]:
    """About `size` pieces of one language with their log probabilities, by expectation maximisation."""
    tokenizer = blank_tokenizer()
    trainer = trainers.UnigramTrainer(vocab_size=size, special_tokens=[UNKNOWN], unk_token=UNKNOWN, max_piece_length=16)
    tokenizer.train_from_iterator(texts, trainer)
    pieces = dict(json.loads(tokenizer.to_str())["model"]["vocab"])
    del pieces[UNKNOWN]
    return pieces


def spaced(texts: list[str], size: int) -> dict[str, float]:
    """Pieces of a language that puts spaces between words: half of them learned, the others its commonest whole words.

    The trainer's seeds are substrings that are followed by different characters, so it misses words that never go on.
    """
    tokenizer = blank_tokenizer()
    folded = common_only([tokenizer.normalizer.normalize_str(text) for text in texts], size // 2)
    pieces = learn(folded, size // 2)
    words = Counter(word for text in folded for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(text))
    for word, count in words.most_common():
        if len(pieces) < size and len(word) <= 16:
            pieces[word] = max(pieces.get(word, -math.inf), math.log(count / words.total()))
    return pieces


def chinese(texts: list[str], known: set[str], size: int) -> dict[str, float]:
    """The `size` likeliest pieces of at most two characters or in the dictionary: words, not stretches of sentences."""
    normalize = blank_tokenizer().normalizer.normalize_str
    scores = learn(common_only([normalize(text) for text in texts], size), 2 * size)
    kept = [piece for piece in scores if len(piece) <= 2 or piece in known]
    return {piece: scores[piece] for piece in sorted(kept, key=lambda p: (-scores[p], p))[:size]}


def common_only(texts: list[str], most: int) -> list[str]:
    """The texts without characters foreign to them: rarer than one in 50,000, or not among the `most` commonest."""
    counts = Counter(character for text in texts for character in text)
    floor = sum(counts.values()) / 50_000
    common = {character for character, count in counts.most_common(most) if count >= floor}
    gone = dict.fromkeys(map(ord, counts.keys() - common), " ")
    return [text.translate(gone) for text in texts]


def merged(languages: list[dict[str, float]], size: int) -> Tokenizer:
    """One Unigram tokenizer in which each language counts the same; the least likely pieces beyond `size` go."""
    total: dict[str, float] = {}
    for scores in languages:
        for piece, score in scores.items():
            total[piece] = total.get(piece, 0.0) + math.exp(score) / len(languages)
    order = sorted(total, key=lambda piece: (len(piece) > 1, -total[piece], piece))[:size]
    tokenizer = blank_tokenizer()
    tokenizer.model = models.Unigram([(UNKNOWN, 0.0), *((p, math.log(max(total[p], 1e-12))) for p in order)], unk_id=0)
    return tokenizer


def folded_terms(tokenizer: Tokenizer, terms: Iterable[str]) -> Iterator[str]:
    """Those terms that stay one word after folding and pre-tokenising, folded."""
    for term in terms:
        words = tokenizer.pre_tokenizer.pre_tokenize_str(tokenizer.normalizer.normalize_str(term))
        if len(words) == 1 and 1 < len(words[0][0]) <= 16:
            yield words[0][0]


def with_pieces(tokenizer: Tokenizer, pieces: Iterable[str]) -> Tokenizer:
    """The same tokenizer with further pieces, each a little likelier than its best cut into the old ones."""
    state = json.loads(tokenizer.to_str())
    vocabulary = state["model"]["vocab"]
    score = dict(vocabulary)
    lowest = min(score.values())
    for piece in dict.fromkeys(pieces):
        if piece not in score:
            parts = tokenizer.encode(piece, add_special_tokens=False).tokens
            vocabulary.append([piece, sum(score.get(part, lowest) for part in parts) + 0.1])
    return Tokenizer.from_str(json.dumps(state))
