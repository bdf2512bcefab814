//! The same form in every format gives the same points, and the parquet file opens elsewhere.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Cursor;

use crate::common::{District, out, project_form, root, status};
use jixiao::intake::format::Format;
use jixiao::intake::limits::Limits;
use jixiao::intake::sheet::Value;
use jixiao::intake::workbook;
use polars::prelude::*;
use polars_io::SerReader;
use polars_io::parquet::read::ParquetReader;

#[test]
fn old_and_open_formats_read_like_the_new_one() {
    // Saved by LibreOffice from one form: percentages are bare ratios in these formats.
    for file in ["form.xls", "form.ods"] {
        let district = District::new();
        district.bytes(file, &fs::read(root().join("tests/fixtures").join(file)).unwrap());
        let result = district.score();
        let subject = &result["subjects"][0];
        assert_eq!((&subject["department"], &subject["total"]), (&"甲局".into(), &96.69.into()), "{file}");
    }
}

#[test]
fn a_percentage_is_one_in_old_and_open_formats_too() {
    for (file, format) in [("form.xls", Format::Xls), ("form.ods", Format::Ods)] {
        let bytes = fs::read(root().join("tests/fixtures").join(file)).unwrap();
        let sheets = workbook::read(&bytes, &format, &Limits::default()).unwrap();
        let cells = sheets.iter().flat_map(|sheet| &sheet.cells);
        let percentages: Vec<String> = cells
            .filter(|cell| matches!(cell.value, Value::Number(_, true)))
            .map(|cell| format!("{} {} {:?}", cell.row, cell.col, cell.value))
            .collect();
        assert_eq!(
            percentages,
            ["5 6 Number(0.9, true)", "8 3 Number(0.98, true)", "8 4 Number(0.97, true)"],
            "{file}"
        );
    }
}

#[test]
fn a_percent_sign_that_is_only_written_makes_no_percentage() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, (number, format)) in (0..).zip([(0.95, "0.0%"), (95.0, "0.0\"%\""), (95.0, "0\\%")]) {
        let format = rust_xlsxwriter::Format::new().set_num_format(format);
        sheet.write_number_with_format(row, 0, number, &format).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let sheets = workbook::read(&bytes, &Format::Xlsx, &Limits::default()).unwrap();
    let values: Vec<&Value> = sheets[0].cells.iter().map(|cell| &cell.value).collect();
    let wanted = [Value::Number(0.95, true), Value::Number(95.0, false), Value::Number(95.0, false)];
    assert_eq!(values, wanted.iter().collect::<Vec<_>>());
}

#[test]
fn content_decides_not_the_ending() {
    let district = District::new();
    district.bytes("form.xlsx", &fs::read(root().join("tests/fixtures/form.xls")).unwrap());
    district.bytes("form.XLS", &fs::read(root().join("tests/fixtures/form.ods")).unwrap());
    let output = district.run("score", "project-2020-10", &["--prefer", "form.XLS"]);
    assert!(out(&output).contains("找到 2 个文件：评分 1，拒收 0，忽略 1"), "{}", out(&output));
}

#[test]
fn the_parquet_file_has_a_row_for_each_subject_and_indicator() {
    let district = District::new();
    district
        .sheet("甲.xlsx", &project_form("甲局", "项目一"))
        .sheet("乙.xlsx", &project_form("乙局", "项目二"));
    let result = district.score();
    let indicators: usize = result["subjects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["indicators"].as_array().unwrap().len())
        .sum();
    let bytes = fs::read(district.outputs().join("scores.parquet")).unwrap();
    let frame = ParquetReader::new(Cursor::new(bytes)).finish().unwrap();
    assert_eq!(frame.height(), indicators);
    // Exact decimals: no noise in sums.
    assert_eq!(frame.column("points").unwrap().dtype().to_string(), "decimal[38,2]");
    let departments = frame.column("department").unwrap().str().unwrap();
    for department in ["甲局", "乙局"] {
        let own: BooleanChunked =
            departments.iter().map(|name| name.map(|name| name == department)).collect();
        let own = frame.filter(&own).unwrap();
        let text = |scalar: Scalar| scalar.into_series("".into()).cast(&DataType::String).unwrap();
        let sum = text(own.column("points").unwrap().sum_reduce().unwrap());
        assert_eq!(sum.str().unwrap().get(0), Some("97.00"), "{department}");
        let total = own.column("total").unwrap().cast(&DataType::String).unwrap();
        assert_eq!(total.str().unwrap().get(0), Some("97.00"), "{department}");
    }
}

#[test]
fn a_hidden_sheet_is_never_scored_silently() {
    let district = District::new();
    let mut book = rust_xlsxwriter::Workbook::new();
    let visible = book.add_worksheet().set_name("封面").unwrap();
    visible.write_string(0, 0, "封面").unwrap();
    let hidden = book.add_worksheet().set_name("上年").unwrap();
    for (row, text) in [(0, "项目名称"), (1, "实施单位"), (2, "一级指标")] {
        hidden.write_string(row, 0, text).unwrap();
        hidden.write_string(row, 1, "三级指标").unwrap();
    }
    hidden.set_hidden(true);
    district.bytes("甲.xlsx", &book.save_to_buffer().unwrap());
    let output = district.run("check", "project-2020-10", &[]);
    assert_eq!(status(&output), 1);
    assert!(out(&output).contains("工作表已隐藏，未参与评分"), "{}", out(&output));
    assert!(out(&output).contains("评分 0，拒收 1"), "{}", out(&output));
}
