//! An evaluation as real ones are: ties, waiting and inapplicable indicators, lines of the bodies'
//! own, groups, bodies that sent nothing or twice, long texts.

use super::sample_cards::{card, form, points};
use crate::Evaluation;
use crate::finding::{Finding, Problem};
use crate::intake::roster::Body;
use crate::intake::{FileStatus, InputFile};
use crate::number::Number;
use crate::place::{CellRef, Place};
use crate::rank::Standings;
use crate::rubric::{Rubric, System};
use crate::score::{Cards, Scorecard};

const SYSTEM: &str = r#"
title = "部门整体支出绩效自评评分细则"
year = 2023
scores = "department"
full_points = 100
places = 2
ranking = "competition"
source = "《关于开展2023年度部门整体支出绩效自评工作的通知》附件2"
notice = "本细则第三部分的分值为参考分值，各部门经财政部门同意后可以调整；据此排出的名次仅供内部核对，公布前应逐项复核。"
grade = [
  { name = "优", from = 90 }, { name = "良", from = 80 }, { name = "中", from = 60 }, { name = "差", from = 0 },
]
[[indicator]]
code = "A1"
path = ["投入", "目标设定", "绩效目标合理性"]
points = 5
rule = { shape = "yes_no", fact = "绩效目标合理" }
[[indicator]]
code = "A2"
path = ["投入", "预算配置", "在职人员控制率"]
points = 5
rule = { shape = "formula", points = "IF(在职人员数/编制数<=100%,分值,0)" }
[[indicator]]
code = "A3"
path = ["投入", "预算配置", "“三公经费”变动率"]
points = 5
rule = { shape = "deduct", value = "(本年三公经费-上年三公经费)/上年三公经费", above = "0%", each = "1%", points = 0.5, step = "begun" }
missing = "not_applicable"
redistribute_within = 2
[[indicator]]
code = "B1"
path = ["过程", "预算执行", "预算执行率"]
points = 10
rule = { shape = "proportional", actual = "全年执行数", target = "全年预算数" }
[[indicator]]
code = "B2"
path = ["过程", "预算执行", "结转结余率"]
points = 5
rule = { shape = "inverse_linear", actual = "结转结余数/全年预算数", target = "10%" }
standard = "结转结余率不超过10%的得满分；超过的按超出比例扣减，超出一倍及以上不得分。结转结余率＝年末结转结余数÷全年预算数×100%，其中结转结余数以部门决算报表为准，涉密资金不计入"
[[indicator]]
code = "B3"
path = ["过程", "预算管理", "管理制度健全性"]
points = 5
rule = { shape = "manual", fact = "制度健全性评分" }
[[indicator]]
code = "B4"
path = ["过程", "预算管理", "预决算信息公开性"]
points = 5
rule = { shape = "yes_no", fact = "按时公开" }
missing = "zero"
[[indicator]]
code = "C"
path = ["产出指标"]
points = 30
rows = "绩效指标"
rule = { shape = "by_target" }
[[indicator]]
code = "D"
path = ["效益指标"]
points = 20
rows = "绩效指标"
rule = { shape = "by_target" }
[[indicator]]
code = "E"
path = ["满意度指标"]
points = 10
rows = "绩效指标"
rule = { shape = "by_target" }
"#;

const FORM: &str = r#"
department = ["单位名称"]
money_unit = "万元"
words = {}
answers = { yes = ["是"], no = ["否"] }
"#;

pub(super) const BODIES: [(&str, &str); 18] = [
    ("区委办公室", "党群部门"),
    ("区委组织部", "党群部门"),
    ("区文学艺术界联合会", "党群部门"),
    ("区人民政府办公室", "政府部门"),
    ("区发展和改革局", "政府部门"),
    ("区教育局", "政府部门"),
    ("区科技工业商务和信息化局", "政府部门"),
    ("区民政局", "政府部门"),
    ("区财政局", "政府部门"),
    ("区人力资源和社会保障局", "政府部门"),
    ("区住房和城乡建设局", "政府部门"),
    ("区农业农村和水利局", "政府部门"),
    ("区卫生健康局", "政府部门"),
    ("区应急管理局", "政府部门"),
    ("岭南街道办事处", "街道"),
    ("沙面街道办事处", "街道"),
    ("昌华街道办事处", "街道"),
    ("示例街道办事处", "街道"),
];

pub(super) fn number(text: &str) -> Number {
    text.parse().unwrap()
}

fn system() -> System {
    toml::from_str(SYSTEM).unwrap()
}

fn sent_twice(file: &str) -> Finding {
    let files = ["016_沙面街道.xlsx", "016_沙面街道（修改稿 2）.xlsx"];
    let files = files.map(|file| format!("2023年报送/{file} › 自评表")).to_vec();
    Finding::new(Problem::SentTwice { subject: "沙面街道办事处".to_owned(), files })
        .of("沙面街道办事处")
        .at(Place::file(file).sheet("自评表"))
}

fn findings() -> Vec<Finding> {
    let place = form(5).cell(CellRef::new(13, 5));
    vec![
        Finding::new(Problem::NotSent { perhaps: None }).of("示例街道办事处"),
        sent_twice("2023年报送/016_沙面街道.xlsx"),
        sent_twice("2023年报送/016_沙面街道（修改稿 2）.xlsx"),
        Finding::new(Problem::UnreadableActual { why: "“约50场次”不是确数".to_owned() })
            .of("区教育局")
            .on("产出指标 / 数量指标 / 举办文艺活动场次")
            .at(place.clone())
            .showing("约50场次")
            .costing(points("12")),
        Finding::new(Problem::NoReason)
            .of("区民政局")
            .on("过程 / 预算执行 / 预算执行率")
            .at(form(7).cell(CellRef::new(7, 9))),
        Finding::new(Problem::ZeroTarget)
            .of("区财政局")
            .on("效益指标")
            .at(form(8).cell(CellRef::new(30, 3)))
            .showing("0"),
        Finding::new(Problem::FileUnreadable { cause: "文件设有打开密码".to_owned() })
            .at(Place::file("2023年报送/加密 100%.xlsx")),
        Finding::new(Problem::UnreadableFact { fact: "编制数".to_owned(), wanted: "数字".to_owned() })
            .of("区财政局")
            .at(form(8).cell(CellRef::new(5, 5)))
            .showing("=HYPERLINK(\"x\")"),
    ]
}

fn inputs() -> Vec<InputFile> {
    let mut inputs: Vec<InputFile> = (0..15)
        .map(|body| InputFile {
            file: form(body).file.to_string(),
            sha256: "0123456789abcdef".repeat(4),
            status: FileStatus::Scored,
        })
        .collect();
    let rejected = |file: &str, reason: &str| InputFile {
        file: file.to_owned(),
        sha256: "fedcba9876543210".repeat(4),
        status: FileStatus::Rejected(reason.to_owned()),
    };
    inputs.push(rejected("2023年报送/016_沙面街道.xlsx", "重复报送，待确定以哪一份为准"));
    inputs.push(rejected("2023年报送/016_沙面街道（修改稿 2）.xlsx", "重复报送，待确定以哪一份为准"));
    inputs.push(rejected("2023年报送/加密 100%.xlsx", "文件设有打开密码"));
    inputs.push(InputFile {
        file: "名册.xlsx".to_owned(),
        sha256: String::new(),
        status: FileStatus::Ignored("名册".to_owned()),
    });
    inputs
}

/// The sample.
pub(super) fn evaluation() -> Evaluation {
    let system = system();
    let mut cards: Vec<Scorecard> = (0..15).map(|body| card(&system, body)).collect();
    // A tie: the same outcomes for two bodies.
    cards[10].outcomes = cards[1].outcomes.clone();
    cards[10].total = cards[1].total.clone();
    let cards = Cards::alone(cards, &system);
    let standings = Standings::of(&cards.tallies, &system).unwrap();
    let roster = BODIES
        .iter()
        .enumerate()
        .map(|(index, (name, group))| Body {
            code: format!("{}", 101_001 + index),
            name: (*name).to_owned(),
            aliases: Vec::new(),
            group: Some((*group).to_owned()),
            projects: Vec::new(),
            place: Place::file("名册.xlsx").sheet("名册").cell(CellRef::new(1, 0)),
        })
        .collect();
    let rubric = Rubric {
        id: "quzhi_2023_bumen".to_owned(),
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
        system,
        form: toml::from_str(FORM).unwrap(),
        examples: Vec::new(),
        styles: crate::rubric::styles::Styles::default(),
        cells: Vec::new(),
        projects: None,
        within_department: false,
    };
    Evaluation {
        rubric,
        roster,
        cards,
        standings,
        findings: findings(),
        inputs: inputs(),
        projects: None,
        previous: None,
    }
}

/// Tallies and ranks the cards anew, once a test has changed them.
pub(super) fn resettle(evaluation: &mut Evaluation) {
    let system = &evaluation.rubric.system;
    evaluation.cards = Cards::alone(std::mem::take(&mut evaluation.cards.kept), system);
    evaluation.standings = Standings::of(&evaluation.cards.tallies, system).unwrap();
}
