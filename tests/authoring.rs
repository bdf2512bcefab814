//! The Excel form of a rubric as its users meet it.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use crate::common::{District, err, jixiao, out, project_form, root, rubric, status};
use jixiao::authoring;
use jixiao::intake::grid::{Content, Grid};
use jixiao::rubric::Rubric;
use rust_xlsxwriter::{Format, Workbook};

fn grids(file: &Path) -> Vec<Grid> {
    jixiao::authoring::grids(file).unwrap()
}

fn sheet<'a>(grids: &'a [Grid], name: &str) -> &'a Grid {
    grids.iter().find(|grid| grid.place.sheet.as_deref() == Some(name)).unwrap()
}

fn run(arguments: &[&str]) -> (i32, String, String) {
    let output = jixiao(arguments);
    (status(&output), out(&output), err(&output))
}

/// The workbook with every cell as text, `edit`ed; what a clerk's own copy may look like.
fn retyped(from: &Path, to: &Path, edit: &dyn Fn(&str) -> String) {
    let mut book = Workbook::new();
    for grid in grids(from).iter().filter(|grid| !grid.hidden) {
        let sheet = book.add_worksheet();
        sheet.set_name(grid.place.sheet.as_deref().unwrap()).unwrap();
        for (row, cells) in &grid.rows {
            for (col, cell) in cells {
                sheet.write_string(*row, u16::try_from(*col).unwrap(), edit(&cell.shown())).unwrap();
            }
        }
    }
    book.save(to).unwrap();
}

#[test]
fn a_workbook_scores_as_its_folder_does() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("细则.xlsx");
    let path = file.to_str().unwrap();
    for id in ["project-2020-10", "department-overall"] {
        let (code, said, complaint) = run(&["rubric", "convert", &rubric(id), path, "--force"]);
        assert_eq!((code, complaint.as_str()), (0, ""), "{said}");
        let (code, said, complaint) = run(&["rubric", "test", path]);
        assert_eq!((code, complaint.as_str()), (0, ""));
        assert!(said.ends_with("不符 0\n"), "{said}");
        let (code, said, complaint) = run(&["rubric", "lint", path]);
        assert_eq!((code, complaint.as_str()), (0, ""));
        assert!(said.contains("错误 0，警告 0"), "{said}");
    }
    // Retyped as text in another program, with the sheets of no concern to it left in.
    let copy = folder.path().join("rubric.xlsx");
    retyped(&file, &copy, &str::to_owned);
    let (code, _, complaint) = run(&["rubric", "test", folder.path().to_str().unwrap()]);
    assert_eq!((code, complaint.as_str()), (0, ""));
    let district = District::new();
    district.sheet("甲.xlsx", &project_form("甲局", "项目一"));
    run(&["rubric", "convert", &rubric("project-2020-10"), path, "--force"]);
    let results = folder.path().join("结果");
    let inputs = district.inputs().display().to_string();
    let arguments = ["score", &inputs, "--rubric", path, "--out", results.to_str().unwrap()];
    let (code, _, complaint) = run(&arguments);
    assert_eq!((code, complaint.as_str()), (0, ""));
    let result = fs::read_to_string(results.join("result.json")).unwrap();
    let result: serde_json::Value = serde_json::from_str(&result).unwrap();
    assert_eq!((&result["subjects"][0]["total"], &result["rubric"]["id"]), (&97.into(), &"细则".into()));
}

#[test]
fn nothing_is_overwritten_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    assert_eq!(run(&["rubric", "template", &at("空.xlsx")]).0, 0);
    let (code, _, complaint) = run(&["rubric", "template", &at("空.xlsx")]);
    assert_eq!(code, 2);
    assert!(complaint.contains("已存在") && complaint.contains("--force"), "{complaint}");
    assert_eq!(run(&["rubric", "template", &at("空.xlsx"), "--force"]).0, 0);
    assert_eq!(run(&["rubric", "convert", &rubric("project-2020-10"), &at("a.xlsx")]).0, 0);
    assert_eq!(run(&["rubric", "convert", &at("a.xlsx"), &at("新")]).0, 0);
    assert_eq!(run(&["rubric", "convert", &at("a.xlsx"), &at("新")]).0, 2);
    assert_eq!(run(&["rubric", "convert", &at("没有.xlsx"), &at("b")]).0, 3);
    assert_eq!(run(&["rubric", "convert", &rubric("project-2020-10"), &at("b")]).0, 2);
    assert_eq!(run(&["rubric", "template", &at("没有/空.xlsx")]).0, 3);
    // The texts are short and in the manner of those that are written by hand.
    let text = fs::read_to_string(folder.path().join("新/rubric.toml")).unwrap();
    assert!(text.contains("rule = { shape = \"by_target\", over = { above = \"130%\" } }"), "{text}");
    assert!(text.contains("fallback = [\n  { shape = \"proportional\", actual"), "{text}");
    assert!(Rubric::load(&folder.path().join("新")).is_ok());
}

/// A table as provinces print it: merged levels, points in labels, a total line.
fn official(file: &Path) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("附件2").unwrap();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 5, "2023年度部门整体支出绩效评价指标体系", &plain).unwrap();
    for (column, heading) in (0..).zip(["一级指标", "二级指标", "三级指标", "分值", "指标解释", "评分标准"])
    {
        sheet.write(2, column, heading).unwrap();
    }
    sheet.merge_range(3, 0, 6, 0, "过程（20分）", &plain).unwrap();
    sheet.merge_range(3, 1, 4, 1, "预算执行(10分)", &plain).unwrap();
    sheet.merge_range(5, 1, 6, 1, "预算管理", &plain).unwrap();
    let rows: [(&str, f64, &str, &str); 4] = [
        (
            "预算完成率",
            5.0,
            "预算完成率=预算完成数/预算数×100%",
            "达到100%得满分，每低于5%扣2分，不足5%的按5%计，扣完为止",
        ),
        (
            "预算控制率",
            5.0,
            "预算控制率=本年追加预算/年初预算×100%",
            "0得5分；0-10%（含）得4分；10-20%（含）得3分；大于20%不得分",
        ),
        ("管理制度健全性", 6.0, "", "制定财务制度的得3分，制度得到执行的得3分"),
        ("资金使用合规性", 4.0, "", "视情况评定"),
    ];
    for (row, (name, points, explanation, standard)) in (3..).zip(rows) {
        sheet.write(row, 2, name).unwrap();
        sheet.write(row, 3, points).unwrap();
        sheet.write(row, 4, explanation).unwrap();
        sheet.write(row, 5, standard).unwrap();
    }
    sheet.write(7, 0, "合计").unwrap();
    sheet.write(7, 3, 20).unwrap();
    book.save(file).unwrap();
}

#[test]
fn an_official_table_becomes_proposals_that_a_person_confirms() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (table, proposed) = (at("附件2.xlsx"), at("细则.xlsx"));
    official(&table);
    let arguments = ["rubric", "import", table.to_str().unwrap(), "--out", proposed.to_str().unwrap()];
    let (code, said, complaint) = run(&arguments);
    assert_eq!((code, complaint.as_str()), (0, ""));
    assert!(said.contains("从“附件2”读出指标 4 个"), "{said}");
    assert_eq!(run(&arguments).0, 2);

    let grids = grids(&proposed);
    let system = sheet(&grids, "指标体系");
    let headings: Vec<(u32, &str)> = system.texts(1).collect();
    let col = |heading: &str| headings.iter().find(|(_, text)| *text == heading).unwrap().0;
    let shown = |row, heading: &str| system.get(row, col(heading)).map(Content::shown).unwrap_or_default();
    let shapes: Vec<String> = (2..6).map(|row| shown(row, "计分方式")).collect();
    assert_eq!(shapes, ["扣分", "分档", "清单", "人工评分"]);
    assert_eq!(shown(2, "计量值"), "预算完成数/预算数");
    assert!((2..6).all(|row| shown(row, "确认") == "待确认" && !shown(row, "依据").is_empty()));

    // Refused while anything waits; every row is named.
    let (code, _, complaint) = run(&["rubric", "test", proposed.to_str().unwrap()]);
    assert_eq!(code, 2);
    assert_eq!(complaint.matches("计分方式仍为“待确认”").count(), 4, "{complaint}");

    // A template that nobody has filled in says what is missing.
    let blank = at("空白.xlsx");
    run(&["rubric", "template", blank.to_str().unwrap()]);
    let (code, _, complaint) = run(&["rubric", "test", blank.to_str().unwrap()]);
    assert_eq!(code, 2);
    assert!(complaint.contains("设置 【基本】：没有填写“年度”"), "{complaint}");

    // Confirmed, it reads as a rubric.
    let confirmed = at("确认.xlsx");
    retyped(&proposed, &confirmed, &|text| text.replace("待确认", "已确认"));
    let texts = authoring::read_xlsx(&confirmed).unwrap();
    let tree: toml::Table = toml::from_str(&texts.rubric).unwrap();
    assert_eq!(tree["title"].as_str(), Some("2023年度部门整体支出绩效评价指标体系"));
    assert_eq!(tree["full_points"].as_integer(), Some(20));
    let levels = tree["level"].as_array().unwrap();
    assert_eq!((levels.len(), levels[0]["points"].as_integer()), (2, Some(20)));
    assert_eq!(tree["year"].as_integer(), Some(2023));
    let bands = &tree["indicator"][1]["rule"]["bands"];
    assert_eq!(bands.as_array().unwrap().len(), 4, "{bands}");
    assert!(texts.form.contains("name = \"预算完成数\""), "{}", texts.form);

    let (code, _, complaint) = run(&["rubric", "import", &rubric("x"), "--out", "y.xlsx"]);
    assert_eq!(code, 3, "{complaint}");
    let empty = at("空.xlsx");
    Workbook::new().save(&empty).unwrap();
    let (code, _, complaint) = run(&["rubric", "import", empty.to_str().unwrap(), "--out", "y.xlsx"]);
    assert_eq!(code, 2, "{complaint}");
}

/// Sentences as provinces print them, the formula beside them, and the way of scoring proposed.
const SENTENCES: [(&str, f64, &str, &str, &str); 13] = [
    ("预算执行率", 10.0, "按完成比例计算得分", "预算执行率=全年执行数/全年预算数", "按比例"),
    ("单位成本", 5.0, "返向指标按比例计分", "得分率=目标成本/实际成本", "反向比例"),
    (
        "支付进度率",
        10.0,
        "100%得10分；90%（含）-100%得8分；低于90%不得分",
        "支付进度率=实际支付/计划支付",
        "分档",
    ),
    (
        "预算调整率",
        5.0,
        "预算调整率不超过10%的得满分，每超过1个百分点扣0.5分",
        "预算调整率=预算调整数/预算数",
        "扣分",
    ),
    ("财务合规性", 5.0, "审计发现的违规问题，每项扣1分，扣完为止", "", "扣分"),
    ("公务接待费变动率", 5.0, "小于等于0的得满分，每超过1个百分点扣0.2分", "", "变动率"),
    ("制度建设", 5.0, "制定管理制度的得3分，制度得到有效执行的得2分", "", "清单"),
    ("预决算公开", 5.0, "按规定时限公开的得满分，否则不得分", "", "是否"),
    ("决算报送", 5.0, "按时报送得满分，每逾期1天扣0.5分，扣完为止", "", "时效"),
    ("社会效益", 5.0, "优得5分，良得4分，中得3分，差不得分", "", "程度扣减"),
    ("履职效益", 5.0, "达成预期指标100%-80%（含）；部分达成80%-60%（含）；未达成60%-0%", "", "定性分档"),
    ("群众满意度", 10.0, "满意度90%以上（含90%）得10分，80%-90%得8分，80%以下不得分", "", "分档"),
    ("工作亮点", 5.0, "由评审专家评定", "", "人工评分"),
];

#[test]
fn a_confirmed_table_scores() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (table, proposed, confirmed) = (at("附件.xlsx"), at("细则.xlsx"), at("确认.xlsx"));
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.write(0, 0, "2024年度部门整体支出绩效评价指标体系").unwrap();
    for (column, heading) in (0..).zip(["一级指标", "二级指标", "三级指标", "分值", "指标解释", "评分标准"])
    {
        page.write(1, column, heading).unwrap();
    }
    page.write(2, 0, "全部（80分）").unwrap();
    page.write(2, 1, "各项").unwrap();
    for (row, (name, points, standard, explanation, _)) in (2..).zip(SENTENCES) {
        page.write(row, 2, name).unwrap();
        page.write(row, 3, points).unwrap();
        page.write(row, 4, explanation).unwrap();
        page.write(row, 5, standard).unwrap();
    }
    book.save(&table).unwrap();
    let (code, said, complaint) =
        run(&["rubric", "import", table.to_str().unwrap(), "--out", proposed.to_str().unwrap()]);
    assert_eq!((code, complaint.as_str()), (0, ""), "{said}");
    let grids = grids(&proposed);
    let system = sheet(&grids, "指标体系");
    let col = system.texts(1).find(|(_, text)| *text == "计分方式").unwrap().0;
    let shapes: Vec<&str> = (2..).map_while(|row| system.text(row, col)).collect();
    assert_eq!(shapes, SENTENCES.map(|(.., shape)| shape));

    // A person confirms every line, writes one rule anew, and the program has nothing to add.
    let edit = |text: &str| match text {
        "预算调整数/预算数" => "IF(决算报送截止日期>=DATE(2024,3,31),预算调整数/预算数,0)".to_owned(),
        text => text.replace("待确认", "已确认"),
    };
    retyped(&proposed, &confirmed, &edit);
    let (code, said, complaint) = run(&["rubric", "test", confirmed.to_str().unwrap()]);
    assert_eq!((code, complaint.as_str()), (0, ""), "{said}");
    let texts = authoring::read_xlsx(&confirmed).unwrap();
    let rubric = Rubric::unlinted("细则".to_owned(), folder.path(), &texts).and_then(Rubric::linted);
    assert_eq!(rubric.unwrap().system.indicators.len(), SENTENCES.len());
}

/// The table in a document is what convert writes.
#[test]
fn the_documents_show_what_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("细则.xlsx");
    let (code, ..) = run(&["rubric", "convert", &rubric("department-overall"), file.to_str().unwrap()]);
    assert_eq!(code, 0);
    let grids = grids(&file);
    let system = sheet(&grids, "指标体系");
    let headings: Vec<(u32, &str)> = system.texts(1).collect();
    for document in ["docs/rubric.md", "docs/rubric-excel.zh-CN.md"] {
        let text = fs::read_to_string(root().join(document)).unwrap();
        let table: Vec<Vec<&str>> = text
            .lines()
            .skip_while(|line| !line.starts_with("| 指标编码 |"))
            .take_while(|line| line.starts_with('|'))
            .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
            .collect();
        assert!(table.len() >= 4, "{document}");
        for line in &table[2..] {
            let row = (2..60).find(|row| system.text(*row, 0) == Some(line[0])).unwrap();
            for (heading, cell) in table[0].iter().zip(line) {
                let col = headings.iter().find(|(_, text)| text == heading).unwrap().0;
                let shown = system.get(row, col).map(Content::shown).unwrap_or_default();
                assert_eq!(shown, *cell, "{document}: {} {heading}", line[0]);
            }
        }
    }
}

/// The sound rubric of the gallery as a workbook, with an edit of its rubric.toml before.
fn of_the_gallery(folder: &Path, from: &str, to: &str) -> String {
    let base = root().join("tests/lint/base");
    let texts = folder.join("细则");
    fs::create_dir_all(&texts).unwrap();
    for name in ["rubric.toml", "form.toml", "examples.toml"] {
        let text = fs::read_to_string(base.join(name)).unwrap();
        assert!(name != "rubric.toml" || text.contains(from), "{from}");
        fs::write(texts.join(name), text.replacen(from, to, 1)).unwrap();
    }
    let file = folder.join("细则.xlsx").display().to_string();
    let (code, _, complaint) = run(&["rubric", "convert", texts.to_str().unwrap(), &file, "--force"]);
    assert_eq!((code, complaint.as_str()), (0, ""));
    file
}

#[test]
fn every_fault_of_a_workbook_is_told_with_its_cell() {
    let folder = tempfile::tempdir().unwrap();
    for (from, to, place) in [
        ("full_points = 100", "full_points = 90", "  位置  设置 B7\n"),
        ("from = 60", "from = 95", "  位置  设置 B34（等级“良”）"),
        ("points = 12 }", "points = 10 }", "  位置  分档表 A6（指标 B1“公开”）"),
        ("actual = \"完成数\"", "actual = \"完成个数\"", "  位置  指标体系 H3（指标 A1“任务完成”）"),
        ("when = \"支出率<50%\"", "when = \"支出数<50\"", "  位置  设置 B57（限制“支出过慢”）"),
        ("grade = \"良\"", "grade = \"良好\"", "  位置  设置 D58（限制“重大违规”）"),
        (
            "path = [\"产出\"]\npoints = 40",
            "path = [\"产出\"]\npoints = 45",
            "  位置  设置 B49（层级“产出”）",
        ),
    ] {
        let (_, said, complaint) = run(&["rubric", "lint", &of_the_gallery(folder.path(), from, to)]);
        assert!(said.contains(place) && !said.contains("位置  rubric.toml"), "{place}\n{said}{complaint}");
    }
    // An example that fails is one only where nothing else is wrong.
    let file = of_the_gallery(folder.path(), "target = \"计划数\"", "target = \"2*计划数\"");
    let said = run(&["rubric", "lint", &file]).1;
    assert!(said.contains("  位置  测试用例 G3（算例“完成八成”）"), "{said}");
    let complaint = run(&["rubric", "lint", &of_the_gallery(folder.path(), "places = 2", "places = 9")]).1;
    assert!(complaint.contains("  位置  设置 B8\n"), "{complaint}");
}

#[test]
fn what_a_workbook_lacks_is_told_with_its_cell() {
    let folder = tempfile::tempdir().unwrap();
    let sound = of_the_gallery(folder.path(), "title", "title");
    let copy = folder.path().join("改.xlsx");
    for (from, to, words) in [
        ("支出率<50%", "", "设置 B57：缺少必填“条件”一列"),
        ("12", "", "分档表 H6：缺少必填“得分”一列"),
        ("部门名称项", "#部门名称项", "字段映射 【报表】：缺少必填“部门名称项”一项"),
    ] {
        retyped(Path::new(&sound), &copy, &|text| if text == from { to.to_owned() } else { text.to_owned() });
        let (code, said, complaint) = run(&["rubric", "lint", copy.to_str().unwrap()]);
        assert_eq!(code, 2, "{said}");
        assert!(complaint.contains(words) && !complaint.contains("toml"), "{complaint}");
    }
}
