//! Takes a seed; gives the same stream of numbers on every machine. Never asks the system
//! for chance.

use core::f64::consts::TAU;

/// `SplitMix64`.
///
/// # Source
/// Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
#[derive(Clone, Debug)]
pub(super) struct Rng(u64);

impl Rng {
    /// The stream number `stream` of `seed`: streams do not disturb each other.
    pub(super) fn stream(seed: u64, stream: u64) -> Self {
        let mut mixer = Self(seed ^ stream.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        Self(mixer.bits())
    }

    /// The next 64 bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Uniform, strictly between 0 and 1.
    pub(super) fn unit(&mut self) -> f64 {
        let upper = u32::try_from(self.bits() >> 32).expect("32 bits are left");
        (f64::from(upper) + 0.5) / 4_294_967_296.0
    }

    /// Uniform in `0..bound`; `bound` is positive.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        u32::try_from(((self.bits() >> 32) * u64::from(bound)) >> 32).expect("below a 32-bit bound")
    }

    /// One of the items, which are never none.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let count = u32::try_from(items.len()).expect("tables are short");
        &items[self.below(count) as usize]
    }

    /// Standard normal, by Box and Muller (1958).
    pub(super) fn normal(&mut self) -> f64 {
        libm::sqrt(-2.0 * libm::log(self.unit())) * libm::cos(TAU * self.unit())
    }

    /// Student t with five degrees of freedom, scaled to variance one.
    pub(super) fn fat(&mut self) -> f64 {
        let squares: f64 = (0..5).map(|_| self.normal()).map(|draw| draw * draw).sum();
        self.normal() * libm::sqrt(3.0 / squares)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_of_zero_is_the_published_one() {
        assert_eq!(Rng(0).bits(), 0xE220_A839_7B1D_CDAF);
    }
}
