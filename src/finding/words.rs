//! The words of every problem: what is wrong, what belongs there, how to mend it.

use super::Problem;
use crate::number::Number;

impl Problem {
    /// What is wrong, in one clause.
    #[must_use]
    #[allow(clippy::too_many_lines)] // one arm for each problem, all of them in one place
    pub fn message(&self) -> String {
        match self {
            Self::FileUnreadable { cause }
            | Self::FileWithheld { cause }
            | Self::ArchiveUnreadable { cause } => format!("文件无法读取：{cause}"),
            Self::FileEmpty => "文件无法读取：文件为空".to_owned(),
            Self::NothingRecognised => "未识别出自评表、名册或财政掌握情况表".to_owned(),
            Self::SentTwice { subject, files } => format!("“{subject}”重复报送 {} 份", files.len()),
            Self::NotOnRoster { name, .. } => format!("“{name}”不在名册内"),
            Self::AmbiguousName { name, candidates } => {
                format!("“{name}”对应名册中多个部门：{}", candidates.join("、"))
            }
            Self::NotSent { perhaps: None } => "名册内部门未报送自评表".to_owned(),
            Self::NotSent { perhaps: Some(file) } => format!("名册内部门未报送自评表（可能是“{file}”）"),
            Self::NotListed { list } => format!("“{list}”中没有该部门"),
            Self::ListAbsent { list, holds } => {
                format!("报送文件夹内没有“{list}”，其中 {} 项数据缺失，相应指标不能计分", holds.len())
            }
            Self::HiddenSheet => "工作表已隐藏，未参与评分".to_owned(),
            Self::SideBySide => "同一工作表内左右并列了两张表，无法分开读取".to_owned(),
            Self::TargetsBeside => "绩效目标表（只有指标值），未作自评表评分".to_owned(),
            Self::SheetNotRead => {
                "工作表未识别，其中的数据未读取（前一工作表的指标表没有合计行，此处可能是其续表）".to_owned()
            }
            Self::NoDepartment => "自评表未填写单位名称".to_owned(),
            Self::RosterRepeats { what } => format!("名册中“{what}”重复"),
            Self::ListedTwice { list } => format!("同一部门在“{list}”中列了多行"),
            Self::NoIndicators { table } => format!("未找到“{table}”的内容行"),
            Self::FactConflict { fact, other } => {
                format!("“{fact}”有两处来源且数值不一致（另一处为 {other}）")
            }
            Self::ReaderStopped { cause } => format!("文件未能读完：{cause}"),
            Self::PasswordProtected => "文件设有打开密码".to_owned(),
            Self::LimitExceeded { what } => format!("{what}超出可读上限"),
            Self::FolderUnreadable { cause } => format!("文件夹无法读取：{cause}"),
            Self::SheetsShareName { name } => format!("有两个工作表同名（“{name}”）"),
            Self::HiddenRows { rows } => format!("第 {rows} 行已隐藏，其内容同样参与评分"),
            Self::HiddenColumns { columns } => format!("第 {columns} 列已隐藏，其内容同样参与评分"),
            Self::NearLabel { label } => format!("未找到“{label}”，此处文字与之相近"),
            Self::DigitsLost { fact } => format!("“{fact}”按数字存放，第 15 位以后的数字已丢失"),
            Self::WrongEnding { ending } => format!("文件后缀与内容不符，已按 .{ending} 读取"),
            Self::OtherYear { stated, year, held } => {
                let end = if *held { "，未参与评分" } else { "" };
                format!("填报的是 {stated} 年度，评价的是 {year} 年度{end}")
            }
            Self::FilledInOtherYear { year } => format!("填报日期与评价年度（{year} 年）不符"),
            Self::SharedFile { departments } => {
                format!("同一文件内有 {} 个部门的自评表：{}", departments.len(), departments.join("、"))
            }
            Self::SeveralNames { .. } => "单位名称一栏填有多个单位，按一个单位计".to_owned(),
            Self::FixedCellsChanged { cells, count, .. } => {
                let more = if cells.split('、').count() < *count {
                    format!("等 {count} 格")
                } else {
                    String::new()
                };
                format!("表样原印的内容被改动：{cells}{more}")
            }
            Self::StampChanged => "表样信息被改动，已按一般报表读取".to_owned(),
            Self::BlankFormOfAnother { issued, held } => {
                let end = if *held { "，未参与评分" } else { "" };
                format!("所用空白表是发给“{issued}”的{end}")
            }
            Self::OtherBlankForm { other, own } => format!("所用空白表按{other}印制，本次评价按{own}"),
            Self::OldBlankForm => "空白表印制之后，评分细则有过修改".to_owned(),
            Self::BlankFormNotFilled => "报送的是空白表，没有填写任何内容".to_owned(),
            Self::UnreadableTarget { why } => format!("年度指标值无法读取：{why}"),
            Self::NoTarget => "未设可衡量的年度指标值".to_owned(),
            Self::NoTargetsAtAll { lines } => format!("{lines} 项指标均未设可衡量的年度指标值"),
            Self::OtherPoints { count, examples } => {
                format!("{count} 项的分值与规定不同，按表内分值计，如{}", examples.join("、"))
            }
            Self::UnreadableActual { why } => format!("实际完成值无法据以计分：{why}"),
            Self::MissingActual => "未填实际完成值".to_owned(),
            Self::NoActualColumn => "指标表内未找到“实际完成值”一栏，各项指标均不能计分".to_owned(),
            Self::AmbiguousPercent => "完成值未标百分号，不能确定所填是小数还是百分数".to_owned(),
            Self::UnitMismatch { target, actual } => {
                format!("实际完成值与年度指标值单位不一致（指标值“{target}”，完成值“{actual}”）")
            }
            Self::DimensionDiffers { target, actual } => {
                format!("实际完成值与年度指标值性质不同（指标值为{target}，完成值为{actual}）")
            }
            Self::RateAsCount { dimension } => format!("指标名称为比率，所填为{dimension}"),
            Self::NoActualsAtAll { lines } => {
                format!("{lines} 项指标均未填实际完成值和得分，疑误报绩效目标表")
            }
            Self::NoPointsAtAll { lines } => format!("{lines} 项指标均未填分值"),
            Self::SignReadAsDigit { meant } => format!("年度指标值疑为“{meant}”之误，符号误作数字"),
            Self::PlaceholderInName { lines } => format!("{lines} 项指标的名称中数字未填（如 ** 号处）"),
            Self::BlockPointsTwice { part, total, own } if total == own => {
                format!("合计行与“{part}”行重复列示同一得分或分值 {own} 分，按合计行计")
            }
            Self::BlockPointsTwice { part, total, own } => {
                format!("合计行为 {total} 分，“{part}”行为 {own} 分，两处不一致，按合计行计")
            }
            Self::TargetInName { stated } => format!("指标名称写有“{stated}”，与年度指标值不一致"),
            Self::PointsAsTargets { lines, sum } => {
                format!("{lines} 项指标的年度指标值均无单位，合计 {sum}，疑将分值填入指标值一栏")
            }
            Self::UnreadablePoints { what } => format!("{what}不是数字"),
            Self::ErrorCell => "单元格为错误值".to_owned(),
            Self::Uncalculated => "公式没有保存计算结果".to_owned(),
            Self::GarbledText => "文字中有乱码".to_owned(),
            Self::SignInActual => "实际完成值带有比较符号，未填实际数".to_owned(),
            Self::UnreadableFact { fact, wanted } => format!("“{fact}”填写的不是{wanted}"),
            Self::MissingFact { facts } => format!("缺少{}，无法计算", quoted(facts)),
            Self::AmbiguousColumn { fact } => format!("“{fact}”有多列数据，无法确定以哪一列为准"),
            Self::FormatContradicts { shown, stated } => {
                format!("单元格显示的单位为{shown}，表内所注单位为{stated}，无法确定以哪个为准")
            }
            Self::ShownOtherwise { shown } => {
                format!("单元格按缩小后的数显示（{shown}），与所存数字不同，按所存数字计")
            }
            Self::MergedPoints { what } => format!("“{what}”由几行合用一格，无法确定各行分数"),
            Self::DashActual => "实际完成值填“无”或横线，未说明是否不适用".to_owned(),
            Self::PointsDoNotAddUp { sum, full } => format!("分值合计 {sum} 分，不等于 {full} 分"),
            Self::LevelPointsDiffer { level, printed, prescribed } if printed.number().is_zero() => {
                format!("表内没有“{level}”的指标（规定 {prescribed} 分）")
            }
            Self::LevelPointsDiffer { level, printed, prescribed } => {
                format!("“{level}”表内分值 {printed} 分，规定为 {prescribed} 分，按表内分值计")
            }
            Self::SelfPointsAboveMax { max } => format!("自评得分高于分值 {max} 分"),
            Self::RateDiffers { computed } => format!("填报的执行率与按金额计算的 {computed} 不一致"),
            Self::TotalDiffers { sum } => format!("填报的总分与各项自评得分之和 {sum} 分不一致"),
            Self::TotalLineEmpty { part } => format!("合计行填 0，而“{part}”不为 0"),
            Self::NegativeSpending { what } => format!("{what}为负数，用到它的比率按 0 计"),
            Self::ZeroDivisor { what } => format!("{what}为 0，无法计算比率"),
            Self::AboveWhole { part, whole, rate } => format!("{part}大于{whole}（{rate}）"),
            Self::EquationFails { equation, left, right } => {
                format!("勾稽关系不成立：{equation}（左边 {left}，右边 {right}）")
            }
            Self::TenThousandfold { what, other } => {
                format!("“{what}”与{other}相差约一万倍，疑将元填为万元，或将万元填为元")
            }
            Self::NegativeFigure { what } => format!("{what}为负数，无法据以计分"),
            Self::NoPoints => "指标分值未填或不是数字".to_owned(),
            Self::TextDiffers { fact, said, cell, table, ten_thousandfold } => {
                let slip = if *ten_thousandfold { "，相差一万倍，疑为单位填错" } else { "" };
                format!("报告与自评表不一致：“{fact}”报告写 {said}，表内为 {table}（{cell}）{slip}")
            }
            Self::TextSumFails { equation, left, right } => {
                format!("报告内数据前后不符：{equation}（左边 {left}，右边 {right}）")
            }
            Self::TextRateDiffers { what, said, computed } => {
                format!("报告内比率与金额不符：{what}写 {said}，按报告内金额计算为 {computed}")
            }
            Self::TextContradicts { fact, said, other } => {
                format!("报告内“{fact}”前后不一：此处 {said}，另一处 {other}")
            }
            Self::TextCountDiffers { said, cell, table } => {
                format!("报告与自评表不一致：报告写“{said}”，表内实际完成值为 {table}（{cell}）")
            }
            Self::ReportWithoutText => "报告中没有可读取的文字，未能核对".to_owned(),
            Self::ReportUnreadable { cause } => format!("报告未能核对：{cause}"),
            Self::ReportOfNobody { candidates } if candidates.is_empty() => {
                "不能确定报告是哪个部门的，未能核对".to_owned()
            }
            Self::ReportOfNobody { candidates } => {
                format!("报告对应多个部门，未能核对：{}", candidates.join("、"))
            }
            Self::NoReason => "未得满分而未填偏差原因".to_owned(),
            Self::FarAboveTarget { rate } => format!("完成率 {rate}，明显高于年度指标值"),
            Self::ZeroTarget => "年度指标值为 0".to_owned(),
            Self::SelfPointsOffRule { engine } => format!("自评得分与按规则计算的 {engine} 分不一致"),
            Self::OutsideTier { given, held } => {
                format!("自评得分 {given} 分不在完成情况所属档次的分值区间内，按 {held} 分计")
            }
            Self::NoTierPoints => "定性指标的自评得分未填或不是数字，档内得分须由人工评定".to_owned(),
            Self::UnknownLevel { level, counted_as } => {
                let level = match level.as_str() {
                    "" => "未填一级指标".to_owned(),
                    _ => format!("一级指标“{level}”不在指标体系内"),
                };
                match counted_as {
                    Some(known) => format!("{level}，计入“{known}”"),
                    None => format!("{level}，其下指标未计分"),
                }
            }
            Self::LevelInferred { level } => format!("一级指标填写有误，按二级指标归入“{level}”"),
            Self::FallbackUsed { missing } => format!("缺少“{missing}”，改按评分细则的替代口径计算"),
            Self::TakenAsUpperBound => "年度指标值未标符号，按“不超过”计分".to_owned(),
            Self::DeclaredNotApplicable => "填报为不适用".to_owned(),
            Self::ActualRepeatsTarget => "实际完成值照录年度指标值，按达成年度指标计".to_owned(),
            Self::WaitsForPerson { what } => format!("{what}，待人工评定"),
            Self::NothingApplies { parent } => {
                format!("“{parent}”下没有可承接分值的适用指标，不适用指标的分值无处分摊")
            }
            Self::RuleFailed { what } => format!("“{what}”不能代入评分规则计算"),
            Self::NotProvidedFor { what } => format!("“{what}”所填不在评分规则所列的区间或用语之内"),
            Self::UnexplainedExcess { reason } => format!("远超年度指标值而未填“{reason}”，无法据以计分"),
            Self::LimitUndecided { limit, facts } => {
                format!("缺少{}，无法确定是否适用“{limit}”", quoted(facts))
            }
            Self::RubricMiscounts { sum, full } => {
                format!("有指标不适用，按评分细则分摊、汇总后可得 {sum} 分，不等于满分 {full} 分")
            }
            Self::GroupWithoutIndicators { group: Some(group), .. } => {
                format!("评分细则中没有适用于分组“{group}”的全套指标")
            }
            Self::GroupWithoutIndicators { group: None, .. } => {
                "名册未列该部门的分组，而评分细则按分组设置指标".to_owned()
            }
            Self::ReviewOutOfRange { max } => format!("复核得分不是 0 分至 {max} 分之间的数字"),
            Self::ReviewWithoutReason { points, engine: Some(engine) } => {
                format!("复核得分 {points} 分与按规则计算的 {engine} 分不一致，未填调整理由")
            }
            Self::ReviewWithoutReason { points, engine: None } => {
                format!("复核得分 {points} 分未填评定理由")
            }
            Self::LevelLabelDiffers { level, label, sum } => {
                format!("“{level}”标明 {label} 分，其下各指标分值合计 {sum} 分")
            }
            Self::TitleLabelDiffers { label } => format!("指标名称标明 {label} 分，与所列分值不一致"),
            Self::StandardAbovePoints { stated, max } => {
                format!("评分标准写有 {stated} 分，高于该指标分值 {max} 分")
            }
            Self::CostDiffers { cost, executed } => {
                format!("成本指标完成值 {cost} 万元与全年执行数 {executed} 万元相近而不一致")
            }
            Self::WeightedTwice { lines } => {
                format!("{lines} 项指标的自评得分均为分值的平方除以 100，疑将分值重复折算")
            }
            Self::CompletionDiffers { computed } => {
                format!("填报的完成率与按指标值、完成值计算的 {computed} 不一致")
            }
            Self::GradeDiffers { grade, total } => {
                format!("自评等级与自评总分 {total} 分所属的“{grade}”不一致")
            }
            Self::LowRateTarget { least } => format!("年度指标值低于 {least}，指标值偏低"),
            Self::OwnDeductionUnexplained => "自评扣分而未说明原因，按规则可得满分".to_owned(),
            Self::NoSelfPoints => "未填自评得分".to_owned(),
            Self::CostAtLeast => "成本指标的指标值写为“不少于”，与成本控制的要求相反".to_owned(),
            Self::LaterThanTarget { due } => format!("完成时间晚于指标值规定的 {due}"),
            Self::OneReasonForAll { lines } => format!("{lines} 项指标填写了同一偏差原因"),
            Self::SatisfactionFromSilence { word } => {
                format!("以“{word}”作为满意度的依据，未见满意度调查结果")
            }
            Self::LaterThanReport { filled_in } => format!("完成时间晚于填报日期（{filled_in}）"),
            Self::OutsideRange { from, to } => {
                format!("实际完成值不在指标值的区间（{from}至{to}）之内，须人工评定")
            }
            Self::AlikeCells { other, more, cells, examples } => {
                format!("与{}有 {cells} 处数据相同（{}）", bodies(other, *more), first_of(examples, *cells))
            }
            Self::AlikeText { other, more } => format!("与{}填写的文字相同", bodies(other, *more)),
            Self::OtherBodyNamed { name } => format!("文字中出现其他部门“{name}”"),
            Self::AsLastYear { same, of, examples } => {
                format!("可比的 {of} 处数据中有 {same} 处与上年相同（{}）", first_of(examples, *same))
            }
            Self::FileOfLastYear { file } => format!("文件与上年报送的“{file}”完全相同"),
            Self::TargetBelowLastYear { before } => format!("年度指标值低于上年实际完成值 {before}"),
            Self::FullMarksEverywhere { lines } => format!("{lines} 项指标自评均为满分"),
            Self::TargetsMetExactly { lines } => {
                format!("{lines} 项定量指标的实际完成值均与年度指标值相等")
            }
            Self::TargetsTooLow { above, lines, rate } => {
                format!("{lines} 项定量指标中有 {above} 项完成率达 {rate} 以上，指标值普遍偏低")
            }
            Self::SelfTotalFarOff { own, engine } => {
                format!("自评总分 {own} 分与按规则计算的 {engine} 分相差较大")
            }
            Self::SelfUnlikePeers { gap, usual } => {
                format!("自评总分{}，而其他部门一般{}", higher_or_lower(gap), higher_or_lower(usual))
            }
        }
    }

    /// What belongs there instead; empty where no single value does.
    #[must_use]
    pub fn wanted(&self) -> String {
        match self {
            Self::UnreadableTarget { .. } | Self::NoTarget | Self::NoTargetsAtAll { .. } => {
                "可衡量的指标值，如 ≥50个、100%".to_owned()
            }
            Self::UnreadableActual { .. } | Self::MissingActual | Self::SignInActual => {
                "实际完成的数字及单位".to_owned()
            }
            Self::AmbiguousPercent => "带百分号的比率，如 98%".to_owned(),
            Self::UnitMismatch { target, .. } => format!("与指标值同一单位（{target}）"),
            Self::DimensionDiffers { target, .. } => format!("与指标值性质相同的数（{target}）"),
            Self::RateAsCount { .. } => "比率，如 95%".to_owned(),
            Self::OutsideRange { from, to } => format!("{from}至{to}"),
            Self::SignReadAsDigit { meant } => meant.clone(),
            Self::TargetInName { stated } => stated.clone(),
            Self::UnreadableFact { wanted, .. } => wanted.clone(),
            Self::UnreadablePoints { .. } | Self::NoPoints | Self::NoTierPoints => "数字（分）".to_owned(),
            Self::WaitsForPerson { .. } => "0 分至满分之间的分数".to_owned(),
            Self::TextDiffers { table, .. } | Self::TextCountDiffers { table, .. } => table.clone(),
            Self::TextRateDiffers { computed, .. } => computed.clone(),
            Self::NoReason | Self::UnexplainedExcess { .. } => "文字说明".to_owned(),
            Self::NearLabel { label } => format!("“{label}”"),
            Self::DigitsLost { .. } => "文本".to_owned(),
            Self::FixedCellsChanged { wanted, .. } => wanted.clone(),
            Self::NoDepartment | Self::SeveralNames { .. } => "单位名称".to_owned(),
            Self::OtherYear { year, .. } => format!("{year} 年度"),
            Self::DashActual => "实际完成值，或“不适用”".to_owned(),
            Self::PointsDoNotAddUp { full, .. } | Self::RubricMiscounts { full, .. } => format!("{full}"),
            Self::SelfPointsAboveMax { max } => format!("不高于 {max}"),
            Self::RateDiffers { computed } => computed.clone(),
            Self::TotalDiffers { sum } => sum.to_string(),
            Self::SelfPointsOffRule { engine } => engine.to_string(),
            Self::OutsideTier { held, .. } => held.to_string(),
            Self::GroupWithoutIndicators { known, .. } => known.join("、"),
            Self::ReviewOutOfRange { max } => format!("0 至 {max}"),
            Self::ReviewWithoutReason { .. } => "文字说明".to_owned(),
            Self::NoSelfPoints => "数字（分）".to_owned(),
            Self::LevelLabelDiffers { sum, .. } => format!("{sum} 分"),
            Self::StandardAbovePoints { max, .. } => format!("不高于 {max} 分"),
            Self::CostDiffers { executed, .. } => format!("{executed} 万元"),
            Self::CompletionDiffers { computed } => computed.clone(),
            Self::GradeDiffers { grade, .. } => grade.clone(),
            Self::CostAtLeast => "以 ≤ 表示的上限".to_owned(),
            Self::SatisfactionFromSilence { .. } => "调查得出的满意度，如 95%".to_owned(),
            _ => String::new(),
        }
    }

    /// How to mend it.
    #[must_use]
    #[allow(clippy::too_many_lines)] // as above
    pub fn fix(&self) -> String {
        match self {
            Self::FileUnreadable { .. } => "请用 Excel 或 WPS 打开核对，另存为 .xlsx 后重新报送".to_owned(),
            Self::FileWithheld { .. } => {
                "请核对该文件的访问权限，关闭正在使用该文件的程序，再重新评分".to_owned()
            }
            Self::FileEmpty => "多因保存或传送中断所致，请核对原文件后重新报送".to_owned(),
            Self::ArchiveUnreadable { .. } => {
                "请解压后将其中的文件放入报送文件夹".to_owned()
            }
            Self::NothingRecognised => {
                "请确认报送的是自评表；表头用语不同的，由财政部门在 form.toml 中补充别名".to_owned()
            }
            Self::SentTwice { .. } => {
                "请财政部门确定以哪一份为准（--prefer 文件名，或 --prefer newest）；同一文件内重复的，请删去一份".to_owned()
            }
            Self::NotOnRoster { near: Some(near), .. } => {
                format!("是否应为“{near}”？请核对单位名称，或在名册中补充别名")
            }
            Self::NotOnRoster { near: None, .. } => "请核对单位名称，或在名册中补充该部门或别名".to_owned(),
            Self::AmbiguousName { .. } => "请在表中写明部门编码或全称".to_owned(),
            Self::NotSent { .. } => "请催报；已报送的，请核对其表中的单位名称".to_owned(),
            Self::ListAbsent { .. } => "请由财政部门填写该表，放入报送文件夹".to_owned(),
            Self::NotListed { .. } => "请在该表中补填该部门一行，名称或编码须与名册一致".to_owned(),
            Self::HiddenSheet => "如需评分，请取消隐藏后重新报送；否则无须处理".to_owned(),
            Self::SideBySide => "请将两张表分列上下，或分作两个工作表".to_owned(),
            Self::TargetsBeside => "已对同一文件内的自评表评分，无须处理".to_owned(),
            Self::SheetNotRead => "是续表的，请在其首行重复指标表的表头；其他资料无须处理".to_owned(),
            Self::NoDepartment => "请在表头填写单位名称".to_owned(),
            Self::RosterRepeats { .. } => "请修改名册，使编码和名称各不相同".to_owned(),
            Self::ListedTwice { .. } => "请只保留一行".to_owned(),
            Self::NoIndicators { .. } => "请补填；已填而未识别的，多为表头用语不同，由财政部门在 form.toml 中补充别名".to_owned(),
            Self::FactConflict { .. } => "请核实后统一".to_owned(),
            Self::ReaderStopped { .. } => {
                "文件可能已损坏，请用 Excel 或 WPS 打开核对，另存为 .xlsx 后重新报送".to_owned()
            }
            Self::PasswordProtected => "请取消打开密码后重新报送".to_owned(),
            Self::LimitExceeded { .. } => "请删去与报表无关的工作表、空行空列和图片，另存为 .xlsx 后重新报送；确须整表报送的，由财政部门放宽读取上限后重新核对".to_owned(),
            Self::FolderUnreadable { .. } => "请核对文件夹的访问权限，其中的文件均未读取".to_owned(),
            Self::SheetsShareName { .. } => "请用 Excel 或 WPS 打开，改名后另存为 .xlsx 重新报送".to_owned(),
            Self::HiddenRows { .. } => "请核对隐藏的行；不应计入的，请删除后重新报送".to_owned(),
            Self::HiddenColumns { .. } => "请核对隐藏的列；不应计入的，请删除后重新报送".to_owned(),
            Self::NearLabel { label } => format!(
                "系笔误的，请改为“{label}”；当地即用此语的，由财政部门在 form.toml 中补充为“{label}”的别名"
            ),
            Self::DigitsLost { .. } => "请将该单元格的格式改为文本，重新填写".to_owned(),
            Self::WrongEnding { .. } => "请改正后缀".to_owned(),
            Self::OtherYear { held: true, .. } => {
                "请报送评价年度的自评表；年度写错的，请更正；财政部门确定照此评分的，用 --prefer 文件名 指定".to_owned()
            }
            Self::OtherYear { .. } => "请核对是否报错年度".to_owned(),
            Self::FilledInOtherYear { .. } => "请核对填报日期，以及是否报错年度".to_owned(),
            Self::SharedFile { .. } => "请核对各表是否由该部门报送；今后请分别报送".to_owned(),
            Self::SeveralNames { .. } => "请只填报送单位的全称；几个单位合报的，请分别报送".to_owned(),
            Self::FixedCellsChanged { .. } => "请核对改动处是否影响所填数据；表样不得改动，今后请只填写可填的格子".to_owned(),
            Self::StampChanged => "请核对报表是否由原发空白表填成；今后请勿改动隐藏的工作表".to_owned(),
            Self::BlankFormOfAnother { held: true, .. } => {
                "请用发给本部门的空白表重新填报；财政部门确定照此评分的，用 --prefer 文件名 指定".to_owned()
            }
            Self::BlankFormOfAnother { .. } => "请核对表内数据是否为本部门的数据".to_owned(),
            Self::OtherBlankForm { .. } => "请核对是否误用其他年度或其他细则的空白表；是的，请换用本次印发的空白表".to_owned(),
            Self::OldBlankForm => "请核对修改是否涉及表样和分值；不涉及的无须处理".to_owned(),
            Self::BlankFormNotFilled => "请填写后重新报送".to_owned(),
            Self::UnreadableTarget { .. } => "请写成“符号＋数字＋单位”，或改为定性指标".to_owned(),
            Self::NoTarget => "请补设年度指标值；无法补设的，由评审人员人工评定".to_owned(),
            Self::NoTargetsAtAll { .. } => {
                "请补设各项指标的年度指标值；表样没有指标值一栏的，请换用规定的表样".to_owned()
            }
            Self::OtherPoints { .. } => "请核对是否用错表样，或经财政部门同意调整".to_owned(),
            Self::UnreadableActual { .. } => "请填实际完成的数字；确为定性指标的，改用定性分档".to_owned(),
            Self::MissingActual => "请补填实际完成值".to_owned(),
            Self::NoActualColumn => {
                "没有该栏的，请换用规定的表样；表头用语不同的，由财政部门在 form.toml 中补充".to_owned()
            }
            Self::AmbiguousPercent => "请补上百分号".to_owned(),
            Self::UnitMismatch { .. } => "请统一单位后重新填写".to_owned(),
            Self::DimensionDiffers { .. } => "请按指标值的计量单位填写实际完成的数".to_owned(),
            Self::RateAsCount { .. } => "请改填比率；确为绝对数的，请更正指标名称".to_owned(),
            Self::TenThousandfold { .. } => "请按表内所注单位核对各项金额".to_owned(),
            Self::OutsideRange { .. } => "请核对实际完成值；无误的，由评审人员人工评定".to_owned(),
            Self::NoActualsAtAll { .. } => "请报送填有实际完成值和自评得分的自评表".to_owned(),
            Self::NoPointsAtAll { .. } => "请补填各项指标的分值；表样没有分值一栏的，请换用规定的表样".to_owned(),
            Self::SignReadAsDigit { .. } => "请对照原表核对符号和数字".to_owned(),
            Self::PlaceholderInName { .. } => "请补填名称中的数字，或删去".to_owned(),
            Self::BlockPointsTwice { .. } => "请只在合计行填写分值和得分".to_owned(),
            Self::TargetInName { .. } => "请将指标值填入“年度指标值”一栏，并核对两处数字".to_owned(),
            Self::PointsAsTargets { .. } => "请在“年度指标值”和“实际完成值”两栏填写工作目标及完成数，分值另填".to_owned(),
            Self::UnreadablePoints { .. } => "请改填数字，说明文字另写备注".to_owned(),
            Self::UnreadableFact { wanted, .. } => format!("请改填{wanted}，说明文字另写备注"),
            Self::ErrorCell => "请检查该单元格的公式".to_owned(),
            Self::Uncalculated => "请用 Excel 或 WPS 打开并保存，使公式得出结果后重新报送".to_owned(),
            Self::GarbledText => "请核对原表文字，另存为 .xlsx 后重新报送".to_owned(),
            Self::SignInActual => "请改填实际完成的数字".to_owned(),
            Self::MissingFact { .. } => "请补填上列数据".to_owned(),
            Self::AmbiguousColumn { .. } => "请只保留一列，或写明各列表头".to_owned(),
            Self::FormatContradicts { .. } => "请统一单位后重新填写".to_owned(),
            Self::ShownOtherwise { .. } => "请将单元格格式改为常规，核对数字及其单位".to_owned(),
            Self::MergedPoints { .. } => "请取消合并，逐行填写".to_owned(),
            Self::DashActual => "确不适用的填“不适用”并说明原因；否则补填实际完成值".to_owned(),
            Self::PointsDoNotAddUp { .. } => "请调整各指标分值，使合计等于满分".to_owned(),
            Self::LevelPointsDiffer { .. } => "请核对是否经财政部门同意调整".to_owned(),
            Self::SelfPointsAboveMax { .. } => "请核对自评得分".to_owned(),
            Self::RateDiffers { .. } => "请核对执行数、预算数与执行率".to_owned(),
            Self::TotalDiffers { .. } => "请核对总分".to_owned(),
            Self::TotalLineEmpty { .. } => "请补填合计行".to_owned(),
            Self::NegativeSpending { .. } => "请核对支出数，误填负号的请改正".to_owned(),
            Self::ZeroDivisor { .. } => "请核对该项金额；确为 0 的，由评审人员人工评定".to_owned(),
            Self::AboveWhole { whole, .. } if whole.contains("预算数") => {
                "请核对两项数据（预算数是否已含追加等）；确属超出的，按满分封顶".to_owned()
            }
            Self::AboveWhole { .. } => "请核对所填数据及其口径；确属超出的，按满分封顶".to_owned(),
            Self::EquationFails { .. } => "请核对相关金额".to_owned(),
            Self::NegativeFigure { .. } => "请核对数据；确为负数的，由评审人员人工评定".to_owned(),
            Self::NoPoints => "请补填分值".to_owned(),
            Self::TextDiffers { .. } | Self::TextCountDiffers { .. } => {
                "请核实后统一报告与自评表".to_owned()
            }
            Self::TextSumFails { .. } => "请核对报告中的各项金额".to_owned(),
            Self::TextRateDiffers { .. } => "请核对报告中的比率和金额".to_owned(),
            Self::TextContradicts { .. } => "请核实后统一".to_owned(),
            Self::ReportWithoutText => {
                "多为扫描件或图片，请报送可复制文字的 .docx 文件，或由 Word、WPS 直接导出的 PDF".to_owned()
            }
            Self::ReportUnreadable { .. } => "请用 Word 或 WPS 打开核对，另存为 .docx 后重新报送".to_owned(),
            Self::ReportOfNobody { .. } => "请在文件名或标题中写明单位全称".to_owned(),
            Self::NoReason => "请补填偏差原因及改进措施".to_owned(),
            Self::FarAboveTarget { .. } => "请说明原因；指标值偏低的，下年度予以调整".to_owned(),
            Self::ZeroTarget => "请确认指标值确为 0".to_owned(),
            Self::SelfPointsOffRule { .. } => "请核对自评得分；有特殊情况的，说明理由".to_owned(),
            Self::OutsideTier { .. } => "请按所属档次的分值区间重新评分".to_owned(),
            Self::NoTierPoints => "请补填自评得分，或由评审人员评定".to_owned(),
            Self::UnknownLevel { .. } => "请按指标体系填写一级指标".to_owned(),
            Self::LevelInferred { .. } => "请按指标体系更正一级指标".to_owned(),
            Self::FallbackUsed { .. } => "请补填缺少的金额，以便复核".to_owned(),
            Self::TakenAsUpperBound => "请在指标值前写明 ≤ 或 ≥".to_owned(),
            Self::DeclaredNotApplicable => "请核实是否确实不适用".to_owned(),
            Self::ActualRepeatsTarget => "请填写实际达成的情况".to_owned(),
            Self::WaitsForPerson { .. } => "请评审人员评定后填入财政掌握情况表".to_owned(),
            Self::NothingApplies { .. } => "请核对适用条件".to_owned(),
            Self::RuleFailed { .. } => "请核对该项数据的填写，或检查评分细则".to_owned(),
            Self::NotProvidedFor { .. } => "请核对所填内容；无误的，由评审人员人工评定，并完善评分细则".to_owned(),
            Self::UnexplainedExcess { .. } => "请说明大幅超额完成的原因".to_owned(),
            Self::LimitUndecided { .. } => "请补填上列数据，或由评审人员认定".to_owned(),
            Self::RubricMiscounts { .. } => {
                "请修改评分细则中分摊的范围或层级的上限；检查评分细则可见是哪些指标".to_owned()
            }
            Self::GroupWithoutIndicators { .. } => "请核对名册中的分组，或在评分细则中补充该组指标".to_owned(),
            Self::ReviewOutOfRange { .. } => "请核对复核得分".to_owned(),
            Self::ReviewWithoutReason { .. } => "请补填调整理由".to_owned(),
            Self::LevelLabelDiffers { .. } => "请核对各指标分值，或更正标明的分值".to_owned(),
            Self::TitleLabelDiffers { .. } => "请核对分值，两处应一致".to_owned(),
            Self::StandardAbovePoints { .. } => "请核对分值和评分标准，两处应一致".to_owned(),
            Self::CostDiffers { .. } => "请按决算数核对，两处应一致".to_owned(),
            Self::WeightedTwice { .. } => "自评得分应直接按分值评定，无须再乘权重；请重新填写".to_owned(),
            Self::CompletionDiffers { .. } => "请核对指标值、完成值与完成率".to_owned(),
            Self::GradeDiffers { .. } => "请核对自评总分和自评等级".to_owned(),
            Self::LowRateTarget { .. } => "请说明设定依据；确属偏低的，下年度予以调整".to_owned(),
            Self::OwnDeductionUnexplained => "请补填扣分原因，或按完成情况重新评分".to_owned(),
            Self::NoSelfPoints => "请补填自评得分".to_owned(),
            Self::CostAtLeast => "请核对指标值的符号".to_owned(),
            Self::LaterThanTarget { .. } => "请核对完成时间；确属逾期的，说明原因".to_owned(),
            Self::OneReasonForAll { .. } => "请按各指标的实际情况分别说明原因".to_owned(),
            Self::SatisfactionFromSilence { .. } => "请填调查得出的满意度，并备查问卷等依据".to_owned(),
            Self::LaterThanReport { .. } => "请核对完成时间和填报日期".to_owned(),
            Self::AlikeCells { .. } => "请核实是否照抄其他部门；确属同一项目的，予以说明".to_owned(),
            Self::AlikeText { .. } => "请核实是否照抄其他部门，并按本部门实际填写".to_owned(),
            Self::OtherBodyNamed { .. } => "请核对是否照抄其他部门；确需提及的，无须处理".to_owned(),
            Self::AsLastYear { .. } => "请核实是否误报上年数据".to_owned(),
            Self::FileOfLastYear { .. } => "请报送本年度的自评表".to_owned(),
            Self::TargetBelowLastYear { .. } => "请说明降低指标值的原因".to_owned(),
            Self::FullMarksEverywhere { .. } => "请核对自评是否如实，并备齐佐证材料".to_owned(),
            Self::TargetsMetExactly { .. } => "请核对完成值是否照录指标值".to_owned(),
            Self::TargetsTooLow { .. } => "请说明原因，下年度合理设定指标值".to_owned(),
            Self::SelfTotalFarOff { .. } => "请逐项核对自评得分，重点复核".to_owned(),
            Self::SelfUnlikePeers { .. } => "请逐项核对自评得分，重点复核".to_owned(),
        }
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join("、")
}

/// One body, or one of several.
fn bodies(other: &str, more: usize) -> String {
    match more {
        0 => format!("“{other}”"),
        _ => format!("“{other}”等 {} 个部门", more + 1),
    }
}

/// The first few of several places, and that there are more.
fn first_of(examples: &[String], all: usize) -> String {
    let shown = examples.join("、");
    if examples.len() < all { format!("如 {shown}") } else { shown }
}

fn higher_or_lower(gap: &Number) -> String {
    if gap.is_zero() {
        return "与评分一致".to_owned();
    }
    let by = gap.abs();
    let side = if gap.is_negative() { "低于" } else { "高于" };
    format!("{side}评分 {by} 分")
}
