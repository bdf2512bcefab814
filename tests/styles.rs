//! styles.toml: what a bureau may change of its workbooks, and what it is told of mistakes.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader, SheetVisible, Xlsx};
use jixiao::rubric::Rubric;
use jixiao::rubric::styles::Styles;
use jixiao::verify;

use crate::common::{err, jixiao, out, root, status};

/// The sample's rubric with these styles.
fn rubric(folder: &Path, styles: &str) -> String {
    let rubric = folder.join("rubrics/department-overall");
    fs::create_dir_all(&rubric).unwrap();
    for file in fs::read_dir(root().join("rubrics/department-overall")).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), rubric.join(file.file_name())).unwrap();
    }
    fs::write(rubric.join("styles.toml"), styles).unwrap();
    rubric.to_str().unwrap().to_owned()
}

fn score(folder: &Path, rubric: &str, more: &[&str]) -> Vec<u8> {
    let target = folder.join("outputs");
    let mut arguments = vec!["score", "inputs/liwan-2023", "--rubric", rubric, "--fail-on", "never", "--out"];
    arguments.push(target.to_str().unwrap());
    arguments.extend(more);
    let output = jixiao(&arguments);
    assert_eq!(status(&output), 0, "{}", err(&output));
    fs::read(target.join("评价结果.xlsx")).unwrap()
}

/// A part of a package as text.
fn part(bytes: &[u8], name: &str) -> String {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut package.by_name(name).unwrap(), &mut text).unwrap();
    text
}

const STYLES: &str = r#"
[fonts]
title = "华文中宋"
body = "宋体"
[sizes]
body = 12
title = 20.5
[frame]
annex = "附表"
prepared_by = "编制单位：某区财政局"
sign = ["经办人：", "日期："]
[[sheet]]
name = "评价得分排名表"
title = "{年度}年部门整体支出绩效评价结果一览表"
hide = ["年初预算数", "备注"]
[[sheet]]
name = "说明"
shown = false
[[sheet]]
name = "指标体系"
annex = "附表3-1"
"#;

#[test]
fn blank_forms_are_in_the_bureaus_type() {
    let height = |sheet: &str, row: u32| -> f64 {
        let row = sheet.split(&format!("<row r=\"{row}\"")).nth(1).unwrap();
        row.split("ht=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    let drawn = |name: &str, styles: &str| {
        let folder = folder.path().join(name);
        let rubric = rubric(&folder, styles);
        let output =
            jixiao(&["template", "--rubric", &rubric, "--out", folder.join("表样").to_str().unwrap()]);
        assert_eq!(status(&output), 0, "{}", err(&output));
        let file = fs::read_dir(folder.join("表样")).unwrap().next().unwrap().unwrap();
        let bytes = fs::read(file.path()).unwrap();
        (part(&bytes, "xl/styles.xml"), part(&bytes, "xl/worksheets/sheet1.xml"))
    };
    let (usual, own) = (drawn("甲", ""), drawn("乙", STYLES));
    for font in ["华文中宋", "宋体", "黑体"] {
        assert!(own.0.contains(&format!("<name val=\"{font}\"/>")), "{font}");
    }
    assert!(usual.0.contains("仿宋_GB2312") && !own.0.contains("仿宋_GB2312"));
    // Rows grow with the type; the title is smaller than the usual one, and never cut off.
    assert!(height(&own.1, 4) > height(&usual.1, 4));
    let title = "\n[fonts]\ntitle = \"华文中宋\"\n[sizes]\ntitle = 36\n";
    assert!(height(&drawn("丙", title).1, 2) > height(&usual.1, 2));
}

#[test]
fn a_bureau_changes_fonts_titles_marks_and_what_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = score(folder.path(), &rubric(folder.path(), STYLES), &[]);
    let mut book = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
    let hidden: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible != SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    assert_eq!(hidden, ["说明", "校验数据"]);
    let words = |book: &mut Xlsx<_>, sheet: &str, cell: (u32, u32)| match book
        .worksheet_range(sheet)
        .unwrap()
        .get_value(cell)
    {
        Some(Data::String(text)) => text.clone(),
        other => panic!("{sheet} {cell:?}: {other:?}"),
    };
    let ranking = "评价得分排名表";
    assert_eq!(words(&mut book, ranking, (0, 0)), "附表1", "what is hidden has no number");
    assert_eq!(words(&mut book, ranking, (1, 0)), "2023年部门整体支出绩效评价结果一览表");
    assert_eq!(words(&mut book, ranking, (2, 0)), "编制单位：某区财政局");
    assert_eq!(words(&mut book, "指标体系", (0, 0)), "附表3-1");
    let last = book.worksheet_range(ranking).unwrap();
    let last = last.rows().next_back().unwrap()[0].to_string();
    assert!(
        last.starts_with("经办人：") && last.contains("日期：　　年") && !last.contains("审核人"),
        "{last}"
    );
    let fonts = part(&bytes, "xl/styles.xml");
    for font in ["华文中宋", "宋体", "黑体"] {
        assert!(fonts.contains(&format!("<name val=\"{font}\"/>")), "{font}");
    }
    assert!(!fonts.contains("仿宋_GB2312") && fonts.contains("<sz val=\"20.5\"/>"));
    // 部门编码 stands before 部门名称: columns E and P are hidden.
    let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
    let columns = sheet.split("<col ").filter(|column| column.contains("hidden=\"1\"")).count();
    assert_eq!(columns, 2, "{sheet:.2000}");
    // What the styles hide is no change; nothing of it has moved a point or the rubric's hash.
    assert!(verify::workbook(&bytes).unwrap().changes.is_empty());
    let plain = Rubric::load(&root().join("rubrics/department-overall")).unwrap();
    let styled = Rubric::load(&folder.path().join("rubrics/department-overall")).unwrap();
    assert_eq!(plain.sha256, styled.sha256);
}

#[test]
fn mistakes_are_told_with_their_line() {
    for (styles, line, words) in [
        ("[fonts]\ntitel = \"宋体\"", 2, "不认识的字段“titel”，是否应为“title”？"),
        ("[fonts]\nbody = \"\"", 2, "字体名称应为 1 至 60 个字"),
        ("\n[sizes]\nbody = 3", 3, "字号应在 6 至 36 磅之间"),
        ("[[sheet]]\nname = \"排名表\"", 2, "没有名为“排名表”的工作表"),
        ("[[sheet]]\nname = \"评价得分排名表\"\nhide = [\"得分\"]", 3, "没有“得分”列"),
        ("[[sheet]]\nname = \"说明\"\n[[sheet]]\nname = \"说明\"", 4, "出现两次"),
        ("colour = 1", 1, "不认识的字段“colour”"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let rubric = rubric(folder.path(), styles);
        let output = jixiao(&["rubric", "lint", &rubric]);
        assert_eq!(status(&output), 2, "{styles}");
        let said = format!("{}{}", out(&output), err(&output));
        assert!(said.contains(&format!("styles.toml 第 {line} 行")) && said.contains(words), "{said}");
    }
}

#[test]
fn styles_go_through_a_workbook_and_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let rubric = rubric(folder.path(), STYLES);
    let (book, back) = (folder.path().join("评分细则.xlsx"), folder.path().join("back"));
    let (book, back) = (book.to_str().unwrap(), back.to_str().unwrap());
    for arguments in [["rubric", "convert", &rubric, book], ["rubric", "convert", book, back]] {
        let output = jixiao(&arguments);
        assert_eq!(status(&output), 0, "{}", err(&output));
    }
    let (there, again) = (Rubric::load(Path::new(&rubric)).unwrap(), Rubric::load(Path::new(back)).unwrap());
    assert_eq!(there.styles, again.styles);
    assert_eq!(again.styles.sheets.len(), 3);
    assert_eq!(Rubric::load(&root().join("rubrics/hdi-2022")).unwrap().styles, Styles::default());
}

/// Colours that are no grey.
fn colours(text: &str) -> Vec<&str> {
    let values = text.split("rgb=\"FF").chain(text.split("srgbClr val=\"")).skip(1);
    values
        .filter_map(|rest| rest.get(..6))
        .filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .filter(|hex| hex[..2] != hex[2..4] || hex[2..4] != hex[4..])
        .collect()
}

#[test]
fn without_colours_everything_is_still_told() {
    let folder = tempfile::tempdir().unwrap();
    let rubric = "rubrics/department-overall";
    let (coloured, grey) =
        (score(folder.path(), rubric, &[]), score(folder.path(), rubric, &["--monochrome"]));
    assert!(!colours(&part(&coloured, "xl/styles.xml")).is_empty());
    let package = zip::ZipArchive::new(Cursor::new(&grey)).unwrap();
    let names: Vec<String> = package.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in names.iter().filter(|name| name.contains("styles") || name.contains("/chart")) {
        assert_eq!(colours(&part(&grey, name)), Vec::<&str>::new(), "{name}");
    }
    assert!(part(&grey, "xl/styles.xml").contains('▼'), "the mark is in the number format");
    let [mut coloured, mut grey] = [coloured, grey].map(|bytes| Xlsx::new(Cursor::new(bytes)).unwrap());
    let mut differing = Vec::new();
    for name in coloured.sheet_names().into_iter().filter(|name| !["校验数据", "运行信息"].contains(&&**name))
    {
        let (coloured, grey) =
            (coloured.worksheet_range(&name).unwrap(), grey.worksheet_range(&name).unwrap());
        let cells = coloured.used_cells().zip(grey.used_cells());
        differing.extend(cells.filter(|(a, b)| a != b).map(|(_, (.., data))| data.to_string()));
    }
    assert!(differing.len() == 1 && differing[0].contains("底色"), "{differing:?}");
}
