//! Where a browser is: by the settings, else on `PATH`.

use crate::config;
use std::path::PathBuf;

/// Programs that understand the `DevTools` protocol of Chromium, the plainest first.
const NAMES: [&str; 9] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
    "chrome-headless-shell",
];

/// The browser that the settings name, else the first known one on `PATH`; `None` where there is none or it is not
/// wanted.
pub fn find(settings: &config::Browser) -> Option<PathBuf> {
    if !settings.enabled {
        return None;
    }
    if !settings.path.as_os_str().is_empty() {
        return Some(settings.path.clone()).filter(|it| it.is_file());
    }
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|it| it.is_file())
}
