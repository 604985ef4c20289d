//! Gets the page that `pucha inspect` shows: from the web through the same gate as a census, or from a file.

use crate::cli::args::{Common, InspectArgs};
use crate::cli::{NOT_ALL_JUDGED, inspect, print, setup};
use crate::config::{self, Settings};
use crate::fetch::{Ask, Fetched, Fetcher};
use crate::model::page::Page;
use crate::model::visit::{Outcome, Visit};
use crate::parse::{self, Include, Source};
use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use std::path::Path;
use url::Url;

/// Scripts and frames of the same host that are read for header and footer.
const MOST_INCLUDES: usize = 8;
/// What links of a file without `--base` resolve against.
const NOWHERE: &str = "http://localhost/";

/// One answer as the parser takes it.
struct Answer {
    address: Url,
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

pub(crate) async fn run(common: &Common, args: &InspectArgs) -> Result<u8> {
    let as_of = match &args.as_of {
        Some(text) => setup::instant(text)?,
        None => setup::now(),
    };
    let as_of = as_of.date_naive();
    let page = match Url::parse(&args.target) {
        Ok(address) if matches!(address.scheme(), "http" | "https") => {
            let fetcher = Fetcher::new(&settings(common)?.crawl, "inspect")
                .context("无法建立网络连接模块")?;
            match from_web(&fetcher, address, as_of).await? {
                Ok(page) => page,
                Err(visit) => {
                    print(&unread(&visit))?;
                    return Ok(NOT_ALL_JUDGED);
                }
            }
        }
        _ => read(&from_file(args)?, &[], as_of),
    };
    print(&if args.json { inspect::json(&page) } else { inspect::render(&page) })
}

/// Settings of the working folder where there are some: one page can be looked at without any.
fn settings(common: &Common) -> Result<Settings> {
    if common.config.exists() {
        return setup::settings(common);
    }
    Ok(config::without_file(Path::new("."), config::environment())?)
}

fn from_file(args: &InspectArgs) -> Result<Answer> {
    let body = std::fs::read(&args.target).with_context(|| {
        format!(
            "无法读取“{}”：既不是以 http:// 或 https:// 开头的网址，也不是能打开的文件",
            args.target
        )
    })?;
    let base = args.base.as_deref().unwrap_or(NOWHERE);
    let address = Url::parse(base).with_context(|| format!("--base “{base}”不是完整的网址"))?;
    let mut headers = Vec::new();
    for header in &args.header {
        let Some((name, value)) = header.split_once(':') else {
            bail!("--header “{header}”应写作“名称: 值”");
        };
        headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    }
    Ok(Answer { address, status: 200, headers, body })
}

/// The page and its includes; `Err` holds the visit when nothing could be read.
async fn from_web(
    fetcher: &Fetcher,
    address: Url,
    as_of: NaiveDate,
) -> Result<Result<Page, Box<Visit>>> {
    let fetched = fetcher.fetch(Ask::page(address)).await;
    if fetched.body.is_empty() || matches!(fetched.visit.outcome, Outcome::Failed(_)) {
        return Ok(Err(Box::new(fetched.visit)));
    }
    let answer = answer(fetched);
    let page = read(&answer, &[], as_of);
    let mut includes = Vec::new();
    for address in page.includes.iter().take(MOST_INCLUDES) {
        let fetched = fetcher.fetch(Ask::page(address.clone())).await;
        if fetched.visit.is_ok() {
            includes.push(self::answer(fetched));
        }
    }
    Ok(Ok(if includes.is_empty() { page } else { read(&answer, &includes, as_of) }))
}

fn answer(fetched: Fetched) -> Answer {
    let status = fetched.visit.status().unwrap_or(200);
    Answer {
        address: fetched.visit.landed,
        status,
        headers: fetched.visit.headers,
        body: fetched.body.to_vec(),
    }
}

fn read(answer: &Answer, includes: &[Answer], as_of: NaiveDate) -> Page {
    let includes: Vec<Include<'_>> = includes
        .iter()
        .map(|it| Include { address: &it.address, headers: &it.headers, body: &it.body })
        .collect();
    parse::page(&Source {
        address: &answer.address,
        status: answer.status,
        headers: &answer.headers,
        body: &answer.body,
        as_of,
        includes: &includes,
    })
}

fn unread(visit: &Visit) -> String {
    let why = match &visit.outcome {
        Outcome::Failed(failure) => failure.chinese().to_owned(),
        Outcome::Barred(barrier) => barrier.chinese(),
        Outcome::Answered(status) => format!("状态码 {status}，没有返回内容"),
    };
    format!("未能读取 {}：{why}\n", visit.address)
}
