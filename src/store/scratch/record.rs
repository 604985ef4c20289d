//! Values as they lie in a scratch file: short, and read back by the program that wrote them only.

use crate::model::evidence::{DatedFact, Look};
use crate::model::page::DateSource;
use crate::model::time::Instant;
use crate::model::visit::{Reach, VisitId};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

/// A value that can lie in a scratch file.
pub trait Record: Sized {
    /// Bytes that one takes in memory, more or less, with what belongs to it.
    const WEIGHT: usize;

    fn write(&self, out: &mut Vec<u8>);

    /// Takes one off the front; `None` where there is none.
    fn read(bytes: &mut &[u8]) -> Option<Self>;
}

pub fn put<T: Record>(value: &T, out: &mut Vec<u8>) {
    value.write(out);
}

pub fn get<T: Record>(bytes: &mut &[u8]) -> Option<T> {
    T::read(bytes)
}

/// For what is rare or has many shapes.
pub fn put_json<T: Serialize>(value: &T, out: &mut Vec<u8>) {
    // What cannot be written is told when it is read back.
    let text = serde_json::to_string(value).unwrap_or_default();
    text.write(out);
}

pub fn get_json<T: DeserializeOwned>(bytes: &mut &[u8]) -> Option<T> {
    serde_json::from_str(str_of(bytes)?).ok()
}

impl Record for () {
    const WEIGHT: usize = 36;

    fn write(&self, _out: &mut Vec<u8>) {}

    fn read(_bytes: &mut &[u8]) -> Option<Self> {
        Some(())
    }
}

impl Record for u64 {
    const WEIGHT: usize = 60;

    /// Seven bits a byte, the lowest first.
    fn write(&self, out: &mut Vec<u8>) {
        let mut left = *self;
        while 0x80 <= left {
            out.push(u8::try_from(left & 0x7f).unwrap_or_default() | 0x80);
            left >>= 7;
        }
        out.push(u8::try_from(left).unwrap_or_default());
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let (first, rest) = bytes.split_first()?;
            *bytes = rest;
            value |= u64::from(first & 0x7f) << shift;
            if first & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }
}

impl Record for usize {
    const WEIGHT: usize = u64::WEIGHT;

    fn write(&self, out: &mut Vec<u8>) {
        u64::try_from(*self).unwrap_or(u64::MAX).write(out);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Self::try_from(u64::read(bytes)?).ok()
    }
}

impl Record for u32 {
    const WEIGHT: usize = u64::WEIGHT;

    fn write(&self, out: &mut Vec<u8>) {
        u64::from(*self).write(out);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Self::try_from(u64::read(bytes)?).ok()
    }
}

/// Negative ones are rare and take ten bytes.
impl Record for i32 {
    const WEIGHT: usize = u64::WEIGHT;

    fn write(&self, out: &mut Vec<u8>) {
        i64::from(*self).cast_unsigned().write(out);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Self::try_from(u64::read(bytes)?.cast_signed()).ok()
    }
}

impl Record for bool {
    const WEIGHT: usize = u64::WEIGHT;

    fn write(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        Some(*first != 0)
    }
}

impl Record for String {
    const WEIGHT: usize = 150;

    fn write(&self, out: &mut Vec<u8>) {
        self.len().write(out);
        out.extend_from_slice(self.as_bytes());
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        str_of(bytes).map(str::to_owned)
    }
}

fn str_of<'a>(bytes: &mut &'a [u8]) -> Option<&'a str> {
    let length = usize::read(bytes)?;
    let (text, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    std::str::from_utf8(text).ok()
}

impl Record for Url {
    const WEIGHT: usize = 220;

    fn write(&self, out: &mut Vec<u8>) {
        let text = self.as_str();
        text.len().write(out);
        out.extend_from_slice(text.as_bytes());
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Self::parse(str_of(bytes)?).ok()
    }
}

impl<T: Record> Record for Option<T> {
    const WEIGHT: usize = T::WEIGHT;

    fn write(&self, out: &mut Vec<u8>) {
        self.is_some().write(out);
        if let Some(value) = self {
            value.write(out);
        }
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        if bool::read(bytes)? { T::read(bytes).map(Some) } else { Some(None) }
    }
}

impl<T: Record> Record for Vec<T> {
    const WEIGHT: usize = 24 + 4 * T::WEIGHT;

    fn write(&self, out: &mut Vec<u8>) {
        self.len().write(out);
        for value in self {
            value.write(out);
        }
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let length = usize::read(bytes)?;
        (0..length).map(|_| T::read(bytes)).collect()
    }
}

impl<A: Record, B: Record> Record for (A, B) {
    const WEIGHT: usize = A::WEIGHT + B::WEIGHT;

    fn write(&self, out: &mut Vec<u8>) {
        self.0.write(out);
        self.1.write(out);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some((A::read(bytes)?, B::read(bytes)?))
    }
}

impl Record for NaiveDate {
    const WEIGHT: usize = 24;

    fn write(&self, out: &mut Vec<u8>) {
        self.num_days_from_ce().write(out);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Self::from_num_days_from_ce_opt(i32::read(bytes)?)
    }
}

impl Record for DateSource {
    const WEIGHT: usize = 24;

    fn write(&self, out: &mut Vec<u8>) {
        put_json(self, out);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        get_json(bytes)
    }
}

impl Record for VisitId {
    const WEIGHT: usize = 60;

    fn write(&self, out: &mut Vec<u8>) {
        self.0.write(out);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        String::read(bytes).map(Self)
    }
}

/// To the nanosecond and with its offset.
impl Record for Instant {
    const WEIGHT: usize = 36;

    fn write(&self, out: &mut Vec<u8>) {
        self.timestamp().cast_unsigned().write(out);
        self.timestamp_subsec_nanos().write(out);
        self.offset().local_minus_utc().write(out);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let (seconds, nanos) = (u64::read(bytes)?.cast_signed(), u32::read(bytes)?);
        let offset = FixedOffset::east_opt(i32::read(bytes)?)?;
        Some(DateTime::from_timestamp(seconds, nanos)?.with_timezone(&offset))
    }
}

impl Record for Reach {
    const WEIGHT: usize = 48;

    fn write(&self, out: &mut Vec<u8>) {
        (*self == Self::Ok).write(out);
        if *self != Self::Ok {
            put_json(self, out);
        }
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        if bool::read(bytes)? { Some(Self::Ok) } else { get_json(bytes) }
    }
}

impl Record for Look {
    const WEIGHT: usize = 170;

    fn write(&self, out: &mut Vec<u8>) {
        self.reach.write(out);
        self.visit.write(out);
        self.at.write(out);
        self.by_get.write(out);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let (reach, visit) = (Reach::read(bytes)?, VisitId::read(bytes)?);
        Some(Self { visit, at: Instant::read(bytes)?, reach, by_get: bool::read(bytes)? })
    }
}

impl Record for DatedFact {
    const WEIGHT: usize = 340;

    fn write(&self, out: &mut Vec<u8>) {
        self.date.write(out);
        self.source.write(out);
        self.title.write(out);
        self.page.write(out);
        self.visit.write(out);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some(Self {
            date: NaiveDate::read(bytes)?,
            source: DateSource::read(bytes)?,
            title: String::read(bytes)?,
            page: Url::read(bytes)?,
            visit: VisitId::read(bytes)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::in_shanghai;
    use crate::model::visit::{Barrier, Failure, Fault};
    use std::fmt::Debug;

    fn returns<T: Record + PartialEq + Debug>(value: T) {
        let mut bytes = Vec::new();
        put(&value, &mut bytes);
        let mut left = bytes.as_slice();
        assert_eq!(get(&mut left), Some(value));
        assert!(left.is_empty());
        // Cut short it is no value, not another one.
        assert!(bytes.is_empty() || get::<T>(&mut &bytes[..bytes.len() - 1]).is_none());
    }

    #[test]
    fn each_comes_back_as_it_was() {
        for number in [0, 1, 127, 128, 300, u64::MAX] {
            returns(number);
        }
        for number in [0, -1, i32::MIN, i32::MAX] {
            returns(number);
        }
        returns(());
        returns(Some(false));
        returns(None::<u64>);
        returns(vec![("政府".to_owned(), 3_u32), (String::new(), u32::MAX)]);
        returns(NaiveDate::from_ymd_opt(2026, 11, 20));
        let at = DateTime::from_timestamp(1_795_000_000, 123_456_789).unwrap();
        let looks = [
            Reach::Ok,
            Reach::Bad(Fault::Status(404)),
            Reach::Bad(Fault::Failure(Failure::TimeOut)),
            Reach::NotJudged(Barrier::Challenge("某盾".into())),
        ];
        for reach in looks {
            let visit = VisitId("E0123456789ab".into());
            returns(Look { visit, at: in_shanghai(at), reach, by_get: true });
        }
        returns(DatedFact {
            date: NaiveDate::from_ymd_opt(2026, 1, 2).unwrap(),
            source: DateSource::Label,
            title: "关于某事的通知".into(),
            page: Url::parse("http://www.a.gov.cn/zwgk/t1.html?a=%E4%B8%AD").unwrap(),
            visit: VisitId("E1".into()),
        });
    }
}
