"""What a passage is for in an official document, and what people call it."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What a passage is for in an official document; the names follow GB/T 9704-2012."""

    CLASS_MARK = "class_mark"
    ISSUER = "issuer"
    NUMBER = "number"
    SIGNER = "signer"
    TITLE = "title"
    CONTENTS = "contents"
    ADDRESSEES = "addressees"
    HEADING = "heading"
    BODY = "body"
    CLOSING = "closing"
    ATTACHMENTS = "attachments"
    SIGNATURE = "signature"
    DATE = "date"
    CONTACT = "contact"
    OPENNESS = "openness"
    COPIES = "copies"
    PRINTER = "printer"
    PRINT_DATE = "print_date"
    FOOTNOTE = "footnote"


ROLE_NAMES: Mapping[Role, tuple[str, str]] = {
    Role.CLASS_MARK: ("办理类别", "Class mark"),
    Role.ISSUER: ("发文机关", "Issuing body"),
    Role.NUMBER: ("发文字号", "Document number"),
    Role.SIGNER: ("签发人", "Signed off by"),
    Role.TITLE: ("标题", "Title"),
    Role.CONTENTS: ("目录", "Table of contents"),
    Role.ADDRESSEES: ("主送", "Addressees"),
    Role.HEADING: ("小标题", "Heading"),
    Role.BODY: ("正文", "Body"),
    Role.CLOSING: ("结束语", "Closing"),
    Role.ATTACHMENTS: ("附件", "Attachments"),
    Role.SIGNATURE: ("署名", "Signature"),
    Role.DATE: ("成文日期", "Date"),
    Role.CONTACT: ("联系方式", "Contact"),
    Role.OPENNESS: ("公开方式", "Openness"),
    Role.COPIES: ("抄送", "Copies to"),
    Role.PRINTER: ("印发机关", "Printing office"),
    Role.PRINT_DATE: ("印发日期", "Printing date"),
    Role.FOOTNOTE: ("注释", "Note"),
}
"""Each role in Chinese and in English."""


ROLE_WORDS: Mapping[Role, str] = {
    Role.CLASS_MARK: "办理类别 分类 class mark, category",
    Role.ISSUER: "发文机关 发文单位 issuing body",
    Role.NUMBER: "发文字号 文号 函号 document number, reference number",
    Role.TITLE: "标题 文件名称 title of the letter",
    Role.SIGNER: "签发人 谁签发的 signed off by",
    Role.CONTENTS: "目录 目次 table of contents",
    Role.ADDRESSEES: "主送 收函代表 提出建议的代表 addressees, deputies who made the proposal",
    Role.CLOSING: "结束语 结尾 closing words",
    Role.ATTACHMENTS: "附件 附件名称 attachments, annexes, enclosures",
    Role.SIGNATURE: "署名 落款 signature",
    Role.DATE: "成文日期 落款日期 签发时间 date of the letter",
    Role.CONTACT: "联系方式 联系人 联系电话 电子邮箱 contact person, telephone, phone number, e-mail",
    Role.OPENNESS: "公开方式 公开属性 是否公开 disclosure, public or not",
    Role.COPIES: "抄送 抄送单位 copies to, cc",
    Role.PRINTER: "印发机关 印发单位 printing office",
    Role.PRINT_DATE: "印发日期 印发时间 date of printing",
}
"""What people call each part of a letter outside the body. It is embedded with the part, never shown as its text."""
