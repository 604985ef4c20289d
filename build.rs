//! Numbers the readers: a digest of everything by which a page is read, so that what older readers kept is not taken for
//! what these would say. Nobody has to remember to raise it.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

/// The readers, the shape of what they make, the tables by which they read, and the libraries.
const OF: [&str; 5] = ["src/parse", "src/model", "src/reference", "data", "Cargo.lock"];

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    for place in OF {
        println!("cargo:rerun-if-changed={place}");
        collect(Path::new(place), &mut files)?;
    }
    files.sort();
    let mut digest = DefaultHasher::new();
    for file in files {
        file.hash(&mut digest);
        fs::read(&file)?.hash(&mut digest);
    }
    println!("cargo:rustc-env=PUCHA_READERS={:016x}", digest.finish());
    Ok(())
}

fn collect(place: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !place.is_dir() {
        files.push(place.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(place)? {
        collect(&entry?.path(), files)?;
    }
    Ok(())
}
