//! Writes the sample workbooks under `inputs/`.
//!
//! Run it from the root of the repository: `cargo run --example make_samples`.

mod canvas;
mod liwan;
mod published;
mod reports;

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new("inputs/published");
    let count = published::write_all(folder)?;
    println!("已写出 {count} 份公开自评表：{}", folder.display());
    let folder = Path::new("inputs/liwan-2023");
    let count = liwan::write_all(folder)?;
    println!("已写出 {count} 份示例区工作簿：{}", folder.display());
    let count = reports::write_all(folder)?;
    println!("已写出 {count} 份示例区文字报告：{}", folder.display());
    Ok(())
}
