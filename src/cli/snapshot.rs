//! `pucha snapshot`: kept visits and pages, shown as they were.

use crate::model::evidence::HomeVisit;
use crate::model::site::SiteKey;
use crate::model::time::{in_shanghai, minute};
use crate::model::visit::{
    Barrier, HopBy, Method, Outcome, Purpose, Reach, TlsDetour, Visit, VisitId,
};
use crate::store::{RunId, Store, StoreError, Thinned};
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// The visits of a run for a site, a line each, oldest first.
pub fn list(store: &Store, run: &RunId, site: &SiteKey) -> Result<String, StoreError> {
    let visits = store.visits_of(run, site)?;
    let taken = taken_from(store, run, site)?.map(|it| {
        let day = it.at.date_naive();
        format!(
            "普查 {run} 不再需要的 {} 条访问记录已于 {day} 按保留期限清理（pucha prune）\n",
            it.visits
        )
    });
    if visits.is_empty() {
        let taken = taken.unwrap_or_default();
        return Ok(format!("普查 {run} 没有 {site} 的访问记录\n{taken}"));
    }
    let mut text = String::from("证据编号       时间              用途  结果  字节  地址\n");
    for visit in &visits {
        let _ = writeln!(
            text,
            "{}  {}  {}  {}  {}  {}",
            visit.id,
            time(visit),
            purpose(visit.purpose),
            outcome(&visit.outcome),
            visit.body_bytes,
            visit.address,
        );
    }
    text.extend(taken);
    Ok(text)
}

/// One visit in full, for a person; `None` when no visit has this number.
pub fn show(store: &Store, id: &VisitId) -> Result<Option<String>, StoreError> {
    if let Some((run, site, visit)) = store.visit(id)? {
        let mut text = render(&run, &site, &visit);
        if let Some(word) = without_page(store, (&run, &site), &visit)? {
            let _ = writeln!(text, "网页存档：{word}");
        }
        return Ok(Some(text));
    }
    Ok(store.probe(id)?.map(|(site, probe)| render_probe(&site, &probe)))
}

/// The kept bytes of a visit as they were read; `None` when there is no such visit or it kept none.
pub fn export(store: &Store, id: &VisitId) -> Result<Option<Vec<u8>>, StoreError> {
    let Some((_, _, visit)) = store.visit(id)? else { return Ok(None) };
    visit.body_hash.map_or(Ok(None), |hash| store.body(&hash))
}

/// Why there is nothing of this number, or no page, where pruning may have taken it.
pub fn missing(store: &Store, id: &VisitId) -> Result<Option<String>, StoreError> {
    if let Some((run, site, visit)) = store.visit(id)? {
        return without_page(store, (&run, &site), &visit);
    }
    let thinned = store.thinned()?;
    let (Some(first), Some(last)) =
        (thinned.iter().map(|it| it.period).min(), thinned.iter().map(|it| it.period).max())
    else {
        return Ok(None);
    };
    let months = if first == last {
        first.chinese()
    } else {
        format!("{}至{}", first.chinese(), last.chinese())
    };
    Ok(Some(format!("{months}不再需要的访问记录已按保留期限清理（pucha prune），要找的可能在其中")))
}

fn without_page(
    store: &Store,
    (run, site): (&RunId, &SiteKey),
    visit: &Visit,
) -> Result<Option<String>, StoreError> {
    let Some(hash) = &visit.body_hash else { return Ok(None) };
    if store.body(hash)?.is_some() {
        return Ok(None);
    }
    Ok(taken_from(store, run, site)?.map(|it| {
        let day = it.at.date_naive();
        format!("已于 {day} 按保留期限清理（pucha prune），访问记录和校验值仍在")
    }))
}

fn taken_from(store: &Store, run: &RunId, site: &SiteKey) -> Result<Option<Thinned>, StoreError> {
    Ok(store.thinned()?.into_iter().find(|it| it.run == *run && it.site == *site))
}

/// Writes exported bytes to a file; `-` is standard output.
pub fn write(bytes: &[u8], target: &Path) -> io::Result<()> {
    if target == Path::new("-") {
        return io::stdout().lock().write_all(bytes);
    }
    fs::write(target, bytes)
}

fn render(run: &RunId, site: &SiteKey, visit: &Visit) -> String {
    let mut lines = vec![
        ("证据编号", visit.id.to_string()),
        ("普查", run.to_string()),
        ("网站", site.to_string()),
        ("访问地址", visit.address.to_string()),
        ("用途", format!("{}（第 {} 次）", purpose(visit.purpose), visit.look + 1)),
        ("请求方式", method(visit.method).to_owned()),
        ("访问时间", visit.started_at.format("%Y-%m-%d %H:%M:%S（北京时间）").to_string()),
    ];
    let socket = |it: Option<std::net::SocketAddr>| {
        it.map_or_else(|| "未建立连接".to_owned(), |it| it.to_string())
    };
    lines.push(("本机地址", socket(visit.local)));
    lines.push(("服务器地址", socket(visit.remote)));
    for hop in &visit.chain {
        lines.push(("跳转", format!("{} →（{}）{}", hop.from, hop_by(hop.by, hop.status), hop.to)));
    }
    if visit.landed != visit.address {
        lines.push(("最终地址", visit.landed.to_string()));
    }
    lines.push(("结果", outcome(&visit.outcome)));
    if let Some(earlier) = &visit.unchanged_since {
        lines.push(("网页内容", format!("与上次访问（证据编号 {earlier}）相同，存档为同一份")));
    }
    let first = visit.timing.first_byte_ms.map(|it| format!("首字节 {it} 毫秒，"));
    lines.push(("用时", format!("{}共 {} 毫秒", first.unwrap_or_default(), visit.timing.total_ms)));
    lines.extend(security(visit));
    let cut = if visit.truncated { "（超过上限，已截断）" } else { "" };
    lines.push(("内容长度", format!("{} 字节{cut}", visit.body_bytes)));
    if let Some(hash) = &visit.body_hash {
        lines.push(("内容校验（SHA-256）", hash.clone()));
    }
    let mut text = String::new();
    for (name, value) in lines {
        let _ = writeln!(text, "{name}：{value}");
    }
    if !visit.headers.is_empty() {
        text.push_str("应答头：\n");
    }
    for (name, value) in &visit.headers {
        let _ = writeln!(text, "  {name}: {}", printable(value));
    }
    text
}

fn security(visit: &Visit) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    if let Some(fault) = &visit.tls_fault {
        let read_by = match fault.read_by {
            TlsDetour::WithoutChecks => "不校验证书后读取",
            TlsDetour::PlainHttp => "改用 http 读取",
            TlsDetour::Nothing => "未能读取",
        };
        lines.push((
            "安全连接",
            format!("{}（{}），{read_by}", fault.kind.chinese(), printable(&fault.detail)),
        ));
    }
    if let Some(ends) = visit.certificate_ends {
        lines.push(("证书到期日", ends.to_string()));
    }
    lines
}

fn render_probe(site: &SiteKey, probe: &HomeVisit) -> String {
    let result = match &probe.reach {
        Reach::Ok => "正常打开".to_owned(),
        Reach::Bad(fault) => fault.chinese(),
        Reach::NotJudged(barrier) => barrier.chinese(),
    };
    format!(
        "证据编号：{}\n网站：{site}\n用途：可用性监测\n访问时间：{}\n结果：{result}\n用时：共 {} 毫秒\n",
        probe.id,
        minute(in_shanghai(probe.at.to_utc())),
        probe.elapsed_ms,
    )
}

fn time(visit: &Visit) -> String {
    minute(in_shanghai(visit.started_at.to_utc()))
}

fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Answered(status) => format!("状态码 {status}"),
        Outcome::Failed(failure) => format!("失败：{}", failure.chinese()),
        Outcome::Barred(Barrier::Challenge(product)) => {
            format!("未判定：被安全防护设备拦截（{product}）")
        }
        Outcome::Barred(barrier) => format!("未判定：{}", barrier.chinese()),
    }
}

fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Home => "首页",
        Purpose::Page => "页面",
        Purpose::Link => "链接",
        Purpose::Robots => "robots.txt",
        Purpose::NotFoundSample => "不存在页面样本",
        Purpose::Include => "页面组件",
        Purpose::Interface => "列表接口",
        Purpose::Rendered => "浏览器显示的页面",
        Purpose::ByHand => "人工凭据",
        Purpose::Sentinel => "本机网络检测",
    }
}

fn method(method: Method) -> &'static str {
    match method {
        Method::Get => "GET",
        Method::Head => "HEAD",
        Method::RangedGet => "GET（只取开头）",
    }
}

fn hop_by(by: HopBy, status: u16) -> String {
    match by {
        HopBy::Http => format!("状态码 {status}"),
        HopBy::RefreshHeader => "Refresh 应答头".into(),
        HopBy::MetaRefresh => "网页自动刷新".into(),
        HopBy::Script => "脚本跳转".into(),
        HopBy::Frame => "框架页".into(),
    }
}

/// What a server sends must not steer the terminal.
fn printable(text: &str) -> String {
    text.chars().map(|it| if it.is_control() { '\u{fffd}' } else { it }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::site::Register;
    use crate::model::time::{Period, end_of_day};
    use crate::model::visit::{Failure, Fault, Hop, Timing, TlsFault, TlsFaultKind};
    use crate::store::NewRun;
    use url::Url;

    fn visit(run: &RunId) -> Visit {
        let address = Url::parse("http://www.a.gov.cn/xw/%D5%FE").unwrap();
        let landed = Url::parse("https://www.a.gov.cn/xw/").unwrap();
        Visit {
            id: VisitId::new(&run.0, &address, Purpose::Page, 1),
            purpose: Purpose::Page,
            method: Method::Get,
            look: 1,
            started_at: end_of_day("2026-11-20".parse().unwrap()),
            chain: vec![Hop {
                from: address.clone(),
                status: 302,
                by: HopBy::Http,
                to: landed.clone(),
            }],
            address,
            landed,
            local: "10.0.0.2:4000".parse().ok(),
            remote: "127.0.0.5:443".parse().ok(),
            outcome: Outcome::Answered(200),
            timing: Timing { first_byte_ms: Some(12), total_ms: 40 },
            headers: vec![("server".into(), "nginx\u{1b}[2J".into())],
            body_bytes: 12,
            truncated: true,
            body_hash: None,
            certificate_ends: "2026-12-31".parse().ok(),
            tls_fault: Some(TlsFault {
                kind: TlsFaultKind::WrongName,
                detail: "other.cn".into(),
                read_by: TlsDetour::WithoutChecks,
            }),
            unchanged_since: None,
        }
    }

    async fn filled(folder: &Path) -> (Store, RunId, SiteKey) {
        let store = Store::open(&folder.join("pucha.db")).unwrap();
        let at = end_of_day("2026-11-20".parse().unwrap());
        let new = NewRun {
            period: Period::of(at.date_naive()),
            as_of: at,
            profile: "2019",
            register: &Register::default(),
            program_version: "0.1.0",
            started_at: at,
        };
        let run = store.new_run(&new).await.unwrap();
        (store, run, SiteKey("a.gov.cn".into()))
    }

    #[tokio::test]
    async fn a_visit_is_shown_with_all_that_a_dispute_needs() {
        let folder = tempfile::tempdir().unwrap();
        let (store, run, site) = filled(folder.path()).await;
        let it = visit(&run);
        let body = bytes::Bytes::from("<p>页面</p>");
        store.put_visit(&run, &site, &it, Some(body.clone())).await.unwrap();
        store.flush().await.unwrap();
        let text = show(&store, &it.id).unwrap().unwrap();
        for part in [
            &format!("证据编号：{}", it.id),
            "访问地址：http://www.a.gov.cn/xw/%D5%FE\n",
            "用途：页面（第 2 次）",
            "访问时间：2026-11-20 23:59:59（北京时间）",
            "本机地址：10.0.0.2:4000",
            "服务器地址：127.0.0.5:443",
            "→（状态码 302）https://www.a.gov.cn/xw/",
            "结果：状态码 200",
            "用时：首字节 12 毫秒，共 40 毫秒",
            "证书与域名不符（other.cn），不校验证书后读取",
            "证书到期日：2026-12-31",
            "12 字节（超过上限，已截断）",
            "内容校验（SHA-256）：",
            "  server: nginx\u{fffd}[2J",
        ] {
            assert!(text.contains(part), "{part} in\n{text}");
        }
        assert_eq!(export(&store, &it.id).unwrap().as_deref(), Some(&body[..]));
        assert!(list(&store, &run, &site).unwrap().contains("状态码 200"));
        let target = folder.path().join("page.html");
        write(&body, &target).unwrap();
        assert_eq!(fs::read(target).unwrap(), body);
    }

    #[tokio::test]
    async fn failures_probes_and_unknown_numbers_have_their_words() {
        let folder = tempfile::tempdir().unwrap();
        let (store, run, site) = filled(folder.path()).await;
        let mut it = visit(&run);
        it.outcome = Outcome::Failed(Failure::NameUnknown);
        it.remote = None;
        store.put_visit(&run, &site, &it, None).await.unwrap();
        let probe = HomeVisit {
            id: VisitId("E000000000009".into()),
            at: it.started_at,
            reach: Reach::Bad(Fault::Failure(Failure::TimeOut)),
            elapsed_ms: 15_000,
        };
        store.put_probe(&site, &probe).await.unwrap();
        store.flush().await.unwrap();
        let text = show(&store, &it.id).unwrap().unwrap();
        assert!(text.contains("结果：失败：域名无法解析"), "{text}");
        assert!(text.contains("服务器地址：未建立连接"), "{text}");
        let text = show(&store, &probe.id).unwrap().unwrap();
        assert!(text.contains("可用性监测") && text.contains("访问超时"), "{text}");
        assert_eq!(export(&store, &it.id).unwrap(), None);
        assert_eq!(show(&store, &VisitId("E999".into())).unwrap(), None);
        let nobody = SiteKey("b.gov.cn".into());
        assert!(list(&store, &run, &nobody).unwrap().contains("没有 b.gov.cn 的访问记录"));
    }
}
