//! The arguments of `jixiao form …`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::TEMPLATE;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum FormCommand {
    /// 填表：从文字报告中找出数据，填入空白自评表，每格附原句
    #[command(help_template = TEMPLATE, override_usage = "jixiao form fill <报告> --rubric <文件夹> [选项]")]
    #[command(after_help = "\
示例：
  jixiao form fill 报送/文字报告.docx --rubric rubrics/department-overall
  jixiao form fill 报送/文字报告.docx --rubric rubrics/department-overall --out 自评表.xlsx

不写 --out 时只列出找到的数据及所在的句子。")]
    Fill(FillArgs),
    /// 拟定表样：对照一个文件，在 form.toml 中补充尚无的用语，推测的注明待确认
    #[command(help_template = TEMPLATE, override_usage = "jixiao form learn <自评表> --rubric <文件夹> [选项]")]
    #[command(after_help = "\
示例：
  jixiao form learn 报送/某局自评表.xlsx --rubric rubrics/project-2020-10
  jixiao form learn 报送/某局自评表.xlsx --rubric rubrics/project-2020-10 --out form.toml

以该评分细则的 form.toml 为底本，用语另取自同一文件夹下的其他评分细则。不写 --out 时输出到屏幕。")]
    Learn(LearnArgs),
    /// 查看：列出一个文件中识别出的标签、单元格、填写内容和读取结果，以及未识别的标签
    #[command(help_template = TEMPLATE, override_usage = "jixiao form show <自评表> --rubric <文件夹> [选项]")]
    #[command(after_help = "\
示例：
  jixiao form show inputs/published/18_永德明朗中学_营养改善计划.xlsx --rubric rubrics/project-2020-10")]
    Show(ShowFormArgs),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ShowFormArgs {
    /// 自评表、名册或财政掌握情况表（电子表格）
    #[arg(value_name = "自评表")]
    pub(in crate::cli) file: PathBuf,
    /// 评分细则文件夹或工作簿
    #[arg(long, value_name = "文件夹", display_order = 0)]
    pub(in crate::cli) rubric: PathBuf,
    /// 以 JSON 输出到标准输出
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct LearnArgs {
    /// 表样尚不能识别的自评表（电子表格）
    #[arg(value_name = "自评表")]
    pub(in crate::cli) file: PathBuf,
    /// 评分细则文件夹，其中的 form.toml 为底本
    #[arg(long, value_name = "文件夹", display_order = 0)]
    pub(in crate::cli) rubric: PathBuf,
    /// 要生成的 form.toml；不写则输出到屏幕
    #[arg(long, value_name = "文件", display_order = 1)]
    pub(in crate::cli) out: Option<PathBuf>,
    /// 覆盖已有的文件
    #[arg(long)]
    pub(in crate::cli) force: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct FillArgs {
    /// 文字报告（.txt、.docx 或可复制文字的 PDF）
    #[arg(value_name = "报告")]
    pub(in crate::cli) report: PathBuf,
    /// 评分细则文件夹或工作簿
    #[arg(long, value_name = "文件夹", display_order = 0)]
    pub(in crate::cli) rubric: PathBuf,
    /// 发给该部门的空白表（jixiao template 生成）：印好部门名称、编码；不写则不写明部门
    #[arg(long, value_name = "工作簿", display_order = 2)]
    pub(in crate::cli) template: Option<PathBuf>,
    /// 要生成的自评表；不写则只列出
    #[arg(long, value_name = "工作簿", display_order = 1)]
    pub(in crate::cli) out: Option<PathBuf>,
    /// 覆盖已有的文件
    #[arg(long)]
    pub(in crate::cli) force: bool,
    /// 以 JSON 输出到标准输出
    #[arg(long)]
    pub(in crate::cli) json: bool,
}
