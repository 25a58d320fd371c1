"""Which category a title may mean: by the words people use for it. Pure.

Longer words weigh more, so that 电动车充电 speaks for charging and not only for cars.
"""

from collections.abc import Collection

from deliberation.needs.catalogue import CATEGORIES
from deliberation.needs.grams import normal

MOST_LIKELY = 4
OTHER = "N99"
# Offered before anything is typed: what communities are told most often.
COMMON = ("N08", "N02", "N06", "N03", "N07", "N11")

_WORDS = {
    "N02": (
        "路灯 照明 灯不亮 太黑 摸黑 监控 摄像头 消防 灭火器 安全 隐患 防盗 偷 飞线 "
        "护栏 门禁 围墙 高空抛物 减速带 电动车上楼 私拉电线 红绿灯"
    ),
    "N03": (
        "绿化 树 草坪 花坛 修剪 种花 环境 臭 污水 河道 池塘 噪音 吵 油烟 蚊子 老鼠 违建 堆物 乱堆 广场舞声音"
    ),
    "N04": (
        "健身器材 健身 篮球 乒乓球 羽毛球 球场 跑道 跳舞 唱歌 合唱 文化活动 活动室 "
        "图书 阅览 电影 书法 棋牌 体育"
    ),
    "N05": "独居 孤寡 空巢 残疾 困难 帮扶 探望 志愿者 互助 关爱 心理 邻里",
    "N06": ("停车 车位 充电桩 充电 电动车 电瓶车 自行车棚 车棚 乱停 占道 共享单车 堵车 车库"),
    "N07": "无障碍 坡道 扶手 轮椅 电梯 加装电梯 台阶 爬楼 盲道 适老 座椅 歇脚 长椅",
    "N08": (
        "道路 路面 坑 积水 下水道 堵塞 停水 水压 自来水 停电 漏水 燃气 煤气 暖气 "
        "供暖 井盖 人行道 修路 路不平 管道 网络 信号"
    ),
    "N09": "垃圾 垃圾桶 垃圾分类 卫生 清扫 保洁 公厕 厕所 狗屎 狗粪 宠物粪便 厨余 小广告",
    "N10": ("物业 楼道 大堂 公共空间 外墙 屋顶 漏雨 单元门 信报箱 公共收益 业委会 保安 维修基金 晾衣 晾晒"),
    "N11": "老人和孩子 一老一小 老年 儿童 托管 放学 四点半 课后 假期 老年大学 老人活动",
    "N12": "应急 防灾 防汛 台风 避难 急救 除颤仪 AED 抢险 沙袋 积雪",
    "N13": "智能 手机 上网 wifi 无线网 扫码 自助机 科技 app 教老人用手机",
    "B01": "便利店 小卖部 买瓶水 烟酒",
    "B02": "超市 大超市 买东西远",
    "B03": "早餐 早点 早饭 豆浆 油条 包子 吃早饭",
    "B04": "菜市场 菜场 农贸市场 集市",
    "B05": "买菜 菜店 生鲜 水果 蔬菜 肉铺",
    "B06": "修理 维修点 小修小补 修家电 修锁 修水管 修自行车 换锁 补衣服 裁缝",
    "B07": "修鞋 配钥匙 磨刀 修伞 修表",
    "B08": "洗衣 干洗 洗染",
    "B09": "理发 剪头 美容 美发",
    "B10": "打印 复印 照相 拍照 文印",
    "B11": "家政 保姆 钟点工 月嫂",
    "B12": "药店 买药",
    "B13": "快递 驿站 寄快递 取快递 邮局 包裹",
    "B14": "快递柜 快件箱 智能柜",
    "B15": "自动售货机 贩卖机",
    "B16": "废品 回收 收旧衣 旧家电 再生资源 大件",
    "B17": "洗车",
    "B18": "饭馆 快餐 餐饮 饭店 吃饭",
    "B19": "食堂 助餐 老年餐 送餐 老人吃饭 老人没地方吃饭 社区食堂",
    "B20": "养老 日间照料 老人照护 养老院 助浴",
    "B21": "前置仓",
    "Q01": "托育 托儿 托班 带娃 婴幼儿",
    "Q02": "护理站 打针 换药 卫生站 量血压 护士",
    "Q03": "老年用品 母婴用品 助听器",
    "Q04": "母婴室 喂奶 哺乳",
    "Q05": "特色餐 火锅 小吃",
    "Q06": "面包 蛋糕 烘焙",
    "Q07": "书店 看书",
    "Q08": "健身房 瑜伽",
    "Q09": "游泳",
    "Q10": "运动场 足球 多功能运动场",
    "Q11": "理疗 按摩 养生 推拿",
    "Q12": "游乐 滑梯 孩子玩 儿童乐园 沙坑 遛娃",
    "Q13": "茶馆聊天 休闲 社交 文化空间 戏台",
    "Q14": "鲜花 花店 礼品",
    "Q15": "咖啡 奶茶 茶馆 喝茶",
    "Q16": "宠物店 宠物 遛狗 给狗",
    "Q17": "培训 补课 兴趣班 学琴",
    "Q18": "旅游",
    "Q19": "自习室 共享客厅 工具箱 借工具",
    "Q20": "无人店 无人超市 智慧商店",
    "Q21": "银行 取钱 atm 存钱",
    "Q22": "商场 商业中心 邻里中心",
}
WORDS = {code: tuple(words.split()) for code, words in _WORDS.items()}


def likely(title: str, off: Collection[str] = ()) -> list[str]:
    """The categories a title may mean, the likeliest first; empty when it says nothing we know."""
    said = normal(title)
    scores = {code: _score(said, code) for code in CATEGORIES if code not in off}
    found = sorted((code for code in scores if scores[code]), key=lambda code: -scores[code])
    return found[:MOST_LIKELY]


def offered(title: str, chosen: str = "", off: Collection[str] = ()) -> list[str]:
    """What stands first among the choices: the chosen, the likely ones, else the common ones; and 其他."""
    first = likely(title, off) or [code for code in COMMON if code not in off]
    mine = [chosen] if chosen in CATEGORIES and chosen not in off else []
    return list(dict.fromkeys([*mine, *first, *([OTHER] if OTHER not in off else [])]))


def clear_guess(title: str, off: Collection[str] = ()) -> str:
    """The one category a title plainly means, or none."""
    found, said = likely(title, off), normal(title)
    if not found or (len(found) > 1 and _score(said, found[0]) == _score(said, found[1])):
        return ""
    return found[0]


def _score(said: str, code: str) -> int:
    """How plainly a text speaks of a category: the squares of the lengths of the words it has of it."""
    names = (
        normal(CATEGORIES[code].zh).replace("（", " ").replace("）", " ").replace("/", " ").replace("、", " ")
    )
    words = {*map(normal, WORDS.get(code, ())), *(word for word in names.split() if len(word) > 1)}
    return sum(len(word) ** 2 for word in words if word in said)
