use std::fs;
use std::path::Path;

use super::*;
use crate::place::Passage;
use crate::rubric::Rubric;

fn form() -> Form {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rubrics/department-overall");
    Rubric::load(&folder).unwrap().form
}

fn lines(text: &str) -> Text {
    let mut out = Text::default();
    for (line, number) in text.lines().zip(1..) {
        out.push(Passage::Line(number), Content::Line(line.to_owned()));
    }
    out
}

fn read(text: &Text) -> Narrative {
    Narrative::read(text, &Place::file("报告.txt"), &form(), false)
}

/// `名称=数值` of every figure, `≈` before estimates.
fn figures(narrative: &Narrative) -> Vec<String> {
    let about = |figure: &Figure| if figure.approximate { "≈" } else { "" };
    narrative.figures.iter().map(|f| format!("{}{}={}", about(f), f.name, f.value)).collect()
}

fn counts(narrative: &Narrative) -> Vec<String> {
    narrative.counts.iter().map(|c| format!("{}{}{}", c.what(), c.value, c.unit)).collect()
}

#[test]
fn the_first_report_gives_its_figures_and_no_others() {
    let shared = std::env::var("JIXIAO_SHARED").map_or_else(
        |_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        |folder| Path::new(&folder).to_owned(),
    );
    let Ok(seed) = fs::read_dir(shared.join("seed")) else {
        eprintln!("passed over: no report beside the repository (JIXIAO_SHARED)");
        return;
    };
    for file in seed.map(|entry| entry.unwrap().path()) {
        let narrative = read(&lines(&fs::read_to_string(file).unwrap()));
        assert_eq!(
            figures(&narrative),
            [
                "总收入=380.78",
                "本年收入=380.78",
                "一般公共预算财政拨款收入=380.71",
                "政府性基金预算财政拨款收入=0",
                "国有资本经营预算财政拨款收入=0",
                "上级补助收入=0",
                "事业收入=0",
                "经营收入=0",
                "附属单位上缴收入=0",
                "其他收入=0.07",
                "总支出=380.78",
                "本年支出=380.78",
                "基本支出=241.01",
                "项目支出=139.77",
                "年末结转和结余=0",
            ]
        );
        let counted: Vec<String> =
            narrative.counts.iter().map(|c| format!("{}{}", c.value, c.unit)).collect();
        assert_eq!(counted, ["73场", "415篇"]);
        assert_eq!(narrative.shares, []);
        assert_eq!(narrative.year, Some(2023));
    }
}

/// Reports in many manners of writing; each with all the figures and all the counts it states.
#[test]
#[allow(clippy::too_many_lines)] // a list
fn figures_are_found_in_every_manner_of_writing() {
    let mut wrong = Vec::new();
    for (text, wanted, counted) in [
        // Totals with shares.
        (
            "2022年，我单位收入总计1,234.56万元，其中：一般公共预算财政拨款收入1,200.00万元，占97.2%；其他收入34.56万元，占2.8%。支出总计1,234.56万元，其中：基本支出900.5万元，占支出总计的72.94%，项目支出334.06万元，占27.06%。",
            &[
                "总收入=1234.56",
                "一般公共预算财政拨款收入=1200",
                "其他收入=34.56",
                "总支出=1234.56",
                "基本支出=900.5",
                "项目支出=334.06",
            ][..],
            &[][..],
        ),
        // Lists with 分别为, one unit for all.
        (
            "全年总支出380.78万元，基本支出、项目支出分别为241.01万元、139.77万元。人员经费和公用经费分别为200.00、41.01万元。",
            &["总支出=380.78", "基本支出=241.01", "项目支出=139.77", "人员经费=200", "公用经费=41.01"],
            &[],
        ),
        // Compared with the year before: only this year's figures count.
        (
            "2023年本年收入合计500万元，比上年增加20万元，增长4.17%。上年总收入480万元。2022年，其他收入3万元；2023年，其他收入4万元。",
            &["本年收入=500", "其他收入=4"],
            &[],
        ),
        // What was planned is not what came about.
        (
            "2023年年初预算数为800万元，其中基本支出500万元，项目支出300万元；调整后预算850万元，实际支出820.5万元，其中基本支出510万元、项目支出310.5万元，预算执行率96.53%。",
            &[
                "年初预算数=800",
                "全年预算数=850",
                "全年执行数=820.5",
                "基本支出=510",
                "项目支出=310.5",
                "预算执行率=0.9653",
            ],
            &[],
        ),
        // Lines that break inside of numbers and units, wide digits.
        (
            "（二）收支情况\n　　２０２３年度部门总收入为１２３４．\n５６万元，其中一般公共预算财政拨款收入１，２００．００万\n元，其他收入34\n.56万元。",
            &["总收入=1234.56", "一般公共预算财政拨款收入=1200", "其他收入=34.56"],
            &[],
        ),
        // Yuan, hundreds of millions, and money without 元.
        (
            "本部门总收入3807800元。总支出0.0380亿元。基本支出241.01万，项目支出约139万元。",
            &["总收入=380.78", "总支出=380", "基本支出=241.01", "≈项目支出=139"],
            &[],
        ),
        // 三公经费 in quotes, and its parts.
        (
            "“三公”经费支出12.5万元，其中：因公出国（境）费0万元，公务用车购置及运行维护费11.3万元（公务用车购置费0万元、公务用车运行维护费11.3万元），公务接待费1.2万元，接待5批次、42人次。",
            &[
                "本年三公经费=12.5",
                "因公出国（境）费=0",
                "公务用车购置及运行维护费=11.3",
                "公务用车购置费=0",
                "公务用车运行维护费=11.3",
                "公务接待费=1.2",
            ],
            &["接待5批次"],
        ),
        // Words that may be said of anything are of what the sentence speaks of.
        (
            "2023年“三公”经费预算数为18.00万元，实际支出15.32万元。1.基本支出情况。基本支出预算1,150万元，实际支出1,203.38万元；总支出2,000万元，执行率98.5%。",
            &["总支出=2000", "预算执行率=0.985"],
            &[],
        ),
        // Both sides of the account in one, and what is counted in many words.
        (
            "2023年度收、支总计分别为872.36万元、872.36万元。共检查企业1,260家次，组织演练36场，参与1.2万人次。",
            &["总收入=872.36"],
            &["检查企业1260家次", "组织演练36场", "参与12000人次"],
        ),
        // Staff, and what is not the whole staff.
        (
            "截至2023年12月31日，区档案馆编制人数20人，其中行政编制8人、事业编制12人；在职人员18人，退休9人。",
            &["编制数=20", "在职人员数=18"],
            &["行政编制8人", "事业编制12人", "退休9人"],
        ),
        // Points.
        (
            "根据评分标准（满分100分），本部门自评得分为96.5分，等级为“优”。其中预算执行10分，得9.6分。",
            &["自评总分=96.5"],
            &[],
        ),
        // Projects are not the body.
        (
            "1.文艺惠民项目：年初预算50万元，实际支出48万元，执行率96%。文艺惠民项目支出48万元。全年项目支出139.77万元。",
            &["项目支出=139.77"],
            &[],
        ),
        // Numbers that are nothing of the kind.
        (
            "根据《关于开展绩效自评的通知》（财预〔2020〕10号）要求，联系电话020-81234567。2023年9月1日，第3次会议研究；3.加强管理；举办第12届展览；围绕3个方面。",
            &[],
            &[],
        ),
        // Counts in both orders, several in one sentence.
        (
            "全年共举办培训班12期，培训干部1,230人次；开展执法检查86次，办结案件41件。新建3个社区书屋，累计放映电影156场。",
            &[],
            &[
                "举办培训班12期",
                "培训干部1230人次",
                "开展执法检查86次",
                "办结案件41件",
                "新建3个",
                "放映电影156场",
            ],
        ),
        // Estimates are no counts.
        ("服务群众近3万人次，走访70余户，每人2次，满意度不低于95%。", &[], &[]),
        // Balance brought forward and carried over.
        (
            "收入合计1,050.00万元（含上年结转和结余50.00万元）；支出合计1,020.00万元；年末结转和结余30.00万元。",
            &["总收入=1050", "年初结转和结余=50", "总支出=1020", "年末结转和结余=30"],
            &[],
        ),
    ] {
        let title = "示例区档案馆2023年部门整体支出绩效自评报告\n";
        let title = if text.starts_with("2022") { title.replace("2023", "2022") } else { title.to_owned() };
        let narrative = read(&lines(&(title + text)));
        if figures(&narrative) != wanted || counts(&narrative) != counted {
            wrong.push(format!("{text}\n  {:?}\n  {:?}", figures(&narrative), counts(&narrative)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_wide_comma_before_an_amount_groups_its_digits() {
    let text =
        "２０２３年总收入５，６１２万元，其中事业收入５，０００万元、其他收入６１２万元。综合评价得分93分。";
    let wanted = ["总收入=5612", "事业收入=5000", "其他收入=612", "自评总分=93"];
    assert_eq!(figures(&read(&lines(text))), wanted);
}

#[test]
fn a_project_s_own_name_may_stand_before_its_figures() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rubrics/project-2020-10");
    let form = Rubric::load(&folder).unwrap().form;
    let text = "2023年度甲县农村饮水安全工程项目支出绩效自评报告\n一、资金情况\n\
                农村饮水安全工程项目年初预算320万元，2023年农村饮水安全工程实际支出318.5万元。\n\
                中央水利资金年初预算100万元。公路养护项目年初预算55万元。\n\
                上年度农村饮水安全工程项目年初预算280万元。2022年农村饮水安全工程实际支出270万元。";
    let narrative = Narrative::read(&lines(text), &Place::file("报告.txt"), &form, true);
    assert_eq!(figures(&narrative), ["年初预算数=320", "全年执行数=318.5"]);
    // Whether these are the body's own is not said.
    assert_eq!(figures(&read(&lines(text))), Vec::<String>::new());
}

#[test]
fn what_one_fund_paid_is_not_what_the_body_spent() {
    for text in [
        "本年支出合计1510.26万元，其中：基本支出900.26万元，项目支出610万元。\n\
         一般公共预算财政拨款支出1410.26万元，占本年支出合计的93.38%。其中基本支出850.26万元，项目支出560万元。",
        "本年支出合计1510.26万元，较上年增加10万元。其中：基本支出900.26万元（其中一般公共预算财政拨款支出850万元），\
         项目支出610万元。\n一般公共预算财政拨款支出1410.26万元，较上年减少8万元，其中：基本支出850.26万元、项目支出560万元。",
        "本年支出合计1510.26万元，其中：基本支出900.26万元，项目支出610万元。政府性基金预算财政拨款支出100万元，\
         其中：项目支出100万元。",
    ] {
        let wanted = ["本年支出=1510.26", "基本支出=900.26", "项目支出=610"];
        assert_eq!(figures(&read(&lines(text))), wanted, "{text}");
    }
}

#[test]
fn what_is_filling_behind_one_label_may_be_another() {
    let text = "2023年总支出决算数为930.5万元，项目支出决算450万元。三公经费支出决算为12.5万元，其中：公务接待费支出决算4万元。";
    let wanted = ["总支出=930.5", "项目支出=450", "本年三公经费=12.5", "公务接待费=4"];
    assert_eq!(figures(&read(&lines(text))), wanted);
}
