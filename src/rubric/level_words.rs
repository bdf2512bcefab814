//! The words of a profile's levels by what is left of them without numbers, points and remarks: each line
//! of each body asks for them, and each time anew they were most of what scoring cost.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::form::Level;
use super::label::core;

/// Made when first asked for. A copy makes its own: its levels may be changed before.
#[derive(Debug, Default)]
pub(super) struct LevelWords(OnceLock<Words>);

#[derive(Debug, Default)]
struct Words {
    first: HashMap<String, usize>,
    second: HashMap<String, usize>,
}

impl Clone for LevelWords {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl LevelWords {
    fn words(&self, levels: &[Level]) -> &Words {
        self.0.get_or_init(|| {
            let mut words = Words::default();
            for (index, level) in levels.iter().enumerate() {
                for word in [&level.name].into_iter().chain(&level.labels) {
                    words.first.entry(core(word)).or_insert(index);
                }
                for word in &level.second {
                    words.second.entry(core(word)).or_insert(index);
                }
            }
            words
        })
    }

    /// The first of the levels that is called like this.
    pub(super) fn first(&self, levels: &[Level], text: &str) -> Option<usize> {
        self.words(levels).first.get(&core(text)).copied()
    }

    /// The first of the levels that has a second level of this name.
    pub(super) fn second(&self, levels: &[Level], text: &str) -> Option<usize> {
        self.words(levels).second.get(&core(text)).copied()
    }

    /// Forgets what the levels were called before they were changed.
    pub(super) fn forget(&mut self) {
        self.0.take();
    }
}
