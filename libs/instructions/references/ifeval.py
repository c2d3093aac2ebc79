# /// script
# requires-python = ">=3.11"
# dependencies = ["lm-eval==0.4.13", "nltk==3.9.2", "langdetect==1.0.9", "packaging==25.0"]
# ///
"""What lm-eval's checkers of IFEval say of generated answers: writes ifeval.jsonl.

Owns the cases that libs/instructions is held to. Leaves out the instructions that need NLTK's
data or langdetect's model, and keywords that are not plain words, which are patterns there.

Run it in an environment that has the packages above: python references/ifeval.py
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import random
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

Parameters = dict[str, Any]

CASES_A_KIND = 40
WORDS = ["rollback", "Canary", "latency", "배포", "로그", "café", "queue", "P99", "straße"]
SENTENCES = [
    "The rollback took two minutes.",
    "Canary releases, queues and rollback plans help.",
    "LATENCY is measured at the 99th percentile!",
    "배포 전에 로그를 확인하세요.",
    "Is the café open, or is the queue too long?",
    "My answer is yes.",
    "My answer is no, I think.",
    "rollback_plan is a file; rollbacks are not.",
    "It's a don't-care: 3.5 of 10",
    "ROLLBACK",
    "Straße und straße",
]
# White space that Python and other languages do not agree on, too.
JOINTS = [
    " ",
    "\n",
    "\n\n",
    "\n\n\n",
    "\r\n",
    "\t",
    "\u2028",
    "\u00a0",
    "\x0b",
    "\n \n",
    "\x1c",
    "\u3000",
]
WEIGHTS = [8, 10, 8, 1, 1, 1, 1, 1, 1, 2, 1, 1]


def checkers() -> Any:
    """lm-eval's module of IFEval, without what the rest of lm-eval imports and downloads."""
    spec = importlib.util.find_spec("lm_eval")
    if spec is None or spec.origin is None:
        raise SystemExit("lm-eval is not installed; this file's head says what is needed.")
    root = Path(spec.origin).parent
    for name, path in [
        ("lm_eval", root),
        ("lm_eval.tasks", root / "tasks"),
        ("lm_eval.tasks.ifeval", root / "tasks" / "ifeval"),
    ]:
        package = types.ModuleType(name)
        package.__path__ = [str(path)]
        sys.modules[name] = package
    nltk_data = importlib.import_module("nltk.data")
    nltk_data.find = lambda *_args, **_kwargs: None
    return importlib.import_module("lm_eval.tasks.ifeval.utils")


class Generator:
    """Parameters and answers, from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def joined(self, pieces: list[str]) -> str:
        text = pieces[0] if pieces else ""
        for piece in pieces[1:]:
            text += self.random.choices(JOINTS, WEIGHTS)[0] + piece
        return text

    def answer(self, special: list[str], most: int = 7) -> str:
        """Sentences with pieces that matter to the instruction among them, now and then marked."""
        pool = SENTENCES + special * max(1, len(SENTENCES) // max(1, len(special)))
        pieces = [self.random.choice(pool) for _ in range(self.random.randint(1, most))]
        text = self.joined([self.marked(piece) for piece in pieces])
        if self.random.random() < 0.1:
            text = "Sure, here you go:\n" + text
        if self.random.random() < 0.1:
            text += "\n\nLet me know if that helps!"
        return text if self.random.random() < 0.98 else self.random.choice(["", " \n", "\u00a0"])

    def marked(self, piece: str) -> str:
        mark = self.random.choices(["", "**", "*", '"', "- ", "* "], [30, 2, 2, 1, 1, 1])[0]
        return mark + piece + (mark if mark in {"**", "*", '"'} else "")

    def count(self, most: int) -> int:
        return self.random.randint(1, most)

    def relation(self) -> str:
        return self.random.choice(["less than", "at least"])

    def words(self, most: int) -> list[str]:
        return self.random.sample(WORDS, self.count(most))


Case = tuple[Parameters, str]


def first_word(g: Generator) -> Case:
    word = g.random.choice(["Rollback", "first", "배포", "don", "is"])
    starts = [
        word,
        word.upper() + ",",
        f"'{word}",
        f'"{word}" is',
        word + "'t",
        word + "s",
        word + "!",
    ]
    wanted = g.count(3)
    paragraphs = [g.random.choice(starts + SENTENCES[:2]) + " and more" for _ in range(wanted)]
    if g.random.random() < 0.3:
        paragraphs.append(g.random.choice(["", " ", "One more."]))
    lead = "\n\n" if g.random.random() < 0.1 else ""
    parameters = {
        "num_paragraphs": wanted,
        "nth_paragraph": g.count(wanted),
        "first_word": word,
    }
    return parameters, lead + "\n\n".join(paragraphs)


def paragraphs(g: Generator) -> Case:
    wanted = g.count(4)
    made = max(1, wanted + g.random.choice([-1, 0, 0, 0, 1]))
    pieces = [
        g.random.choice([*SENTENCES, *SENTENCES, "", " ", "**bold** word"]) for _ in range(made)
    ]
    divider = g.random.choice(["\n***\n", "***", "\n\n***\n\n", "\n* * *\n", " *** "])
    text = divider.join(pieces)
    if g.random.random() < 0.2:
        text = "***\n" + text
    if g.random.random() < 0.2:
        text += "\n***"
    return {"num_paragraphs": wanted}, text


def two_responses(g: Generator) -> Case:
    pieces = [
        g.random.choice([*SENTENCES[:4], ""]) for _ in range(g.random.choice([1, 2, 2, 2, 2, 3]))
    ]
    divider = g.random.choice(
        ["\n******\n", "******", "\n*****\n", "\n********\n", "\n\n******\n\n"]
    )
    text = divider.join(pieces)
    return {}, g.random.choice(["", "", "", "******\n"]) + text + g.random.choice(
        ["", "", "", "\n******"]
    )


def json_format(g: Generator) -> Case:
    good = ['{"a": 1, "나": [true, null]}', "[1, 2.5e3]", '"text"', "12", "{}", '{"a": "\\u00e9"}']
    bad = ["{'a': 1}", '{"a": 1,}', '{"a": "tab\there"}', "not json", '{"a": 1} {"b": 2}', "01"]
    body = g.random.choice([*good, *bad])
    fence = g.random.choice(["", "", "```", "```json", "```JSON", "```Json", "```python"])
    text = f"{fence}\n{body}\n```" if fence else body
    lead = g.random.choice(["", "", "", "Here it is:\n", "  \n"])
    return {}, lead + text + g.random.choice(["", "", "\n", "\nDone.", "```"])


def prompt_repeated(g: Generator) -> Case:
    prompt = g.random.choice(
        ["Name two uses of a queue.", "배포란 무엇인가요?", "What is a *canary*?"]
    )
    said = g.random.choice(
        [prompt, prompt, prompt.upper(), f"**{prompt}**", f"\n {prompt}", prompt[1:]]
    )
    return {"prompt_to_repeat": prompt}, g.joined([said, g.answer([], 3)])


def ending(g: Generator) -> Case:
    phrase = g.random.choice(["Is there anything else?", "그럼 이만.", "The END"])
    said = g.random.choice(
        [phrase, phrase.upper(), f'"{phrase}"', f"{phrase}*", phrase + ".", f"{phrase} \n"]
    )
    return {"end_phrase": phrase}, g.joined([g.answer([], 3), said])


def quotation(g: Generator) -> Case:
    body = g.answer(['"'], 3)
    before, behind = g.random.choice(
        [('"', '"'), ('"', '"'), ('"', ""), ("“", "”"), (' "', '" \n')]
    )
    return {}, before + body + behind


def keywords(g: Generator) -> Case:
    words = g.words(2)
    return {"keywords": words}, g.answer([*words, words[0].upper(), "re" + words[0]])


def frequency(g: Generator) -> Case:
    word = g.random.choice(WORDS)
    parameters = {"keyword": word, "frequency": g.count(4), "relation": g.relation()}
    return parameters, g.answer([word, f"{word}s, {word.lower()}"])


def forbidden(g: Generator) -> Case:
    words = g.words(3)
    return {"forbidden_words": words}, g.answer(
        [words[0] + "s", words[0] + "를", "un" + words[0]], 3
    )


def letters(g: Generator) -> Case:
    letter = g.random.choice("aekQz")
    parameters = {"letter": letter, "let_frequency": g.count(12), "let_relation": g.relation()}
    return parameters, g.answer(["keep KEEP", "Quiz: QQ", "\u212a is a Kelvin"])


def number_of_words(g: Generator) -> Case:
    parameters = {"num_words": g.count(40), "relation": g.relation()}
    return parameters, g.answer(
        ["e\u0301te\u0301", "1,000.5", "snake_case x²", "\u1112\u1161\u11ab", "½"]
    )


def bullets(g: Generator) -> Case:
    special = [
        "* one",
        "- two",
        "  * three",
        "*four*",
        "**five**",
        "-",
        "*",
        "*\nsix",
        "\t- seven",
        "--- ",
    ]
    return {"num_bullets": g.count(5)}, g.answer(special)


def highlights(g: Generator) -> Case:
    special = ["*one*", "**two**", "* three *", "**", "****", "*four\nfive*", "***six***", "* *"]
    return {"num_highlights": g.count(5)}, g.answer(special)


def sections(g: Generator) -> Case:
    name = g.random.choice(["Section", "SECTION", "Day", "단계"])
    special = [
        f"{name} 1",
        f"{name}2",
        f"{name.lower()} 3",
        f"{name}  4",
        f"{name}\n5",
        f"**{name} 6**",
        f"{name} ٧",
    ]
    return {"section_spliter": name, "num_sections": g.count(4)}, g.answer(special)


def placeholders(g: Generator) -> Case:
    special = ["[name]", "[]", "[a [b]]", "[two\nlines]", "[x] [y]", "] [", "[이름]"]
    return {"num_placeholders": g.count(4)}, g.answer(special)


def postscript(g: Generator) -> Case:
    marker = g.random.choice(["P.S.", "P.P.S", "Note", "추신"])
    special = [
        f"{marker} more",
        "p.s. more",
        "P. S. more",
        "P.P.S. more",
        "p. p. s",
        "PS: more",
        "PPS more",
    ]
    return {"postscript_marker": marker}, g.answer([*special, f"*{marker}* more"], 3)


def title(g: Generator) -> Case:
    return {}, g.answer(
        ["<<A title>>", "<< >>", "<<>>", "<A>", "<<two\nlines>>", "<<<a>>>", "<<<>>> x>>"], 4
    )


def constrained(g: Generator) -> Case:
    return {}, g.answer(
        ["My answer is maybe.", "my answer is yes.", "My answer *is* no.", "My answer is yes"], 2
    )


def no_comma(g: Generator) -> Case:
    return {}, g.answer(
        ["no mark", "an ideographic one、", "a wide one，", "fine.", "good!"] * 3, 2
    )


KINDS: dict[str, Callable[[Generator], Case]] = {
    "keywords:existence": keywords,
    "keywords:frequency": frequency,
    "keywords:forbidden_words": forbidden,
    "keywords:letter_frequency": letters,
    "length_constraints:number_words": number_of_words,
    "length_constraints:number_paragraphs": paragraphs,
    "length_constraints:nth_paragraph_first_word": first_word,
    "detectable_content:number_placeholders": placeholders,
    "detectable_content:postscript": postscript,
    "detectable_format:number_bullet_lists": bullets,
    "detectable_format:constrained_response": constrained,
    "detectable_format:number_highlighted_sections": highlights,
    "detectable_format:multiple_sections": sections,
    "detectable_format:json_format": json_format,
    "detectable_format:title": title,
    "combination:two_responses": two_responses,
    "combination:repeat_prompt": prompt_repeated,
    "startend:end_checker": ending,
    "startend:quotation": quotation,
    "punctuation:no_comma": no_comma,
}


def main() -> None:
    theirs = checkers()
    generator = Generator(20_231_114)
    lines = []
    for kind, make in KINDS.items():
        for _ in range(CASES_A_KIND):
            parameters, answer = make(generator)
            asked = theirs.InputExample(0, [kind], "", [parameters])
            strict = theirs.test_instruction_following_strict(asked, answer)
            loose = theirs.test_instruction_following_loose(asked, answer)
            case = {
                "id": kind,
                "parameters": parameters,
                "answer": answer,
                "strict": strict.follow_all_instructions,
                "loose": loose.follow_all_instructions,
            }
            lines.append(json.dumps(case, ensure_ascii=False, separators=(",", ":")))
    text = "\n".join(lines) + "\n"
    Path(__file__).with_suffix(".jsonl").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
