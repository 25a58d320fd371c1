"""What a text about a need says: the things it is about, what is the matter with them, the places it names,
and the pairs of characters of its words. Pure.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from deliberation.needs.grams import normal
from deliberation.needs.synonyms import (
    ASPECTS,
    FILLERS,
    NUISANCES,
    OPEN,
    THINGS,
    TOGETHER,
    TYPOS,
    WEAK,
)

GAP, LONGEST_GAP, END = "~", 3, "$"
DIGITS = {each: value for value, each in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}


@dataclass(frozen=True)
class Heard:
    """What a text says."""

    things: frozenset[str]
    weak: frozenset[str]
    aspects: frozenset[str]
    places: Mapping[str, frozenset[str]] = field(default_factory=dict)
    pairs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Found:
    """A known word in a text: from where to where, and what it means."""

    start: int
    end: int
    names: frozenset[str]


class Words:
    """Known words, looked up by their first character, the longest first."""

    def __init__(self, names: Mapping[str, frozenset[str]]) -> None:
        self.by_first: dict[str, list[tuple[str, str, frozenset[str]]]] = {}
        for word in sorted(names, key=lambda word: (-len(word.replace(GAP, "")), GAP in word, word)):
            head, _gap, tail = word.partition(GAP)
            if head.endswith(END):
                head, tail = head[:-1], END
            self.by_first.setdefault(word[0], []).append((head, tail, names[word]))

    def found(self, text: str) -> Iterator[Found]:
        """The words of a text from left to right, none inside another."""
        place = 0
        while place < len(text):
            end = place + 1
            for head, tail, names in self.by_first.get(text[place], ()):
                if text.startswith(head, place) and (ends := _end(text, place + len(head), tail)) > 0:
                    yield Found(place, ends, names)
                    end = ends
                    break
            place = end


def _end(text: str, place: int, tail: str) -> int:
    """Where a word ends whose tail comes at most three characters after `place`; 0 where it does not."""
    if not tail:
        return place
    if tail == END:
        return place if place == len(text) else 0
    found = text.find(tail, place, place + LONGEST_GAP + len(tail))
    return found + len(tail) if found >= 0 else 0


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))))


TYPO = _any_of(list(TYPOS))
COLOUR = re.compile(r"(?<=[地点门摊会块味活事桩管道空座碗])儿|个(?!人|别|体|性)")


def plain(text: str) -> str:
    """The text as it is compared: usual typos mended, 儿 and 个 left out where they only colour."""
    return COLOUR.sub("", TYPO.sub(lambda found: TYPOS[found[0]], normal(text)))


def _names(*tables: tuple[str, Mapping[str, tuple[str, ...]]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for kind, table in tables:
        for name, forms in table.items():
            for form in forms:
                if len(plain(form)) > 1 or len(form) == 1:
                    found.setdefault(plain(form), set()).add(kind + name)
    return {form: frozenset(names) for form, names in found.items()}


THING, PERSON = "thing:", "weak:"
KNOWN_THINGS = Words(_names((THING, THINGS), (PERSON, WEAK)))
KNOWN_ASPECTS = Words(_names(("", ASPECTS)) | {plain(word): names for word, names in OPEN.items()})
FILLER = _any_of(list(FILLERS))
CLAUSE = re.compile(r"[，。！？；、：,.!?;:\s]+")
SPOT = re.compile(r"大?门口|旁边?|边上|附近|对面|后面|前面|那里|那边|里面")
WISH = re.compile(
    r"[里内]?(?:晚上|夜里|白天)?(?:没有?|缺少?|少|想要?|要|希望有|增[加设]|加[装设]?|[装安设建放摆配][几些一]?|安装|建设)+"
    r"[一二两三几些]?[把盏组台张处间条只块]?"
)
WISHED = re.compile(
    r"(?:希望|盼|想|能不能|能否|可不可以|可以|请|建议|求|期待|何时|什么时候|啥时候|啥时)[^，。,.]{0,8}?"
    r"(?:有|要|设|建|装|安|开|办|引进|增|添|配|组织|教|通|划|铺|种|放|摆|搞|弄|介绍|加)|^(?:建|办|装|设|开|组织|增)|要一?[个家台处张把间座]"
)
FAR = re.compile(
    r"(?:要|得|只能|还得|须)(?:走|跑|坐|过|骑|开车|穿过?)[一二两三四五六七八九十几半好多\d]{0,3}[个条]?"
    r"(?:站地?|马路|里地|公里|里路?|多?分钟|小时|趟|条?街|公交|地铁|车)(?:去|才有|才到)?"
    r"|在[一二两三四五六七八九十几半好多\d]{1,3}(?:公里|里地|站地?)(?:以?外|开外)|(?:要|得|只能)(?:到|去|跑到)[^，。,.]{1,8}(?:去|买|取|拿|看|做|办)"
)
TOO = re.compile(r"(?:里|的)?太(?![多少远黑暗])[\u4e00-\u9fff]")
PART = re.compile(r"(?:里|晚上|白天)?(?:没有?|少|缺)(?=[^人地处法场安\s了啊呢])")
NEGATED = re.compile("反对|不同意|不要|不想|不愿|别[装建在放搞设]|抵制|取消")
SCARCE = ("少", "很少", "难")
UNDECIDED = frozenset(("danger",))
MENDING = "修"
MAKING = frozenset("装安建办设开配教搞弄盖增修")

NUMBER = r"(?:\d{1,3}|[一二三四五六七八九十两]{1,3})"
BEFORE = r"(?:^|(?<=[，。、,. 在到从沿住]))"
PLACES = (
    ("building", re.compile(rf"({NUMBER})(?:号楼|栋|幢|号院|座|#)")),
    ("unit", re.compile(rf"({NUMBER})单元")),
    ("gate", re.compile(r"([东西南北正前后侧])(?:边|侧|大|小)?门")),
    ("zone", re.compile(rf"({NUMBER}|[东西南北])(?:区|期)")),
    ("door", re.compile(r"(?<!\d)(\d{3,4})(?:室|户)?(?![\d年块元米度])")),
    ("road", re.compile(rf"{BEFORE}([\u4e00-\u9fff]{{2}}(?:路|街|巷|大街|胡同))(?![灯面口上])")),
    ("estate", re.compile(rf"{BEFORE}([\u4e00-\u9fff]{{2,4}}?)(?:小区|家园|新村|公寓)")),
)
NOT_NAMES = re.compile(
    "[修走铺过马道出回公网水线电破要请这那没有]|我们|咱们|整个|隔壁|对面|别的|附近|周边|老旧|希望|建议|盼着"
)
CONVERTED = re.compile(r"(?:把|将)?[^，。,. ]{2,6}改(?:成|为|建成|建|造成|做)?(?=[\u4e00-\u9fff]{2})")


def heard_need(title: str, body: str = "", place: str = "") -> Heard:
    """What a need says: its title where that says what is the matter with what, else its text as well."""
    said = heard(title)
    if body and not (said.things and said.aspects):
        said = heard(f"{title} {body}")
    elsewhere = {} if said.places or not place else heard(place).places
    return replace(said, places=elsewhere) if elsewhere else said


@lru_cache(maxsize=20_000)
def heard(text: str) -> Heard:
    """What a text says; of 草坪改停车位 only what it is to become."""
    said = plain(text)
    places = {kind: found for kind, pattern in PLACES if (found := _places(pattern, said))}
    for _kind, pattern in PLACES:
        said = pattern.sub(" ", said)
    said = FAR.sub("太远", CONVERTED.sub("想", said))
    things: set[str] = set()
    weak: set[str] = set()
    aspects: set[str] = set()
    for clause in CLAUSE.split(said):
        _hear(clause, things, weak, aspects)
    if things != {"noise"}:
        things.discard("noise")
    for parts, whole in TOGETHER:
        if parts <= things | weak and things & parts:
            things, weak = things - parts | {whole}, weak | parts
    return Heard(
        frozenset(things or weak & THINGS.keys()),
        frozenset(weak),
        frozenset(aspects),
        places,
        frozenset(_pairs(FILLER.sub(" ", said))),
    )


def _hear(clause: str, things: set[str], weak: set[str], aspects: set[str]) -> None:
    """Take in one clause; of 车站没有长椅 the first thing is where, the second what."""
    found = list(KNOWN_THINGS.found(clause))
    for place, word in enumerate(found):
        after = found[place + 1] if place + 1 < len(found) else None
        where = bool(SPOT.match(clause, word.end)) or (after is not None and _is_where(clause, word, after))
        for name in word.names:
            kind, _colon, thing = name.partition(":")
            (things if kind == "thing" and not where else weak).add(thing)
        before = clause[word.start - 1] if word.start else ""
        if before in MAKING:
            aspects |= {"lack", "broken"} if before == MENDING else {"lack"}
    aspects |= _matters(clause, found)


def _matters(clause: str, things: list[Found]) -> set[str]:
    """What is the matter: by known words, by what is wished for, by what follows the thing."""
    known = [word for word in KNOWN_ASPECTS.found(clause) if not any(_inside(word, each) for each in things)]
    said = {name for word in known for name in word.names}
    if WISHED.search(clause) or any(clause[each.end :] in SCARCE for each in things):
        said.add("lack")
    if "soft" in said:
        said = said - {"soft"} if said - {"soft"} - UNDECIDED else {"lack"}
    if NEGATED.search(clause):
        said = said - {"lack"} | {"oppose"}
    if any(TOO.match(clause, each.end) for each in things):
        said.add("too")
    if not things:
        return said
    end = things[-1].end
    if PART.match(clause, end) and THING in "".join(things[-1].names):
        said = said - {"lack"} | {"part"}
    unknown = FILLER.sub("", _without(clause, [*things, *known])[end:]).strip()
    return said or ({"said"} if len(unknown) > 1 else set())


def _inside(word: Found, other: Found) -> bool:
    """Whether a character is only a part of another word: 滑 in 滑梯."""
    return word.end - word.start == 1 < other.end - other.start and other.start <= word.start < other.end


def _without(clause: str, words: list[Found]) -> str:
    """What is left of a clause when known words are taken out."""
    taken = {place for word in words for place in range(word.start, word.end)}
    return "".join(" " if place in taken else each for place, each in enumerate(clause))


def _is_where(clause: str, word: Found, after: Found) -> bool:
    """车站 in 车站没有长椅 and in 车站的长椅; what is the matter (积水) has no place before it."""
    if any(name.removeprefix(THING) in NUISANCES for name in word.names | after.names):
        return False
    between = clause[word.end : after.start]
    return between in ("", "的") or WISH.fullmatch(between) is not None


def _places(pattern: re.Pattern[str], said: str) -> frozenset[str]:
    return frozenset(_number(each[1]) for each in pattern.finditer(said) if not NOT_NAMES.search(each[1]))


def _number(text: str) -> str:
    """三 and 3 are one building."""
    if not text or any(each not in DIGITS and each != "十" for each in text):
        return text
    if "十" not in text:
        return "".join(str(DIGITS[each]) for each in text)
    tens, _ten, ones = text.rpartition("十")
    return str((DIGITS.get(tens, 1) if tens else 1) * 10 + (DIGITS.get(ones, 0) if ones else 0))


def _pairs(text: str) -> Iterator[str]:
    for run in re.findall(r"[^\W_]+", text):
        yield from (run[place : place + 2] for place in range(max(1, len(run) - 1)))
