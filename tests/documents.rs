//! The documents say what the program does: their commands run, their excerpts are what is printed,
//! their rubric pieces parse, and what can be listed is listed in full.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{err, jixiao, out, root, status};
use jixiao::rubric::{Indicator, Rule};
use serde::Deserialize;

const SET_UP: &str = "cargo run --locked -- score inputs/published --rubric rubrics/project-2020-10 --out outputs/published --fail-on never";
const READMES: [&str; 2] = ["README.md", "README.zh-CN.md"];
/// The inputs that come with the program, each with the rubric that scores it.
const SAMPLES: [(&str, &str); 2] = [("published", "project-2020-10"), ("liwan-2023", "department-overall")];

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|cause| panic!("{file}: {cause}"))
}

/// Every document, by its name below the root.
fn documents() -> Vec<String> {
    let docs = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let mut documents: Vec<String> = docs
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .map(|path| format!("docs/{}", path.file_name().unwrap().to_str().unwrap()))
        .chain(READMES.iter().chain(["CHANGELOG.md"].iter()).map(|name| (*name).to_owned()))
        .collect();
    documents.sort();
    documents
}

/// A fenced block: its language, its lines, and whether only blank lines part it from the one above.
struct Block {
    language: String,
    lines: Vec<String>,
    follows: bool,
}

impl Block {
    fn is_shell(&self) -> bool {
        ["console", "bash"].contains(&self.language.as_str())
    }

    fn commands(&self) -> Vec<&str> {
        let lines = self.lines.iter().filter(|_| self.is_shell());
        lines.filter_map(|line| line.strip_prefix("jixiao ")).collect()
    }
}

/// The fenced blocks of a document, and its text outside of them.
fn divide(text: &str) -> (Vec<Block>, String) {
    let (mut blocks, mut prose) = (Vec::<Block>::new(), String::new());
    let (mut inside, mut blank_since_block) = (false, false);
    for line in text.lines() {
        if let Some(language) = line.strip_prefix("```") {
            if !inside {
                let follows = blank_since_block;
                blocks.push(Block { language: language.to_owned(), lines: Vec::new(), follows });
            }
            (inside, blank_since_block) = (!inside, inside);
        } else if inside {
            blocks.last_mut().unwrap().lines.push(line.to_owned());
        } else {
            blank_since_block &= line.trim().is_empty();
            prose.push_str(line);
            prose.push('\n');
        }
    }
    assert!(!inside, "a block is not closed");
    (blocks, prose)
}

/// Splits a command line as a shell would, as far as these documents need it.
fn split(line: &str) -> Vec<String> {
    let (mut words, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            // As a clerk on Windows types it.
            '\\' => words.last_mut().unwrap().push('/'),
            _ => words.last_mut().unwrap().push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Runs the documents' commands with their outputs in a folder of the test's own.
struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let bench = Self { folder: tempfile::tempdir().unwrap() };
        for (inputs, rubric) in SAMPLES {
            let line = format!("score inputs/{inputs} --rubric rubrics/{rubric} --out outputs/{inputs}");
            bench.run(&line);
        }
        bench
    }

    fn run(&self, line: &str) -> std::process::Output {
        let here = |word: String| {
            if word.starts_with("outputs/") {
                self.folder.path().join(word).display().to_string()
            } else {
                word
            }
        };
        let words: Vec<String> = split(line).into_iter().map(here).collect();
        let output = jixiao(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(status(&output) <= 1, "jixiao {line}\n{}", err(&output));
        output
    }
}

#[test]
fn the_first_block_sets_the_program_up() {
    for readme in READMES {
        let (blocks, _) = divide(&read(readme));
        let lines: Vec<&String> =
            blocks.iter().filter(|block| block.is_shell()).flat_map(|block| &block.lines).collect();
        let at = lines.iter().position(|line| line.starts_with("cargo run")).unwrap();
        assert_eq!((lines[at].as_str(), lines[at + 1].as_str()), (SET_UP, "cargo test --locked"), "{readme}");
        assert!(readme != "README.md" || at == 0, "the set-up commands come first");
    }
    let bench = Bench { folder: tempfile::tempdir().unwrap() };
    let output = bench.run(SET_UP.strip_prefix("cargo run --locked -- ").unwrap());
    assert_eq!(status(&output), 0, "{}", err(&output));
    for file in ["评价结果.xlsx", "result.json", "scores.parquet"] {
        assert!(bench.folder.path().join("outputs/published").join(file).is_file(), "{file}");
        assert!(read("README.md").contains(file) && read("README.zh-CN.md").contains(file), "{file}");
    }
}

#[test]
fn every_command_runs_and_excerpts_are_what_it_prints() {
    let bench = Bench::new();
    for readme in READMES {
        let (blocks, _) = divide(&read(readme));
        let mut printed = String::new();
        let mut commands = 0;
        for block in &blocks {
            if block.is_shell() {
                for line in block.commands() {
                    printed = out(&bench.run(line));
                    commands += 1;
                }
            } else if block.language == "text" && block.follows {
                let wrong: Vec<&String> =
                    block.lines.iter().filter(|line| !printed.lines().any(|known| known == **line)).collect();
                assert!(wrong.is_empty(), "{readme} shows what is not printed: {wrong:#?}\n{printed}");
            }
        }
        assert!(commands >= 5, "{readme} shows {commands} commands");
    }
}

#[test]
fn every_option_is_in_the_readme() {
    let readme = read("README.md");
    let chinese = read("README.zh-CN.md");
    let help = out(&jixiao(&["rubric", "--help"]));
    let (_, commands) = help.split_once("命令：\n").unwrap_or_else(|| panic!("{help}"));
    let names: Vec<&str> = commands
        .lines()
        .take_while(|line| line.starts_with("  "))
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(names.len() >= 6 && names.contains(&"schema"), "{names:?}");
    for name in &names {
        let row = format!("\n| `rubric {name}` |");
        assert!(readme.contains(&row) && chinese.contains(&row), "{name}");
    }
    let of_rubric = names.iter().map(|name| vec!["rubric", name]);
    for command in
        [vec!["score"], vec!["check"], vec!["status"], vec!["explain"], vec![]].into_iter().chain(of_rubric)
    {
        let help = jixiao(&[&command[..], &["--help"]].concat());
        let help = out(&help);
        for option in help.split_whitespace().filter(|word| word.starts_with("--")) {
            assert!(readme.contains(&format!("`{option}")), "{command:?} {option}");
        }
    }
}

#[test]
fn every_link_leads_somewhere() {
    for document in documents() {
        let (_, prose) = divide(&read(&document));
        let folder = Path::new(&document).parent().unwrap();
        for target in prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap();
            if file.is_empty() || file.contains("://") {
                continue;
            }
            assert!(root().join(folder).join(file).is_file(), "{document} links to {target}");
        }
    }
}

/// A piece of a rubric as a document shows it.
#[derive(Deserialize)]
struct Piece {
    #[serde(default, rename = "indicator")]
    indicators: Vec<Indicator>,
    #[serde(default)]
    rule: Option<Rule>,
}

#[test]
fn every_rubric_piece_parses() {
    let (mut indicators, mut rules) = (0, 0);
    for document in documents() {
        for block in divide(&read(&document)).0.iter().filter(|block| block.language == "toml") {
            let text = block.lines.join("\n");
            let piece: Piece =
                toml::from_str(&text).unwrap_or_else(|error| panic!("{document}: {error}\n{text}"));
            indicators += piece.indicators.len();
            rules += piece.rule.iter().len();
        }
    }
    assert!(indicators >= 1 && rules >= 5, "{indicators} indicators, {rules} rules");
}

/// The words inside `code spans` of a document's text.
fn code_words(document: &str) -> BTreeSet<String> {
    let (_, prose) = divide(&read(document));
    let spans = prose.split('`').skip(1).step_by(2);
    spans
        .flat_map(|span| span.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')))
        .map(str::to_owned)
        .collect()
}

/// `InverseLinear` as serde spells it: `inverse_linear`.
fn snake_case(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

fn renamed(attribute: &str) -> Option<String> {
    let (_, after) = attribute.split_once("rename = \"")?;
    after.split('"').next().map(str::to_owned)
}

/// Keys and values that serde reads by the types of a source file, spelled as in a file.
///
/// A scan of the text: good enough for this repository's own formatted sources. Types that are read
/// through another type are left out, since the other type is there too.
fn keys_read_by(source: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(source).unwrap();
    let text = text.split("#[cfg(test)]").next().unwrap();
    let mut keys = BTreeSet::new();
    let mut attributes = String::new();
    let mut body: Option<bool> = None;
    for line in text.lines() {
        let code = line.trim();
        if code.starts_with("#[") {
            attributes.push_str(code);
            continue;
        }
        if code.starts_with("//") {
            continue;
        }
        let opens = ["struct ", "enum "].iter().any(|word| code.contains(word)) && code.ends_with('{');
        if line.starts_with('}') {
            body = None;
        } else if opens && !line.starts_with(' ') {
            let through_another =
                ["try_from", "(from", "untagged"].iter().any(|way| attributes.contains(way));
            let read = attributes.contains("Deserialize") && !through_another;
            body = read.then(|| code.contains("enum "));
        } else if let Some(is_enum) = body
            && !attributes.contains("serde(skip)")
        {
            let name = code.trim_start_matches("pub(super) ").trim_start_matches("pub ");
            let name: String =
                name.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
            let spelled = if is_enum { snake_case(&name) } else { name };
            keys.insert(renamed(&attributes).unwrap_or(spelled));
        }
        attributes.clear();
    }
    keys.remove("");
    keys
}

fn sources(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "rs"));
    files.sort();
    files
}

#[test]
fn the_rubric_format_is_documented_in_full() {
    let documented = code_words("docs/rubric.md");
    let mut files = sources("src/rubric");
    files.extend(sources("src/rubric/shape"));
    files.extend(sources("src/quantity"));
    // The tiers of by_target are a shape inside the program; no rubric writes it.
    files.retain(|file| file.file_name().is_none_or(|name| name != "tiers.rs"));
    let mut known = BTreeSet::new();
    for file in files {
        let keys = keys_read_by(&file);
        let lost: Vec<&String> = keys.difference(&documented).collect();
        assert!(lost.is_empty(), "docs/rubric.md does not name what {} reads: {lost:?}", file.display());
        known.extend(keys);
    }
    for key in ["redistribute_within", "roll_up", "zero_target", "option_lists", "dense", "indicator", "step"]
    {
        assert!(known.contains(key), "the scan misses {key}: mend it");
    }
}

#[test]
fn every_rule_shape_is_in_the_readme() {
    let shapes = fs::read_to_string(root().join("src/rubric/shape/mod.rs")).unwrap();
    let (_, after) = shapes.split_once("pub enum Rule {").unwrap();
    let (variants, _) = after.split_once('}').unwrap();
    let shapes: Vec<String> = variants
        .lines()
        .filter_map(|line| line.trim().split_once('('))
        .map(|(name, _)| snake_case(name))
        .collect();
    assert!(shapes.len() >= 11, "{shapes:?}");
    let (readme, reference, changelog) =
        (code_words("README.md"), read("docs/rubric.md"), code_words("CHANGELOG.md"));
    for shape in shapes {
        assert!(readme.contains(&shape) && changelog.contains(&shape), "{shape}");
        assert!(reference.contains(&format!("\n### {shape}\n")), "{shape}");
    }
}

#[test]
fn the_result_is_documented_in_full() {
    let contract = keys_read_by(&root().join("src/report/json.rs"));
    let documented = code_words("docs/result.md");
    let lost: Vec<&String> = contract.difference(&documented).collect();
    assert!(contract.contains("sha256") && lost.is_empty(), "{lost:?}");

    let record = keys_read_by(&root().join("src/report/record.rs"));
    let documented = code_words("docs/check.md");
    let lost: Vec<&String> = record.difference(&documented).collect();
    assert!(record.contains("mended") && lost.is_empty(), "{lost:?}");

    let readme = code_words("README.md");
    let table = fs::read_to_string(root().join("src/report/parquet.rs")).unwrap();
    let columns: BTreeSet<&str> = ["Column::new(", "decimal("]
        .iter()
        .flat_map(|call| table.split(call).skip(1))
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
        .collect();
    assert!(columns.len() >= 20, "{columns:?}");
    for column in columns {
        assert!(readme.contains(column), "README.md does not name the column {column}");
    }
}

#[test]
fn every_sheet_is_in_the_chinese_readme() {
    let readme = read("README.zh-CN.md");
    let mut sheets = BTreeSet::new();
    for file in sources("src/report/workbook") {
        let text = fs::read_to_string(&file).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        if text.contains("-> Table") || text.contains("-> Option<Table>") {
            let names = text.lines().filter_map(|line| line.trim().strip_prefix("name: \""));
            sheets.extend(names.filter_map(|rest| rest.split('"').next()).map(str::to_owned));
        }
        let named = text.lines().filter_map(|line| line.split_once("SHEET: &str = \"").map(|(_, rest)| rest));
        sheets.extend(named.filter_map(|rest| rest.split('"').next()).map(str::to_owned));
    }
    assert!(sheets.len() >= 9, "{sheets:?}");
    for sheet in sheets {
        assert!(readme.contains(&format!("\n| {sheet} |")), "README.zh-CN.md has no line for {sheet}");
    }
}
