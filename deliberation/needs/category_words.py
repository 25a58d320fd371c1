"""Which category somebody means by a word in a table: its name, a part of it, its code, or what it is called.
Pure.
"""

import re
import unicodedata
from functools import cache

from deliberation.needs.catalogue import CATEGORIES, categories_in
from deliberation.needs.grams import grams

PARTS = re.compile(r"[/、（）()与和及,，;；\s]+")
MOST = 3
CALLED = {
    "N02": "安全 消防 治安 监控 照明 路灯 安防 隐患 消防安全 安全隐患 安全消防 电动车飞线",
    "N03": "环境 绿化 绿地 园林 环境绿化 绿化环境 树木",
    "N04": "文化 体育 文体 健身 活动 文体活动 健身器材 文化体育 文化活动",
    "N05": "关爱 互助 邻里互助 帮扶 关爱互助 志愿服务",
    "N06": "停车 充电 车位 停车充电 充电桩 停车位 停车难 交通 交通停车",
    "N07": "无障碍 适老化 适老 加装电梯 电梯 坡道 扶手 无障碍适老化 无障碍适老",
    "N08": "道路 水电 水电气热 路面 上下水 供暖 暖气 漏水 市政 道路水电 下水道 路水电气热",
    "N09": "卫生 垃圾 垃圾分类 环境卫生 保洁 环卫 卫生垃圾",
    "N10": "物业 公共空间 物业管理 楼道 物业公共 小区管理",
    "N11": "一老一小 老人 儿童 养老托育 养老 老年服务 托幼",
    "N12": "应急 防灾 应急防灾 防汛",
    "N13": "科技 智慧 科技便民 智慧社区 信息化",
    "N99": "其它 别的 未分类 无 不清楚 综合",
    "B01": "小卖部 便民店", "B02": "超市 大超市", "B03": "早餐 早点 早点铺", "B04": "菜场 农贸市场 买菜",
    "B05": "菜店 生鲜 水果店 生鲜店", "B06": "维修 修理 小修小补 修鞋 配钥匙 修车", "B07": "工坊 裁缝 缝补",
    "B08": "洗衣 洗衣店 干洗 干洗店", "B09": "理发 理发店 美发 美容", "B10": "照相 打印 复印 文印",
    "B11": "家政 家政服务 保姆", "B12": "药房 买药", "B13": "快递 驿站 快递点 快递站 邮政",
    "B14": "快递柜 快件箱", "B15": "售货机 自动售货机", "B16": "回收 废品 废品回收 再生资源", "B17": "洗车",
    "B18": "餐饮 饭店 快餐 饭馆", "B19": "食堂 社区食堂 助餐 老年食堂 老年助餐 老年餐",
    "B20": "养老服务 养老设施 日间照料",
    "Q01": "托育 托儿 托班 幼托", "Q02": "护理站 护理", "Q04": "母婴室", "Q07": "书店 图书", "Q08": "健身房",
    "Q10": "球场 运动场", "Q12": "儿童乐园 儿童游乐", "Q15": "咖啡 茶馆", "Q16": "宠物", "Q17": "培训",
    "Q19": "自习室 共享客厅", "Q21": "银行 取款 金融",
}  # fmt: skip


def category_named(text: str) -> str | None:
    """The code of the category that is called this, or none."""
    return _words().get(_plain(text))


def closest(text: str) -> list[str]:
    """The codes of the three categories whose words sound most like it, then of those beside the first."""
    asked = set(grams(text))
    scores: dict[str, int] = {}
    for word, code in _words().items():
        shared = len(asked & set(grams(word)))
        inside = 3 * len(word) if len(word) > 1 and word in _plain(text) else 0
        scores[code] = max(scores.get(code, 0), 2 * shared + inside)
    best = sorted((code for code in scores if scores[code]), key=lambda code: (-scores[code], code))
    beside = categories_in(best[0][0] if best else "N")
    return list(dict.fromkeys([*best, *(category.code for category in beside)]))[:MOST]


@cache
def _words() -> dict[str, str]:
    """Every word that means one category; a category's own name wins over a part of another's."""
    words: dict[str, str] = {}
    doubtful: set[str] = set()
    for category in CATEGORIES.values():
        for part in PARTS.split(category.zh):
            plain = _plain(part)
            if len(plain) > 1 and words.setdefault(plain, category.code) != category.code:
                doubtful.add(plain)
    for word in doubtful:
        del words[word]
    for code, called in CALLED.items():
        words |= {_plain(word): code for word in called.split()}
    for category in CATEGORIES.values():
        words |= {_plain(name): category.code for name in (category.code, category.zh, category.en)}
        words[_plain(f"{category.code}{category.zh}")] = category.code
    return words


def _plain(text: str) -> str:
    """Without signs and blanks, in small letters: 停车/充电 is 停车充电."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())
