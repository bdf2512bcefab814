//! The inputs: each is made from a form that is correct.

use std::fs;

use encoding_rs::GBK;

use crate::common::{Cell, District, project_form, rewritten, root, with_part, zipped};

/// The first sheet of a workbook as it lies in its package.
const SHEET: &str = "xl/worksheets/sheet1.xml";

/// What becomes of a file.
pub(super) enum End {
    /// Scored, with these findings and no other.
    Scored(&'static [&'static str]),
    /// Rejected, with a finding of this code and these words.
    Rejected(&'static str, &'static str),
    /// Ignored, with these words.
    Ignored(&'static str),
}
use End::{Ignored, Rejected, Scored};

/// A correct form of a department of its own as a workbook.
pub(super) fn form(department: &str) -> Vec<u8> {
    changed(department, |_| {})
}

/// The same with a change to its cells.
fn changed(department: &str, change: impl Fn(&mut Vec<Vec<Cell>>)) -> Vec<u8> {
    let district = District::new();
    let mut rows = project_form(department, "项目一");
    change(&mut rows);
    district.sheet("x.xlsx", &rows);
    fs::read(district.inputs().join("x.xlsx")).unwrap()
}

/// The form as text, its cells between `delimiter`.
fn as_text(department: &str, delimiter: &str) -> String {
    let cell = |cell: &Cell| match cell {
        Cell::Text(text) | Cell::Error(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Percent(ratio) => format!("{}%", ratio * 100.0),
    };
    let rows = project_form(department, "项目一");
    let line = |row: &Vec<Cell>| row.iter().map(cell).collect::<Vec<_>>().join(delimiter);
    rows.iter().map(line).collect::<Vec<_>>().join("\r\n")
}

/// The form as a web page.
fn as_page(department: &str) -> String {
    let rows = as_text(department, "</td><td>").replace("\r\n", "</td></tr>\n<tr><td>");
    format!("<html><meta charset=utf-8><body><table border=1><tr><td>{rows}</td></tr></table></body></html>")
}

/// A compound file whose directory has one entry.
fn compound(entry: &str) -> Vec<u8> {
    let mut bytes = vec![0; 1024];
    bytes[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    let name: Vec<u8> = entry.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    bytes[512..512 + name.len()].copy_from_slice(&name);
    bytes[576] = u8::try_from(name.len()).unwrap();
    bytes
}

/// A compound file whose directory goes on in itself for ever: reading it takes all memory.
pub(super) fn endless() -> Vec<u8> {
    let mut bytes = vec![0; 1536];
    for (at, patch) in [
        (0, &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..]),
        (26, &[3]),
        (30, &[9]),
        (32, &[6]),
        (44, &[1]),
        (48, &[1]),
        (60, &[0xFE, 0xFF, 0xFF, 0xFF]),
        (68, &[0xFE, 0xFF, 0xFF, 0xFF]),
        (512, &[0xFD, 0xFF, 0xFF, 0xFF, 1]),
    ] {
        bytes[at..at + patch.len()].copy_from_slice(patch);
    }
    bytes
}

/// The form with `insert` put into its first sheet's XML before its rows.
fn with_xml(department: &str, from: &str, to: &str) -> Vec<u8> {
    rewritten(&form(department), SHEET, from, to)
}

/// A workbook of one sheet by its XML.
pub(super) fn bare(sheet: &str) -> Vec<u8> {
    with_part(&form("空局"), SHEET, |_| sheet.to_owned())
}

/// An `OpenDocument` workbook by its content.
fn open_document(content: &str, manifest: &str) -> Vec<u8> {
    zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest.as_bytes()),
        ("content.xml", content.as_bytes()),
    ])
}

/// The form with a day of filling in that is stored as this serial number, and a date system.
fn dated(department: &str, serial: &str, system: &str) -> Vec<u8> {
    let bytes = changed(department, |rows| rows.insert(2, vec!["填报日期".into(), Cell::Percent(7777.0)]));
    let bytes = rewritten(&bytes, "xl/styles.xml", "formatCode=\"0.00%\"", "formatCode=\"yyyy-mm-dd\"");
    let bytes = rewritten(&bytes, "xl/workbook.xml", "<workbookPr ", &format!("<workbookPr {system}"));
    // The rate of execution has the same style; what it was does not matter here.
    rewritten(&rewritten(&bytes, SHEET, "<v>7777</v>", &format!("<v>{serial}</v>")), SHEET, "<v>0.9</v>", "")
}

/// The form with another part in its package.
fn with_more(bytes: &[u8], name: &str, content: &[u8]) -> Vec<u8> {
    let mut package = zip::ZipWriter::new_append(std::io::Cursor::new(bytes.to_vec())).unwrap();
    package.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    std::io::Write::write_all(&mut package, content).unwrap();
    package.finish().unwrap().into_inner()
}

/// An `OpenDocument` workbook with a cell in its last corner.
fn corner() -> Vec<u8> {
    let content = "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"a\">\
        <table:table-row table:number-rows-repeated=\"1048575\"><table:table-cell/></table:table-row><table:table-row>\
        <table:table-cell table:number-columns-repeated=\"16383\"/><table:table-cell office:value-type=\"float\" \
        office:value=\"1\"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";
    open_document(content, "<manifest:manifest/>")
}

/// The form as the content of an `OpenDocument` workbook, below this element, indented by hand.
fn indented(department: &str, root: &str) -> String {
    let text = as_text(department, "\t").replace('&', "&amp;").replace('<', "&lt;");
    let cell = |cell: &str| {
        format!(
            "\n   <table:table-cell office:value-type=\"string\"><text:p>{cell}</text:p></table:table-cell>"
        )
    };
    let row = |row: &str| {
        format!(
            "\n  <table:table-row>{}\n  </table:table-row>",
            row.split('\t').map(cell).collect::<String>()
        )
    };
    let rows: String = text.lines().map(row).collect();
    format!(
        "<?xml version=\"1.0\"?>\n<{root}><office:body><office:spreadsheet>\n <table:table table:name=\"自评表\">{rows}\n \
         </table:table></office:spreadsheet></office:body></{root}>"
    )
}

/// The form as an XML workbook of Excel 2003.
fn as_xml_2003(department: &str) -> Vec<u8> {
    let text = as_text(department, "\t").replace('&', "&amp;").replace('<', "&lt;");
    let cell = |cell: &str| format!("<Cell><Data ss:Type=\"String\">{cell}</Data></Cell>");
    let row = |row: &str| format!("<Row>{}</Row>", row.split('\t').map(cell).collect::<String>());
    let rows: String = text.lines().map(row).collect();
    format!(
        "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>\
         <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"自评表\"><Table>{rows}</Table>\
         </Worksheet></Workbook>"
    )
    .into_bytes()
}

/// The form as bare records of an .xls file, its letters in GBK, as scripts behind web pages write it.
fn as_records(department: &str) -> Vec<u8> {
    let mut bytes = vec![0x09, 0x08, 8, 0, 0, 0, 0x10, 0, 0, 0, 0, 0];
    for (row, line) in (0_u16..).zip(as_text(department, "\t").lines()) {
        for (col, cell) in (0_u16..).zip(line.split('\t')) {
            let letters = GBK.encode(cell).0;
            let length = u16::try_from(letters.len()).unwrap();
            for number in [0x0204, 8 + length, row, col, 0, length] {
                bytes.extend(number.to_le_bytes());
            }
            bytes.extend(letters.iter());
        }
    }
    bytes.extend([0x0A, 0, 0, 0]);
    bytes
}

/// An archive of two files with one name.
fn twice(name: &str, other: &str, content: &[u8]) -> Vec<u8> {
    let mut bytes = zipped(&[(name, content), (other, content)]);
    for at in 0..bytes.len() - other.len() {
        if bytes[at..].starts_with(other.as_bytes()) {
            bytes[at..at + name.len()].copy_from_slice(name.as_bytes());
        }
    }
    bytes
}

/// Every input by its name, its bytes and its end.
#[allow(clippy::too_many_lines)]
pub(super) fn cases() -> Vec<(&'static str, Vec<u8>, End)> {
    let encrypted = "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let laughs = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>\
        <worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>&b;</v></c></row></sheetData></worksheet>";
    let deep = format!(
        "<worksheet>{}{}<sheetData></sheetData></worksheet>",
        "<x>".repeat(100_000),
        "</x>".repeat(100_000)
    );
    let damaged = {
        let mut bytes = form("损坏局");
        let part = bytes.windows(SHEET.len()).position(|window| window == SHEET.as_bytes()).unwrap();
        bytes[part + SHEET.len() + 20..][..100].fill(0x55);
        bytes
    };
    let good = form("正常局");
    let twin = form("孪生局");
    let hidden = |state: &str| {
        let district = District::new();
        let (shown, old) = (project_form(state, "今年"), project_form(state, "上年"));
        district.workbook("x.xlsx", &[("今年", &shown, false), ("上年", &old, true)]);
        let bytes = fs::read(district.inputs().join("x.xlsx")).unwrap();
        rewritten(&bytes, "xl/workbook.xml", "state=\"hidden\"", &format!("state=\"{state}\""))
    };
    let set =
        |row: usize, col: usize, cell: Cell| move |rows: &mut Vec<Vec<Cell>>| rows[row][col] = cell.clone();
    vec![
        ("正常.xlsx", good.clone(), Scored(&[])),
        // Not what the name says.
        ("空.xlsx", Vec::new(), Rejected("S01", "文件为空")),
        ("半截.xlsx", good[..good.len() / 2].to_vec(), Rejected("S01", "已损坏")),
        ("损坏.xlsx", damaged, Rejected("S01", "已损坏")),
        ("网页.xls", b"<html><p>x</p></html>".to_vec(), Rejected("S01", "实为网页")),
        ("图片.xls", b"\x89PNG\r\n\x1a\n".to_vec(), Rejected("S01", "实为图片")),
        ("文稿.xls", zipped(&[("word/document.xml", b"<w/>")]), Rejected("S01", "实为Word 文件")),
        ("旧文稿.xls", compound("WordDocument"), Rejected("S01", "实为Word 文件")),
        ("说明.xls", "请于月底前报送。\n谢谢！\n".into(), Rejected("S01", "实为文本文件")),
        ("版式.xlsx", b"%PDF-1.4\n".to_vec(), Rejected("S01", "实为PDF 文件")),
        ("早年.xls", b"\x09\x04\x06\x00\x00\x00\x10\x00".to_vec(), Rejected("S01", "Excel 4.0")),
        ("压缩.xlsx", b"Rar!\x1a\x07\x00".to_vec(), Rejected("S01", "RAR")),
        ("乱码.csv", b"\x00\x01\x02,\x03\n".to_vec(), Rejected("S01", "其他类型的文件")),
        // Closed.
        ("密码.xlsx", compound("EncryptedPackage"), Rejected("S16", "打开密码")),
        ("密码.ods", open_document("<x/>", encrypted), Rejected("S16", "打开密码")),
        // Without anything, or with too much.
        ("无簿.xlsx", zipped(&[("xl/x.xml", b"<x/>")]), Rejected("S01", "已损坏")),
        (
            "无表.xlsx",
            with_part(&good, "xl/workbook.xml", |_| "<workbook><sheets/></workbook>".to_owned()),
            Rejected("S01", "没有工作表"),
        ),
        ("无止境.xls", endless(), Rejected("S15", "超出内存上限")),
        (
            "多到底.xlsx",
            bare(
                "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>",
            ),
            Rejected("S02", "未识别"),
        ),
        (
            "越界行.xlsx",
            bare(
                "<worksheet><sheetData><row r=\"4294967298\"><c r=\"A4294967298\"><v>1</v></c></row></sheetData></worksheet>",
            ),
            Rejected("S01", "已损坏"),
        ),
        (
            "越界列.xlsx",
            bare(
                "<worksheet><sheetData><row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row></sheetData></worksheet>",
            ),
            Rejected("S01", "已损坏"),
        ),
        ("实体.xlsx", bare(laughs), Rejected("S01", "已损坏")),
        ("深层.xlsx", bare(&deep), Rejected("S02", "未识别")),
        (
            "虚报.xlsx",
            with_xml("虚报局", "<dimension ref=\"A1:H12\"/>", "<dimension ref=\"A1:XFD1048576\"/>"),
            Scored(&[]),
        ),
        (
            "角落.xlsx",
            with_xml(
                "角落局",
                "</sheetData>",
                "<row r=\"1048576\"><c r=\"XFD1048576\"><v>7</v></c></row></sheetData>",
            ),
            Scored(&[]),
        ),
        (
            "同名.xlsx",
            {
                let district = District::new();
                let rows = project_form("同名局", "项目一");
                district.sheets("x.xlsx", &[("甲", &rows), ("乙", &rows)]);
                let bytes = fs::read(district.inputs().join("x.xlsx")).unwrap();
                rewritten(&bytes, "xl/workbook.xml", "name=\"乙\"", "name=\"甲\"")
            },
            Rejected("S19", "同名"),
        ),
        ("同名文件.zip", twice("甲.xlsx", "乙.xlsx", &good), Rejected("S01", "压缩包内有同名文件")),
        // The right thing under the wrong name.
        ("后缀.xls", form("后缀局"), Scored(&["S21"])),
        ("后缀.ods", form("后缀乙局"), Scored(&["S21"])),
        ("后缀.dat", form("后缀丙局"), Scored(&["S21"])),
        ("无后缀", form("后缀丁局"), Scored(&["S21"])),
        ("大写.XLSX", form("大写局"), Scored(&[])),
        ("逗号.csv", as_text("逗号局", ",").into_bytes(), Scored(&[])),
        ("分号.csv", as_text("分号局", ";").into_bytes(), Scored(&[])),
        ("国标.csv", GBK.encode(&as_text("国标局", ",")).0.into_owned(), Scored(&[])),
        ("制表.xls", as_text("制表局", "\t").into_bytes(), Scored(&["S21"])),
        ("网页表.xls", as_page("网页局").into_bytes(), Scored(&["S21"])),
        (
            "缩进.ods",
            open_document(&indented("缩进局", "office:document-content"), "<manifest:manifest/>"),
            Scored(&[]),
        ),
        ("单文件.fods", indented("单文件局", "office:document").into_bytes(), Scored(&[])),
        ("单文件.xml", as_xml_2003("单文件乙局"), Scored(&[])),
        ("单文件.xls", as_xml_2003("单文件丙局"), Scored(&["S21"])),
        ("半截.xml", as_xml_2003("半截局")[..900].to_vec(), Ignored("已损坏")),
        ("记录.xls", as_records("记录局"), Scored(&[])),
        ("无标.csv", as_text("无标局", ",").encode_utf16().flat_map(u16::to_le_bytes).collect(), Scored(&[])),
        ("声明.csv", format!("sep=|\r\n{}", as_text("声明局", "|")).into_bytes(), Scored(&[])),
        ("拆开.xlsx", with_xml("拆开局", "<v>180</v>", "<v> 1<!-- x --><![CDATA[80]]> </v>"), Scored(&[])),
        (
            "新错误.xlsx",
            rewritten(
                &changed("新错误局", set(5, 4, Cell::Error("#DIV/0!".to_owned()))),
                SHEET,
                "#DIV/0!",
                "#SPILL!",
            ),
            Scored(&["T08"]),
        ),
        // Left behind by programs.
        ("~$正常.xlsx", b"lock".to_vec(), Ignored("程序临时文件")),
        ("._正常.xlsx", b"fork".to_vec(), Ignored("程序临时文件")),
        (".~lock.正常.ods#", b"lock".to_vec(), Ignored("程序临时文件")),
        ("Thumbs.db", b"x".to_vec(), Ignored("程序临时文件")),
        ("说明.txt", b"x".to_vec(), Ignored("文稿，不是绩效自评报告")),
        ("正文.docx", zipped(&[("word/document.xml", b"<w/>")]), Ignored("文稿，不是绩效自评报告")),
        ("资料.jar", zipped(&[("x.xlsx", &good)]), Ignored("实为压缩包")),
        // Cells.
        ("注入.xlsx", changed("=HYPERLINK(\"http://x\")", |_| {}), Scored(&[])),
        ("命令.xlsx", changed("+cmd|' /C calc'!A0", |_| {}), Scored(&[])),
        ("长文.xlsx", changed("长文局", |rows| rows[9][7] = Cell::Text("长".repeat(32_767))), Scored(&[])),
        ("无穷.xlsx", with_xml("无穷局", "<v>180</v>", "<v>1E999</v>"), Scored(&["T08"])),
        ("非数.xlsx", with_xml("非数局", "<v>180</v>", "<v>NaN</v>"), Scored(&["T08"])),
        ("错误值.xlsx", changed("错误局", set(5, 4, Cell::Error("#DIV/0!".to_owned()))), Scored(&["T08"])),
        (
            "未计算.xlsx",
            rewritten(
                &changed("未计算局", set(5, 4, Cell::Error("#REF!".to_owned()))),
                SHEET,
                "<v>#REF!</v>",
                "",
            ),
            Scored(&["T14"]),
        ),
        ("全角.xlsx", changed("全角局", set(7, 6, Cell::Text("２０".to_owned()))), Scored(&[])),
        ("加字.xlsx", changed("加字局", set(7, 6, Cell::Text("20分".to_owned()))), Scored(&[])),
        ("符号.xlsx", changed("符号局", set(7, 4, Cell::Text("≥90场".to_owned()))), Scored(&["R02", "T09"])),
        ("横线.xlsx", changed("横线局", set(7, 4, Cell::Text("—".to_owned()))), Scored(&["T12"])),
        ("打钩.xlsx", changed("打钩局", set(7, 4, Cell::Text("√".to_owned()))), Scored(&["T03"])),
        (
            "真假.xlsx",
            rewritten(
                &changed("真假局", set(7, 6, Cell::Number(19.25))),
                SHEET,
                "<c r=\"G8\"><v>19.25</v>",
                "<c r=\"G8\" t=\"b\"><v>1</v>",
            ),
            Scored(&["A05", "T07"]),
        ),
        (
            "超长文.xlsx",
            with_xml(
                "超长文局",
                "</row><row r=\"11\"",
                &format!(
                    "<c r=\"H10\" t=\"inlineStr\"><is><t>{}</t></is></c></row><row r=\"11\"",
                    "长".repeat(40_000)
                ),
            ),
            Scored(&[]),
        ),
        (
            "控制符.xlsx",
            with_xml(
                "控制符局",
                "</sheetData>",
                "<row r=\"14\"><c r=\"A14\" t=\"inlineStr\"><is><t>注_x0007_记_x0000_</t></is></c></row></sheetData>",
            ),
            Scored(&["T15"]),
        ),
        (
            "长编码.xlsx",
            changed("长编码局", set(3, 4, Cell::Number(914_401_011_234_567_890.0))),
            Scored(&["S27"]),
        ),
        ("百分值.xlsx", changed("百分值局", set(8, 4, Cell::Number(0.97))), Scored(&["T05"])),
        ("新纪元.xlsx", dated("新纪元局", "42734", "date1904=\"1\" "), Scored(&[])),
        ("旧纪元.xlsx", dated("旧纪元局", "44196", ""), Scored(&[])),
        ("错纪元.xlsx", dated("错纪元局", "42734", ""), Scored(&["S23"])),
        ("上世纪前.xlsx", dated("上世纪前局", "-5", ""), Scored(&[])),
        ("第零日.xlsx", dated("第零日局", "0.5", ""), Scored(&[])),
        (
            "表头.xlsx",
            changed("表头局", |rows| {
                rows[6][0] = "\u{FEFF}一级\n指标".into();
                rows[6][3] = " 年度 指标值：".into();
                rows[6][4] = "实际\r\n完成值".into();
            }),
            Scored(&[]),
        ),
        ("表情.xlsx", form("😀局"), Scored(&[])),
        ("宏.xlsm", with_more(&form("宏局"), "xl/vbaProject.bin", &[0xD0, 0xCF, 0x11, 0xE0]), Scored(&[])),
        (
            "外链.xlsx",
            with_xml("外链局", "<v>180</v>", "<f>[1]表!$A$1+DDE(\"x\",\"y\")</f><v>180</v>"),
            Scored(&[]),
        ),
        ("旧表.et", fs::read(root().join("tests/fixtures/form.xls")).unwrap(), Scored(&["R04", "S22"])),
        ("远角.ods", corner(), Rejected("S02", "未识别")),
        ("另年.xlsx", changed("另年局", set(1, 0, "（2019年度）".into())), Scored(&["S22"])),
        (
            "一文两家.xlsx",
            {
                let district = District::new();
                let (one, two) = (project_form("两家甲局", "项目一"), project_form("两家乙局", "项目一"));
                district.sheets("x.xlsx", &[("甲", &one), ("乙", &two)]);
                fs::read(district.inputs().join("x.xlsx")).unwrap()
            },
            Scored(&["S24"]),
        ),
        ("两家之名.xlsx", changed("两家丙局、两家丁局", |_| {}), Scored(&["S25"])),
        (
            "隐藏列.xlsx",
            with_xml(
                "隐藏列局",
                "<sheetData>",
                "<cols><col min=\"5\" max=\"5\" width=\"0\"/></cols><sheetData>",
            ),
            Scored(&["S26"]),
        ),
        (
            "全并.xlsx",
            with_xml(
                "全并局",
                "</sheetData>",
                "</sheetData><mergeCells><mergeCell ref=\"A1:XFD1\"/><mergeCell ref=\"J13:XFD1048576\"/><mergeCell ref=\"A14:A9\"/></mergeCells>",
            ),
            Scored(&[]),
        ),
        ("同一份甲.xlsx", twin.clone(), Rejected("S03", "重复报送")),
        ("同一份乙.xlsx", twin, Rejected("S03", "重复报送")),
        ("隐藏表.xlsx", hidden("hidden"), Scored(&["S07"])),
        ("深隐藏表.xlsx", hidden("veryHidden"), Scored(&["S07"])),
        ("隐藏行.xlsx", with_xml("隐藏行局", "<row r=\"9\"", "<row r=\"9\" hidden=\"1\""), Scored(&["S20"])),
    ]
}
