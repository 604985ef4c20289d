//! Tells for most keys that are not on the disk that they are not, so that nobody has to look there.

/// Bits for each key, of which three are set: one in twenty looks in vain.
const BITS_PER_KEY: usize = 8;
const SMALLEST: usize = 1 << 14;
/// Half a megabyte; from here on it only gets less sharp.
const LARGEST: usize = 1 << 22;

/// A Bloom filter over keys that are hashes themselves.
#[derive(Debug)]
pub(super) struct Filter {
    bits: Vec<u64>,
    keys: usize,
}

impl Filter {
    /// Room for `keys` and as many more.
    pub(super) fn for_keys(keys: usize) -> Self {
        let bits = (2 * keys * BITS_PER_KEY).next_power_of_two().clamp(SMALLEST, LARGEST);
        Self { bits: vec![0; bits / 64], keys: 0 }
    }

    /// Added so far, some of them perhaps more than once.
    pub(super) fn keys(&self) -> usize {
        self.keys
    }

    pub(super) fn bytes(&self) -> usize {
        self.bits.len() * 8
    }

    /// Whether a larger one would serve better.
    pub(super) fn is_full(&self) -> bool {
        let bits = self.bits.len() * 64;
        bits < LARGEST && bits < self.keys * BITS_PER_KEY
    }

    pub(super) fn add(&mut self, key: u64) {
        self.keys += 1;
        for place in places(key) {
            let bit = self.bit(place);
            self.bits[bit / 64] |= 1 << (bit % 64);
        }
    }

    pub(super) fn may_hold(&self, key: u64) -> bool {
        places(key).into_iter().all(|place| {
            let bit = self.bit(place);
            self.bits[bit / 64] & (1 << (bit % 64)) != 0
        })
    }

    fn bit(&self, place: u64) -> usize {
        usize::try_from(place).unwrap_or_default() & (self.bits.len() * 64 - 1)
    }
}

fn places(key: u64) -> [u64; 3] {
    const MASK: u64 = LARGEST as u64 - 1;
    [key & MASK, (key >> 21) & MASK, (key >> 42) & MASK]
}
