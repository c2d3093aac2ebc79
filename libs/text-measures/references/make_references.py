"""What sacrebleu and rouge_score give for the same texts, for the specs of this library.

Requirements: sacrebleu==2.6.0 rouge_score==0.1.2 nltk==3.10.4. Run from anywhere:
`python libs/text-measures/references/make_references.py`. Writes sacrebleu.jsonl and rouge.jsonl
beside itself, one case a line and the scores of some as a corpus in the last ones; the same
requirements give the same files. Owns the cases. Knows nothing of how our measures are made.
"""

import json
import random
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path

from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics import BLEU, CHRF

HERE = Path(__file__).parent
SAMPLES = HERE.parent.parent.parent / "data" / "samples"
CASES = 560
LONGEST = 120

Case = tuple[str, list[str]]

# Answer and references: what random texts hardly have.
EDGES: list[Case] = [
    ("", [""]),
    ("", ["참고 답입니다."]),
    ("답입니다.", [""]),
    ("", ["", "둘째"]),
    (" \t\n\u3000", ["빈칸뿐인 답"]),
    ("빈칸뿐인 참고", ["\u00a0 \u2003\n"]),
    (" \n", [" "]),
    ("a", ["a"]),
    ("가", ["가"]),
    ("a", ["b"]),
    ("abc", ["abcdefghij"]),
    ("가나다", ["가나다", "가나다라"]),
    ("같은 답입니다.", ["같은 답입니다."]),
    ("👍", ["👍"]),
    ("👍👍🏽👨‍👩‍👧", ["👍🏽 👨‍👩‍👧 좋아요"]),
    ("좋아요 😀!", ["좋아요! 😀"]),
    ("한글", [unicodedata.normalize("NFD", "한글")]),
    (unicodedata.normalize("NFD", "한글 답입니다"), [unicodedata.normalize("NFD", "한글 답이다")]),
    ("café crème", [unicodedata.normalize("NFD", "café crème")]),
    ("값은 1,234.5입니다. v2.0-rc1", ["값은 1,234.5 이고 v2.0-rc.1 입니다."]),
    ("3-4, 5.6. 7,8 9-", ["3 - 4 , 5.6 . 7,8 9 -"]),
    ("&quot;A &amp; B&quot; &lt;b&gt;", ['"A & B" <b>']),
    ("&amp;lt;", ["&lt;", "<"]),
    ("<skipped>end-\nof line", ["endof line"]),
    ("line one\nline two\n", ["line two\nline one"]),
    ("(괄호), [대괄호] {중괄호}!", ["괄호, 대괄호, 중괄호"]),
    ("\"quoted\" 'words' -dash-", ["quoted words dash"]),
    ("... !!! ???", ["!!!", "..."]),
    ("the the the the the", ["the cat the", "the the"]),
    ("\ufeff앞에 표", ["앞에 표"]),
    ("끝 \x1c\x85 빈칸", ["끝 빈칸"]),
    ("ㅋㅋㅋㅋ", ["ㅋㅋ"]),
    ("東京에 갔다。", ["東京에 갔다."]),
    ("ÄÖÜ ß İstanbul K", ["äöü SS istanbul k"]),
]


def samples(language: str) -> Iterator[str]:
    """Texts of the sample rows in one language, in the order of their files."""
    for file in sorted(SAMPLES.glob(f"*/*.{language}.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            for message in json.loads(line)["messages"]:
                yield message["content"]


def cut(text: str, source: random.Random, length: int = LONGEST) -> str:
    """A stretch of whole words."""
    words = text.split(" ")
    start = source.randrange(len(words))
    piece = ""
    for word in words[start:]:
        if len(piece) + len(word) > length:
            break
        piece += (" " if piece else "") + word
    return piece


def altered(text: str, source: random.Random) -> str:
    """The text as another would have written it: words left out, doubled, swapped or cut."""
    words = text.split(" ")
    for _ in range(source.randrange(5)):
        at = source.randrange(len(words))
        match source.randrange(6):
            case 0 if len(words) > 1:
                del words[at]
            case 1:
                words.insert(at, words[source.randrange(len(words))])
            case 2:
                other = source.randrange(len(words))
                words[at], words[other] = words[other], words[at]
            case 3:
                words[at] = words[at][: source.randrange(len(words[at]) + 1)]
            case 4:
                words[at] += source.choice(["!", ",", "요.", " 😀", "\n", "  ", "를", "ing", "s"])
            case _:
                words[at] = words[at].upper()
    return " ".join(words)


def cases(texts: list[str], edges: list[Case], source: random.Random) -> list[Case]:
    made = list(edges)
    while len(made) < CASES:
        base = cut(source.choice(texts), source)
        if not base:
            continue
        answer = (
            altered(base, source) if source.random() < 0.85 else cut(source.choice(texts), source)
        )
        references = [base if source.random() < 0.5 else altered(base, source)]
        while source.random() < 0.25:
            references.append(altered(base, source))
        if source.random() < 0.06:
            answer = unicodedata.normalize("NFD", answer)
        made.append((answer, references))
    return made


def mixed(source: random.Random) -> list[str]:
    """Korean, English, and lines of both."""
    korean, english = list(samples("ko")), list(samples("en"))
    both = []
    for _ in range(200):
        english_part = cut(source.choice(english), source, 50)
        both.append(f"{english_part} {cut(source.choice(korean), source, 60)}")
    return source.sample(korean, 300) + source.sample(english, 300) + both


def jamo(text: str) -> str:
    """NFC, and then only Hangul taken apart."""
    return "".join(
        unicodedata.normalize("NFD", char) if "가" <= char <= "힣" else char
        for char in unicodedata.normalize("NFC", text)
    )


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def few_words(source: random.Random) -> list[Case]:
    """Lines of a few words over and over, where one text has many longest common subsequences."""
    made: list[Case] = []
    for _ in range(60):
        texts = [
            "\n".join(" ".join(source.choices("abcd", k=source.randrange(9))) for _ in range(4))
            for _ in range(3)
        ]
        made.append((texts[0], texts[1:]))
    return made


def sacrebleu_rows(made: list[Case]) -> Iterator[dict[str, object]]:
    """One row a case with every measure of it, and some with the measures of a corpus."""
    chrf, chrf_pp = CHRF(), CHRF(word_order=2)
    bleu = {name: BLEU(tokenize=name, effective_order=True) for name in ("13a", "char")}
    for answer, references in made:
        yield {
            "answer": answer,
            "references": references,
            "chrf": chrf.sentence_score(answer, references).score,
            "chrfPlusPlus": chrf_pp.sentence_score(answer, references).score,
            "syllable": chrf_pp.sentence_score(
                nfc(answer), [nfc(text) for text in references]
            ).score,
            "jamo": chrf_pp.sentence_score(jamo(answer), [jamo(text) for text in references]).score,
            "bleu13a": bleu["13a"].sentence_score(answer, references).score,
            "bleuChar": bleu["char"].sentence_score(answer, references).score,
        }
    # All of them; those that are short or empty; one that is too short for the highest order.
    for start, end in ((0, len(made)), (0, len(EDGES)), (11, 12)):
        answers = [answer for answer, _ in made[start:end]]
        streams = [list(each) for each in zip_longest(*(others for _, others in made[start:end]))]
        yield {
            "corpus": [start, end],
            "chrf": chrf.corpus_score(answers, streams).score,
            "chrfPlusPlus": chrf_pp.corpus_score(answers, streams).score,
            "bleu13a": BLEU(tokenize="13a").corpus_score(answers, streams).score,
            "bleuChar": BLEU(tokenize="char").corpus_score(answers, streams).score,
        }


def rouge_rows(made: list[Case]) -> Iterator[dict[str, object]]:
    """F1 of each kind, without and with the stemmer."""
    kinds = ["rouge1", "rouge2", "rougeL", "rougeLsum"]
    plain, stemmed = RougeScorer(kinds), RougeScorer(kinds, use_stemmer=True)
    for answer, references in made:
        yield {
            "answer": answer,
            "references": references,
            "plain": [plain.score_multi(references, answer)[kind].fmeasure for kind in kinds],
            "stemmed": [stemmed.score_multi(references, answer)[kind].fmeasure for kind in kinds],
        }


def without_hangul(made: list[Case]) -> list[Case]:
    """rouge_score drops Hangul and ours counts it: there is nothing to compare."""
    return [row for row in made if not any("\u1100" <= char <= "\ud7ff" for char in str(row))]


def write(name: str, rows: Iterable[dict[str, object]]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


def main() -> None:
    source = random.Random(6)
    write("sacrebleu.jsonl", sacrebleu_rows(cases(mixed(source), EDGES, source)))
    english = list(samples("en"))
    plain = without_hangul(cases(english, without_hangul(EDGES), source))
    words = sorted({word for text in english for word in text.split()})
    stems: list[Case] = [
        (" ".join(source.sample(words, 12)), [" ".join(source.sample(words, 12))])
        for _ in range(40)
    ]
    write("rouge.jsonl", rouge_rows(plain + stems + few_words(source)))


if __name__ == "__main__":
    main()
