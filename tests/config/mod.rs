//! Settings from file and environment, the template, the rule overlay, `pucha init`.

mod environment;
mod file;
mod init;
mod overlay;
mod template;

use pucha::config::{ConfigError, Settings, load};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// A county's folder with `config/pucha.toml` of this content.
fn county(toml: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a temporary folder");
    let file = folder.path().join("config/pucha.toml");
    fs::create_dir_all(folder.path().join("config")).expect("a config folder");
    fs::write(&file, toml).expect("a settings file");
    (folder, file)
}

fn load_text(toml: &str, env: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    let (_folder, file) = county(toml);
    let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    load(&file, env)
}

/// The message of a refusal.
fn refusal(toml: &str, env: &[(&str, &str)]) -> String {
    load_text(toml, env).expect_err("these settings are wrong").to_string()
}
