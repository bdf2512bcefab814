//! 名次核算: ranks and grades of the complete totals as live formulas, and beside them the program's.
//!
//! Whoever is incomplete stands in no line here, and so in no rank.

use std::collections::BTreeMap;

use super::cell::Cell;
use super::parameters;
use super::proof;
use super::reference::{Live, References, Spot};
use super::table::{Column, Table};
use super::view::View;
use crate::rank::Standing;
use crate::rubric::{Quota, Ranking, System, Ties, Within};
use crate::score::Scorecard;

/// The sheet's name.
const SHEET: &str = "名次核算";
/// Stands where a subject has no group.
const NO_GROUP: &str = "未分组";

/// Where other sheets find ranks and grades, by card.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub(super) ranks: BTreeMap<usize, Spot>,
    pub(super) group_ranks: BTreeMap<usize, Spot>,
    pub(super) grades: BTreeMap<usize, Spot>,
}

/// A column while it is put down: its header and a cell for every line.
struct Sheet<'a> {
    view: &'a View<'a>,
    proof: &'a proof::Found,
    /// The ranked, in their order.
    ranked: Vec<(&'a Standing, &'a Scorecard)>,
    /// Their ranks with gaps.
    gaps: Vec<usize>,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

/// The sheet and where its results stand; nothing where nobody is ranked.
pub(super) fn table(view: &View, proof: &proof::Found) -> (Option<Table>, Found) {
    let ranked: Vec<_> = view.standings().filter(|(standing, _)| standing.rank.is_some()).collect();
    if ranked.is_empty() {
        return (None, Found::default());
    }
    let columns = view.name_columns();
    let rows =
        ranked.iter().map(|(_, card)| view.name_cells(&card.department, card.project.as_deref())).collect();
    let mut gaps: Vec<usize> = Vec::with_capacity(ranked.len());
    for (row, (standing, _)) in ranked.iter().enumerate() {
        let above = row.checked_sub(1).filter(|above| ranked[*above].0.rank == standing.rank);
        gaps.push(above.map_or(row + 1, |above| gaps[above]));
    }
    let mut sheet = Sheet { view, proof, ranked, gaps, columns, rows };
    let found = sheet.fill();
    let remarks = [
        Some("只列总分完整、参与排名的；“程序”各栏为评分程序的计算结果，两者相同的，“一致”为“是”".to_owned()),
        Some(view.ranking_remark()),
        sheet.view.unranked_remark("评价得分排名表"),
        Some("“等级序”为等级在核算参数表中的顺序，依次按总分、等级限制、名额确定".to_owned()),
        Some(view.rubric_remark()),
    ];
    let frozen = if view.has_projects { 2 } else { 1 };
    let table = Table {
        name: SHEET,
        title: view.title("名次核算"),
        unit: Some("分"),
        columns: sheet.columns,
        rows: sheet.rows,
        remarks: remarks.into_iter().flatten().collect(),
        frozen,
        ..Table::default()
    };
    (Some(table), found)
}

impl Sheet<'_> {
    /// Puts a column down; `cell` is told the line.
    fn column(&mut self, header: &str, width: f64, cell: impl Fn(&Self, usize) -> Cell) -> usize {
        let number = self.columns.len();
        let cells: Vec<Cell> = (0..self.rows.len()).map(|row| cell(self, row)).collect();
        self.columns.push(Column::new(header, width));
        for (row, cell) in self.rows.iter_mut().zip(cells) {
            row.push(cell);
        }
        number
    }

    /// A column that stands beside the program's own and says whether the two agree.
    fn checked(&mut self, own: usize, what: &str, program: impl Fn(&Standing) -> Cell) {
        let engine = self.column(&format!("程序{what}"), 9.0, |sheet, row| program(sheet.ranked[row].0));
        self.column("一致", 6.0, |_, row| {
            Cell::text("是").live(Live::of(|to| {
                let (own, engine) = (Spot::of(SHEET, row, own), Spot::of(SHEET, row, engine));
                format!("IF({}={},\"是\",\"否\")", to.cell(own), to.cell(engine))
            }))
        });
    }

    fn all(&self, column: usize) -> (Spot, Spot) {
        (Spot::of(SHEET, 0, column), Spot::of(SHEET, self.rows.len() - 1, column))
    }

    fn fill(&mut self) -> Found {
        let system = &self.view.evaluation.rubric.system;
        let group = self.view.has_groups.then(|| {
            self.column("分组", 14.0, |sheet, row| {
                Cell::text(sheet.ranked[row].1.group.as_deref().unwrap_or(NO_GROUP))
            })
        });
        let places = system.places_of_total();
        let total = self.column("总分", 9.0, |sheet, row| {
            let (standing, _) = sheet.ranked[row];
            let spot = sheet.proof.totals.get(&standing.card).copied();
            Cell::points(&standing.total, places).live_if(spot.map(Live::same_as))
        });
        let mut keys = vec![total];
        for code in &system.tie_break {
            keys.extend(self.deciding(code));
        }
        let dense = system.ranking == Ranking::Dense;
        let rank = |standing: &Standing| standing.rank.unwrap_or_default();
        let header = if dense { "占位名次" } else { "名次" };
        // With gaps, which a dense rank is counted from.
        let with_gaps = self.column(header, 9.0, |sheet, row| {
            Cell::count(sheet.with_gaps(row)).live(sheet.rank_formula(&keys, row))
        });
        let overall = if dense { self.dense(with_gaps, None, "名次", rank) } else { with_gaps };
        self.checked(overall, "名次", |standing| Cell::count(rank(standing) as usize));
        let in_group = group.map(|group| self.group_rank(group, with_gaps, dense));
        let grade = self.grades((group, total, overall));
        let spots = |column: usize| -> BTreeMap<usize, Spot> {
            let each = self.ranked.iter().enumerate();
            each.map(|(row, (standing, _))| (standing.card, Spot::of(SHEET, row, column))).collect()
        };
        Found {
            ranks: spots(overall),
            group_ranks: in_group.map(spots).unwrap_or_default(),
            grades: grade.map(spots).unwrap_or_default(),
        }
    }

    /// The points on an indicator that decides between equal totals.
    fn deciding(&mut self, code: &str) -> Option<usize> {
        let system = &self.view.evaluation.rubric.system;
        let indicator = system.indicators.iter().position(|indicator| indicator.code == code)?;
        let header = format!("并列时比较：{}", system.indicators[indicator].name());
        Some(self.column(&header, 12.0, |sheet, row| {
            let (standing, card) = sheet.ranked[row];
            let Some((points, _)) = card.indicator_points(indicator) else { return Cell::count(0) };
            let spot = sheet.proof.points.get(&(standing.card, indicator)).copied();
            sheet.view.points(&points).live_if(spot.map(Live::same_as))
        }))
    }

    /// One more than stand before: by the total, then by what decides between equals.
    fn rank_formula(&self, keys: &[usize], row: usize) -> Live {
        let own = |key: usize| Spot::of(SHEET, row, key);
        if let [total] = keys {
            let (first, last) = self.all(*total);
            return Live::of(|to| format!("RANK({},{},0)", to.cell(own(*total)), to.range(first, last)));
        }
        Live::of(|to| {
            let compared = |key: usize, sign: &str| {
                let (first, last) = self.all(key);
                format!("({}{sign}{})", to.range(first, last), to.cell(own(key)))
            };
            let terms: Vec<String> = (0..keys.len())
                .map(|index| {
                    let equal = keys[..index].iter().map(|key| compared(*key, "="));
                    equal.chain([compared(keys[index], ">")]).collect::<Vec<_>>().join("*")
                })
                .collect();
            format!("SUMPRODUCT({})+1", terms.join("+"))
        })
    }

    /// Ranks without gaps out of those with gaps: how many different ones stand before.
    fn dense(
        &mut self,
        with_gaps: usize,
        group: Option<usize>,
        header: &str,
        rank: impl Fn(&Standing) -> u32,
    ) -> usize {
        let of = |sheet: &Self, row: usize| group.map(|_| sheet.ranked[row].1.group.clone());
        let firsts = self.column("首次出现", 9.0, |sheet, row| {
            let same = |other: usize| {
                sheet.with_gaps(other) == sheet.with_gaps(row) && of(sheet, other) == of(sheet, row)
            };
            let cell = if (0..row).any(same) { Cell::blank() } else { Cell::count(sheet.with_gaps(row)) };
            cell.live(Live::of(|to| {
                let own = to.cell(Spot::of(SHEET, row, with_gaps));
                let seen = to.range(Spot::of(SHEET, 0, with_gaps), Spot::of(SHEET, row, with_gaps));
                let is_first = match group {
                    None => format!("COUNTIF({seen},{own})=1"),
                    Some(group) => {
                        let groups = to.range(Spot::of(SHEET, 0, group), Spot::of(SHEET, row, group));
                        let own_group = to.cell(Spot::of(SHEET, row, group));
                        format!("SUMPRODUCT(({groups}={own_group})*({seen}={own}))=1")
                    }
                };
                format!("IF({is_first},{own},\"\")")
            }))
        });
        self.column(header, 9.0, |sheet, row| {
            let (first, last) = sheet.all(firsts);
            Cell::count(rank(sheet.ranked[row].0) as usize).live(Live::of(|to| {
                let (own, firsts) = (to.cell(Spot::of(SHEET, row, with_gaps)), to.range(first, last));
                match group {
                    None => format!("COUNTIF({firsts},\"<\"&{own})+1"),
                    Some(group) => {
                        let is_of_it = sheet.of_group(to, group, row);
                        format!("SUMPRODUCT({is_of_it}*({firsts}<>\"\")*({firsts}<{own}))+1")
                    }
                }
            }))
        })
    }

    /// The rank with gaps of a line, as the program's ranks imply it.
    fn with_gaps(&self, row: usize) -> usize {
        self.gaps[row]
    }

    /// Which lines are of the same group as a line.
    fn of_group(&self, to: &References, group: usize, row: usize) -> String {
        let (first, last) = self.all(group);
        format!("({}={})", to.range(first, last), to.cell(Spot::of(SHEET, row, group)))
    }

    fn group_rank(&mut self, group: usize, with_gaps: usize, dense: bool) -> usize {
        let rank = |standing: &Standing| standing.group_rank.unwrap_or_default();
        let column = if dense {
            self.dense(with_gaps, Some(group), "组内名次", rank)
        } else {
            self.column("组内名次", 9.0, |sheet, row| {
                let (first, last) = sheet.all(with_gaps);
                Cell::count(rank(sheet.ranked[row].0) as usize).live(Live::of(|to| {
                    let own = to.cell(Spot::of(SHEET, row, with_gaps));
                    let is_of_it = sheet.of_group(to, group, row);
                    format!("SUMPRODUCT({is_of_it}*({}<{own}))+1", to.range(first, last))
                }))
            })
        };
        self.checked(column, "组内名次", |standing| Cell::count(rank(standing) as usize));
        column
    }

    /// The grade: by the total, then no better than limits leave, then as quotas leave it.
    fn grades(&mut self, (group, total, rank): (Option<usize>, usize, usize)) -> Option<usize> {
        let view = self.view;
        let system = &view.evaluation.rubric.system;
        let mut states: Vec<usize> =
            self.ranked.iter().map(|(standing, _)| by_total(standing, system)).collect();
        let mut column = self.column("等级序\n（总分）", 10.0, |sheet, row| {
            let own = Spot::of(SHEET, row, total);
            Cell::count(by_total(sheet.ranked[row].0, system)).live(Live::of(|to| {
                let none = "0".to_owned();
                (0..system.grades.len()).rev().fold(none, |below, index| {
                    let from = to.cell(parameters::grade(index));
                    format!("IF({}>={from},{},{below})", to.cell(own), index + 1)
                })
            }))
        });
        if system.limits.iter().any(|limit| limit.grade.is_some()) {
            for (state, (_, card)) in states.iter_mut().zip(&self.ranked) {
                let best = card.total.best_grade.as_ref();
                let best = best.and_then(|best| system.grades.iter().position(|grade| grade.name == *best));
                *state = if *state == 0 { 0 } else { (*state).max(best.map_or(0, |best| best + 1)) };
            }
            column = self.column("等级序\n（限制）", 10.0, |sheet, row| {
                Cell::count(states[row]).live(sheet.limited(column, row))
            });
        }
        let (of_grade, last) =
            (|index: usize| &system.grades[index].name, system.grades.len().checked_sub(1)?);
        let mut used = vec![0; self.ranked.len()];
        for index in 0..last {
            let quotas = system.quotas.iter().enumerate();
            for (number, quota) in quotas.filter(|(_, quota)| quota.grade == *of_grade(index)) {
                let most = parameters::quota_most(view, number)?;
                for (row, (standing, _)) in self.ranked.iter().enumerate() {
                    let next = standing.beyond.get(used[row]);
                    let among = self.among(quota, row);
                    let is_beyond = next.is_some_and(|beyond| {
                        beyond.grade == quota.grade && beyond.most == quota.most && beyond.among == among
                    });
                    if is_beyond && states[row] == index + 1 {
                        states[row] += 1;
                        used[row] += 1;
                    }
                }
                let within = group.filter(|_| quota.within == Within::Group);
                column = self.column("等级序\n（名额）", 10.0, |sheet, row| {
                    let of = Held { column, grade: index + 1, most, within, rank };
                    Cell::count(states[row]).live(sheet.held(quota, &of, row))
                });
            }
        }
        let grade = |standing: &Standing| Cell::text(standing.grade.as_deref().unwrap_or_default());
        let named = self.column("等级", 8.0, |sheet, row| {
            grade(sheet.ranked[row].0).live(Live::of(|to| {
                let own = to.cell(Spot::of(SHEET, row, column));
                (0..system.grades.len()).rev().fold("\"\"".to_owned(), |below, index| {
                    format!("IF({own}={},{},{below})", index + 1, to.cell(parameters::grade_name(index)))
                })
            }))
        });
        self.checked(named, "等级", grade);
        Some(named)
    }

    /// Among how many a quota is counted for a line.
    fn among(&self, quota: &Quota, row: usize) -> usize {
        let group = &self.ranked[row].1.group;
        match quota.within {
            Within::All => self.ranked.len(),
            Within::Group => self.ranked.iter().filter(|(_, card)| card.group == *group).count(),
        }
    }

    /// The grade's number, no better than the limits leave that hold.
    fn limited(&self, column: usize, row: usize) -> Live {
        let system = &self.view.evaluation.rubric.system;
        let (standing, _) = self.ranked[row];
        Live::of(|to| {
            let own = to.cell(Spot::of(SHEET, row, column));
            let bounds = system.limits.iter().enumerate().filter_map(|(number, limit)| {
                let best =
                    system.grades.iter().position(|grade| Some(&grade.name) == limit.grade.as_ref())?;
                let held = to.cell(*self.proof.limits.get(&(standing.card, number))?);
                Some(format!(",IF({held}=\"{}\",{},0)", proof::HOLDS, best + 1))
            });
            let bounds: String = bounds.collect();
            format!("IF({own}=0,0,MAX({own}{bounds}))")
        })
    }

    /// The grade's number, one worse where the quota has no place left.
    fn held(&self, quota: &Quota, of: &Held, row: usize) -> Live {
        Live::of(|to| {
            let range = |column: usize| {
                let (first, last) = self.all(column);
                to.range(first, last)
            };
            let own = to.cell(Spot::of(SHEET, row, of.column));
            let rank = to.cell(Spot::of(SHEET, row, of.rank));
            let is_of_it = of.within.map(|group| self.of_group(to, group, row));
            let among = match &is_of_it {
                Some(is_of_it) => format!("SUMPRODUCT({is_of_it}*1)"),
                None => format!("COUNT({})", range(of.rank)),
            };
            let among_it = is_of_it.map(|is_of_it| format!("*{is_of_it}")).unwrap_or_default();
            let before = |sign: &str| {
                format!(
                    "SUMPRODUCT(({}={})*({}{sign}{rank}){among_it})",
                    range(of.column),
                    of.grade,
                    range(of.rank)
                )
            };
            let needed = match quota.ties {
                Ties::In => format!("{}+1", before("<")),
                Ties::Out => before("<="),
            };
            let places = format!("ROUNDDOWN(ROUND({among}*{},10),0)", to.cell(of.most));
            format!("IF({own}={},IF({needed}>{places},{},{own}),{own})", of.grade, of.grade + 1)
        })
    }
}

/// What a quota looks at: the column of grades so far, the grade's number in it, the share, the
/// column of groups where it counts by group, the column of ranks.
struct Held {
    column: usize,
    grade: usize,
    most: Spot,
    within: Option<usize>,
    rank: usize,
}

/// The number of the grade that the total alone gives; 0 where it gives none.
fn by_total(standing: &Standing, system: &System) -> usize {
    system.grades.iter().position(|grade| *standing.total.number() >= grade.from).map_or(0, |index| index + 1)
}
