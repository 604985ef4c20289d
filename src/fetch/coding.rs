//! Content codings that the HTTP client leaves alone: several upon each other, and known ones by other spellings.

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use reqwest::header::{self, HeaderMap};
use std::io::Read;

/// More upon each other are an attack, as curl has it too.
const MOST: usize = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::fetch) enum Coding {
    Gzip,
    Deflate,
    /// Registered, and not to be undone here.
    Other,
}

/// What is left of a body.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::fetch) enum Left {
    Plain {
        body: Vec<u8>,
        /// It goes on after the cap.
        is_cut: bool,
        is_broken: bool,
    },
    /// Nobody here can tell what it says.
    Sealed,
}

/// The codings still upon the body, in the order in which they were applied. Names that no registry knows (`utf-8`, `none`)
/// count for nothing, as in browsers.
pub(in crate::fetch) fn left(headers: &HeaderMap) -> Vec<Coding> {
    let values = headers.get_all(header::CONTENT_ENCODING).into_iter();
    let names = values.flat_map(|it| it.as_bytes().split(|byte| *byte == b','));
    let known = names.filter_map(|it| match it.trim_ascii().to_ascii_lowercase().as_slice() {
        b"gzip" | b"x-gzip" => Some(Coding::Gzip),
        b"deflate" => Some(Coding::Deflate),
        b"br" | b"zstd" | b"compress" | b"x-compress" | b"dcb" | b"dcz" | b"exi"
        | b"pack200-gzip" | b"aes128gcm" => Some(Coding::Other),
        _ => None,
    });
    known.take(MOST + 1).collect()
}

/// `body` without `codings`, at no time more than `cap` bytes of it.
pub(in crate::fetch) fn undone(body: &[u8], codings: &[Coding], cap: usize) -> Left {
    if MOST < codings.len() {
        return Left::Sealed;
    }
    let mut body = body.to_vec();
    let (mut is_cut, mut is_broken) = (false, false);
    for coding in codings.iter().rev() {
        let mut out = Vec::new();
        let most = u64::try_from(cap).unwrap_or(u64::MAX).saturating_add(1);
        let end = match coding {
            // A front that packs nothing says so all the same.
            Coding::Gzip if !body.starts_with(b"\x1f\x8b") => continue,
            Coding::Gzip => MultiGzDecoder::new(&body[..]).take(most).read_to_end(&mut out),
            Coding::Deflate if is_zlib(&body) => {
                ZlibDecoder::new(&body[..]).take(most).read_to_end(&mut out)
            }
            Coding::Deflate => DeflateDecoder::new(&body[..]).take(most).read_to_end(&mut out),
            Coding::Other => return Left::Sealed,
        };
        // What was cut above this layer ends too early in it.
        is_broken |= end.is_err() && !is_cut;
        is_cut |= cap < out.len();
        out.truncate(cap);
        body = out;
    }
    Left::Plain { body, is_cut, is_broken }
}

/// RFC 1950 §2.2: the method is 8, and the first two bytes are a multiple of 31.
fn is_zlib(body: &[u8]) -> bool {
    let Some([first, second]) = body.first_chunk() else { return false };
    first & 0xf == 8 && u16::from_be_bytes([*first, *second]) % 31 == 0
}

#[cfg(test)]
mod tests {
    use super::Coding::{Deflate, Gzip, Other};
    use super::*;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use std::io::Write;

    fn gzip(body: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(body).expect("written");
        encoder.finish().expect("packed")
    }

    fn plain(body: &[u8]) -> Left {
        Left::Plain { body: body.to_vec(), is_cut: false, is_broken: false }
    }

    #[test]
    fn names_are_read_as_browsers_do() {
        for (values, expected) in [
            (&["GZIP"][..], &[Gzip][..]),
            (&["x-gzip"], &[Gzip]),
            (&["gzip, Gzip"], &[Gzip, Gzip]),
            (&["gzip", "deflate"], &[Gzip, Deflate]),
            (&["utf-8"], &[]),
            (&["identity, none,"], &[]),
            (&["gzip, br"], &[Gzip, Other]),
        ] {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::CONTENT_ENCODING, value.parse().expect("a value"));
            }
            assert_eq!(left(&headers), expected, "{values:?}");
        }
    }

    #[test]
    fn layers_are_undone_from_the_outside() {
        let text = "政务公开".repeat(50).into_bytes();
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(&text).expect("written");
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::fast());
        raw.write_all(&text).expect("written");
        let (zlib, raw) = (zlib.finish().expect("packed"), raw.finish().expect("packed"));

        for (body, codings) in [
            (gzip(&text), &[Gzip][..]),
            (gzip(&gzip(&text)), &[Gzip, Gzip]),
            (gzip(&text), &[Gzip, Gzip]),
            (text.clone(), &[Gzip]),
            (zlib.clone(), &[Deflate]),
            (raw, &[Deflate]),
            (gzip(&zlib), &[Deflate, Gzip]),
        ] {
            assert_eq!(undone(&body, codings, 10_000), plain(&text), "{codings:?}");
        }
        assert_eq!(undone(&text, &[Other], 10), Left::Sealed);
        assert_eq!(undone(&text, &[Gzip; MOST + 1], 10), Left::Sealed);
    }

    #[test]
    fn no_layer_grows_over_the_cap() {
        let bomb = gzip(&gzip(&vec![0; 4 << 20]));
        let Left::Plain { body, is_cut, is_broken } = undone(&bomb, &[Gzip; 2], 1000) else {
            panic!("gzip is known");
        };
        assert!(body.len() <= 1000 && is_cut && !is_broken);
        let half = &gzip(b"a text of some length")[..20];
        assert!(matches!(undone(half, &[Gzip], 10), Left::Plain { is_broken: true, .. }));
    }
}
