//! The arguments of `jixiao rubric …`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::TEMPLATE;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum RubricCommand {
    /// 试算：核对评分细则并运行其中的算例
    #[command(help_template = TEMPLATE, override_usage = "jixiao rubric test <文件夹> [选项]")]
    #[command(after_help = "\
示例：
  jixiao rubric test rubrics/project-2020-10
  jixiao rubric test rubrics/project-2020-10 --require-coverage")]
    Test(TestArgs),
    /// 检查：一次列出评分细则中的全部错误和警告
    #[command(help_template = TEMPLATE, override_usage = "jixiao rubric lint <文件夹> [选项]")]
    #[command(after_help = "\
示例：
  jixiao rubric lint rubrics/project-2020-10

退出状态：0 无错误（可有警告）；2 有错误。")]
    Lint(LintArgs),
    /// 评分说明书：逐项写明分值、所需数据和计分办法，供核对、签署
    #[command(help_template = TEMPLATE, override_usage = "jixiao rubric show <文件夹> [选项]")]
    #[command(after_help = "\
示例：
  jixiao rubric show rubrics/project-2020-10
  jixiao rubric show rubrics/project-2020-10 --docx outputs/评分说明书.docx")]
    Show(ShowArgs),
    /// 模板：生成空白的评分细则工作簿
    #[command(help_template = TEMPLATE, override_usage = "jixiao rubric template <工作簿> [选项]")]
    #[command(after_help = "示例：\n  jixiao rubric template 评分细则.xlsx")]
    Template(TemplateArgs),
    /// 转换：评分细则文件夹转为工作簿，或工作簿转为文件夹；文件中的注释不保留
    #[command(help_template = TEMPLATE, override_usage = "jixiao rubric convert <原件> <新件> [选项]")]
    #[command(after_help = "\
示例：
  jixiao rubric convert rubrics/project-2020-10 评分细则.xlsx
  jixiao rubric convert 评分细则.xlsx rubrics/新细则

TOML 文件中以 # 开头的注释在转换时不保留。")]
    Convert(ConvertArgs),
    /// 识别：读取印发的指标表，按评分标准的文字拟出计分方式，供逐项确认
    #[command(help_template = TEMPLATE, override_usage = "jixiao rubric import <指标表> --out <工作簿> [选项]")]
    #[command(after_help = "\
示例：
  jixiao rubric import 附件2.xlsx --out 评分细则.xlsx

拟出的计分方式均标为“待确认”；逐项核对并改为“已确认”后，工作簿才能用于评分。")]
    Import(ImportArgs),
    /// 格式：以 JSON Schema 输出四个 TOML 文件（rubric、form、examples、styles）的格式，供编辑器提示、校验
    #[command(help_template = TEMPLATE, override_usage = "jixiao rubric schema [文件]")]
    #[command(after_help = "\
示例：
  jixiao rubric schema > rubric.schema.json
  jixiao rubric schema form > form.schema.json

在 rubric.toml 首行写 #:schema ./rubric.schema.json，编辑器即可提示可用的键和取值。")]
    Schema(SchemaArgs),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct SchemaArgs {
    /// 哪一个文件的格式
    #[arg(value_name = "文件", value_enum, default_value_t = SchemaOf::Rubric, hide_possible_values = true, hide_default_value = true)]
    #[arg(help = "哪一个文件的格式：rubric（默认）、form、examples、styles")]
    pub(in crate::cli) document: SchemaOf,
}

/// Which file's schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SchemaOf {
    Rubric,
    Form,
    Examples,
    Styles,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct TemplateArgs {
    /// 要生成的工作簿
    #[arg(value_name = "工作簿")]
    pub(in crate::cli) file: PathBuf,
    /// 覆盖已有的文件
    #[arg(long)]
    pub(in crate::cli) force: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ConvertArgs {
    /// 评分细则文件夹或工作簿
    #[arg(value_name = "原件", display_order = 0)]
    pub(in crate::cli) from: PathBuf,
    /// 要生成的工作簿或文件夹
    #[arg(value_name = "新件", display_order = 1)]
    pub(in crate::cli) to: PathBuf,
    /// 覆盖已有的文件
    #[arg(long)]
    pub(in crate::cli) force: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ImportArgs {
    /// 印发的指标表（电子表格）
    #[arg(value_name = "指标表")]
    pub(in crate::cli) table: PathBuf,
    /// 要生成的工作簿
    #[arg(long, value_name = "工作簿")]
    pub(in crate::cli) out: PathBuf,
    /// 覆盖已有的文件
    #[arg(long)]
    pub(in crate::cli) force: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct TestArgs {
    /// 评分细则文件夹或工作簿
    #[arg(value_name = "文件夹")]
    pub(in crate::cli) folder: PathBuf,
    /// 有算例未涉及的情形时，退出状态为 2
    #[arg(long)]
    pub(in crate::cli) require_coverage: bool,
    /// 以 JSON 输出到标准输出
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct LintArgs {
    /// 评分细则文件夹或工作簿
    #[arg(value_name = "文件夹")]
    pub(in crate::cli) folder: PathBuf,
    /// 以 JSON 输出到标准输出
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ShowArgs {
    /// 评分细则文件夹或工作簿
    #[arg(value_name = "文件夹")]
    pub(in crate::cli) folder: PathBuf,
    /// 不在窗口显示，写入 Word 文件（.docx）
    #[arg(long, value_name = "文件")]
    pub(in crate::cli) docx: Option<PathBuf>,
}
