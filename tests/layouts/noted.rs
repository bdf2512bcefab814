//! Notes between the lines of a table and below it.

use crate::common::{Cell, District, codes, project_form, scored};
use serde_json::Value;

fn text(cells: &[&str]) -> Vec<Cell> {
    cells.iter().map(|cell| Cell::from(*cell)).collect()
}

/// What a form came to: its points, and what was found.
fn outcome(result: &Value) -> (Value, Value, Vec<String>) {
    let subject = &result["subjects"][0];
    (subject["total"].clone(), subject["status"].clone(), codes(result))
}

#[test]
fn a_table_goes_on_below_a_note_between_its_lines() {
    for note in ["注：以下三项数据截至2020年12月31日", "备注：以下为年末数", "说明：以下为年末数"]
    {
        let of = |changed: bool| {
            scored(|form| {
                // The last line fails, which nobody would see who stopped at the note.
                form[10][4] = "50%".into();
                if changed {
                    form.insert(8, text(&[note]));
                    form.insert(9, text(&["2.数据由业务科室提供"]));
                    form.insert(11, text(&["", "", note]));
                }
            })
        };
        let (plain, noted) = (of(false), of(true));
        assert_eq!(outcome(&noted), outcome(&plain), "{note}: {}", noted["findings"]);
        assert_ne!(noted["subjects"][0]["total"], 97);
    }
}

#[test]
fn a_table_goes_on_below_a_note_at_the_top_of_the_next_sheet() {
    let form = project_form("甲局", "项目一");
    let notes = [text(&["注：续前表，数据截至2020年12月31日"]), text(&["2.数据由业务科室提供"])];
    let of = |notes: &[Vec<Cell>]| {
        let district = District::new();
        let rest = [notes, &form[9..]].concat();
        district.sheets("甲.xlsx", &[("自评表", &form[..9]), ("续表", &rest)]);
        district.score()
    };
    let (plain, noted) = (of(&[]), of(&notes));
    assert_eq!(plain["subjects"][0]["total"], 97, "{}", plain["findings"]);
    assert_eq!(outcome(&noted), outcome(&plain), "{}", noted["findings"]);
}

#[test]
fn a_total_below_a_note_is_the_tables() {
    let of = |note: bool| {
        scored(|form| {
            form[11][6] = "优，约97".into();
            if note {
                form.insert(11, text(&["注：按自评口径填列"]));
            }
        })
    };
    let (plain, noted) = (of(false), of(true));
    assert!(!codes(&plain).is_empty());
    assert_eq!(outcome(&noted), outcome(&plain), "{}", noted["findings"]);
}

#[test]
fn notes_sign_lines_and_tables_of_others_below_a_table_are_none_of_its_lines() {
    let plain = scored(|form| form.truncate(11));
    let below = scored(|form| {
        form.truncate(11);
        form.push(text(&["备注：1.得分按细则计算"]));
        form.push(text(&["2.总分100分，其中产出50分"]));
        form.push(text(&["填表人：", "张三", "审核人", "李四", "联系电话", "", "13800000000"]));
        form.push(text(&["支出明细"]));
        form.push(text(&["序号", "类别", "支出内容", "预算", "决算", "差额", "备注"]));
        for content in ["办公费", "印刷费"] {
            form.push(text(&["1", "公用", content]));
            form[11..].iter_mut().last().unwrap().extend([10.0, 9.0, 1.0, 2.0].map(Cell::Number));
        }
    });
    assert_eq!(outcome(&below), outcome(&plain), "{}", below["findings"]);
}
