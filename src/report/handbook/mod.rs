//! 评分说明书: a rubric said in full, for the bureau to check and sign.
//!
//! The document is built once from the rubric ([`document()`]) and printed twice: for a terminal
//! ([`text`]) and as a file ([`docx`]).

mod document;
pub mod docx;
mod examples;
mod general;
mod indicator;
mod ooxml;
mod sources;
pub mod text;
mod total;

pub use document::{Block, Column, Document, Table};

use document::Outline;
use unicode_width::UnicodeWidthStr;

use crate::rubric::{Rubric, System};

/// A line of the title holds twenty characters of its size on A4, less the gaps about figures.
const TITLE_WIDTH: usize = 36;

/// Everything that `rubric` says.
#[must_use]
pub fn document(rubric: &Rubric) -> Document {
    let mut out = Outline::default();
    general::chapters(rubric, &mut out);
    indicators(rubric, &mut out);
    sources::chapter(rubric, &|indicator| indicator::all_facts(&rubric.form, indicator), &mut out);
    closing(rubric, &mut out);
    let System { title, year, .. } = &rubric.system;
    Document {
        title: [title_lines(title), vec!["评分说明书".to_owned()]].concat(),
        subtitle: format!("（{year}年度）"),
        blocks: out.blocks,
    }
}

/// The rubric's title, its remark in brackets on a line of its own where one line holds not both.
fn title_lines(title: &str) -> Vec<String> {
    match title.find('（') {
        Some(at) if at > 0 && title.width() > TITLE_WIDTH => {
            vec![title[..at].to_owned(), title[at..].to_owned()]
        }
        _ => vec![title.to_owned()],
    }
}

/// Every indicator under the headings of its levels.
fn indicators(rubric: &Rubric, out: &mut Outline) {
    let all = &rubric.system.indicators;
    let mut above: &[String] = &[];
    for indicator in all {
        let parents = &indicator.path[..indicator.path.len().saturating_sub(1)];
        let shared = parents.iter().zip(above).take_while(|(a, b)| a == b).count();
        for depth in shared..parents.len() {
            let points = total::points_at(&rubric.system, &parents[..=depth]);
            out.heading(depth + 1, format!("{}（{points}）", parents[depth]));
        }
        above = parents;
        let level = indicator.path.len();
        out.heading(level, indicator::heading(indicator));
        indicator::items(rubric, indicator, level, out);
    }
}

/// By what the document can be checked, and who signs it.
fn closing(rubric: &Rubric, out: &mut Outline) {
    out.heading(1, "版本和签署");
    out.item(2, "评分细则版本", format!("编号为{}，校验值（SHA-256）为{}", rubric.id, rubric.sha256));
    out.item(2, "程序版本", format!("jixiao {}", env!("CARGO_PKG_VERSION")));
    out.item(
        2,
        "效力",
        "本说明书由程序按评分细则生成；评分细则有改动的，校验值随之改变，须重新生成、重新签署",
    );
    out.blocks.push(Block::Signatures(["编制", "审核", "负责人", "日期"].map(str::to_owned).into()));
}
