"""What a need can be about: business types (业态) of the fifteen-minute circle, and public matters.

A row is (code, Chinese, English, walking minutes or None, theme, suggested as required).
Groups: B = 基本保障类, Q = 品质提升类, N = public matters (N01, business types, is the groups B and Q).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Category:
    """One thing a need can be about; `group` is the first letter of its code."""

    code: str
    zh: str
    en: str
    walk_min: int | None = None
    theme: str = ""
    required: bool = False

    @property
    def group(self) -> str:
        return self.code[0]


GROUPS = ("N", "B", "Q")

_ROWS = (
    Category("N02", "安全防护与隐患消除", "safety: fire, cameras, lighting"),
    Category("N03", "环境整治与绿化", "environment and greenery"),
    Category("N04", "文体设施与活动", "culture and sport"),
    Category("N05", "居民关爱与互助", "care and mutual aid"),
    Category("N06", "停车与充电", "parking and charging"),
    Category("N07", "无障碍与适老化", "accessibility: ramps, handrails, lifts"),
    Category("N08", "道路与水电气热", "roads and utilities"),
    Category("N09", "环境卫生与垃圾分类", "sanitation"),
    Category("N10", "物业与公共空间", "property and shared space"),
    Category("N11", "一老一小服务", "services for the old and the young"),
    Category("N12", "应急与防灾", "emergency"),
    Category("N13", "科技便民", "technology"),
    Category("N99", "其他", "other"),
    Category("B01", "便利店", "convenience store", 5, "一店一早", True),
    Category("B02", "综合超市（社区超市）", "supermarket", 15, "一店一早", True),
    Category("B03", "早餐店", "breakfast shop", 8, "一店一早", True),
    Category("B04", "菜市场", "wet market", 8, "一菜一修", True),
    Category("B05", "生鲜超市（菜店）", "fresh grocery", 10, "一菜一修", True),
    Category("B06", "维修点（小修小补）", "repair point", 10, "一菜一修", True),
    Category("B07", "社区工坊（修鞋、配钥匙等）", "community workshop", 10, "一菜一修"),
    Category("B08", "洗染店", "laundry", 8),
    Category("B09", "美容美发店", "hair & beauty", 8, "", True),
    Category("B10", "照相文印店", "photo & print shop", 10),
    Category("B11", "家政服务点", "housekeeping point", 10, "", True),
    Category("B12", "药店", "pharmacy", 8, "", True),
    Category("B13", "邮政快递综合服务点", "post/parcel point", 5, "", True),
    Category("B14", "智能快件箱", "parcel locker", 5),
    Category("B15", "智能零售终端", "vending/smart retail", 5),
    Category("B16", "再生资源回收点", "recycling point", 10, "一收一洗"),
    Category("B17", "洗车店", "car wash", 15, "一收一洗"),
    Category("B18", "快餐/餐饮店", "restaurant", 8),
    Category("B19", "社区食堂 / 老年助餐点", "community canteen", 10, "一老一小"),
    Category("B20", "社区养老服务设施", "community elderly care", 10, "一老一小", True),
    Category("B21", "前置仓", "dark store", 15),
    Category("Q01", "托育机构 / 托育点（全日/半日/临时/计时）", "childcare", 15, "一老一小"),
    Category("Q02", "社区护理站", "nursing station", 15, "一老一小"),
    Category("Q03", "老年用品 / 母婴专柜、体验店", "senior / mother-baby counter", 15, "一老一小"),
    Category("Q04", "母婴设施", "mother-baby room", 15, "一老一小"),
    Category("Q05", "特色餐饮店", "speciality dining", 15),
    Category("Q06", "蛋糕烘焙店", "bakery", 15),
    Category("Q07", "新式书店 / 共享书店", "bookshop", 15, "文化休闲"),
    Category("Q08", "运动健身房", "gym", 15, "健康健身"),
    Category("Q09", "游泳馆", "pool", 15, "健康健身"),
    Category("Q10", "多功能运动场", "multi-sport court", 15, "健康健身"),
    Category("Q11", "保健理疗 / 养生店", "health therapy", 15, "健康健身"),
    Category("Q12", "儿童娱乐 / 童趣乐园", "children's play", 15, "一老一小"),
    Category("Q13", "文化活动 / 休闲社交空间", "culture & leisure", 15, "文化休闲"),
    Category("Q14", "鲜花礼品店", "flowers & gifts", 15),
    Category("Q15", "茶艺咖啡馆", "tea & coffee", 15, "文化休闲"),
    Category("Q16", "宠物服务站 / 宠物店", "pet service", 15),
    Category("Q17", "培训教育点", "training", 15),
    Category("Q18", "旅游服务点", "travel service", 15),
    Category("Q19", "共享客厅 / 自习室 / 工具箱", "shared space", 15),
    Category("Q20", "智慧商店（无接触、自助）", "smart store", 15),
    Category("Q21", "金融服务点", "bank service", 15, "金融服务圈"),
    Category("Q22", "社区商业中心 / 邻里中心", "neighbourhood centre", 15),
)
CATEGORIES = {category.code: category for category in _ROWS}
THEMES = tuple(dict.fromkeys(category.theme for category in _ROWS if category.theme))


def categories_in(group: str) -> list[Category]:
    """The categories of one group, in the catalogue's order."""
    return [category for category in _ROWS if category.group == group]


def codes_of(choice: str) -> list[str]:
    """The codes a filter means: a group's letter, a theme, or one code; nothing for nonsense."""
    if choice in CATEGORIES:
        return [choice]
    return [each.code for each in _ROWS if choice in (each.group, each.theme or None)]
