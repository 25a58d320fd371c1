"""Words of the room places."""

from flask_babel import lazy_gettext as _l

PHRASES = {
    "refusal.places.bad_code": _l("%(code)s 不是区划代码：区 6 位、街道 9 位、社区 12 位数字。"),
    "refusal.places.no_parent": _l("还没有上一级 %(code)s，请先添加它。"),
    "refusal.places.code_taken": _l("代码 %(code)s 已经有了。"),
    "refusal.places.name_taken": _l("已经有叫“%(name)s”的了。"),
    "refusal.places.negative_adults": _l("成年人数不能是负数。"),
    "refusal.places.door_taken": _l("这栋楼已经有门牌 %(door)s 了。"),
    "label.level.district": _l("区"),
    "label.level.street": _l("街道"),
    "label.level.community": _l("社区"),
    "act.places.add_region": _l("添加区划"),
    "act.places.change_region": _l("修改区划"),
    "act.places.add_grid": _l("添加网格"),
    "act.places.change_grid": _l("修改网格"),
    "act.places.add_estate": _l("添加小区"),
    "act.places.rename_estate": _l("小区改名"),
    "act.places.draw_map": _l("画社区地图"),
    "act.places.wipe_map": _l("清除社区地图"),
    "label.place_kind.community": _l("社区"),
    "label.place_kind.estate": _l("小区"),
    "label.place_kind.building": _l("楼栋"),
    "refusal.places.shape_kind": _l(
        "图形要是面（Polygon、MultiPolygon），楼栋也可以是点（Point）；这里是 %(kind)s。"
    ),
    "refusal.places.shape_broken": _l("坐标不完整，或者不是数字。"),
    "refusal.places.shape_not_degrees": _l("坐标不是经纬度。请用度，先经度、后纬度，例如 116.30, 39.90。"),
    "refusal.places.shape_detailed": _l("有 %(count)s 个点，太多了。一个图形最多 %(most)s 个点，请先简化。"),
    "refusal.places.shape_flat": _l("围不成一块地：至少要有三个不在一条线上的点。"),
    "refusal.places.shape_vast": _l("超过三十公里，太大了，不像一个社区。"),
    "refusal.places.map_too_big": _l("文件超过 %(most)s MB。请只导出这个社区的范围、小区和楼栋。"),
    "refusal.places.map_empty": _l("文件是空的。"),
    "refusal.places.map_no_json": _l(
        "文件读不出来：第 %(line)s 行第 %(column)s 个字附近不是正确的 JSON。请重新导出 GeoJSON。"
    ),
    "refusal.places.map_encoding": _l("文件的文字编码认不出来。请用 UTF-8 重新导出。"),
    "refusal.places.map_no_features": _l("文件里没有图形。需要 GeoJSON 的 FeatureCollection。"),
    "refusal.places.map_too_many": _l("有 %(count)s 个图形，一次最多 %(most)s 个。请只留这个社区的。"),
    "refusal.places.map_system": _l(
        "坐标系是 %(system)s。请转换成 WGS 84 或国家 2000（CGCS2000）的经纬度再上传。"
    ),
    "refusal.places.map_kind": _l("没有写清是社区、小区还是楼栋（属性 kind 或“类型”）。"),
    "refusal.places.map_only_spot": _l("只是一个点。社区和小区要画成一块地。"),
    "refusal.places.map_no_name": _l("没有名称（属性 name 或“名称”）。"),
    "refusal.places.map_no_estate": _l("本社区没有叫“%(name)s”的小区。请核对名字，或先添加小区。"),
    "refusal.places.map_no_building": _l("名册里没有“%(estate)s %(name)s”这栋楼。楼栋随住户名册建立。"),
    "refusal.places.map_which_building": _l(
        "有几个小区都有“%(name)s”，请写上所属小区（属性 estate 或“小区”）。"
    ),
    "refusal.places.map_twice": _l("第 %(line)s 个图形已经画了它，这一个不用。"),
    "refusal.places.map_nothing": _l("这份文件里没有一个图形能用上。"),
}
