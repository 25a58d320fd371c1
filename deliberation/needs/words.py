"""Words whose texts wait for a worker's look, and how they are found however they are spelled. Pure.

加 微 信, 加-微-信 and 加微信 are one word: full-width forms and capitals are folded, and whatever is no
letter or digit between the characters (blanks, punctuation, drawings, invisible marks) is passed over. Words
of Latin letters stand alone: vx is not found in a longer word. Passing over punctuation means that a word may
be found across the end of a sentence; then a worker looks once more than needed, and nothing else happens.
"""

import re
import unicodedata
from collections.abc import Iterable

from deliberation.wording import INVISIBLE

STARTERS = (
    # 广告、引流
    "加微信", "加威信", "加薇信", "加vx", "加v信", "加qq", "扫码进群", "代理加盟", "招代理", "日赚",
    "兼职刷单", "刷单返利", "点击链接领取",
    # 贷款、诈骗
    "无抵押贷款", "低息贷款", "秒批贷款", "套现", "网贷平台", "内部股票", "稳赚不赔", "解冻费", "安全账户",
    # 假票证、赌博、假药
    "代开发票", "发票代开", "办假证", "代办证件", "开假票", "赌博网站", "网上赌场", "棋牌上分", "包治百病",
    # 辱骂
    "傻逼", "傻b", "你去死", "滚蛋", "王八蛋", "狗东西", "臭不要脸", "全家死光", "他妈的", "操你妈",
)  # fmt: skip
"""What a community begins with; it may switch each of them off and add its own."""

LETTER = re.compile(r"[^\W_]")


def folded(text: str) -> str:
    """A text as it is searched: full-width forms and capitals folded, invisible marks gone."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).casefold())


def letters_of(word: str) -> str:
    """What of a word counts: its letters and digits, folded."""
    return "".join(LETTER.findall(folded(word)))


def first_listed(words: Iterable[str], *texts: str) -> str:
    """The listed word that stands first in the first text that has one, as it is listed; else empty."""
    listed = [(word, letters) for word in words if (letters := letters_of(word))]
    for text in texts:
        plain = folded(text)
        places = [found.start() for found in LETTER.finditer(plain)]
        squeezed = "".join(plain[place] for place in places)
        found = [
            (spans[0], word)
            for word, letters in listed
            if (spans := _spans(letters, squeezed, plain, places))
        ]
        if found:
            return min(found)[1]
    return ""


def parts_with(word: str, text: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is the listed word, for a worker's eye.

    Where folding changes how long the text is, the text stays in one piece.
    """
    letters, plain = letters_of(word), folded(text)
    if not letters or len(plain) != len(text):
        return [(text, False)]
    places = [found.start() for found in LETTER.finditer(plain)]
    pieces, end = [], 0
    for first, after in _spans(letters, "".join(plain[place] for place in places), plain, places):
        pieces += [(text[end:first], False), (text[first:after], True)]
        end = after
    return [piece for piece in [*pieces, (text[end:], False)] if piece[0]]


def _spans(letters: str, squeezed: str, plain: str, places: list[int]) -> list[tuple[int, int]]:
    """Where a word stands in a text, from its letters alone: (begin, end) in the text with everything."""
    spans, place = [], squeezed.find(letters)
    while place >= 0:
        first, last = places[place], places[place + len(letters) - 1]
        step = 1
        if not (_runs_on(plain, first - 1, letters[0]) or _runs_on(plain, last + 1, letters[-1])):
            spans.append((first, last + 1))
            step = len(letters)
        place = squeezed.find(letters, place + step)
    return spans


def _runs_on(plain: str, beside: int, edge: str) -> bool:
    """Whether a word that begins or ends with a Latin letter is but a part of a longer one."""
    return _is_latin(edge) and 0 <= beside < len(plain) and _is_latin(plain[beside])


def _is_latin(letter: str) -> bool:
    return "a" <= letter <= "z"
