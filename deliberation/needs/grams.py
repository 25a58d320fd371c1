"""Texts cut into pairs of characters, so that two-character Chinese words are found. Pure.

A run of Chinese characters 路灯不亮 becomes 路灯 灯不 不亮 亮: each pair, and the last character alone, so
that a single character is found as the beginning of something. Words and numbers stay whole, lower case.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Han (with extensions and compatibility forms), kana and hangul run together; letters and digits make words.
HAN = (
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
RUNS = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")
LONGEST_WORD = 40

# What an index of Unicode 6.1 does not know as letters is spelled out: 𬭎 is x2cb4e.
UNKNOWN = re.compile("[\u4db6-\u4dbf\u9fcd-\u9fff\U00010000-\U0010ffff]")


def normal(text: str) -> str:
    """The text as it is compared: full-width forms folded, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def grams(text: str) -> list[str]:
    """The pairs of a text in order, with repetitions; a lone character is itself."""
    return [_spelled(gram) for run in RUNS.findall(normal(text)) for gram in _cut(run)]


def _spelled(gram: str) -> str:
    return UNKNOWN.sub(lambda found: f"x{ord(found[0]):x}", gram)


def _cut(run: str) -> Iterator[str]:
    if not _is_han(run):
        yield run[:LONGEST_WORD]
        return
    for place in range(len(run) - 1):
        yield run[place : place + 2]
    yield run[-1]


def _is_han(run: str) -> bool:
    return re.match(f"[{HAN}]", run) is not None


@dataclass(frozen=True)
class Term:
    """What the index is asked for: a pair or a word, or the beginning of one."""

    gram: str
    prefix: bool = False


def terms(text: str) -> list[Term]:
    """What a typed text asks for, each once: its pairs and words; a lone Chinese character begins a pair."""
    return list(dict.fromkeys(term for run in RUNS.findall(normal(text)) for term in _asked(run)))


def _asked(run: str) -> Iterator[Term]:
    if _is_han(run) and len(run) == 1:
        yield Term(_spelled(run), prefix=True)
        return
    pairs = list(_cut(run))
    yield from (Term(_spelled(pair)) for pair in (pairs[:-1] if _is_han(run) else pairs))


def document(community_code: str, *texts: str) -> str:
    """What the index keeps of a need: its community as a word, then every pair once, separated by blanks."""
    return " ".join(dict.fromkeys([place_word(community_code), *(g for text in texts for g in grams(text))]))


def place_word(community_code: str) -> str:
    """The word that stands for a community in the index."""
    return f"place{community_code}"
