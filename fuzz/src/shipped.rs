//! The rubrics that come with the program, in memory.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jixiao::rubric::{Rubric, Texts};

macro_rules! texts {
    ($name:literal) => {
        (
            $name,
            Texts {
                rubric: include_str!(concat!("../../rubrics/", $name, "/rubric.toml")).to_owned(),
                form: include_str!(concat!("../../rubrics/", $name, "/form.toml")).to_owned(),
                examples: include_str!(concat!("../../rubrics/", $name, "/examples.toml")).to_owned(),
                ..Texts::default()
            },
        )
    };
}

/// Those that differ most in what they look for.
static RUBRICS: LazyLock<Vec<Rubric>> = LazyLock::new(|| {
    let texts = [
        texts!("project-2020-10"),
        texts!("department-overall"),
        texts!("hunan-department"),
        texts!("gonggong-kuangjia-2013"),
        texts!("chongqing-department"),
        texts!("hdi-2022"),
    ];
    let load = |(name, texts): (&str, Texts)| {
        let rubric = Rubric::unlinted(name.to_owned(), &folder().join(name), &texts);
        rubric.unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    texts.into_iter().map(load).collect()
});

/// The rubric of a number; numbers beyond the last begin again.
pub fn rubric(number: usize) -> &'static Rubric {
    &RUBRICS[number % RUBRICS.len()]
}

/// The number of a rubric by its name.
pub fn number_of(name: &str) -> Option<usize> {
    RUBRICS.iter().position(|rubric| rubric.id == name)
}

/// The folder of the shipped rubrics.
pub fn folder() -> PathBuf {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("rubrics"));
    all.into_iter().find(|folder| folder.is_dir()).unwrap_or_default()
}
