//! The gallery of findings: for every code the smallest bad input and the words a clerk reads.
//!
//! Each `gallery/<CODE>.toml` (or `gallery/<CODE>-variant.toml`) is run through the program.

#![allow(clippy::unwrap_used, clippy::expect_used)]
#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;

use crate::common::{
    Cell, District, Printed, bureau_table, code_of, department_form, err, opening, out, project_form, root,
    status,
};
use jixiao::finding::catalogue::CATALOGUE;
use serde::Deserialize;

/// Latin words that Chinese office software and this program's own files use.
const KNOWN_WORDS: [&str; 13] =
    ["Excel", "WPS", "xlsx", "xls", "form", "toml", "prefer", "newest", "PDF", "XML", "Word", "docx", "RTF"];
/// The user that may do the least, as whom a test runs the program where it is root itself.
const NOBODY: u32 = 65534;

/// A gallery file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Piece {
    /// Why this is a problem.
    about: String,
    /// A rubric that the repository ships.
    rubric: String,
    /// Changes to the rubric, for problems that only a rubric causes.
    #[serde(default, rename = "rubric_edit")]
    rubric_edits: Vec<RubricEdit>,
    /// `project` (甲局.xlsx) or `department` (甲局.xlsx and 财政掌握情况表.xlsx); correct as it is.
    base: Option<String>,
    /// Cells of the base: see [`Sheet::set`]. `财政掌握情况表!B2` is a cell of that file.
    #[serde(default)]
    set: BTreeMap<String, Entry>,
    /// Rows of the base: see [`Sheet::insert`].
    #[serde(default)]
    insert: BTreeMap<String, Vec<Entry>>,
    /// More files.
    #[serde(default, rename = "file")]
    files: Vec<File>,
    /// A file that nobody may read, or a folder (`name/`) that nobody may list.
    closed: Option<String>,
    /// The same was scored the year before, but for these cells of the base.
    previous: Option<BTreeMap<String, Entry>>,
    /// More of the command line.
    #[serde(default)]
    options: Vec<String>,
    /// Other codes that the same input raises.
    #[serde(default)]
    also: BTreeSet<String>,
    /// What the program prints for this code.
    expect: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RubricEdit {
    file: String,
    from: String,
    to: String,
}

/// A file of the input folder: sheets, or any text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    bytes_text: Option<String>,
    /// So many bytes, which are 0 but at these places (in decimal), where they are these.
    length: Option<usize>,
    #[serde(default)]
    at: BTreeMap<String, String>,
    #[serde(default, rename = "sheet")]
    sheets: Vec<Sheet>,
    /// Changes to the finished workbook that no program would make.
    #[serde(default, rename = "rewrite")]
    rewrites: Vec<Rewrite>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rewrite {
    part: String,
    from: String,
    to: String,
}

impl File {
    fn bytes(&self) -> Option<Vec<u8>> {
        let Some(length) = self.length else {
            return self.bytes_text.as_ref().map(|text| text.clone().into_bytes());
        };
        let mut bytes = vec![0; length];
        for (at, hexadecimal) in &self.at {
            let (at, patch) = (at.parse::<usize>().unwrap(), hex::decode(hexadecimal).unwrap());
            bytes[at..at + patch.len()].copy_from_slice(&patch);
        }
        Some(bytes)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    #[serde(default = "sheet_name")]
    name: String,
    #[serde(default)]
    hidden: bool,
    /// `project`, `department` or `bureau`.
    base: Option<String>,
    /// Whose form it is, or the lines of a bureau's table.
    #[serde(default = "departments")]
    departments: Vec<String>,
    #[serde(default = "project_name")]
    project: String,
    #[serde(default)]
    rows: Vec<Vec<Entry>>,
    /// Cells that differ, by address or range of addresses; `""` clears.
    #[serde(default)]
    set: BTreeMap<String, Entry>,
    /// Rows put in before the row of this number, after cells were set.
    #[serde(default)]
    insert: BTreeMap<String, Vec<Entry>>,
}

fn sheet_name() -> String {
    "自评表".to_owned()
}

fn departments() -> Vec<String> {
    vec!["甲局".to_owned()]
}

fn project_name() -> String {
    "项目一".to_owned()
}

/// A cell in a gallery file.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Entry {
    Number(f64),
    Text(String),
    Percent { percent: f64 },
    Error { error: String },
}

impl Entry {
    fn cell(&self) -> Cell {
        match self {
            Self::Number(number) => Cell::Number(*number),
            Self::Text(text) => Cell::Text(text.clone()),
            Self::Percent { percent } => Cell::Percent(percent / 100.0),
            Self::Error { error } => Cell::Error(error.clone()),
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::Number(number) => format!("`{number}`"),
            Self::Text(text) if text.is_empty() => "empty".to_owned(),
            Self::Text(text) => format!("“{text}”"),
            Self::Percent { percent } => format!("`{percent}%`"),
            Self::Error { error } => format!("error `{error}`"),
        }
    }
}

impl Sheet {
    fn of_base(base: &str) -> Self {
        let name = if base == "bureau" { "情况表".to_owned() } else { sheet_name() };
        Self {
            name,
            hidden: false,
            base: Some(base.to_owned()),
            departments: departments(),
            project: project_name(),
            rows: Vec::new(),
            set: BTreeMap::new(),
            insert: BTreeMap::new(),
        }
    }

    fn cells(&self) -> Vec<Vec<Cell>> {
        let names: Vec<&str> = self.departments.iter().map(String::as_str).collect();
        let mut rows = match self.base.as_deref() {
            None => Vec::new(),
            Some("project") => project_form(names[0], &self.project),
            Some("department") => department_form(names[0]),
            Some("bureau") => bureau_table(&names),
            Some(other) => panic!("no base {other}"),
        };
        let cells = |entries: &[Entry]| entries.iter().map(Entry::cell).collect::<Vec<_>>();
        rows.extend(self.rows.iter().map(|row| cells(row)));
        for (range, entry) in &self.set {
            let (from, to) = range.split_once(':').unwrap_or((range, range));
            let ((top, left), (bottom, right)) = (address(from), address(to));
            for row in top..=bottom {
                for col in left..=right {
                    put(&mut rows, row, col, entry.cell());
                }
            }
        }
        for (row, entries) in self.insert.iter().rev() {
            rows.insert(row.parse::<usize>().unwrap() - 1, cells(entries));
        }
        rows
    }

    fn shown(&self) -> String {
        let base = match self.base.as_deref() {
            Some("project") => "project form",
            Some("department") => "department form",
            Some("bureau") => "bureau's table",
            _ => "",
        };
        let mut parts: Vec<String> = Vec::new();
        if self.hidden {
            parts.push("hidden".to_owned());
        }
        if self.base.is_some() {
            let whose = if self.departments == departments() {
                String::new()
            } else {
                format!(" of {}", self.departments.join(", "))
            };
            parts.push(format!("{base}{whose}"));
        }
        let listed = |row: &Vec<Entry>| {
            let cells: Vec<String> = row.iter().map(Entry::shown).collect();
            cells.join(" ")
        };
        parts.extend(self.rows.iter().map(listed));
        parts.extend(changes(&self.set));
        for (row, entries) in &self.insert {
            parts.push(format!("before row {row}: {}", listed(entries)));
        }
        parts.join("; ")
    }
}

fn changes(set: &BTreeMap<String, Entry>) -> impl Iterator<Item = String> {
    set.iter().map(|(address, entry)| format!("`{address}` {}", entry.shown()))
}

/// Zero-based row and column of an address such as `E8`.
fn address(text: &str) -> (usize, usize) {
    let digits = text.find(|c: char| c.is_ascii_digit()).expect(text);
    let letter = |col: usize, letter: u8| col * 26 + usize::from(letter - b'A') + 1;
    let col = text[..digits].bytes().fold(0, letter);
    (text[digits..].parse::<usize>().unwrap() - 1, col - 1)
}

fn put(rows: &mut Vec<Vec<Cell>>, row: usize, col: usize, cell: Cell) {
    if rows.len() <= row {
        rows.resize(row + 1, Vec::new());
    }
    if rows[row].len() <= col {
        rows[row].resize(col + 1, Cell::from(""));
    }
    rows[row][col] = cell;
}

impl Piece {
    /// Everything that lies in the input folder.
    fn folder(&self) -> Vec<File> {
        let workbook = |name: &str, sheet: Sheet| File {
            name: name.to_owned(),
            bytes_text: None,
            length: None,
            at: BTreeMap::new(),
            sheets: vec![sheet],
            rewrites: Vec::new(),
        };
        let mut form = self.base.as_deref().map(Sheet::of_base);
        let mut bureau = (self.base.as_deref() == Some("department")).then(|| Sheet::of_base("bureau"));
        for (address, entry) in &self.set {
            let (sheet, address) = match address.split_once('!') {
                Some((_, address)) => (&mut bureau, address),
                None => (&mut form, address.as_str()),
            };
            let sheet = sheet.as_mut().expect("a base to be changed");
            sheet.set.insert(address.to_owned(), entry.clone());
        }
        if let Some(form) = &mut form {
            form.insert = self.insert.clone();
        }
        let mut files: Vec<File> = Vec::new();
        files.extend(form.map(|sheet| workbook("甲局.xlsx", sheet)));
        files.extend(bureau.map(|sheet| workbook("财政掌握情况表.xlsx", sheet)));
        files
    }

    /// The district of the year before, scored.
    fn scored_before(&self) -> Option<District> {
        let district = District::new();
        let mut sheet = Sheet::of_base(self.base.as_deref()?);
        sheet.set = self.set.clone();
        sheet.set.extend(self.previous.clone()?);
        let cells = sheet.cells();
        district.workbook("甲局.xlsx", &[(sheet.name.as_str(), cells.as_slice(), false)]);
        let output = district.run("score", &self.rubric, &["--fail-on", "never"]);
        assert_eq!(status(&output), 0, "{}", err(&output));
        Some(district)
    }

    fn run(&self) -> (i32, String) {
        let before = self.scored_before();
        let before = before.as_ref().map(|district| district.outputs().display().to_string());
        let district = District::new();
        for file in self.folder().iter().chain(&self.files) {
            match file.bytes() {
                Some(bytes) => {
                    district.bytes(&file.name, &bytes);
                }
                None => {
                    let cells: Vec<Vec<Vec<Cell>>> = file.sheets.iter().map(Sheet::cells).collect();
                    let sheets: Vec<(&str, &[Vec<Cell>], bool)> = file
                        .sheets
                        .iter()
                        .zip(&cells)
                        .map(|(sheet, cells)| (sheet.name.as_str(), cells.as_slice(), sheet.hidden))
                        .collect();
                    district.workbook(&file.name, &sheets);
                    for Rewrite { part, from, to } in &file.rewrites {
                        district.rewrite(&file.name, part, from, to);
                    }
                }
            }
        }
        let mut rubric = root().join("rubrics").join(&self.rubric);
        if !self.rubric_edits.is_empty() {
            let edited = district.folder.path().join("rubric");
            fs::create_dir(&edited).unwrap();
            for file in ["rubric.toml", "form.toml", "examples.toml"] {
                let mut text = fs::read_to_string(rubric.join(file)).unwrap();
                for edit in self.rubric_edits.iter().filter(|edit| edit.file == file) {
                    assert!(text.contains(&edit.from), "{}", edit.from);
                    text = text.replace(&edit.from, &edit.to);
                }
                fs::write(edited.join(file), text).unwrap();
            }
            rubric = edited;
        }
        let mut options: Vec<&str> = self.options.iter().map(String::as_str).collect();
        options.extend(before.iter().flat_map(|result| ["--previous", result]));
        let mut command = district.command("check", rubric.to_str().unwrap(), &options);
        if let Some(closed) = &self.closed {
            let closed = district.inputs().join(closed);
            if !closed.exists() {
                fs::create_dir_all(&closed).unwrap();
            }
            fs::set_permissions(district.folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
            fs::set_permissions(&closed, fs::Permissions::from_mode(0o0)).unwrap();
            if rustix::process::geteuid().is_root() {
                command.uid(NOBODY);
            }
        }
        let output = command.output().unwrap();
        assert!(err(&output).is_empty(), "{}", err(&output));
        (status(&output), out(&output))
    }

    /// The smallest input in one line.
    fn shown(&self) -> String {
        let mut parts: Vec<String> =
            self.base.iter().map(|base| format!("{base} form")).chain(changes(&self.set)).collect();
        for (row, entries) in &self.insert {
            let cells: Vec<String> = entries.iter().map(Entry::shown).collect();
            parts.push(format!("before row {row}: {}", cells.join(" ")));
        }
        for file in &self.files {
            let content = match (&file.bytes_text, file.length) {
                (Some(text), _) => format!("`{}`", text.trim_end().replace('\n', " ⏎ ")),
                (None, Some(length)) => {
                    let patches = file.at.iter().map(|(at, bytes)| format!("at {at} `{bytes}`"));
                    patches.fold(format!("{length} bytes"), |shown, patch| shown + ", " + &patch)
                }
                (None, None) => {
                    let sheets: Vec<String> = file.sheets.iter().map(Sheet::shown).collect();
                    let rewrites = file.rewrites.iter();
                    let changed =
                        rewrites.map(|rewrite| format!("`{}` instead of `{}`", rewrite.to, rewrite.from));
                    std::iter::once(sheets.join(" + ")).chain(changed).collect::<Vec<_>>().join("; ")
                }
            };
            parts.push(format!("**{}**: {content}", file.name));
        }
        if let Some(closed) = &self.closed {
            parts.push(format!("**{closed}** closed to everybody"));
        }
        if let Some(before) = &self.previous {
            let differing: Vec<String> = changes(before).collect();
            let but =
                if differing.is_empty() { String::new() } else { format!(" but {}", differing.join("; ")) };
            parts.push(format!("the same the year before{but}"));
        }
        if !self.options.is_empty() {
            parts.push(format!("`{}`", self.options.join(" ")));
        }
        for edit in &self.rubric_edits {
            let to = edit.to.split_whitespace().collect::<Vec<_>>().join(" ");
            parts.push(format!("{}: `{to}`", edit.file));
        }
        parts.join("; ").replace('|', "\\|")
    }
}

/// Every gallery file by its name without the ending; the code is its first part.
fn pieces() -> BTreeMap<String, Piece> {
    let mut pieces = BTreeMap::new();
    for entry in fs::read_dir(root().join("tests/gallery")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let piece = toml::from_str(&fs::read_to_string(&path).unwrap())
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            pieces.insert(name, piece);
        }
    }
    pieces
}

/// A block's first line without severity, code and department.
fn message(block: &str) -> &str {
    let line = block.lines().next().unwrap_or_default();
    let words = line.split_once("  ").map_or(line, |(_, words)| words);
    words.rsplit_once("  [").map_or(words, |(words, _)| words).trim_end()
}

/// The codes in src/finding/problem.rs and their severities.
fn declared() -> BTreeMap<String, BTreeSet<String>> {
    let source = fs::read_to_string(root().join("src/finding/problem.rs")).unwrap();
    let mut codes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in source.lines() {
        let Some((_, class)) = line.split_once("=> (\"") else {
            continue;
        };
        let (code, rest) = class.split_once("\", ").expect(line);
        let severity = match rest.trim_end_matches("),") {
            "Error" => "错误",
            "Warning" => "警告",
            "Note" => "提示",
            other => panic!("no severity {other}"),
        };
        codes.entry(code.to_owned()).or_default().insert(severity.to_owned());
    }
    codes
}

#[test]
fn every_piece_prints_what_it_says() {
    let mut wrong = String::new();
    for (name, piece) in pieces() {
        let code = code_of(&name);
        let (status, text) = piece.run();
        let Printed { own: printed, also, failed } = Printed::of(&text, code);
        if printed != piece.expect.trim_end() {
            let expected = piece.expect.trim_end();
            let _ = writeln!(wrong, "==== {name}: printed\n{printed}\n---- expected\n{expected}");
        }
        if also != piece.also {
            let _ = writeln!(wrong, "==== {name}: also raises {also:?}, not {:?}", piece.also);
        }
        assert_eq!(status, i32::from(failed), "{name}: exit status");
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn the_bases_are_correct_forms() {
    for (base, rubric) in [("project", "project-2020-10"), ("department", "department-overall")] {
        let text =
            format!("about = \"\"\nrubric = \"{rubric}\"\nbase = \"{base}\"\nset = {{}}\nexpect = \"\"");
        let piece: Piece = toml::from_str(&text).unwrap();
        let (status, text) = piece.run();
        assert!(status == 0 && text.contains("问题 0 条"), "{base} {status}\n{text}");
    }
}

#[test]
fn every_code_has_a_piece_and_every_piece_a_code() {
    let declared = declared();
    assert!(declared.len() > 40, "the scan of problem.rs found too little");
    let mut shown: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, piece) in pieces() {
        let (severity, code) =
            opening(&piece.expect).unwrap_or_else(|| panic!("{name}: expect is no finding"));
        assert_eq!(code, code_of(&name));
        shown.entry(code.to_owned()).or_default().insert(severity.to_owned());
    }
    assert_eq!(shown, declared, "left: gallery; right: src/finding/problem.rs");
}

/// The string literals of a source text.
fn literals(source: &str) -> Vec<String> {
    let mut literals = Vec::new();
    let mut current: Option<String> = None;
    let mut escaped = false;
    for c in source.chars() {
        match &mut current {
            Some(_) if c == '"' && !escaped => literals.extend(current.take()),
            Some(text) => {
                escaped = c == '\\' && !escaped;
                text.push(c);
            }
            None if c == '"' => current = Some(String::new()),
            None => {}
        }
    }
    literals
}

/// The words of two or more Latin letters in a text that no clerk knows.
fn latin_words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| word.len() > 1 && !KNOWN_WORDS.contains(word))
        .map(str::to_owned)
        .collect()
}

/// A format string without what is put into it.
fn without_holes(format: &str) -> String {
    let mut parts = format.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('}').map_or(part, |(_, rest)| rest))
}

#[test]
fn findings_speak_chinese() {
    let source = fs::read_to_string(root().join("src/finding/words.rs")).unwrap();
    let start = source.find("pub fn message").expect("the words begin with the messages");
    // Comments hold quotes of their own.
    let code: Vec<&str> =
        source[start..].lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let literals = literals(&code.join("\n"));
    assert!(literals.iter().any(|text| text.contains("文件无法读取")), "the scan of words.rs found nothing");
    for text in literals {
        let words = latin_words(&without_holes(&text));
        assert!(words.is_empty(), "{text}: {words:?}");
    }
    for (name, piece) in pieces() {
        for block in piece.expect.trim_end().split("\n\n") {
            let lines = block.lines().filter(|line| line.starts_with("  处理") || line.starts_with("  影响"));
            for text in std::iter::once(message(block)).chain(lines) {
                let words = latin_words(text);
                assert!(words.is_empty(), "{name}: {text}: {words:?}");
            }
        }
    }
}

#[test]
fn the_table_of_the_gallery_is_current() {
    let mut table = "\
# The gallery of findings

One file for each finding code: the smallest input that raises it, and the words the program prints
for it. `cargo test --test suite gallery::` runs them all; `UPDATE=1 cargo test --test suite gallery::` writes this
table anew.

A *project form* is `project_form` of `tests/common/mod.rs`, a *department form* is
`department_form` with `bureau_table` beside it; as they are, both are correct.

| Code | Severity | What is printed | Why it is a problem | Smallest input |
|---|---|---|---|---|
"
    .to_owned();
    for (name, piece) in pieces() {
        let (severity, _) = opening(&piece.expect).unwrap();
        let _ = writeln!(
            table,
            "| [{name}]({name}.toml) | {severity} | {} | {} | {} |",
            message(&piece.expect),
            piece.about,
            piece.shown()
        );
    }
    let path: PathBuf = root().join("tests/gallery/README.md");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &table).unwrap();
    }
    let current = fs::read_to_string(&path).unwrap_or_default();
    assert!(current == table, "tests/gallery/README.md is out of date: run with UPDATE=1");
}

/// The document that lists every code, in Chinese: a clerk looks it up there.
fn document() -> String {
    const FAMILIES: [(char, &str); 5] = [
        ('S', "一、报送和结构"),
        ('T', "二、数据类型"),
        ('A', "三、数据勾稽"),
        ('R', "四、评分规则"),
        ('X', "五、横向和纵向比较"),
    ];
    let mut text = "\
# 核对问题一览

<!-- 本文由程序生成，不要手工修改：UPDATE=1 cargo test --test suite gallery:: -->

`jixiao check` 和 `jixiao score` 列出的每个问题都有编码。错误：结果缺失，或改正之前不能采信；警告：结果成立，但须有人核对；提示：供参考。

错误级问题不能改变级别或关闭，否则结果缺失或有误而无人知晓。其他问题可在 `rubric.toml` 中另定级别，例如：

```toml
[checks]
R01 = \"error\"
X07 = \"off\"
```

判断的界限（如多少处数据相同才算雷同）在 `[thresholds]` 中设定，见 [rubric.md](rubric.md#checks-and-thresholds)。
每个编码的最小实例见 [tests/gallery](../tests/gallery/README.md)。
"
    .to_owned();
    for (letter, title) in FAMILIES {
        let _ = write!(
            text,
            "\n## {title}\n\n| 编码 | 级别 | 问题 | 为什么 | 如何改正 |\n|---|---|---|---|---|\n"
        );
        for entry in CATALOGUE.iter().filter(|entry| entry.code.starts_with(letter)) {
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} |",
                entry.code, entry.severity, entry.what, entry.why, entry.mend
            );
        }
    }
    text
}

#[test]
fn every_code_is_documented_and_the_document_is_current() {
    let declared = declared();
    let known: BTreeSet<&str> = CATALOGUE.iter().map(|entry| entry.code).collect();
    let codes: BTreeSet<&str> = declared.keys().map(String::as_str).collect();
    assert_eq!(known, codes, "left: src/finding/catalogue.rs; right: src/finding/problem.rs");
    assert_eq!(CATALOGUE.len(), known.len(), "a code stands in the catalogue twice");
    assert!(codes.iter().any(|code| code.starts_with('X')) && codes.len() >= 45);
    for entry in CATALOGUE {
        let severities = &declared[entry.code];
        assert!(severities.contains(&entry.severity.to_string()), "{}", entry.code);
        // Of two severities the milder is the one that may be switched.
        assert!(severities.len() == 1 || entry.is_switchable(), "{}", entry.code);
        for words in [entry.what, entry.why, entry.mend] {
            assert!(latin_words(words).is_empty() && !words.is_empty(), "{}: {words}", entry.code);
        }
    }
    let path = root().join("docs/findings.zh-CN.md");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, document()).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap_or_default() == document(), "{} is out of date", path.display());
}

#[test]
fn a_bureau_says_how_much_a_finding_matters_to_it() {
    let run = |checks: &str| {
        let text = format!(
            "about = \"\"\nrubric = \"project-2020-10\"\nbase = \"project\"\nset = {{ \"H10\" = \"\" }}\n\
             expect = \"\"\n[[rubric_edit]]\nfile = \"rubric.toml\"\nfrom = \"[[grade]]\\nname = \\\"优\\\"\"\n\
             to = \"[checks]\\n{checks}\\n[[grade]]\\nname = \\\"优\\\"\""
        );
        toml::from_str::<Piece>(&text).unwrap().run()
    };
    let (status, text) = run("");
    assert!(status == 0 && text.contains("警告 R01"), "{text}");
    let (status, text) = run("R01 = \\\"error\\\"");
    assert!(status == 1 && text.contains("错误 R01") && text.contains("错误 1，警告 0"), "{text}");
    let (status, text) = run("R01 = \\\"off\\\"");
    assert!(status == 0 && text.contains("问题 0 条"), "{text}");
}
