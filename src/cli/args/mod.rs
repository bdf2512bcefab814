//! The command line as typed. Help and complaints are Chinese: a clerk reads them.

mod form;
mod rubric;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, FromArgMatches, Parser, Subcommand, ValueEnum};

use super::Outcome;
pub(super) use form::{FillArgs, FormCommand, LearnArgs, ShowFormArgs};
pub(super) use rubric::{
    ConvertArgs, ImportArgs, LintArgs, RubricCommand, SchemaArgs, SchemaOf, ShowArgs, TemplateArgs, TestArgs,
};

/// The help of a command with arguments. The library's own headings would end in a half-width colon.
const TEMPLATE: &str =
    "{about-with-newline}\n用法：{usage}\n\n参数：\n{positionals}\n\n选项：\n{options}{after-help}";
/// The help of the program, and of a command with commands of its own.
const COMMANDS: &str =
    "{about-with-newline}\n用法：{usage}\n\n命令：\n{subcommands}\n\n选项：\n{options}{after-help}";

/// 读取各部门报送的绩效自评表，按评分细则计分、排名，生成可复算的结果工作簿。
#[derive(Debug, Parser)]
#[command(name = "jixiao", version, help_template = COMMANDS, disable_help_subcommand = true)]
#[command(disable_help_flag = true, disable_version_flag = true)]
#[command(subcommand_value_name = "命令", override_usage = "jixiao <命令> [选项]")]
#[command(after_help = "\
示例：
  jixiao score inputs/published --rubric rubrics/project-2020-10 --out outputs/published
  jixiao explain outputs/published 永德

退出状态：0 无错误；1 已完成，但有“错误”级问题；2 用法有误或评分细则有误；3 无法读取或写入。")]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
    /// 显示帮助
    #[arg(short, long, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    version: Option<bool>,
}

/// A command and its arguments.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// 评分：读取、核对、计分、排名，生成结果
    #[command(help_template = TEMPLATE, override_usage = "jixiao score <文件夹> --rubric <文件夹> --out <文件夹> [选项]")]
    #[command(after_help = "\
示例：
  jixiao score inputs/liwan-2023 --rubric rubrics/department-overall --out outputs/liwan-2023
  jixiao score 报送 --rubric rubrics/project-2020-10 --out 结果 --prefer newest --fail-on never")]
    Score(ScoreArgs),
    /// 核对：列出问题；写明 --out 的，另生成问题清单和退回修改的工作簿
    #[command(help_template = TEMPLATE, override_usage = "jixiao check <文件夹> --rubric <文件夹> [选项]")]
    #[command(after_help = "\
示例：
  jixiao check inputs/liwan-2023 --rubric rubrics/department-overall
  jixiao check inputs/liwan-2023 --rubric rubrics/department-overall --out outputs/核对
  jixiao check 报送 --rubric rubrics/project-2020-10 --out outputs/再次核对 --since outputs/核对")]
    Check(CheckArgs),
    /// 报送情况：对照名册列出未报、已报、退回、重复
    #[command(help_template = TEMPLATE, override_usage = "jixiao status <文件夹> --rubric <文件夹> [选项]")]
    #[command(after_help = "示例：\n  jixiao status inputs/liwan-2023 --rubric rubrics/department-overall")]
    Status(StatusArgs),
    /// 说明：逐项说明某部门的得分由来
    #[command(help_template = TEMPLATE, override_usage = "jixiao explain <结果> <部门> [指标] [选项]")]
    #[command(after_help = "\
示例：
  jixiao explain outputs/liwan-2023 区文联
  jixiao explain outputs/published/result.json 濉溪县民政局 特困人员")]
    Explain(ExplainArgs),
    /// 验证：结果工作簿生成后是否被改动
    #[command(help_template = TEMPLATE, override_usage = "jixiao verify <工作簿>")]
    #[command(after_help = "\
示例：
  jixiao verify outputs/liwan-2023/评价结果.xlsx

逐个单元格与生成时核对，并按表内数据重算得分。
退出状态：0 未发现改动；1 有改动；3 无法读取。")]
    Verify(VerifyArgs),
    /// 空白表：按评分细则和名册为每个部门印制一份空白自评表
    #[command(help_template = TEMPLATE, override_usage = "jixiao template [名册] --rubric <文件夹> --out <文件夹> [选项]")]
    #[command(after_help = "\
示例：
  jixiao template inputs/liwan-2023/名册.xlsx --rubric rubrics/department-overall --out outputs/空白表
  jixiao template 名册.xlsx --rubric rubrics/project-2020-10 --out 空白表 --projects 5
  jixiao template --rubric rubrics/hunan-department --out 空白表

空白表除填报格外均受保护，带下拉列表、输入检查和自查公式；填好报回后照常评分，改动表样的会列出。
不写名册的，只印一份不写单位名称的通用表。")]
    Template(BlankArgs),
    /// 报表：查看读取情况，由文字报告填写空白自评表
    #[command(help_template = COMMANDS, override_usage = "jixiao form <命令>")]
    #[command(subcommand, subcommand_value_name = "命令")]
    Form(FormCommand),
    /// 评分细则：检查、试算、生成评分说明书、与工作簿互转
    #[command(help_template = COMMANDS, override_usage = "jixiao rubric <命令>")]
    #[command(subcommand, subcommand_value_name = "命令")]
    Rubric(RubricCommand),
    /// The program run by itself, to read one file after the other. Nobody types it.
    #[command(name = super::READER, hide = true)]
    Reader { memory: u64 },
}

/// What is read and by which rubric.
#[derive(Debug, Args)]
pub(super) struct InputArgs {
    /// 存放各部门报送文件的文件夹（含下级文件夹）
    #[arg(value_name = "文件夹")]
    pub(super) folder: PathBuf,
    /// 评分细则文件夹或工作簿
    #[arg(long, value_name = "文件夹", display_order = 0)]
    pub(super) rubric: PathBuf,
    /// 使用的处理器数，0 或超过本机处理器数的为全部
    #[arg(
        long,
        value_name = "个数",
        default_value_t = 0,
        hide_default_value = true,
        allow_negative_numbers = true
    )]
    pub(super) jobs: usize,
    /// 读取单个文件时最多占用的内存（MB），默认 1024
    #[arg(long, value_name = "MB", default_value_t = 1024, hide_default_value = true, value_parser = clap::value_parser!(u64).range(256..=65536))]
    pub(super) memory: u64,
    /// 读取单个文件的时间上限（秒），默认 60
    #[arg(long, value_name = "秒", default_value_t = 60, hide_default_value = true, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(super) timeout: u64,
    /// 单个文件的大小上限（MB），默认 64
    #[arg(long, value_name = "MB", default_value_t = 64, hide_default_value = true, value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub(super) file_size: u64,
    /// 单个文件的单元格数上限（万个），默认 100
    #[arg(long, value_name = "万个", default_value_t = 100, hide_default_value = true, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(super) cells: u32,
    /// 重复报送时以哪份为准：newest（填报日期最新）或文件名，可多次使用
    #[arg(long, value_name = "newest|文件名")]
    pub(super) prefer: Vec<String>,
    /// 上年结果文件夹，或其中的 result.json，用于与上年比对
    #[arg(long, value_name = "结果")]
    pub(super) previous: Option<PathBuf>,
    /// 以 JSON 输出到标准输出
    #[arg(long)]
    pub(super) json: bool,
    /// 出现何种级别的问题时退出状态为 1
    #[arg(long, value_name = "级别", value_enum, default_value_t = FailOn::Error, hide_possible_values = true, hide_default_value = true, long_help = None)]
    #[arg(help = "何种问题使退出状态为 1：error（默认）、warning、never")]
    pub(super) fail_on: FailOn,
}

/// From which severity on a run ends with status 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Error,
    Warning,
    Never,
}

#[derive(Debug, Args)]
pub(super) struct ScoreArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// 存放结果的文件夹
    #[arg(long, value_name = "文件夹", display_order = 1)]
    pub(super) out: PathBuf,
    /// 是否为各部门分别生成成绩单
    #[arg(long, value_name = "范围", value_enum, default_value_t = Cards::All, hide_possible_values = true, hide_default_value = true, long_help = None)]
    #[arg(help = "各部门成绩单：all（默认，每个部门一份）、none（不生成）")]
    pub(super) cards: Cards,
    /// 工作簿只用黑白灰，便于黑白打印
    #[arg(long)]
    pub(super) monochrome: bool,
    /// 只生成 result.json 和 scores.parquet，不生成工作簿
    #[arg(long)]
    pub(super) data_only: bool,
}

/// Which departments get a workbook of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Cards {
    All,
    None,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// 存放问题清单和退回修改的工作簿的文件夹；不写则只在窗口显示
    #[arg(long, value_name = "文件夹", display_order = 1)]
    pub(super) out: Option<PathBuf>,
    /// 上次核对的结果文件夹（或 result.json），用于区分新增、未改、已改
    #[arg(long, value_name = "结果")]
    pub(super) since: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// 结果文件夹，或其中的 result.json
    #[arg(value_name = "结果", display_order = 0)]
    pub(super) result: PathBuf,
    /// 部门名称或其中几个字；也可用项目名称
    #[arg(value_name = "部门", display_order = 1)]
    pub(super) department: String,
    /// 指标编码、名称或其中几个字；不写则说明全部指标
    #[arg(value_name = "指标", display_order = 2)]
    pub(super) indicator: Option<String>,
    /// 以 JSON 输出到标准输出
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// 结果工作簿
    #[arg(value_name = "工作簿")]
    pub(super) workbook: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct BlankArgs {
    /// 名册，或名册所在的文件夹
    #[arg(value_name = "名册")]
    pub(super) roster: Option<PathBuf>,
    /// 评分细则文件夹或工作簿
    #[arg(long, value_name = "文件夹", display_order = 0)]
    pub(super) rubric: PathBuf,
    /// 存放空白表的文件夹
    #[arg(long, value_name = "文件夹", display_order = 1)]
    pub(super) out: PathBuf,
    /// 每个二级指标留几行，默认 3
    #[arg(long, value_name = "行数", default_value_t = 3, hide_default_value = true, value_parser = clap::value_parser!(u32).range(1..=50))]
    pub(super) lines: u32,
    /// 项目评分：每个部门至少几个项目工作表，默认 1；名册列有项目的按所列
    #[arg(long, value_name = "个数", default_value_t = 1, hide_default_value = true, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub(super) projects: u16,
    /// 覆盖已有的文件
    #[arg(long)]
    pub(super) force: bool,
}

/// Parses a command line; help, version and complaints are printed here and end the run.
pub(super) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, Outcome> {
    let command = <CommandLine as clap::CommandFactory>::command();
    let parsed = command
        .try_get_matches_from(arguments)
        .and_then(|mut matches| CommandLine::from_arg_matches_mut(&mut matches));
    match parsed {
        Ok(line) => Ok(line.command),
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            // Who closed the pipe has read enough.
            let _ = write!(io::stdout(), "{}", error.render());
            Err(Outcome::Clean)
        }
        Err(error) => {
            let _ = writeln!(io::stderr(), "{}", complaint(&error));
            Err(Outcome::Usage)
        }
    }
}

/// The bounds that a number on the command line missed: the library tells them in its own words alone.
fn bounds(error: &clap::Error) -> Option<(String, String)> {
    let said = std::error::Error::source(error)?.to_string();
    let (least, most) = said.rsplit_once(" is not in ")?.1.split_once("..=")?;
    Some((least.to_owned(), most.to_owned()))
}

/// What is wrong with a command line, in Chinese.
fn complaint(error: &clap::Error) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    };
    let argument = context(ContextKind::InvalidArg);
    let what = match error.kind() {
        ErrorKind::MissingRequiredArgument => format!("缺少参数：{argument}"),
        ErrorKind::UnknownArgument => format!("不认识的参数“{argument}”"),
        ErrorKind::InvalidSubcommand => format!("不认识的命令“{}”", context(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "请写明命令：score（评分）、check（核对）、status（报送情况）、explain（说明）、verify（验证）、template（空白表）、form（报表）或 rubric（评分细则）"
                .to_owned()
        }
        ErrorKind::InvalidValue if context(ContextKind::InvalidValue).is_empty() => {
            format!("参数 {argument} 后缺少内容")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let valid = context(ContextKind::ValidValue);
            let valid = match bounds(error) {
                Some((least, most)) => format!("，应为 {least} 至 {most} 的整数"),
                None if valid.is_empty() => valid,
                None => format!("，可用的有 {valid}"),
            };
            format!("参数 {argument} 不能为“{}”{valid}", context(ContextKind::InvalidValue))
        }
        ErrorKind::ArgumentConflict => format!("参数 {argument} 重复或与其他参数冲突"),
        _ => "参数有误".to_owned(),
    };
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand]
        .into_iter()
        .map(context)
        .find(|text| !text.is_empty())
        .map_or_else(String::new, |near| format!("，是否应为“{near}”？"));
    format!("{what}{near}\n用 jixiao --help 查看用法。")
}
