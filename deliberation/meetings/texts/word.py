"""Words for minutes that come back as a Word document."""

from typing import Any

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "docx_not_docx": _l("这不是 Word 文档（.docx）。请用 Word 或 WPS 另存为 .docx 再传。"),
    "docx_old_word": _l("这是旧格式的 Word 文档（.doc），或者加了密码。请另存为不加密的 .docx 再传。"),
    "docx_encrypted": _l("这个文档加了密码，请去掉密码再传。"),
    "docx_macros": _l("这个文档里带有宏，请另存为不带宏的 .docx 再传。"),
    "docx_bomb": _l("这个文档解开以后太大，不像是一份纪要，没有收下。"),
    "docx_damaged": _l("这个文档打不开，可能坏了。请用 Word 或 WPS 打开看看，再另存一次。"),
    "docx_foreign": _l(
        "认不出这是哪份纪要。请从这个会议的纪要页面下载 Word 文件（名字没有隐去的那一份），在它上面改。"
    ),
    "docx_other": _l("这是另一个会议的纪要，请回到那个会议再传。"),
    "docx_empty": _l("文档里没有找到纪要的任何一节。请重新下载 Word 文件，在它上面改。"),
    "docx_long": _l("“%(section)s”写得太长了，最多 %(most)s 个字。"),
    "docx_large": _l("这个文件太大了，最多 %(most)s 兆。请把图片去掉再传。"),
}
LABELS = {
    "docx_notice.tracked": _l("文档里有修订痕迹：增加的当作已经接受，删除的当作已经删掉。"),
    "docx_notice.comments": _l("文档里有批注，批注没有导入。"),
    "docx_notice.pictures": _l("文档里有图片，图片没有导入；要附上的话，请放到议题的材料里。"),
    "docx_notice.boxes": _l("文本框里的字接在了那一段的后面。"),
    "docx_notice.footnotes": _l("文档里有脚注或尾注，没有导入。"),
    "docx_notice.tables": _l("表格里的字按一行一条导入了。"),
    "docx_notice.numbers": _l("有的段落用了自动编号，编号没有导入；要编号的话，请直接打出来。"),
    "docx_notice.left_out": _l("特殊符号或者插入的别的文件没有导入。"),
    "docx_notice.facts": _l("系统按会议记录生成的内容改过，或者有字写在了各节之外，这些没有导入。"),
    "docx_notice.headings": _l("有的标题改过：改了的标题没有导入，只有接在原标题后面的字放进了那一节。"),
    "docx_notice.doubled": _l("有的节出现了两次，两处的字接在了一起。"),
}
PHRASES: dict[str, Any] = {
    **{f"label.{key}": words for key, words in LABELS.items()},
    "act.meetings.take_names": _l("下载带全名的会议纪要"),
    **{f"refusal.meetings.{key}": words for key, words in REFUSALS.items()},
}
