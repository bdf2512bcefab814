//! A text as its reader hands it on: pieces in the order of the file, each with its passage.
//!
//! Plain, because it may come from another process.

use serde::{Deserialize, Serialize};

use crate::place::Passage;

/// A text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Its pieces.
    pub pieces: Vec<Piece>,
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Where it stands.
    pub at: Passage,
    /// What it holds.
    pub content: Content,
}

/// What a piece holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// A line as it was set: a sentence may run on in the next.
    Line(String),
    /// A whole paragraph.
    Paragraph(String),
    /// The cells of a row of a table.
    Row(Vec<String>),
}

impl Text {
    /// Adds a piece.
    pub fn push(&mut self, at: Passage, content: Content) {
        self.pieces.push(Piece { at, content });
    }

    /// How many characters it holds, blanks aside.
    #[must_use]
    pub fn length(&self) -> usize {
        let visible = |text: &String| text.chars().filter(|c| !c.is_whitespace()).count();
        let of = |piece: &Piece| match &piece.content {
            Content::Line(text) | Content::Paragraph(text) => visible(text),
            Content::Row(cells) => cells.iter().map(visible).sum(),
        };
        self.pieces.iter().map(of).sum()
    }
}
