"""Words of needs: saying what is missing, drafts and photos."""

from typing import Any

from flask_babel import lazy_gettext as _l

PHRASES: dict[str, Any] = {
    "event.needs.photos_added": _l("加了 %(count)s 张照片"),
    "refusal.needs.category_off": _l("这个类别本社区已经停用，请换一个；您写的都还在。"),
    "refusal.needs.draft_busy": _l("草稿正在别处保存，请再点一次；您写的都还在。"),
    "refusal.needs.draft_gone": _l("没有找到这份草稿：它已经提交，或者在别处丢弃了。"),
    "refusal.needs.draft_changed": _l("草稿刚才在别处改过。下面是现在的内容，请再看一遍，没问题再提交。"),
    "refusal.needs.photo_empty": _l("“%(name)s”是空的文件，没有收。请重新选一张照片。"),
    "refusal.needs.photo_none": _l("“%(name)s”不是照片，没有收。请选 JPG、PNG 或 WebP 格式的照片。"),
    "refusal.needs.photo_broken": _l("“%(name)s”坏了，打不开，没有收。请换一张，或者重新拍。"),
    "refusal.needs.photo_vast": _l(
        "“%(name)s”的尺寸太大，没有收。请用手机相机直接拍一张，或者截图以后再传。"
    ),
    "refusal.needs.photo_heavy": _l("“%(name)s”超过 25 MB，没有收。请换一张小一些的照片。"),
    "refusal.needs.photo_heic": _l(
        "“%(name)s”是 HEIC 格式，这里打不开，没有收。可以对着照片截一张图再传；"
        "以后在苹果手机的“设置—相机—格式”里选“兼容性最佳”就不会这样了。"
    ),
    "refusal.needs.photos_full": _l("最多放 %(most)s 张照片，“%(name)s”没有收。想换，请先删掉一张。"),
    "act.needs.add_photos": _l("给需求加照片"),
}
