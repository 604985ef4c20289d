//! Gets the page that `pucha inspect` shows: from the web through the same gate as a census, or from a file.

use crate::cli::args::{Common, InspectArgs};
use crate::cli::browser::HOW_TO_INSTALL;
use crate::cli::{NOT_ALL_JUDGED, inspect, print, setup, tell};
use crate::config::{self, Settings};
use crate::fetch::browser::{Browsers, COMPLETE, NotShown, STATE, Shown};
use crate::fetch::{Ask, Fetched, Fetcher};
use crate::model::page::{Emptiness, Page, PageKind};
use crate::model::visit::{Outcome, Purpose, Visit};
use crate::parse::interfaces::{self, Kind};
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
            let settings = settings(common)?;
            let fetcher =
                Fetcher::new(&settings.crawl, "inspect").context("无法建立网络连接模块")?;
            match from_web(&fetcher, &settings, address, as_of).await? {
                Ok((page, note)) => {
                    if let Some(note) = note {
                        tell(&note);
                    }
                    page
                }
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
    settings: &Settings,
    address: Url,
    as_of: NaiveDate,
) -> Result<Result<(Page, Option<String>), Box<Visit>>> {
    let fetched = fetcher.fetch(Ask::page(address)).await;
    if fetched.body.is_empty() || matches!(fetched.visit.outcome, Outcome::Failed(_)) {
        return Ok(Err(Box::new(fetched.visit)));
    }
    let (visit, answer) = (fetched.visit.clone(), answer(fetched));
    let page = read(&answer, &[], as_of);
    let mut includes = Vec::new();
    for address in page.includes.iter().take(MOST_INCLUDES) {
        let fetched = fetcher.fetch(Ask::page(address.clone())).await;
        if fetched.visit.is_ok() {
            includes.push(self::answer(fetched));
        }
    }
    let page = if includes.is_empty() { page } else { read(&answer, &includes, as_of) };
    let open = page.kind == PageKind::Shell || page.emptiness == Emptiness::Undecided;
    if !open || !visit.is_ok() || page.blocked_by.is_some() || page.leads_to.is_some() {
        return Ok(Ok((page, None)));
    }
    let bodies: Vec<Include<'_>> = includes.iter().map(Answer::include).collect();
    let source = answer.source(&bodies, as_of);
    if let Some((page, interface)) = by_interface(fetcher, &source, &page).await {
        return Ok(Ok((page, Some(format!("页面内容由脚本填充，列表从接口 {interface} 读取")))));
    }
    Ok(Ok(by_browser(fetcher, settings, (&visit, &answer), page, as_of).await))
}

/// The page with the list that its own script asks for.
async fn by_interface(fetcher: &Fetcher, source: &Source<'_>, page: &Page) -> Option<(Page, Url)> {
    let found = interfaces::find(source);
    let mut listings = Vec::new();
    for named in &found.named {
        let ask = Ask { purpose: Purpose::Interface, ..Ask::page(named.address.clone()) };
        let fetched = fetcher.fetch(ask).await;
        let answer = interfaces::Answer {
            page: source,
            address: &fetched.visit.landed,
            headers: &fetched.visit.headers,
            body: &fetched.body,
            is_own: named.is_own,
        };
        listings.push(fetched.visit.is_ok().then(|| interfaces::read(&answer)).flatten());
    }
    let kinds: Vec<Kind> = found
        .named
        .iter()
        .zip(&listings)
        .map(|(it, listing)| Kind::of(it, listing.as_ref()))
        .collect();
    let chosen = interfaces::choose(&kinds, found.is_all)?;
    let mut page = page.clone();
    listings[chosen].as_ref()?.lay_into(&mut page);
    Some((page, found.named[chosen].address.clone()))
}

/// The page as a browser shows it, and in words how it was read.
async fn by_browser(
    fetcher: &Fetcher,
    settings: &Settings,
    (visit, answer): (&Visit, &Answer),
    page: Page,
    as_of: NaiveDate,
) -> (Page, Option<String>) {
    let browsers = Browsers::new(&settings.browser, &settings.crawl, "inspect");
    let shown = Shown {
        address: visit.address.clone(),
        chain: visit.chain.clone(),
        base: answer.address.clone(),
        headers: answer.headers.clone(),
        body: answer.body.clone().into(),
        look: 0,
    };
    match browsers.show(fetcher, shown).await {
        Ok(fetched) => {
            let is_complete = fetched.visit.header(STATE) == Some(COMPLETE);
            let shown = self::answer(fetched);
            let page = parse::rendered(&shown.source(&[], as_of), is_complete);
            (page, Some("页面内容由脚本生成，以下是用浏览器显示后的内容".into()))
        }
        Err(NotShown::NoBrowser) => (
            page,
            Some(format!("页面内容需浏览器才能显示，以下只是网页本身的内容。{HOW_TO_INSTALL}")),
        ),
        Err(why) => (page, Some(format!("未能用浏览器显示页面：{}", why.chinese()))),
    }
}

impl Answer {
    fn include(&self) -> Include<'_> {
        Include { address: &self.address, headers: &self.headers, body: &self.body }
    }

    fn source<'a>(&'a self, includes: &'a [Include<'a>], as_of: NaiveDate) -> Source<'a> {
        Source {
            address: &self.address,
            status: self.status,
            headers: &self.headers,
            body: &self.body,
            as_of,
            includes,
        }
    }
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
    let includes: Vec<Include<'_>> = includes.iter().map(Answer::include).collect();
    parse::page(&answer.source(&includes, as_of))
}

fn unread(visit: &Visit) -> String {
    let why = match &visit.outcome {
        Outcome::Failed(failure) => failure.chinese().to_owned(),
        Outcome::Barred(barrier) => barrier.chinese(),
        Outcome::Answered(status) => format!("状态码 {status}，没有返回内容"),
    };
    format!("未能读取 {}：{why}\n", visit.address)
}
