//! What the names of a rubric mean.

#![allow(clippy::unwrap_used)]

use crate::common::root;
use jixiao::formula::Type;
use jixiao::rubric::Rubric;

#[test]
fn a_name_means_what_its_form_says() {
    let rubric = Rubric::load(&root().join("tests/lint/base")).unwrap();
    for (name, expected) in [
        ("预算数", Some(Type::Amount)),
        ("计划数", Some(Type::Count)),
        ("公开预算", Some(Type::YesNo)),
        ("质量档次", Some(Type::Text)),
        ("分值", Some(Type::Points)),
        // A derived fact is what its formula comes to.
        ("支出率", Some(Type::Ratio)),
        ("全体[支出率]", Some(Type::Ratio.list())),
        ("同组[预算数]", Some(Type::Amount.list())),
        ("绩效指标[分值]", Some(Type::Points.list())),
        ("绩效指标.自评得分", Some(Type::Points)),
        ("绩效指标[支出率]", None),
        ("全体[无此项]", None),
        // A department rubric without projects has no results of projects.
        ("项目[得分]", None),
        ("年度指标值", None),
        ("部门编码", None),
    ] {
        assert_eq!(rubric.type_of(name), expected, "{name}");
    }
    assert_eq!(rubric.type_in_line("绩效指标", "年度指标值"), Some(Type::Mixed));
    assert_eq!(rubric.type_in_line("绩效指标", "预算数"), Some(Type::Amount));
}
