//! Why a rubric cannot be used, in words its author can act on.

use std::fmt::{self, Write as _};
use std::path::PathBuf;

use super::Fault;

/// A rubric that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RubricError {
    /// A file of the folder cannot be read.
    #[error("评分细则文件无法读取：{}（{}）", file.display(), crate::finding::system_reason(cause))]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// The system's reason.
        cause: std::io::Error,
    },
    /// The folder is no rubric; the rubrics below it.
    #[error("{} 不是评分细则文件夹（其中没有 rubric.toml）{}", folder.display(), below_words(below))]
    NoRubric {
        /// The folder.
        folder: PathBuf,
        /// Names of folders below it that are rubrics.
        below: Vec<String>,
    },
    /// Rubrics extend one another in a circle.
    #[error("{} 的 extends 绕回自身", folder.display())]
    ExtendsItself {
        /// The folder that was asked for.
        folder: PathBuf,
    },
    /// What `projects` names scores no projects.
    #[error("{} 不是项目评分细则（scores 应为 \"project\"，且不能再写 projects）", folder.display())]
    NoProjects {
        /// The folder.
        folder: PathBuf,
    },
    /// A file does not parse.
    #[error("{0}")]
    Syntax(SyntaxError),
    /// The rubric contradicts itself; every fault is listed.
    #[error("{}", listed(faults))]
    Faults {
        /// All of them.
        faults: Vec<Fault>,
    },
}

fn below_words(below: &[String]) -> String {
    if below.is_empty() {
        String::new()
    } else {
        format!("；其下的评分细则有：{}", below.join("、"))
    }
}

/// The errors, one to a line, and how many warnings there are besides.
fn listed(faults: &[Fault]) -> String {
    let (errors, warnings): (Vec<&Fault>, Vec<&Fault>) = faults.iter().partition(|fault| fault.refuses());
    let mut text = format!("评分细则有 {} 处错误，未评分：\n", errors.len());
    for (i, fault) in errors.iter().enumerate() {
        let _ = writeln!(text, "  {}. {fault}", i + 1);
    }
    if !warnings.is_empty() {
        let _ = writeln!(text, "另有警告 {} 处，用 jixiao rubric lint 查看。", warnings.len());
    }
    text
}

/// Characters of a line that are shown before and after the place of a mistake.
const SHOWN_AROUND: usize = 80;

/// Where and why a file does not parse, with the line it happened in.
#[derive(Debug)]
pub struct SyntaxError {
    /// The file, as it was named.
    pub file: String,
    /// 1-based line.
    pub line: usize,
    /// 1-based column, in characters.
    pub column: usize,
    /// The line's text.
    pub excerpt: String,
    /// What is wrong, in Chinese.
    pub message: String,
}

impl SyntaxError {
    /// From the parser's error over `text`.
    pub(super) fn new(file: String, text: &str, error: &toml::de::Error) -> Self {
        Self::at(file, text, error.span().map_or(0, |span| span.start), error.message())
    }

    /// At a place in `text`, with the parser's English `message`.
    pub(super) fn at(file: String, text: &str, offset: usize, message: &str) -> Self {
        let offset = offset.min(text.len());
        let before = text.get(..offset).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let excerpt = text.lines().nth(line - 1).unwrap_or_default().to_owned();
        Self { file, line, column, excerpt, message: in_chinese(message) }
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.line.to_string();
        let margin = " ".repeat(number.len());
        // Of a long line only the part around the place is shown.
        let start = self.column.saturating_sub(SHOWN_AROUND);
        let shown: String = self.excerpt.chars().skip(start).take(2 * SHOWN_AROUND).collect();
        // The caret stands under its character on a terminal where Chinese is two columns wide.
        let lead: String = shown.chars().take(self.column - 1 - start).collect();
        let under = " ".repeat(unicode_width::UnicodeWidthStr::width(lead.as_str()));
        writeln!(f, "{} 第 {} 行第 {} 列：{}", self.file, self.line, self.column, self.message)?;
        writeln!(f, "{margin} |")?;
        writeln!(f, "{number} | {shown}")?;
        write!(f, "{margin} | {under}^")
    }
}

/// The parser's messages in Chinese. What is not known here is passed on as it is, after a word
/// that says whose it is.
fn in_chinese(message: &str) -> String {
    let quoted = |text: &str| text.split('`').nth(1).map(str::to_owned);
    let names = |text: &str| text.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    if message.starts_with("unknown field") || message.starts_with("unknown variant") {
        let all = names(message);
        if let Some((unknown, known)) = all.split_first() {
            let what = if message.starts_with("unknown field") { "字段" } else { "取值" };
            let near = known
                .iter()
                .min_by_key(|name| strsim::damerau_levenshtein(name, unknown))
                .filter(|name| strsim::damerau_levenshtein(name, unknown) <= 2);
            let hint = near.map_or_else(
                || format!("可用的有 {}", known.join("、")),
                |near| format!("是否应为“{near}”？"),
            );
            return format!("不认识的{what}“{unknown}”，{hint}");
        }
    }
    if let Some(field) = message.strip_prefix("missing field").and_then(quoted) {
        return format!("缺少必填字段“{field}”");
    }
    if let Some(field) = message.strip_prefix("duplicate field").and_then(quoted) {
        return format!("字段“{field}”重复");
    }
    if let Some(rest) = message.strip_prefix("invalid type: ") {
        let (found, wanted) = rest.split_once(", expected ").unwrap_or((rest, ""));
        return format!("类型不符：现为 {}，应为 {}", type_name(found), type_name(wanted));
    }
    if let Some(rest) = message.strip_prefix("invalid value: ") {
        let (found, wanted) = rest.split_once(", expected ").unwrap_or((rest, ""));
        return format!("取值不符：现为 {}，应为 {}", type_name(found), type_name(wanted));
    }
    if message.contains("number overflowed") || message.contains("number too large") {
        return "数字过大".to_owned();
    }
    if message.starts_with("data did not match any variant") {
        return "写法不符：应为数字、文字或公式".to_owned();
    }
    let syntax = [
        ("duplicate key", "键重复"),
        ("string values must be quoted", "文字须加引号"),
        ("invalid basic string", "文字缺少右引号"),
        ("unclosed", "括号或引号没有闭合"),
        ("missing value", "等号后缺少内容"),
        ("key with no value", "缺少等号和内容"),
        ("expected newline", "此处应换行"),
        ("missing comma", "缺少逗号"),
        ("unexpected key or value", "此处多出内容，或上一行没有写完"),
        ("extra", "此处多出内容"),
        ("invalid", "写法不符合 TOML 格式"),
        ("expected", "写法不符合 TOML 格式"),
    ];
    if message.is_ascii() {
        return syntax
            .iter()
            .find(|(english, _)| message.contains(english))
            .map_or_else(|| format!("无法解析（{message}）"), |(_, chinese)| (*chinese).to_owned());
    }
    message.to_owned()
}

/// A type in the parser's English, in Chinese.
fn type_name(english: &str) -> String {
    let kinds = [
        ("sequence", "列表"),
        ("map", "表（键 = 值）"),
        ("table", "表（键 = 值）"),
        ("struct", "表（键 = 值）"),
        ("string", "文字"),
        ("integer", "整数"),
        ("i32", "整数"),
        ("u32", "非负整数"),
        ("usize", "非负整数"),
        ("floating point", "小数"),
        ("boolean", "真假值"),
        ("any valid TOML value", "数字、文字、列表或表"),
    ];
    let kind = kinds.iter().find(|(word, _)| english.contains(word)).map_or(english, |(_, chinese)| chinese);
    match english.split('`').nth(1).or_else(|| english.split('"').nth(1)) {
        Some(value) => format!("{kind} {value}"),
        None => kind.to_owned(),
    }
}
