//! How much memory a group of processes holds, by what the kernel says of each (`/proc`).

use std::fs;

/// Processes of the group and the memory that they hold themselves, in KiB. Pages of files that they share are not
/// counted: each browser process maps the whole program.
pub(in crate::fetch) fn of_group(group: i32) -> (usize, u64) {
    let Ok(entries) = fs::read_dir("/proc") else { return (0, 0) };
    let (mut count, mut sum) = (0, 0);
    for entry in entries.flatten() {
        let is_process = entry.file_name().to_string_lossy().bytes().all(|it| it.is_ascii_digit());
        if !is_process {
            continue;
        }
        let Ok(status) = fs::read_to_string(entry.path().join("status")) else { continue };
        if field(&status, "NSpgid:") != u64::try_from(group).ok() {
            continue;
        }
        count += 1;
        sum += field(&status, "RssAnon:").unwrap_or(0) + field(&status, "RssShmem:").unwrap_or(0);
    }
    (count, sum)
}

fn field(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|it| it.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_a_status_are_read() {
        let status = "Name:\tchromium\nNSpgid:\t771\nRssAnon:\t   2048 kB\nRssFile:\t 9 kB\n";
        assert_eq!(field(status, "NSpgid:"), Some(771));
        assert_eq!(field(status, "RssAnon:"), Some(2048));
        assert_eq!(field(status, "RssShmem:"), None);
    }

    #[test]
    fn ones_own_group_holds_something() {
        let own = rustix::process::getpgrp().as_raw_nonzero().get();
        let (count, memory) = of_group(own);
        assert!(0 < count && 0 < memory);
    }
}
