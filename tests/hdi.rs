//! The Human Development Index 2022 of 193 countries, as published: every value and every rank.

#![allow(clippy::unwrap_used)]

use std::fs;

use crate::common::{Cell, District, err, out, root, status};

/// A line of the published table: name, the four components, the index and the rank.
struct Country {
    name: String,
    components: [f64; 4],
    index: f64,
    rank: u64,
}

fn published() -> Vec<Country> {
    let text = fs::read_to_string(root().join("tests/hdi_2022.tsv")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    let country = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        Country {
            name: cells[1].to_owned(),
            components: [2, 3, 4, 5].map(|cell: usize| cells[cell].parse().unwrap()),
            index: cells[6].parse().unwrap(),
            rank: cells[7].parse().unwrap(),
        }
    };
    lines.map(country).collect()
}

#[test]
fn every_index_and_every_rank_is_as_published() {
    let countries = published();
    assert_eq!(countries.len(), 193);
    let head = ["国家或地区", "预期寿命", "预期受教育年限", "平均受教育年限", "人均国民总收入"];
    let mut rows: Vec<Vec<Cell>> = vec![head.map(Cell::from).to_vec()];
    for country in &countries {
        let figures = country.components.map(Cell::Number);
        rows.push(std::iter::once(Cell::from(country.name.as_str())).chain(figures).collect());
    }
    let district = District::new();
    district.sheet("hdi.xlsx", &rows);
    let output = district.run("score", "hdi-2022", &[]);
    assert_eq!(status(&output), 0, "{}{}", out(&output), err(&output));
    let result = district.result();
    let subjects = result["subjects"].as_array().unwrap();
    assert_eq!(subjects.len(), countries.len());
    for country in &countries {
        let name = country.name.as_str();
        let subject = subjects.iter().find(|subject| subject["department"] == name);
        let subject = subject.unwrap_or_else(|| panic!("{name} is not in the result"));
        assert_eq!(
            (subject["total"].as_f64(), subject["rank"].as_u64()),
            (Some(country.index), Some(country.rank)),
            "{name}"
        );
    }
}
