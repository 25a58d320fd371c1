"""Who lives in a demo community: families behind doors, some of them known by name in its table."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from deliberation.demo.tables import Table
from deliberation.people.roll_rows import RollRow

SURNAMES = (
    "张王李赵刘陈杨黄周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁任卢姚沈"
)
OLD = (
    ["秀英", "桂兰", "淑华", "玉珍", "凤英", "素珍", "慧兰", "月娥", "淑琴", "桂荣", "爱华", "春兰"],
    ["德福", "国栋", "文忠", "永贵", "宝山", "长林", "树林", "占军", "世昌", "明德", "福生", "玉田"],
)
MIDDLE = (
    ["丽娟", "红梅", "海燕", "晓红", "艳华", "春燕", "雅琴", "立华", "秋菊", "玉洁"],
    ["建平", "海涛", "勇", "国庆", "志伟", "永强", "卫东", "学军", "东升", "立群"],
)
YOUNG = (
    ["婷婷", "欣怡", "雪", "梦瑶", "思雨", "佳琪", "晓彤", "文静", "悦", "雅楠"],
    ["浩", "宇航", "磊", "俊杰", "子豪", "晨", "天宇", "博文", "凯", "一鸣"],
)
SMALL = (["梓涵", "一诺", "语桐", "可欣", "诗雅", "若曦"], ["沐宸", "浩然", "子墨", "明轩", "嘉懿", "乐天"])
# Families as (youngest, oldest, sex, whether of the household's name): 0 = woman, 1 = man.
FAMILIES = (
    ((63, 82, 1, True), (61, 80, 0, False)),
    ((44, 57, 1, True), (42, 55, 0, False), (18, 24, 1, True)),
    ((30, 41, 1, True), (29, 39, 0, False), (3, 11, 0, True)),
    ((66, 85, 0, True),),
    ((68, 78, 0, False), (40, 47, 1, True), (38, 45, 0, False), (8, 15, 1, True)),
    ((24, 33, 0, True),),
    ((36, 48, 1, True), (34, 46, 0, False)),
)


def roll_of(told: Table, phones: Iterator[str], year: int) -> list[RollRow]:
    """The household roll: about 60 doors, everybody by name, each name once in a community."""
    rng, taken = Random(told["code"]), {each["name"] for each in told["neighbours"]}
    rows: list[RollRow] = []
    for estate in told["estates"]:
        known = [each for each in told["neighbours"] if each["estate"] == estate["name"]]
        for place, door in enumerate(_doors(estate)):
            named = known[place // 3] if place % 3 == 0 and place // 3 < len(known) else None
            rows += _family(door, named, rng, taken, phones, year)
    return rows


def _doors(estate: Table) -> list[RollRow]:
    """Doors of an estate without people, in an order that spreads neighbours over the buildings."""
    return [
        RollRow(estate["name"], f"{building}号楼", str(1 + floor % 2), f"{floor}0{1 + floor % 3}", "")
        for floor in range(1, estate["doors"] + 1)
        for building in range(1, estate["buildings"] + 1)
    ]


def _family(
    door: RollRow, named: Table | None, rng: Random, taken: set[str], phones: Iterator[str], year: int
) -> list[RollRow]:
    people: list[tuple[str, int, str | None]] = []
    family: Sequence[tuple[int, int, int, bool]] = rng.choice(FAMILIES)
    surname = named["name"][0] if named else rng.choice(SURNAMES)
    if named:
        people.append((named["name"], named["age"], named.get("phone")))
        family = tuple(part for part in family if not part[3] or part[1] < 20)[:2]
    for youngest, oldest, sex, own in family:
        age = rng.randint(youngest, oldest)
        people.append((_name(surname if own else rng.choice(SURNAMES), age, sex, rng, taken), age, None))
    adults = sum(age >= 18 for _name_, age, _phone in people)
    stated = replace(door, adults=adults)
    return [
        replace(
            stated, name=name, birth_year=year - age, phone=(phone or next(phones)) if age >= 14 else None
        )
        for name, age, phone in people
    ]


def _name(surname: str, age: int, sex: int, rng: Random, taken: set[str]) -> str:
    """A name of the person's generation that nobody in the community has yet."""
    pool = OLD if age >= 60 else MIDDLE if age >= 40 else YOUNG if age >= 16 else SMALL
    name = surname + rng.choice(pool[sex])
    while name in taken:
        name = rng.choice(SURNAMES) + rng.choice(pool[sex])
    taken.add(name)
    return name
