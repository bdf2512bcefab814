//! Narrative reports beside the workbooks: read from every kind of file, compared with the tables,
//! and none of them stops the run.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;

use crate::common::{Cell, District, department_form, jixiao, out, root, rubric, status, zipped};
use encoding_rs::GBK;
use serde_json::Value;

const RUBRIC: &str = "department-overall";
const TITLE: &str = "甲局2023年部门整体支出绩效自评报告\n";

/// What a report states, as `form fill` lists it.
fn stated(file: &std::path::Path) -> Value {
    let output =
        jixiao(&["form", "fill", &file.display().to_string(), "--rubric", &rubric(RUBRIC), "--json"]);
    assert_eq!(status(&output), 0, "{}", crate::common::err(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn names_and_values(list: &Value) -> Vec<String> {
    let entry = |entry: &Value| format!("{} {}", entry["name"].as_str().unwrap(), entry["value"]);
    list.as_array().unwrap().iter().map(entry).collect()
}

/// A folder with the form of 甲局.
fn district() -> District {
    let district = District::new();
    district.sheet("甲局.xlsx", &department_form("甲局"));
    district
}

fn checked(district: &District) -> Value {
    let output = district.run("check", RUBRIC, &["--json", "--fail-on", "never"]);
    assert_eq!(status(&output), 0, "{}", crate::common::err(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// `编码 文件` of the findings whose codes belong to reports, and of the passwords.
fn findings(answer: &Value) -> Vec<String> {
    let findings = answer["findings"].as_array().unwrap().iter();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let of_reports = |code: &str| ("A19".."A27").contains(&code) || code == "S16";
    findings
        .filter(|finding| of_reports(finding["code"].as_str().unwrap()))
        .map(|finding| {
            format!("{} {} {}", text(finding, "code"), text(finding, "file"), text(finding, "cell"))
        })
        .collect()
}

fn input<'a>(answer: &'a Value, file: &str) -> (&'a str, &'a str) {
    let input = answer["inputs"].as_array().unwrap().iter().find(|input| input["file"] == file).expect(file);
    (input["status"].as_str().unwrap(), input["reason"].as_str().unwrap_or_default())
}

#[test]
fn pdf_files_of_every_producer_state_the_same() {
    for producer in ["reportlab", "weasyprint", "libreoffice"] {
        let answer = stated(&root().join(format!("tests/fixtures/narrative/{producer}.pdf")));
        assert_eq!(
            names_and_values(&answer["figures"]),
            [
                "总收入 1234.56",
                "一般公共预算财政拨款收入 1200",
                "其他收入 34.56",
                "总支出 1230.06",
                "基本支出 900.06",
                "项目支出 330",
                "年末结转和结余 4.5",
            ],
            "{producer}"
        );
        let counts = ["开展河道巡查 365", "清理河道垃圾 1280", "举办节水宣传活动 24", "受益群众 32000"];
        assert_eq!(names_and_values(&answer["counts"]), counts, "{producer}");
        assert!(answer["figures"][0]["place"].as_str().unwrap().starts_with("第1页第"), "{producer}");
    }
}

#[test]
fn texts_of_every_encoding_and_documents_state_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("{TITLE}一、收支情况\n全年总收入380.\n78万元，其中其他收入0.07万元。\n");
    let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let runs = "<w:p><w:r><w:t>全年总收入380.</w:t></w:r><w:del><w:r><w:delText>99</w:delText></w:r></w:del>\
        <w:r><w:t>78万元，其中其他收入0.07万元。</w:t></w:r></w:p>";
    let document = format!("<w:document xmlns:w=\"w\"><w:body>{runs}</w:body></w:document>");
    for (name, bytes) in [
        ("utf8.txt", text.clone().into_bytes()),
        ("utf16.txt", utf16),
        ("gbk.txt", GBK.encode(&text.replace('\n', "\r\n")).0.into_owned()),
        ("word.docx", zipped(&[("word/document.xml", document.as_bytes())])),
    ] {
        let file = folder.path().join(name);
        fs::write(&file, bytes).unwrap();
        assert_eq!(names_and_values(&stated(&file)["figures"]), ["总收入 380.78", "其他收入 0.07"], "{name}");
    }
}

#[test]
fn the_sample_reports_disagree_where_they_say_so() {
    let output =
        jixiao(&["check", "inputs/liwan-2023", "--rubric", &rubric(RUBRIC), "--json", "--fail-on", "never"]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let of = |body: &str| {
        let all = findings(&answer).into_iter().filter(|finding| finding.contains(body));
        all.map(|finding| finding.split(' ').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of("妇女联合会"), ["A19", "A20", "A21"]);
    assert_eq!(of("档案馆"), [""; 0]);
    assert_eq!(of("城市管理局"), ["A19", "A19", "A20", "A20"]);
    assert_eq!(of("民政局"), ["A21"]);
}

#[test]
fn a_report_finds_its_body() {
    let district = district();
    let text = format!("{TITLE}全年基本支出110万元。\n");
    let beside = "2023年部门整体支出绩效自评报告\n全年基本支出120万元。\n";
    district.sheet(
        "名册.xlsx",
        &[["部门名称", "别名"].map(Cell::from).to_vec(), ["甲局", "甲管理局"].map(Cell::from).to_vec()],
    );
    district.bytes("材料/甲管理局.txt", text.replace("甲局", "甲管理局").as_bytes());
    district.bytes("甲局.txt", beside.as_bytes());
    district.bytes("乙局自评报告.txt", text.replace("甲局", "乙局").as_bytes());
    district.bytes("会议通知.txt", b"x");
    let answer = checked(&district);
    assert_eq!(
        findings(&answer),
        ["A26 乙局自评报告.txt ", "A19 材料/甲管理局.txt 第2行", "A19 甲局.txt 第2行"]
    );
    assert_eq!(input(&answer, "甲局.txt"), ("ignored", "文字报告，已与“甲局”的自评表核对，本身不评分"));
    assert_eq!(input(&answer, "会议通知.txt"), ("ignored", "文稿，不是绩效自评报告"));
    assert_eq!(input(&answer, "乙局自评报告.txt"), ("rejected", "不能确定报告是哪个部门的，未能核对"));
}

#[test]
fn one_bad_report_costs_nobody_else() {
    let district = district();
    let good = format!("{TITLE}全年基本支出110万元。\n");
    district.bytes("甲局.txt", good.as_bytes());
    // A paragraph that unpacks to half a gibibyte.
    let bomb = zip_bomb();
    let kid = |number: usize| {
        format!("{number} 0 obj <</Type /Pages /Kids [2 0 R {number} 0 R] /Count 9>> endobj\n")
    };
    let cyclic = format!(
        "%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n{}3 0 obj <</Length 3 0 R>> stream\n{}trailer <</Root 1 0 R>>\n",
        kid(2),
        kid(4)
    );
    let deep = format!("<w:document xmlns:w=\"w\">{}", "<w:p>".repeat(300_000));
    for (name, bytes, reason) in [
        ("炸弹自评报告.docx", bomb, "报告未能核对：压缩包展开后的大小超出可读上限"),
        ("循环自评报告.pdf", cyclic.into_bytes(), "报告"),
        (
            "加密自评报告.pdf",
            fs::read(root().join("tests/fixtures/narrative/encrypted.pdf")).unwrap(),
            "文件设有打开密码",
        ),
        ("半截自评报告.pdf", b"%PDF-1.7\n1 0 obj <<".to_vec(), "报告"),
        (
            "过长自评报告.txt",
            "总收入1万元。".repeat(3_000_000).into_bytes(),
            "报告未能核对：文字总量超出可读上限",
        ),
        ("深层自评报告.docx", zipped(&[("word/document.xml", deep.as_bytes())]), "报告"),
        ("无正文自评报告.docx", zipped(&[("word/x.xml", b"<x/>")]), "报告未能核对：文件已损坏或格式不受支持"),
        ("旧版自评报告.doc", compound("WordDocument"), "报告未能核对：不支持的文稿格式（旧版 Word 文件）"),
        ("乱码自评报告.txt", vec![0xFF, 0xFF, 0xFF, 0x81], "报告"),
    ] {
        district.bytes(name, &bytes);
        let answer = checked(&district);
        let (status, why) = input(&answer, name);
        assert_eq!(status, "rejected", "{name}: {why}");
        assert!(why.contains(reason), "{name}: {why}");
        let found = findings(&answer);
        assert!(found.contains(&"A19 甲局.txt 第2行".to_owned()), "{name}: {found:?}");
        assert_eq!(found.len(), 2, "{name}: {found:?}");
        fs::remove_file(district.inputs().join(name)).unwrap();
    }
}

/// A document of some kilobytes that unpacks to half a gibibyte.
fn zip_bomb() -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let block = vec![b'a'; 1 << 20];
    for _ in 0..520 {
        zip.write_all(&block).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The beginning of a compound file with a directory entry of this name.
fn compound(name: &str) -> Vec<u8> {
    let mut bytes = vec![0; 1024];
    bytes[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    let name: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    bytes[512..][..name.len()].copy_from_slice(&name);
    bytes[512 + 64] = u8::try_from(name.len()).unwrap();
    bytes
}

#[test]
fn a_report_without_figures_is_listed_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("报告.txt");
    fs::write(&file, TITLE).unwrap();
    let output = jixiao(&["form", "fill", &file.display().to_string(), "--rubric", &rubric(RUBRIC)]);
    assert_eq!(out(&output), "找到数据 0 项，计数 0 项\n");
}

#[test]
fn a_form_is_filled_with_the_sentences_beside_it() {
    use calamine::{Data, Reader, Xlsx, open_workbook};
    let folder = tempfile::tempdir().unwrap();
    let (report, form) = (folder.path().join("报告.txt"), folder.path().join("自评表.xlsx"));
    let sentence = "全年基本支出298.30万元。";
    let twice = "预算执行率99.26%，年初预算数410万元。项目支出1万元。项目支出2万元。全年共举办活动53场。";
    fs::write(&report, format!("{TITLE}{sentence}{twice}")).unwrap();
    let (report, out_file) = (report.display().to_string(), form.display().to_string());
    let rubric = rubric(RUBRIC);
    let arguments = ["form", "fill", &report, "--rubric", &rubric, "--out", &out_file];
    let output = jixiao(&arguments);
    assert_eq!(status(&output), 0, "{}", crate::common::err(&output));
    assert!(out(&output).contains("已填 5 格"), "{}", out(&output));
    assert!(out(&output).contains("未填的有：项目支出"), "{}", out(&output));
    let mut book: Xlsx<_> = open_workbook(&form).unwrap();
    let sheet = book.worksheet_range("自评表").unwrap();
    let rows: Vec<&[Data]> = sheet.rows().collect();
    let beside = |label: &str| {
        let found = rows.iter().find_map(|row| {
            let at = row.iter().position(|cell| cell.to_string().starts_with(label))?;
            // Both are merged over some columns.
            let next = row[at + 1..]
                .iter()
                .position(|cell| !cell.to_string().starts_with('（') && *cell != Data::Empty);
            let value = next.map(|next| row[at + 1 + next].clone());
            Some(value.filter(|value| !matches!(value, Data::String(_))).unwrap_or(Data::Empty))
        });
        found.unwrap()
    };
    assert_eq!(beside("基本支出"), Data::Float(298.3));
    assert_eq!(beside("项目支出"), Data::Empty);
    assert!(
        rows.iter().any(|row| row.contains(&Data::String("举办活动".into()))
            && row.contains(&Data::String("53场".into())))
    );
    let mut package = zip::ZipArchive::new(fs::File::open(&form).unwrap()).unwrap();
    let mut comments = String::new();
    std::io::Read::read_to_string(&mut package.by_name("xl/comments1.xml").unwrap(), &mut comments).unwrap();
    assert!(comments.contains(&format!("报告.txt › 第2行：{sentence}")), "{comments}");
    // A clerk's work is not written over.
    assert_eq!(status(&jixiao(&arguments)), 2);
    assert_eq!(status(&jixiao(&[&arguments[..], &["--force"]].concat())), 0);
    // The program knows its own form, in which only the name is missing.
    let district = District::new();
    district.bytes("甲局.xlsx", &fs::read(&form).unwrap());
    let answer = checked(&district);
    let codes = crate::common::codes(&answer);
    assert!(codes.contains(&"S08".to_owned()) && !codes.contains(&"S02".to_owned()), "{codes:?}");
}
