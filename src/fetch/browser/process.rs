//! One browser with all its processes: started without any way to the network, watched, and ended as a whole.

use crate::fetch::browser::memory;
use chromiumoxide::cdp::browser_protocol::browser::{
    SetDownloadBehaviorBehavior, SetDownloadBehaviorParams,
};
use chromiumoxide::error::CdpError;
use chromiumoxide::handler::HandlerConfig;
use chromiumoxide::{Browser, Handler};
use futures_util::StreamExt;
use rustix::process::{Pid, Signal, geteuid, kill_process_group};
use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::time::Duration;
use thiserror::Error;
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

const START: Duration = Duration::from_secs(30);
const WATCH: Duration = Duration::from_millis(200);
/// Faults in a row that the protocol's stream may bring before it counts as torn.
const MOST_FAULTS: usize = 500;
/// The shell, what it waits with, and no browser any more.
const WITHOUT_BROWSER: usize = 2;

/// Ends the browser when our end of its input closes, so that it does not outlive us however we end.
const KEEPER: &str =
    r#""$@" >/dev/null 2>&1 & cat >/dev/null; rm -rf -- "$PUCHA_BROWSER_FOLDER"; kill -KILL 0"#;

/// No connection goes out: names are unknown, the proxy leads nowhere, and neither is asked for loopback only.
const FLAGS: [&str; 38] = [
    "--headless=new",
    "--remote-debugging-port=0",
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--dns-prefetch-disable",
    "--disable-quic",
    "--no-pings",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-client-side-phishing-detection",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--disable-notifications",
    "--deny-permission-prompts",
    "--block-new-web-contents",
    "--metrics-recording-only",
    "--password-store=basic",
    "--mute-audio",
    "--hide-scrollbars",
    "--blink-settings=imagesEnabled=false",
    "--lang=zh-CN",
    "--window-size=1366,2000",
    // All frames of a page in one process: its requests then come by one session.
    "--disable-site-isolation-trials",
    "--disable-features=IsolateOrigins,site-per-process,HttpsUpgrades,HttpsFirstBalancedMode,HttpsFirstBalancedModeAutoEnable,Translate,OptimizationHints,MediaRouter,AutofillServerCommunication",
    "--renderer-process-limit=2",
    "--disable-renderer-backgrounding",
    "--disable-background-timer-throttling",
];

/// How a browser came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::fetch) enum End {
    Gone = 1,
    /// Over its limit.
    Memory = 2,
}

#[derive(Debug, Error)]
pub(in crate::fetch) enum StartFault {
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("{0}")]
    Protocol(#[from] CdpError),
    #[error("未在 {} 秒内就绪", START.as_secs())]
    Late,
    #[error("启动后立即退出")]
    Gone,
}

pub(in crate::fetch) struct Process {
    pub(in crate::fetch) browser: Browser,
    /// Pages shown so far.
    pub(in crate::fetch) shown: usize,
    /// Cancelled when the browser is gone.
    pub(in crate::fetch) gone: CancellationToken,
    end: Arc<AtomicU8>,
    tasks: [JoinHandle<()>; 2],
    /// Ends all processes when dropped.
    #[cfg_attr(not(test), expect(dead_code, reason = "held for its end"))]
    group: Group,
}

/// The processes of one browser and its own folder; none of it outlives this.
struct Group {
    leader: Option<Pid>,
    _keeper: Child,
    folder: PathBuf,
}

impl Drop for Group {
    #[expect(clippy::disallowed_methods, reason = "a moment at the end of a browser, no more")]
    fn drop(&mut self) {
        if let Some(leader) = self.leader {
            // It may have ended by itself.
            let _ = kill_process_group(leader, Signal::KILL);
        }
        // What is being killed may still write for a moment.
        for _ in 0..20 {
            if fs::remove_dir_all(&self.folder).is_ok() || !self.folder.exists() {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Process {
    pub(in crate::fetch) async fn start(
        program: &Path,
        agent: &str,
        memory_mib: usize,
    ) -> Result<Self, StartFault> {
        let folder = new_folder()?;
        let mut command = Command::new("/bin/sh");
        command.args(["-c", KEEPER, "sh"]).arg(program).args(FLAGS);
        command.arg(format!("--user-data-dir={}", folder.display()));
        command.arg(format!("--user-agent={agent}"));
        command.arg(format!("--js-flags=--max-old-space-size={}", memory_mib / 2));
        // Chromium refuses to run as root with its sandbox.
        if geteuid().is_root() {
            command.arg("--no-sandbox");
        }
        command.arg("about:blank").env("PUCHA_BROWSER_FOLDER", &folder).process_group(0);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let keeper = command.kill_on_drop(true).spawn()?;
        let leader = keeper.id().and_then(|it| Pid::from_raw(i32::try_from(it).ok()?));
        let group = Group { leader, _keeper: keeper, folder };
        let address = devtools(&group).await?;
        let settings = HandlerConfig {
            viewport: None,
            request_timeout: Duration::from_hours(1),
            ..HandlerConfig::default()
        };
        let connecting = Browser::connect_with_config(address, settings);
        let (browser, handler) =
            timeout(START, connecting).await.map_err(|_| StartFault::Late)??;
        let (gone, end) = (CancellationToken::new(), Arc::new(AtomicU8::new(0)));
        let listening = tokio::spawn(listen(handler, gone.clone()));
        let watching = tokio::spawn(watch(leader, memory_mib, gone.clone(), Arc::clone(&end)));
        let tasks = [listening, watching];
        let process = Self { browser, shown: 0, gone, end, tasks, group };
        let deny = SetDownloadBehaviorParams::new(SetDownloadBehaviorBehavior::Deny);
        // A browser that is ended before it answers leaves the question open for as long as a page may take.
        tokio::select! {
            answer = timeout(START, process.browser.execute(deny)) => {
                answer.map_err(|_| StartFault::Late)??;
            }
            () = process.gone.cancelled() => return Err(StartFault::Gone),
        }
        Ok(process)
    }

    pub(in crate::fetch) fn end(&self) -> Option<End> {
        match self.end.load(Ordering::Relaxed) {
            2 => Some(End::Memory),
            1 => Some(End::Gone),
            _ => self.gone.is_cancelled().then_some(End::Gone),
        }
    }
}

/// A new folder that only we may read.
fn new_folder() -> io::Result<PathBuf> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("pucha-browser-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        match fs::DirBuilder::new().mode(0o700).create(&folder) {
            Ok(()) => return Ok(folder),
            // Left by an earlier run that was killed.
            Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists => {}
            Err(fault) => return Err(fault),
        }
    }
}

/// The address by which the browser is talked to; it writes it down when it is ready.
async fn devtools(group: &Group) -> Result<String, StartFault> {
    let begun = Instant::now();
    let file = group.folder.join("DevToolsActivePort");
    while begun.elapsed() < START {
        sleep(Duration::from_millis(50)).await;
        let text = fs::read_to_string(&file).unwrap_or_default();
        if let [port, path] = *text.lines().collect::<Vec<_>>() {
            return Ok(format!("ws://127.0.0.1:{port}{path}"));
        }
        if Duration::from_secs(1) < begun.elapsed() && is_gone(group.leader) {
            return Err(StartFault::Gone);
        }
    }
    Err(StartFault::Late)
}

fn is_gone(leader: Option<Pid>) -> bool {
    let Some(leader) = leader else { return true };
    let (count, _) = memory::of_group(leader.as_raw_nonzero().get());
    // Where the kernel does not tell, only the protocol's stream does.
    Path::new("/proc/self/status").exists() && count <= WITHOUT_BROWSER
}

/// Keeps the protocol going. A message that the library does not know is no reason to stop.
async fn listen(mut handler: Handler, gone: CancellationToken) {
    let mut faults = 0;
    while let Some(event) = handler.next().await {
        match event {
            Ok(()) => faults = 0,
            Err(fault) => {
                faults += 1;
                tracing::debug!("browser protocol: {fault}");
            }
        }
        if MOST_FAULTS < faults {
            break;
        }
    }
    gone.cancel();
}

async fn watch(
    leader: Option<Pid>,
    memory_mib: usize,
    gone: CancellationToken,
    end: Arc<AtomicU8>,
) {
    let Some(leader) = leader else { return };
    let limit = memory_mib as u64 * 1024;
    while !gone.is_cancelled() {
        let raw = leader.as_raw_nonzero().get();
        let counted =
            tokio::task::spawn_blocking(move || (is_gone(Some(leader)), memory::of_group(raw)));
        let Ok((is_gone, (_, held))) = counted.await else { return };
        if limit < held {
            end.store(End::Memory as u8, Ordering::Relaxed);
            let _ = kill_process_group(leader, Signal::KILL);
            gone.cancel();
        } else if is_gone {
            gone.cancel();
        }
        sleep(WATCH).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::fetch::browser::find;

    async fn started() -> Process {
        let program = find(&config::Browser::default()).expect("chromium is installed");
        Process::start(&program, "test", 1024).await.expect("a browser")
    }

    async fn is_over(leader: Pid) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < START {
            if memory::of_group(leader.as_raw_nonzero().get()).0 == 0 {
                return true;
            }
            sleep(WATCH).await;
        }
        false
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn no_process_and_no_folder_is_left() {
        let process = started().await;
        let (leader, folder) =
            (process.group.leader.expect("a leader"), process.group.folder.clone());
        assert!(
            folder.exists() && WITHOUT_BROWSER < memory::of_group(leader.as_raw_nonzero().get()).0
        );
        drop(process);
        assert!(is_over(leader).await);
        assert!(!folder.exists());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn all_processes_of_a_browser_are_in_its_group() {
        let process = started().await;
        let group = process.group.leader.expect("a leader").as_raw_nonzero().get();
        let folder = process.group.folder.display().to_string();
        for entry in fs::read_dir("/proc").expect("processes").flatten() {
            let command = fs::read(entry.path().join("cmdline")).unwrap_or_default();
            let status = fs::read_to_string(entry.path().join("status")).unwrap_or_default();
            if String::from_utf8_lossy(&command).contains(&folder) {
                assert!(status.contains(&format!("NSpgid:\t{group}\n")), "{status}");
            }
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_browser_that_is_killed_is_known_to_be_gone() {
        let process = started().await;
        kill_process_group(process.group.leader.expect("a leader"), Signal::KILL).expect("a kill");
        timeout(START, process.gone.cancelled()).await.expect("it is noticed");
        assert_eq!(process.end(), Some(End::Gone));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn over_its_memory_it_is_ended() {
        let program = find(&config::Browser::default()).expect("chromium is installed");
        let process = match Process::start(&program, "test", 20).await {
            Ok(process) => process,
            // Ended while it was still being set up.
            Err(fault) => {
                let is_end = matches!(fault, StartFault::Protocol(_) | StartFault::Gone);
                return assert!(is_end, "{fault}");
            }
        };
        timeout(START, process.gone.cancelled()).await.expect("it is ended");
        assert_eq!(process.end(), Some(End::Memory));
    }
}
