//! From what the files hold to submissions: whose form is it, which form counts, and what does the
//! bureau itself know of the body.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::brought::{Brought, Sent};
use super::filed::{Facts, Filed};
use super::issued::{self, CameBack, Issued};
use super::list::{CODE, NAME, Record};
use super::roster::{self, GROUP, Match, Roster, split_code};
use super::submission::FactValue;
use super::{FileStatus, InputFile, Intake, Prefer, bureau, report, year};
use crate::finding::{Finding, Problem};
use crate::place::Place;
use crate::quantity::{Day, Reading};
use crate::rubric::form::{Form, List, ListKind};
use crate::rubric::{Rubric, Scores};

/// A submission while it is being settled which of them count.
struct Claimed {
    filed: Filed,
    /// The facts that say whose it is and of when.
    origin: Facts,
}

/// Puts the files of a run together.
#[must_use]
pub(super) fn assemble(brought: Vec<Brought<'_>>, rubric: &Rubric, prefer: &Prefer) -> Intake {
    let form = &rubric.form;
    let mut findings = Vec::new();
    let mut inputs = Vec::new();
    let (mut forms, mut listed) = (Vec::new(), Vec::new());
    let mut roster_records = Vec::new();
    let mut bureau: Vec<(String, Vec<Record>)> = Vec::new();
    let mut texts = Vec::new();
    let mut came_back: BTreeMap<String, CameBack> = BTreeMap::new();
    for brought in brought {
        let Brought { input, forms: sent, lines, known, issued, text, findings: own } = brought;
        texts.extend(text.map(|text| (Place::file(input.file.as_str()), text)));
        let back = CameBack::of(&own, issued.as_ref());
        came_back.extend(back.map(|back| (input.file.clone(), back)));
        findings.extend(own);
        for found in known {
            match found.list.kind {
                ListKind::Roster => roster_records.extend(found.records),
                _ => bureau.push((found.list.name.clone(), found.records)),
            }
        }
        forms.extend(sent.into_iter().map(|sent| (sent, issued.clone())));
        listed.extend(lines.into_iter().map(|sent| (sent, issued.clone())));
        inputs.push(input);
    }
    let roster = Roster::from_records(&roster_records, &mut findings);
    let mut claimed = Vec::new();
    for (sent, issued) in forms {
        let verdict = year::check(&sent, rubric, prefer);
        let own = identify(sent, form, &roster, &mut findings);
        note_owner(&mut came_back, own.as_ref());
        let own = own.filter(|own| is_own(&own.filed, issued.as_ref(), (&roster, prefer), &mut findings));
        let department = own.as_ref().map(|own| own.filed.department.clone());
        findings.extend(
            verdict.findings.into_iter().map(|finding| Finding { department: department.clone(), ..finding }),
        );
        claimed.extend(own.filter(|_| !verdict.held));
    }
    name_shared_files(&claimed, form, &mut findings);
    for (sent, issued) in listed {
        let own = identify(sent, form, &roster, &mut findings);
        note_owner(&mut came_back, own.as_ref());
        claimed
            .extend(own.filter(|own| is_own(&own.filed, issued.as_ref(), (&roster, prefer), &mut findings)));
    }
    issued::attribute(&mut findings, &came_back, &roster);
    name_by_sheet(&mut claimed, rubric.system.scores);
    claimed.sort_by(|Claimed { filed: a, .. }, Claimed { filed: b, .. }| {
        (&a.department, &a.project, &a.place).cmp(&(&b.department, &b.project, &b.place))
    });
    let (mut submissions, passed_over) = settle_duplicates(claimed, form, prefer, &mut findings);
    roster.arrange(&mut submissions);
    let needed = needed_lists(rubric);
    for (list, holds) in needed.iter().filter(|_| !submissions.is_empty()) {
        if bureau.iter().all(|(found, _)| found != list) {
            let (list, holds) = ((*list).to_owned(), holds.clone());
            findings.push(Finding::new(Problem::ListAbsent { list, holds }));
        }
    }
    for (list, records) in bureau {
        let all_need_it = needed.contains_key(list.as_str());
        bureau::add_facts(&mut submissions, (&list, all_need_it), records, &roster, &mut findings);
    }
    let reports = report::settle(texts, form, &roster, &submissions, &mut inputs, &mut findings);
    name_by_file(&roster, &mut findings);
    name_the_silent(&roster, &submissions, &mut findings);
    settle_files(&mut inputs, (&submissions, &passed_over), &findings);
    Intake { roster, submissions, reports, inputs, findings }
}

/// The bureau's own tables by name, each with what rules go by and no form says instead. A table that no
/// rule goes by is missed by nobody.
fn needed_lists(rubric: &Rubric) -> BTreeMap<&str, Vec<String>> {
    let form = &rubric.form;
    let own: BTreeSet<String> = form.fact_names_of_forms().into_iter().collect();
    let used = rubric.names_used();
    let needed = |list: &List| -> Vec<String> {
        let holds = list.columns.iter().map(|column| column.name.clone());
        let holds = holds.filter(|name| name != CODE && name != NAME && !own.contains(name));
        holds.filter(|name| used.contains(name)).collect()
    };
    let lists = form.lists.iter().filter(|list| list.kind == ListKind::Bureau);
    lists.map(|list| (list.name.as_str(), needed(list))).filter(|(_, holds)| !holds.is_empty()).collect()
}

/// Says whose form it is. Without a roster the form's own word counts.
fn identify(sent: Sent, form: &Form, roster: &Roster, findings: &mut Vec<Finding>) -> Option<Claimed> {
    let claims: Vec<String> =
        form.department.iter().filter_map(|fact| sent.stated(fact).map(str::to_owned)).collect();
    let project = form.project.as_ref().and_then(|fact| sent.stated(fact)).map(str::to_owned);
    let place = sent.place.clone();
    let claim_place =
        form.department.iter().find_map(|fact| sent.origin.get(fact)).and_then(|fact| fact.place.clone());
    let refuse = |problem: Problem, value: &str, findings: &mut Vec<Finding>| {
        findings.push(Finding::new(problem).at(claim_place.clone().or(Some(place.clone()))).showing(value));
        None
    };
    let refs: Vec<&str> = claims.iter().map(String::as_str).collect();
    let name = refs.first().copied().unwrap_or_default().to_owned();
    let (department, code, group) = if roster.bodies.is_empty() {
        if name.is_empty() {
            return refuse(Problem::NoDepartment, "", findings);
        }
        // A bare code names nobody; the next that is stated does.
        let is_code = |claim: &&str| claim.chars().all(|c| c.is_ascii_digit());
        let coded = refs.iter().copied().find(is_code);
        let named = refs.iter().copied().find(|claim| !is_code(claim)).unwrap_or(&name);
        let (code, name) = split_code(named);
        let group = sent.stated(GROUP).map(str::to_owned);
        let code = code.or(coded).or_else(|| sent.stated(CODE).map(str::trim));
        (roster::without_seal(name).to_owned(), code.map(str::to_owned), group)
    } else {
        match roster.whose(&refs, &sent.titles) {
            Ok(body) => {
                (body.name.clone(), Some(body.code.clone()).filter(|c| !c.is_empty()), body.group.clone())
            }
            Err(problem) => return refuse(problem, &name, findings),
        }
    };
    let claimed = claims.iter().find(|claim| !claim.chars().all(|c| c.is_ascii_digit()));
    if let Some(several) = claimed.filter(|claim| !roster.knows(claim) && roster::parts(claim).len() > 1) {
        let problem = Problem::SeveralNames { name: several.clone() };
        findings.push(Finding::new(problem).at(claim_place).showing(several).of(&department));
    }
    findings.extend(sent.findings.into_iter().map(|finding| finding.of(&department)));
    let Sent { origin, packed, .. } = sent;
    Some(Claimed { filed: Filed { place, department, code, group, project, packed }, origin })
}

/// Notes whose a form is in a file that was a blank form once.
fn note_owner(came_back: &mut BTreeMap<String, CameBack>, own: Option<&Claimed>) {
    let Some(Claimed { filed, .. }) = own else { return };
    if let Some(file) = came_back.get_mut(&*filed.place.file) {
        file.note(&filed.place, &filed.department);
    }
}

/// Whether a form may count as its body's: one that was made for another waits for the bureau.
fn is_own(
    sent: &Filed,
    issued: Option<&Issued>,
    (roster, prefer): (&Roster, &Prefer),
    findings: &mut Vec<Finding>,
) -> bool {
    let another =
        issued.and_then(|issued| issued::of_another(issued, &sent.department, (roster, prefer, &sent.place)));
    let held = matches!(another, Some(Problem::BlankFormOfAnother { held: true, .. }));
    findings.extend(another.map(|problem| Finding::new(problem).at(sent.place.clone()).of(&sent.department)));
    !held
}

/// Files that hold forms of several bodies: each of these forms is theirs by its own word, and the
/// bureau should know that they came together.
fn name_shared_files(claimed: &[Claimed], form: &Form, findings: &mut Vec<Finding>) {
    let mut by_file: BTreeMap<&str, Vec<&Claimed>> = BTreeMap::new();
    for own in claimed {
        by_file.entry(&own.filed.place.file).or_default().push(own);
    }
    for sent in by_file.into_values() {
        let mut departments: Vec<String> = sent.iter().map(|own| own.filed.department.clone()).collect();
        departments.sort();
        departments.dedup();
        if departments.len() > 1 {
            for own in sent {
                let problem = Problem::SharedFile { departments: departments.clone() };
                findings.push(Finding::new(problem).at(own.origin(form)).of(&own.filed.department));
            }
        }
    }
}

/// Project forms of one body on several sheets of one workbook, none of which names its project,
/// are told apart by their sheets.
fn name_by_sheet(claimed: &mut [Claimed], scores: Scores) {
    let nameless = |own: &Filed| scores == Scores::Project && own.project.is_none();
    let of_body = |own: &Filed| (own.place.file.clone(), own.department.clone());
    let mut sheets: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for Claimed { filed: own, .. } in claimed.iter().filter(|own| nameless(&own.filed)) {
        sheets.entry(of_body(own)).or_default().insert(own.place.sheet.clone());
    }
    for Claimed { filed: own, .. } in claimed.iter_mut().filter(|own| nameless(&own.filed)) {
        if sheets.get(&of_body(own)).is_some_and(|sheets| sheets.len() > 1) {
            own.project = own.place.sheet.as_deref().map(str::to_owned);
        }
    }
}

/// Several forms for one subject: the bureau decides which counts; until then none does. Beside those that
/// count, the files of those that another was preferred to.
fn settle_duplicates(
    claimed: Vec<Claimed>,
    form: &Form,
    prefer: &Prefer,
    findings: &mut Vec<Finding>,
) -> (Vec<Filed>, HashSet<String>) {
    let mut by_subject: BTreeMap<(String, Option<String>), Vec<Claimed>> = BTreeMap::new();
    for own in claimed {
        let subject = (roster::key(&own.filed.department), own.filed.project.as_deref().map(roster::key));
        by_subject.entry(subject).or_default().push(own);
    }
    let (mut settled, mut passed_over) = (Vec::new(), HashSet::new());
    for mut same in by_subject.into_values() {
        let only = if same.len() == 1 { Some(0) } else { preferred(&same, form, prefer) };
        if let Some(index) = only {
            settled.push(same.swap_remove(index).filed);
            passed_over.extend(same.into_iter().map(|other| other.filed.place.file.to_string()));
            continue;
        }
        let files: Vec<String> = same.iter().map(|own| own.origin(form).to_string()).collect();
        for own in &same {
            let problem = Problem::SentTwice { subject: own.filed.subject(), files: files.clone() };
            let finding = Finding::new(problem).at(own.origin(form)).of(&own.filed.department);
            findings.push(finding.showing(files.join("、")));
        }
    }
    (settled, passed_over)
}

impl Claimed {
    /// Where a form says whose it is: its file, sheet and cell.
    fn origin(&self, form: &Form) -> Place {
        let names = form.project.iter().chain(&form.department);
        let mut cells = names.filter_map(|name| self.origin.get(name)?.place.clone());
        cells.next().unwrap_or_else(|| self.filed.place.clone())
    }

    fn date(&self, form: &Form) -> Option<Day> {
        match &self.origin.get(form.date.as_ref()?)?.value {
            FactValue::Quantity(Reading::Date { to, .. }) => Some(*to),
            _ => None,
        }
    }
}

/// The index of the submission that the bureau's word picks, if it picks exactly one.
fn preferred(same: &[Claimed], form: &Form, prefer: &Prefer) -> Option<usize> {
    let chosen: Vec<usize> = match prefer {
        Prefer::Undecided => return None,
        Prefer::Files(_) => {
            (0..same.len()).filter(|&index| prefer.names(&same[index].filed.place.file)).collect()
        }
        Prefer::Newest => {
            let dates: Vec<Option<Day>> = same.iter().map(|own| own.date(form)).collect();
            // A form without a date cannot be told to be older.
            if dates.iter().any(Option::is_none) {
                return None;
            }
            let newest = dates.iter().max()?;
            (0..same.len()).filter(|&index| dates[index] == *newest).collect()
        }
    };
    match chosen.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// A file that cannot be opened is the body's whose name or code stands in its own: it did send something.
fn name_by_file(roster: &Roster, findings: &mut [Finding]) {
    for finding in findings.iter_mut().filter(|finding| finding.department.is_none()) {
        let is_closed = matches!(
            finding.problem,
            Problem::FileUnreadable { .. } | Problem::FileWithheld { .. } | Problem::FileEmpty
        );
        let Some(place) = finding.place.as_ref().filter(|_| is_closed) else { continue };
        let stem = report::stem(&place.file);
        // As a claim it may be a code or a name alone; as a title it holds one.
        let found = [roster.find(&[stem], &[]), roster.find(&[], &[stem.to_owned()])];
        let body = found.into_iter().find_map(|found| match found {
            Match::Body(index) => Some(roster.bodies[index].name.clone()),
            Match::Ambiguous(_) | Match::None(_) => None,
        });
        finding.department = body;
    }
}

/// Bodies of the roster of whom nothing arrived.
fn name_the_silent(roster: &Roster, submissions: &[Filed], findings: &mut Vec<Finding>) {
    let held = findings.iter().filter(|finding| {
        matches!(
            finding.problem,
            Problem::SentTwice { .. }
                | Problem::OtherYear { held: true, .. }
                | Problem::BlankFormOfAnother { held: true, .. }
                | Problem::FileUnreadable { .. }
                | Problem::FileWithheld { .. }
                | Problem::FileEmpty
        )
    });
    let held = held.filter_map(|finding| finding.department.clone());
    let sent: HashSet<String> =
        submissions.iter().map(|submission| submission.department.clone()).chain(held).collect();
    for body in &roster.bodies {
        if !sent.contains(&body.name) {
            let misnamed = findings.iter().find(|finding| {
                matches!(&finding.problem, Problem::NotOnRoster { near: Some(near), .. } if *near == body.name)
            });
            let perhaps =
                misnamed.and_then(|finding| finding.place.as_ref()).map(|place| place.file.to_string());
            findings.push(Finding::new(Problem::NotSent { perhaps }).of(&body.name).at(body.place.clone()));
        }
    }
}

/// A file of which no form came to be scored is rejected, with the reason of its first finding, unless the
/// bureau preferred another for the same subject.
fn settle_files(
    inputs: &mut [InputFile],
    (submissions, passed_over): (&[Filed], &HashSet<String>),
    findings: &[Finding],
) {
    let scored: HashSet<&str> = submissions.iter().map(|submission| &*submission.place.file).collect();
    for input in inputs.iter_mut().filter(|input| input.status == FileStatus::Scored) {
        if scored.contains(input.file.as_str()) {
            continue;
        }
        let of_file =
            |finding: &&Finding| finding.place.as_ref().is_some_and(|place| *place.file == *input.file);
        let decisive = |finding: &&Finding| {
            matches!(
                finding.problem,
                Problem::SentTwice { .. }
                    | Problem::NotOnRoster { .. }
                    | Problem::AmbiguousName { .. }
                    | Problem::NoDepartment
                    | Problem::OtherYear { held: true, .. }
                    | Problem::BlankFormOfAnother { held: true, .. }
                    | Problem::HiddenSheet
            )
        };
        let why = findings.iter().filter(of_file).find(decisive).map(|finding| match &finding.problem {
            Problem::SentTwice { subject, .. } => format!("“{subject}”重复报送，待确定以哪一份为准"),
            other => other.message(),
        });
        input.status = match why {
            Some(why) => FileStatus::Rejected(why),
            None if passed_over.contains(&input.file) => {
                FileStatus::Ignored("重复报送，已采用另一份".to_owned())
            }
            None => FileStatus::Rejected("没有可以评分的内容".to_owned()),
        };
    }
}
