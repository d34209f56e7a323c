"""Families: copies, near-duplicates and versions are found; letters that only share their boilerplate are not."""

import random

import pytest

from index.search.families import Record, families, signature, similarity
from index.types import Family

NOTICE = """中山市商务局办公室关于召开局务会议的通知

各科室、直属单位：

    经局领导同意，定于{month}月{day}日上午9时在局五楼会议室召开局务会议。现将有关事项通知如下：

    一、会议内容

    {topics}

    二、参加人员

    局领导班子成员，各科室、直属单位主要负责人。

    三、有关要求

    （一）请参会人员提前10分钟到场签到，会议期间将手机调至静音状态。

    （二）因故不能参会的，须向主持会议的局领导请假，并安排其他负责同志参加。

    （三）请各科室做好会议材料准备，于会前一天报送办公室。

    特此通知。

    中山市商务局办公室
"""
MARCH = NOTICE.format(
    month=3, day=6, topics="听取一季度外贸运行情况汇报，研究跨境电商综试区建设资金安排，部署春季招商活动。"
)
APRIL = NOTICE.format(
    month=4, day=10, topics="传达学习全市安全生产工作会议精神，审议商务领域信用管理办法（送审稿），通报信访工作。"
)

APPROVAL = """中山市商务局关于同意{company}设立保税仓库的批复

{company}：

    你公司《关于申请设立保税仓库的请示》收悉。经研究，现批复如下：

    一、同意你公司在{place}设立公用型保税仓库，仓储面积{area}平方米，用于存放进口原材料、零部件以及其他经海关批准的货物。

    二、你公司应当自收到本批复之日起三十日内到海关办理注册登记手续，并按照有关管理规定开展经营活动。

    三、你公司应当建立健全仓库管理制度和财务制度，如实填写仓库报表，接受海关和商务主管部门的监督检查。

    四、本批复有效期三年。期满需要延续的，应当在期满前三个月提出申请。

    此复。
"""
STAR = APPROVAL.format(company="中山市星河物流有限公司", place="火炬开发区沿江东路12号", area="8600")
FAR = APPROVAL.format(company="广东远航供应链有限公司", place="黄圃镇兴圃大道88号", area="12000")
STAR_AGAIN = STAR.replace("8600", "9600")


def record(name: str, text: str, title: str = "", number: str = "", date: str = "", issuer: str = "商务局") -> Record:
    """A record of a text whose digest is the text itself."""
    return Record(name, text, signature(text), title, number, issuer, date)


def test_the_signature_estimates_the_share_of_common_five_grams() -> None:
    def grams(text: str) -> set[str]:
        joined = "".join(text.split())
        return {joined[start : start + 5] for start in range(len(joined) - 4)}

    for left, right in ((MARCH, APRIL), (STAR, FAR), (STAR, STAR_AGAIN), (MARCH, STAR)):
        exact = len(grams(left) & grams(right)) / len(grams(left) | grams(right))
        assert abs(similarity(signature(left), signature(right)) - exact) < 0.1


def test_a_signature_is_the_same_on_every_machine_and_ignores_white_space() -> None:
    found = signature("专此答复，诚挚感谢你们的关心支持。")
    assert (found.shape, found.dtype.name) == ((128,), "uint32")
    assert found.tolist() == signature("专此答复，\n诚挚感谢 你们的关心支持。\n").tolist()
    assert found[:3].tolist() == [126901938, 797307192, 745006163]


@pytest.mark.parametrize("text", ["", " \n", "函", "此复", "\ud800"])
def test_the_shortest_texts_have_signatures(text: str) -> None:
    assert similarity(signature(text), signature(text)) == 1


def test_copies_are_the_same_whatever_is_known_of_them() -> None:
    records = [record("b.txt", STAR), record("a.pdf", STAR, "批复", "1号"), record("c.txt", FAR)]
    assert families(records) == [Family("same", ("a.pdf", "b.txt"), "b.txt")]


def test_a_scan_with_wrong_characters_is_a_near_duplicate() -> None:
    chance = random.Random(1)
    scan = "".join("口" if chance.random() < 0.005 else character for character in STAR)
    assert scan != STAR
    records = [record("scan.pdf", scan, "", "7号", "2024-03-04"), record("star.txt", STAR, "批复", "7号", "2024-03-04")]
    assert families(records) == [Family("near", ("scan.pdf", "star.txt"), "star.txt")]


def test_of_one_number_the_newest_date_is_current() -> None:
    records = [
        record("z-old.txt", STAR, "批复", "7号", "2024-03-04"),
        record("a-new.txt", STAR_AGAIN, "批复", "7号", "2024-05-01"),
    ]
    assert families(records) == [Family("versions", ("a-new.txt", "z-old.txt"), "a-new.txt")]


def test_without_dates_the_last_name_is_the_newest() -> None:
    changed = STAR.replace("火炬开发区沿江东路12号", "东区街道盛景尚峰").replace("有效期三年", "有效期五年，不得转让")
    records = [record("letter-v2.txt", changed, "批复", "7号"), record("letter-v1.txt", STAR, "批复", "7号")]
    assert similarity(signature(changed), signature(STAR)) < 0.9
    assert families(records) == [Family("versions", ("letter-v1.txt", "letter-v2.txt"), "letter-v2.txt")]


def test_the_same_notice_with_a_new_day_is_a_version_of_it() -> None:
    moved = MARCH.replace("3月6日", "3月8日")
    records = [record("1", MARCH, "会议通知", date="2024-03-01"), record("2", moved, "会议通知", date="2024-03-05")]
    assert families(records) == [Family("versions", ("1", "2"), "2")]


def test_notices_of_two_months_are_two_letters_though_they_share_title_and_template() -> None:
    assert similarity(signature(MARCH), signature(APRIL)) > 0.5
    assert families([record("1", MARCH, "会议通知", date="2024-03-04"), record("2", APRIL, "会议通知")]) == []


def test_approvals_for_two_companies_are_two_letters() -> None:
    assert similarity(signature(STAR), signature(FAR)) > 0.7
    assert families([record("1", STAR, "批复一", "7号"), record("2", FAR, "批复二", "8号")]) == []
    assert families([record("1", STAR), record("2", FAR)]) == []


def test_letters_that_differ_in_a_figure_and_in_their_number_are_two_letters() -> None:
    assert similarity(signature(STAR), signature(STAR_AGAIN)) > 0.9
    assert families([record("1", STAR, "批复", "7号"), record("2", STAR_AGAIN, "批复", "8号")]) == []


def test_a_revised_law_is_a_version_even_if_most_of_it_is_new() -> None:
    old = "第一条 为了加强档案管理，制定本条例。\n第二条 档案由档案馆统一保管，任何人不得据为己有。\n"
    new = old + "第三条 电子档案应当异地备份，每年检查一次，检查结果报告同级人民政府。\n第四条 鼓励社会力量参与利用。\n"
    assert 0.1 < similarity(signature(old), signature(new)) < 0.8
    records = [
        record("档案条例.txt", old, "某市档案条例", date="2010-05-01", issuer=""),
        record("档案条例2021.txt", new, "某市档案条例", date="2021-05-01", issuer=""),
        record("函.txt", APRIL, "某市档案条例", issuer=""),
    ]
    assert families(records) == [Family("versions", ("档案条例.txt", "档案条例2021.txt"), "档案条例2021.txt")]


def test_a_copy_of_a_version_joins_the_family_and_each_document_is_in_one() -> None:
    records = [
        record("old.txt", STAR, "批复", "7号", "2024-03-04"),
        record("new.pdf", STAR_AGAIN, "批复", "7号", "2024-05-01"),
        record("new.txt", STAR_AGAIN, "批复", "7号", "2024-05-01"),
        record("other.txt", MARCH, "通知", "9号", "2024-03-01"),
    ]
    assert families(records) == [Family("versions", ("new.pdf", "new.txt", "old.txt"), "new.txt")]


def test_the_order_of_the_documents_does_not_matter() -> None:
    records = [record(f"{n}.txt", STAR + "附" * (n // 3), "批复", f"{n // 6}号") for n in range(20)]
    shuffled = random.Random(5).sample(records, len(records))
    assert families(shuffled) == families(records)
    assert families([]) == []


def test_a_thousand_letters_from_one_template_are_a_thousand_letters_and_a_copy_is_still_found() -> None:
    records = [record(f"{n:04}", STAR.replace("8600", str(1000 + n)), "批复", f"{n}号") for n in range(300)]
    copy = record("copy", STAR.replace("8600", "1077") + "。", "批复", "77号")
    assert families([*records, copy]) == [Family("near", ("0077", "copy"), "copy")]
