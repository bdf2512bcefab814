//! Sentences in the manner of published tables, each with what it is read as.

use super::*;

struct Case {
    name: &'static str,
    points: &'static str,
    standard: &'static str,
    explanation: &'static str,
    rule: &'static str,
}

const fn case(
    name: &'static str,
    points: &'static str,
    standard: &'static str,
    explanation: &'static str,
    rule: &'static str,
) -> Case {
    Case { name, points, standard, explanation, rule }
}

#[rustfmt::skip]
const CASES: &[Case] = &[
    // ---- so many points for each unit beyond a bound
    case("在职人员控制率", "5", "≤100%的得5分；每超过一个百分点扣0.5分，扣完为止。", "在职人员控制率=（在职人员数/编制数）×100%。",
        r#"{ shape = "deduct", value = "在职人员数/编制数", above = "100%", each = "1%", points = 0.5 }"#),
    case("预算完成率", "5", "预算完成率达到100%得满分，每低于5%（含）扣2分，扣完为止。", "预算完成率=预算完成数/预算数×100%。预算完成数：部门本年度实际完成的预算数。",
        r#"{ shape = "deduct", value = "预算完成数/预算数", below = "100%", each = "5%", points = 2 }"#),
    case("预算调整率", "3", "预算调整率不超过10%的得满分；每超过1个百分点扣0.3分，不足1个百分点的按1个百分点计，扣完为止", "预算调整率＝预算调整数÷预算数×100%",
        r#"{ shape = "deduct", value = "预算调整数/预算数", above = "10%", each = "1%", points = 0.3, step = "begun" }"#),
    case("新建楼堂馆所面积控制率", "5", "100%以下（含）计5分，每超出5%扣2分，扣完为止。", "",
        r#"{ shape = "deduct", value = "新建楼堂馆所面积控制率", above = "100%", each = "5%", points = 2 }"#),
    case("公用经费控制率", "4", "控制率小于等于100%，得满分；每增加一个百分点扣0.1分，不足一个百分点的不扣，扣完为止", "公用经费控制率=实际支出公用经费总额/预算安排公用经费总额×100%",
        r#"{ shape = "deduct", value = "实际支出公用经费总额/预算安排公用经费总额", above = "100%", each = "1%", points = 0.1, step = "full" }"#),
    case("固定资产利用率", "2", "利用率不低于90%的得满分，每降低1个百分点扣0.2分", "固定资产利用率=（在用固定资产总额/所有固定资产总额）*100%",
        r#"{ shape = "deduct", value = "在用固定资产总额/所有固定资产总额", below = "90%", each = "1%", points = 0.2 }"#),
    case("服务对象满意度", "10", "满意度≥95%得10分，每下降一个百分点扣1分，扣完为止", "",
        r#"{ shape = "deduct", value = "服务对象满意度", below = "95%", each = "1%", points = 1 }"#),
    case("结转结余率", "3", "结转结余率为0得满分，每高于1个百分点扣0.3分，扣完为止。", "结转结余率=结转结余总额/支出预算数×100%",
        r#"{ shape = "deduct", value = "结转结余总额/支出预算数", above = "0%", each = "1%", points = 0.3 }"#),
    case("政府采购执行率", "5", "每低于一个百分点，扣0.5分，扣完为止。", "政府采购执行率=（实际政府采购金额/政府采购预算数）×100%",
        r#"{ shape = "deduct", value = "实际政府采购金额/政府采购预算数", below = "100%", each = "1%", points = 0.5 }"#),
    // ---- a yearly change
    case("“三公经费”变动率", "8", "变动率≤0，计8分；每超过一个百分点扣0.8分，扣完为止。", "“三公经费”变动率=[（本年度“三公经费”总额-上年度“三公经费”总额）/上年度“三公经费”总额]×100%。",
        r#"{ shape = "change", this = "本年度三公经费总额", last = "上年度三公经费总额", above = "0%", each = "1%", points = 0.8 }"#),
    case("公务招待费变动率", "2", "小于等于0的得2分，每超过1个百分点扣0.2分", "",
        r#"{ shape = "change", this = "本年公务招待费", last = "上年公务招待费", above = "0%", each = "1%", points = 0.2 }"#),
    case("公务用车运行费控制情况", "2", "较上年不增长的得满分，每增长1%扣0.2分，不足1%的按1%计算", "",
        r#"{ shape = "change", this = "本年公务用车运行费", last = "上年公务用车运行费", above = "0%", each = "1%", points = 0.2, step = "begun" }"#),
    // ---- things that are found or missing
    case("财务管理合规性", "4", "审计发现的违规问题，每项扣1分，扣完为止", "",
        r#"{ shape = "deduct", value = "财务管理合规性问题项数", above = 0, each = 1, points = 1, step = "full" }"#),
    case("资金使用合规性", "6", "以上各项均符合得满分，每发现一处不符合扣2分，扣完为止。", "",
        r#"{ shape = "deduct", value = "资金使用合规性问题处数", above = 0, each = 1, points = 2, step = "full" }"#),
    case("安全生产", "5", "未发生安全事故得5分；发生一起扣2.5分，扣完为止。", "",
        r#"{ shape = "deduct", value = "安全生产问题起数", above = 0, each = 1, points = 2.5, step = "full" }"#),
    case("基础信息完善性", "3", "每少一项扣1分。", "评价要点：①基础数据信息是否真实；②基础数据信息是否完整；③基础数据信息是否准确。",
        r#"{ shape = "checklist", items = [{ fact = "基础数据信息是否真实", points = 1 }, { fact = "基础数据信息是否完整", points = 1 }, { fact = "基础数据信息是否准确", points = 1 }] }"#),
    case("档案资料", "4", "缺少一项资料扣1分，扣完为止", "",
        r#"{ shape = "deduct", value = "档案资料缺少项数", above = 0, each = 1, points = 1, step = "full" }"#),
    case("报送及时性", "2", "每逾期1天扣0.1分，扣完为止", "",
        r#"{ shape = "timely", done = "报送及时性完成日期", due = "报送及时性截止日期", each = 1, points = 0.1 }"#),
    case("决算报送", "3", "按时报送得3分，每延迟一个工作日扣0.5分。", "",
        r#"{ shape = "timely", done = "决算报送完成日期", due = "决算报送截止日期", each = 1, points = 0.5 }"#),
    // ---- in proportion
    case("支出实际完成率", "20", "按完成比例计算得分，满分为止", "支出实际完成率=支出完成数/年初预算数×100%",
        r#"{ shape = "proportional", actual = "支出完成数", target = "年初预算数" }"#),
    case("预算执行率", "10", "得分=执行率×分值，最高不得超过分值上限。", "执行率=全年执行数/全年预算数",
        r#"{ shape = "proportional", actual = "全年执行数", target = "全年预算数" }"#),
    case("实际完成率", "8", "完成100%得满分，未完成的按比例得分", "实际完成率=（实际完成工作数/计划工作数）×100%",
        r#"{ shape = "proportional", actual = "实际完成工作数", target = "计划工作数" }"#),
    case("质量达标率", "6", "根据质量达标率按比例计分", "",
        r#"{ shape = "proportional", actual = "质量达标率", target = "100%" }"#),
    case("培训人数", "5", "达到目标值得满分，未达到的按照实际完成比例得分。", "",
        r#"{ shape = "proportional", actual = "培训人数实际数", target = "培训人数计划数" }"#),
    case("单位成本", "5", "返向指标按比例计分", "得分率=目标成本/实际成本",
        r#"{ shape = "inverse_ratio", actual = "实际成本", target = "目标成本" }"#),
    case("财政供养人员控制率", "2", "指标得分=得分系数×分值", "",
        r#"{ shape = "coefficient", value = "财政供养人员控制率得分系数" }"#),
    // ---- bands
    case("预算控制率", "5", "预算控制率=0，计5分；0-10%（含），计4分；10-20%（含），计3分；20-30%（含），计2分；大于30%不得分。", "预算控制率=本年追加预算/年初预算×100%",
        r#"{ shape = "bands", value = "本年追加预算/年初预算", bands = [{ to = 0, points = 5 }, { above = "0%", to = "10%", points = 4 }, { above = "10%", to = "20%", points = 3 }, { above = "20%", to = "30%", points = 2 }, { above = "30%", points = 0 }] }"#),
    case("预算完成率", "5", "100%得5分；90%（含）-100%得4分；80%（含）-90%得3分；低于80%不得分", "预算完成率=预算完成数/预算数×100%",
        r#"{ shape = "bands", value = "预算完成数/预算数", bands = [{ from = "100%", points = 5 }, { from = "90%", below = "100%", points = 4 }, { from = "80%", below = "90%", points = 3 }, { below = "80%", points = 0 }] }"#),
    case("支付进度率", "4", "支付进度率≥95%的，得满分；90%≤支付进度率＜95%的，得3分；80%≤支付进度率＜90%的，得1.5分；80%以下的，不得分", "支付进度率=实际支付进度/既定支付进度×100%",
        r#"{ shape = "bands", value = "实际支付进度/既定支付进度", bands = [{ from = "95%", points = 4 }, { from = "90%", below = "95%", points = 3 }, { from = "80%", below = "90%", points = 1.5 }, { below = "80%", points = 0 }] }"#),
    case("群众满意度", "10", "满意度90%以上（含90%）得10分，80%-90%得8分，60%-80%得5分，60%以下得0分。", "",
        r#"{ shape = "bands", value = "群众满意度", bands = [{ from = "90%", points = 10 }, { from = "80%", below = "90%", points = 8 }, { from = "60%", below = "80%", points = 5 }, { below = "60%", points = 0 }] }"#),
    case("重点工作办结率", "6", "办结率达到95%的得满分，否则不得分", "重点工作办结率=重点工作实际完成数/交办或下达数×100%",
        r#"{ shape = "bands", value = "重点工作实际完成数/交办或下达数", bands = [{ from = "95%", points = 6 }, { below = "95%", points = 0 }] }"#),
    case("投诉件数", "3", "不超过5件得3分，超过5件不足10件得1分，10件及以上不得分", "",
        r#"{ shape = "bands", value = "投诉件数", bands = [{ to = 5, points = 3 }, { above = 5, below = 10, points = 1 }, { from = 10, points = 0 }] }"#),
    // ---- items
    case("绩效管理制度建设", "5", "制定绩效管理制度的得2分，明确内部职责分工的得2分，覆盖预算绩效管理全过程的得1分", "",
        r#"{ shape = "checklist", items = [{ fact = "制定绩效管理制度", points = 2 }, { fact = "明确内部职责分工", points = 2 }, { fact = "覆盖预算绩效管理全过程", points = 1 }] }"#),
    case("绩效目标合理性", "2", "①符合国家法律法规（1分）；②与部门职责密切相关（0.5分）；③符合部门中长期规划（0.5分）。", "",
        r#"{ shape = "checklist", items = [{ fact = "符合国家法律法规", points = 1 }, { fact = "与部门职责密切相关", points = 0.5 }, { fact = "符合部门中长期规划", points = 0.5 }] }"#),
    case("预决算信息公开", "2", "1.按规定内容公开预决算信息，得1分；2.按规定时限公开预决算信息，得1分。", "",
        r#"{ shape = "checklist", items = [{ fact = "按规定内容公开预决算信息", points = 1 }, { fact = "按规定时限公开预决算信息", points = 1 }] }"#),
    case("管理制度健全性", "4", "一是制定财务管理办法得2分；二是制度得到有效执行得2分", "",
        r#"{ shape = "checklist", items = [{ fact = "制定财务管理办法", points = 2 }, { fact = "制度得到有效执行", points = 2 }] }"#),
    // ---- one condition
    case("预决算公开", "2", "按规定时限和内容公开预算、决算的得满分，否则不得分", "",
        r#"{ shape = "yes_no", fact = "按规定时限和内容公开预算决算" }"#),
    case("资产盘点", "1", "当年完成资产盘点的，得1分；未完成的不得分。", "",
        r#"{ shape = "yes_no", fact = "当年完成资产盘点" }"#),
    case("内部控制", "2", "建立内部控制制度的得2分", "",
        r#"{ shape = "yes_no", fact = "建立内部控制制度" }"#),
    // ---- tiers
    case("社会效益", "5", "优得5分，良得4分，中得3分，差不得分。", "",
        r#"{ shape = "graded", fact = "社会效益评定等次", grades = [{ word = "良好", lose = "20%" }, { word = "良", lose = "20%" }, { word = "合格", lose = "40%" }, { word = "中等", lose = "40%" }, { word = "一般", lose = "40%" }, { word = "中", lose = "40%" }, { word = "不合格", lose = "100%" }, { word = "较差", lose = "100%" }, { word = "差", lose = "100%" }], clear = ["优秀", "优"] }"#),
    case("履职效益", "10", "达成预期指标100%-80%（含）；部分达成并具有一定效果80%-60%（含）；未达成且效果较差60%-0%", "", r#"{ shape = "tiered", tier = "履职效益评定等次", given = "履职效益评定得分", tiers = [{ words = ["全部达成", "达成年度指标", "达成预期指标", "达成预期目标", "达成"], from = "80%", to = "100%" }, { words = ["部分达成年度指标并具有一定效果", "部分达成预期指标并具有一定效果", "部分达成并具有一定效果", "部分达成", "基本达成"], from = "60%", below = "80%" }, { words = ["未达成年度指标且效果较差", "未达成预期指标且效果较差", "未达成且效果较差", "未达成"], from = "0%", below = "60%" }] }"#),
    case("制度完善程度", "4", "制度健全的得4分，较健全的得2分，不健全的不得分", "",
        r#"{ shape = "graded", fact = "制度完善程度评定等次", grades = [{ word = "较健全", lose = "50%" }, { word = "较完善", lose = "50%" }, { word = "较完整", lose = "50%" }, { word = "基本健全", lose = "50%" }, { word = "基本完善", lose = "50%" }, { word = "基本完整", lose = "50%" }, { word = "不健全", lose = "100%" }, { word = "不完善", lose = "100%" }, { word = "不完整", lose = "100%" }], clear = ["健全", "完善", "完整"] }"#),
    // ---- for people
    case("目标制定", "10", "要素完整得5分，否则酌情扣分；细化量化得5分", "", r#"{ shape = "manual", fact = "目标制定评定得分" }"#),
    case("创新", "5", "由评审专家在0至5分之间评定", "", r#"{ shape = "manual", fact = "创新评定得分" }"#),
    case("工作亮点", "5", "详见附件", "", r#"{ shape = "manual", fact = "工作亮点评定得分" }"#),
    case("其他", "5", "", "", r#"{ shape = "manual", fact = "其他评定得分" }"#),
];

fn proposed(case: &Case) -> Proposal {
    propose(&Words {
        name: case.name,
        points: case.points.parse().ok(),
        standard: case.standard,
        explanation: case.explanation,
    })
}

#[test]
fn sentences_become_rules() {
    let mut wrong = Vec::new();
    for case in CASES.iter().filter(|case| !case.rule.is_empty()) {
        let found = Value::Table(proposed(case).rule);
        let wanted = toml::from_str::<Table>(&format!("v = {}", case.rule)).unwrap()["v"].clone();
        if found != wanted {
            wrong.push(format!("{}\n  {}\n  现为 {found}\n  应为 {wanted}", case.name, case.standard));
        }
    }
    assert!(wrong.is_empty(), "{} / {}\n{}", wrong.len(), CASES.len(), wrong.join("\n"));
    assert!(CASES.len() >= 40);
}

#[test]
fn every_proposal_says_why_and_what_it_needs() {
    for case in CASES {
        let proposal = proposed(case);
        assert!(!proposal.reason.is_empty(), "{}", case.name);
        assert!(!proposal.facts.is_empty(), "{}", case.name);
        let judged = proposal.rule["shape"].as_str() == Some("manual");
        let known = case.standard.contains("酌情") || case.standard.contains("专家");
        assert_eq!(proposal.recognised, !judged || known, "{}", case.name);
    }
}
