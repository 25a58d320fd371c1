"""Words whose texts wait for a worker's look, and how they are found however they are spelled. Pure.

加 微 信, 加-微-信 and 加微信 are one word: full-width forms and capitals are folded, and whatever is no
letter or digit between the characters (blanks, punctuation, drawings, invisible marks) is passed over. Words
of Latin letters stand alone: vx is not found in a longer word. Passing over punctuation means that a word may
be found across the end of a sentence; then a worker looks once more than needed, and nothing else happens.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

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

GAP = r"[\W_]*"


def folded(text: str) -> str:
    """A text as it is searched: full-width forms and capitals folded, invisible marks gone."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).casefold())


def letters_of(word: str) -> str:
    """What of a word counts: its letters and digits, folded."""
    return re.sub(r"[\W_]+", "", folded(word))


def first_listed(words: Iterable[str], *texts: str) -> str:
    """The first listed word that stands in one of the texts, as it is listed; empty when none does."""
    search = _pattern(tuple(words))
    for text in texts:
        found = search.pattern.search(folded(text)) if search.pattern else None
        if found is not None and found.lastindex is not None:
            return search.words[found.lastindex - 1]
    return ""


def parts_with(word: str, text: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is the listed word, for a worker's eye.

    Where folding changes how long the text is, the text stays in one piece.
    """
    search, plain = _pattern((word,)), folded(text)
    if search.pattern is None or len(plain) != len(text):
        return [(text, False)]
    pieces, end = [], 0
    for found in search.pattern.finditer(plain):
        pieces += [(text[end : found.start()], False), (text[found.start() : found.end()], True)]
        end = found.end()
    return [piece for piece in [*pieces, (text[end:], False)] if piece[0]]


class _Search:
    """A list of words as one pattern; group n finds word n."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = tuple(word for word in words if letters_of(word))
        alternatives = "|".join(f"({_spelled(letters_of(word))})" for word in self.words)
        self.pattern = re.compile(alternatives) if alternatives else None


def _spelled(letters: str) -> str:
    between = GAP.join(re.escape(letter) for letter in letters)
    before = "(?<![a-z])" if letters[0].isascii() and letters[0].isalpha() else ""
    after = "(?![a-z])" if letters[-1].isascii() and letters[-1].isalpha() else ""
    return f"{before}{between}{after}"


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> _Search:
    return _Search(words)
