//! 评分说明书: what a rubric says is said in full, the same on the screen and in the file.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use crate::common::{err, jixiao, out, root, rubric, status};
use jixiao::report::handbook::{self, Block, Document, docx, text};
use jixiao::rubric::Rubric;

const RUBRICS: [&str; 2] = ["project-2020-10", "department-overall"];

fn load(id: &str) -> Rubric {
    Rubric::load(&PathBuf::from(rubric(id))).unwrap()
}

/// The text without the breaks and blanks that only lay it out.
fn flat(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Every text that the document holds, piece by piece.
fn pieces(document: &Document) -> Vec<String> {
    let mut pieces = document.title.clone();
    pieces.push(document.subtitle.clone());
    for block in &document.blocks {
        match block {
            Block::Heading { number, text, .. } => pieces.push(format!("{number}{text}")),
            Block::Item { number, lead, text, .. } => {
                pieces.push(format!("{number}{lead}。"));
                pieces.push(text.clone());
            }
            Block::Paragraph(text) => pieces.push(text.clone()),
            Block::Table(table) => {
                pieces.extend(table.columns.iter().map(|column| column.header.clone()));
                pieces.extend(table.rows.iter().flatten().cloned());
            }
            Block::Signatures(names) => pieces.extend(names.iter().cloned()),
        }
    }
    pieces
}

/// A part of a .docx file.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The text of an XML part, its paragraphs parted by lines.
fn words(xml: &str) -> String {
    let mut text = String::new();
    for piece in xml.split('<').skip(1) {
        let (tag, after) = piece.split_once('>').unwrap();
        text.push_str(after);
        if tag == "/w:p" {
            text.push('\n');
        }
    }
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (escaped, letter)| text.replace(escaped, letter))
}

#[test]
fn everything_a_rubric_says_is_on_the_screen() {
    for id in RUBRICS {
        let rubric = load(id);
        let output = jixiao(&["rubric", "show", &crate::common::rubric(id)]);
        assert_eq!((status(&output), err(&output).as_str()), (0, ""), "{id}");
        let shown = flat(&out(&output));
        let mut wanted = vec![
            rubric.system.source.clone(),
            rubric.system.notice.clone().unwrap(),
            rubric.sha256.clone(),
            rubric.id.clone(),
            format!("满分为{}分", rubric.system.full_points),
            "四舍五入，保留2位小数".to_owned(),
            "并列占位（1-1-3）".to_owned(),
            "负责人：____________".to_owned(),
        ];
        for indicator in &rubric.system.indicators {
            wanted.push(format!("{}（{}，{}分）", indicator.name(), indicator.code, indicator.points));
            wanted.push(indicator.rule.meaning());
            wanted.extend(indicator.standard.clone());
            wanted.extend(indicator.applies.as_ref().map(|condition| format!("{}的适用", condition.aloud())));
            wanted.extend(indicator.fallback.iter().map(jixiao::rubric::Rule::meaning));
            wanted.extend(indicator.told.as_ref().map(|told| told.what.clone()));
            let formula = indicator.rule.shape().map(|shape| shape.formula().rounded(rubric.system.places));
            wanted.extend(formula.map(|formula| format!("计算公式。={}", formula.to_excel(&str::to_owned))));
        }
        for words in wanted {
            assert!(shown.contains(&flat(&words)), "{id}: {words}");
        }
    }
}

#[test]
fn every_fact_of_a_rule_has_its_source() {
    for (id, source) in [
        (
            "project-2020-10",
            "自评表“预算执行”部分“年度资金总额”行的“年初预算数”（金额）、“全年预算数”（金额）、“全年执行数”（金额）",
        ),
        ("department-overall", "财政部门“财政掌握情况表”的“有专项资金”（是或否）、“专项绩效目标数”（数字）"),
    ] {
        let document = handbook::document(&load(id));
        let said = pieces(&document);
        assert!(said.iter().any(|piece| piece.contains(source)), "{id}");
        let table = document.blocks.iter().rev().find_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        });
        for row in &table.unwrap().rows {
            assert!(!row[1].is_empty() && !row[4].is_empty(), "{id}: {row:?}");
        }
    }
}

#[test]
fn an_example_shows_the_figures_put_in() {
    let said = pieces(&handbook::document(&load("department-overall")));
    let example = said.iter().find(|piece| piece.contains("追加比例12.5%")).unwrap();
    assert_eq!(
        example,
        "追加比例12.5%，超出2.5个百分点，按3个计。“年初预算数”填“400”，“年中追加金额”填“50”；代入：=ROUND(MAX(3-0.3*ROUNDUP(ROUND(MAX(50/400-10%,0)/1%,10),0),0),2)。得 2.1 分，扣 0.9 分。"
    );
}

#[test]
fn lines_stay_within_the_width() {
    use unicode_width::UnicodeWidthStr;
    for id in RUBRICS {
        let document = handbook::document(&load(id));
        for width in [40, 80, 100, 120] {
            for line in text::print(&document, width).lines() {
                assert!(line.width() <= width, "{id} {width}: {line}");
            }
        }
    }
}

#[test]
fn the_file_says_what_the_screen_says() {
    for id in RUBRICS {
        let document = handbook::document(&load(id));
        let bytes = docx::write(&document).unwrap();
        let file = words(&part(&bytes, "word/document.xml"));
        let screen = flat(&text::print(&document, 100));
        for piece in pieces(&document) {
            assert!(file.contains(&piece), "{id}: {piece}");
            // A cell of a table may stand in several lines of the screen.
            let whole = document.blocks.iter().any(|block| match block {
                Block::Table(table) => table.rows.iter().flatten().any(|cell| *cell == piece),
                _ => false,
            });
            assert!(whole || screen.contains(&flat(&piece)), "{id}: {piece}");
        }
    }
}

#[test]
fn the_file_is_an_official_document() {
    let bytes = docx::write(&handbook::document(&load("department-overall"))).unwrap();
    let document = part(&bytes, "word/document.xml");
    let tables = document.matches("<w:tbl>").count();
    // Every table but the one that is signed.
    assert_eq!(document.matches("<w:tblHeader />").count(), tables - 1);
    assert!(document.contains(r#"w:w="11906" w:h="16838""#));
    for margin in [r#"w:top="2098""#, r#"w:bottom="1984""#, r#"w:left="1587""#, r#"w:right="1474""#] {
        assert!(document.contains(margin), "{margin}");
    }
    let styles = part(&bytes, "word/styles.xml");
    for font in ["方正小标宋简体", "黑体", "楷体", "仿宋_GB2312"] {
        assert!(styles.contains(&format!(r#"w:eastAsia="{font}""#)), "{font}");
    }
    let footer = part(&bytes, "word/footer1.xml");
    assert!(footer.contains("PAGE") && words(&footer).contains("—"));
}

#[test]
fn limits_and_figures_of_others_have_their_sentences() {
    let loaded = Rubric::unlinted(
        "全部写法".to_owned(),
        &root().join("tests/everything"),
        &jixiao::rubric::Texts::read(&root().join("tests/everything")).unwrap(),
    );
    let mut rubric = loaded.unwrap();
    rubric.system.indicators.retain(|indicator| ["B02", "B06", "B12"].contains(&indicator.code.as_str()));
    let document = handbook::document(&rubric);
    let shown = flat(&text::print(&document, 100));
    for words in [
        "示例：违纪的。“重大违纪”填“是”。符合上述情形。",
        "各部门填报的“支出率”",
        "同组部门填报的“支出率”",
        "所需数据。计算项“结余率”。",
    ] {
        assert!(shown.contains(&flat(words)), "{words}\n{shown}");
    }
    // What a calculation is made of has its source too.
    let rows = document.blocks.iter().rev().find_map(|block| match block {
        Block::Table(table) => Some(&table.rows),
        _ => None,
    });
    let facts: Vec<&str> = rows.unwrap().iter().map(|row| row[0].as_str()).collect();
    for fact in ["收入", "支出", "支出率", "结余率", "全体[支出率]"] {
        assert!(facts.contains(&fact), "{fact} {facts:?}");
    }
}

/// As the schema of the format wants them; Word mends some of it in silence and refuses the rest.
#[test]
fn elements_stand_in_the_order_of_the_format() {
    let bytes = docx::write(&handbook::document(&load("department-overall"))).unwrap();
    for name in ["word/document.xml", "word/styles.xml", "word/footer1.xml", "word/numbering.xml"] {
        let xml = part(&bytes, name);
        assert!(!xml.contains("<w:rPr />") && !xml.contains("<w:rPr/>"), "{name}");
        for (parent, first, second) in [
            ("w:pPr", "w:pStyle", "w:keepNext"),
            ("w:pPr", "w:pStyle", "w:jc"),
            ("w:pPr", "w:keepNext", "w:ind"),
            ("w:pPr", "w:spacing", "w:ind"),
            ("w:pPr", "w:ind", "w:jc"),
            ("w:pPr", "w:keepNext", "w:outlineLvl"),
            ("w:rPr", "w:rFonts", "w:b"),
            ("w:rPr", "w:rFonts", "w:sz"),
            ("w:rPr", "w:b", "w:sz"),
            ("w:tblPr", "w:tblLayout", "w:tblCellMar"),
            ("w:sectPr", "w:footerReference", "w:pgSz"),
            ("w:style", "w:qFormat", "w:pPr"),
            ("w:style", "</w:pPr>", "<w:rPr>"),
        ] {
            for inside in xml.split(&format!("<{parent}")).skip(1) {
                let inside = inside.split(&format!("</{parent}>")).next().unwrap();
                let at = |tag: &str| {
                    let tag = if tag.starts_with('<') { tag.to_owned() } else { format!("<{tag} ") };
                    inside.find(&tag)
                };
                if let (Some(first_at), Some(second_at)) = (at(first), at(second)) {
                    assert!(first_at < second_at, "{name}: {first} {second}\n{inside}");
                }
            }
        }
    }
}

#[test]
fn the_same_rubric_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    for id in RUBRICS {
        let files = ["一.docx", "二.docx"].map(|name| folder.path().join("深/层").join(name));
        for file in &files {
            let output = show(id, file);
            assert_eq!(status(&output), 0, "{}", err(&output));
            assert!(out(&output).contains("评分说明书在"), "{}", out(&output));
        }
        let [first, second] = files.map(|file| fs::read(file).unwrap());
        assert!(first == second, "{id}");
        // Within one process the library numbers paragraphs on.
        let document = handbook::document(&load(id));
        assert!(docx::write(&document).unwrap() == first && docx::write(&document).unwrap() == first, "{id}");
        let mut archive = zip::ZipArchive::new(Cursor::new(&first)).unwrap();
        for index in 0..archive.len() {
            let time = archive.by_index(index).unwrap().last_modified().unwrap();
            assert_eq!((time.year(), time.month(), time.day(), time.hour()), (1980, 1, 1, 0));
        }
        let properties = part(&first, "docProps/core.xml");
        assert_eq!(properties.matches("2000-01-01T00:00:00Z").count(), 2, "{properties}");
    }
    let left: Vec<_> = fs::read_dir(folder.path().join("深/层")).unwrap().collect();
    assert_eq!(left.len(), 2, "no draft is left behind");
}

fn show(id: &str, file: &Path) -> std::process::Output {
    jixiao(&["rubric", "show", &rubric(id), "--docx", &file.display().to_string()])
}

/// A shipped rubric with pieces of its text replaced, in a folder of its own.
fn changed(id: &str, changes: &[(&str, &str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in ["rubric.toml", "form.toml", "examples.toml"] {
        let mut text = fs::read_to_string(root().join("rubrics").join(id).join(file)).unwrap();
        for (_, old, new) in changes.iter().filter(|(of, ..)| *of == file) {
            assert!(text.contains(old), "{file}: {old}");
            text = text.replacen(old, new, 1);
        }
        fs::write(folder.path().join(file), text).unwrap();
    }
    folder
}

#[test]
fn other_ways_of_a_rubric_have_their_words_too() {
    let rubric = "rubric.toml";
    let folder = changed(
        "department-overall",
        &[
            (rubric, "code = \"B3\"", "code = \"B3\"\nmissing = \"zero\""),
            (rubric, "code = \"B4\"", "code = \"B4\"\nmissing = \"not_applicable\""),
            (rubric, "\"预算编制\", \"新增", "\"预算编制\", \"事前\", \"新增"),
            (rubric, "\"competition\"", "\"dense\""),
            (rubric, "notice = ", "# notice = "),
            (rubric, "standard = \"审计", "# standard = \"审计"),
            ("form.toml", "name = \"财务违规问题数\"", "name = \"财务违规问题数\"\nlabels = [\"问题数\"]"),
            (
                "form.toml",
                "# ---- 部门收支情况",
                "[[field]]\nname = \"财务违规问题数\"\nkind = \"number\"\n# ",
            ),
        ],
    );
    let document = handbook::document(&Rubric::load(folder.path()).unwrap());
    let shown = flat(&text::print(&document, 100));
    for words in [
        "（1）新增预算入库项目事前绩效评估（B1，2分）",
        "①评分标准。",
        "四级指标",
        "并列不占位（1-1-2）",
        "（1）所需数据。自评表或财政部门“财政掌握情况表”的“财务违规问题数”（数字）。",
        "所需数据未填的，本指标不得分。",
        "所需数据未填的，视为不适用。",
    ] {
        assert!(shown.contains(words), "{words}");
    }
    assert!(!shown.contains("须知。"), "nothing is said of what is not there");
}

#[test]
fn what_cannot_be_done_is_said_with_its_status() {
    let folder = tempfile::tempdir().unwrap();
    let output = show("project-2020-10", &folder.path().join("说明书.doc"));
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("须以 .docx 结尾"), "{}", err(&output));

    let help = out(&jixiao(&["rubric", "show", "--help"]));
    assert!(help.contains("示例：") && help.contains("--docx <文件>") && !help.contains("Usage"), "{help}");

    let output = jixiao(&["rubric", "show", "inputs"]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("不是评分细则文件夹"), "{}", err(&output));

    fs::write(folder.path().join("占用"), "").unwrap();
    let output = show("project-2020-10", &folder.path().join("占用/说明书.docx"));
    assert_eq!(status(&output), 3);
    assert!(err(&output).contains("无法写入"), "{}", err(&output));
}

#[test]
fn a_rubric_whose_examples_fail_is_not_said() {
    let folder = changed("project-2020-10", &[("examples.toml", "expect = 8.97", "expect = 9")]);
    let output = jixiao(&["rubric", "show", &folder.path().display().to_string()]);
    assert_eq!((status(&output), out(&output).as_str()), (2, ""));
    assert!(err(&output).contains("算例不符") && err(&output).contains("六安2021"), "{}", err(&output));
}

#[test]
fn what_counts_beside_full_marks_and_what_a_ceiling_cuts_is_seen() {
    let rubric = Rubric::load(&root().join("tests/lint/base")).unwrap();
    let said = pieces(&handbook::document(&rubric));
    for words in [
        "七、管理（最高30分）",
        "九、加分（加分最多5分）",
        "（一）表彰（D1，加分，最多5分）",
        "加分5",
        "分值标明“加分”“扣分”的，在满分之外最多加、扣所列分数，不计入合计。",
        "“管理”各项指标合计40分，最高30分，合计中按30分计。",
    ] {
        assert!(said.iter().any(|piece| piece == words), "{words}\n{said:#?}");
    }
}
