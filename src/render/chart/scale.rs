//! Takes whole numbers of any unit; gives places on an axis and round steps along it. Never
//! divides by a range of nothing.

/// A stretch of an axis: values between `low` and `high` to places between `start` and `end`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    low: i64,
    high: i64,
    start: i64,
    end: i64,
}

impl Scale {
    pub(super) fn new((low, high): (i64, i64), (start, end): (i64, i64)) -> Self {
        Self { low, high, start, end }
    }

    /// The place of a value, held within the axis; the middle where all values are one.
    pub(super) fn place(&self, value: i64) -> i64 {
        let range = i128::from(self.high) - i128::from(self.low);
        if range <= 0 {
            return self.start + (self.end - self.start) / 2;
        }
        let above = i128::from(value.clamp(self.low, self.high)) - i128::from(self.low);
        let length = i128::from(self.end) - i128::from(self.start);
        self.start + i64::try_from(above * length / range).unwrap_or(0)
    }
}

/// The smallest of 1, 2 and 5 times a power of ten that is at least `least`.
pub(super) fn round_step(least: i64) -> i64 {
    let least = least.clamp(1, i64::MAX / 100);
    let mut power = 1;
    loop {
        for step in [power, 2 * power, 5 * power] {
            if step >= least {
                return step;
            }
        }
        power *= 10;
    }
}

/// The multiples of `step` from `low` to `high`.
pub(super) fn multiples(step: i64, low: i64, high: i64) -> Vec<i64> {
    /// More would be a carpet.
    const MULTIPLES_MAX: usize = 12;
    let first = low.div_euclid(step) + i64::from(low.rem_euclid(step) != 0);
    let last = high.div_euclid(step);
    (first..=last).take(MULTIPLES_MAX).map(|place| place * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        let steps = [0, 1, 3, 5, 6, 14, 21, 99].map(round_step);
        assert_eq!(steps, [1, 1, 5, 5, 10, 20, 50, 100]);
        assert!(round_step(i64::MAX) > 0);
    }

    #[test]
    fn values_beyond_an_axis_stand_at_its_end() {
        let scale = Scale::new((-100, 100), (0, 1000));
        assert_eq!(
            [-200, -100, 0, 50, 900].map(|value| scale.place(value)),
            [0, 0, 500, 750, 1000]
        );
        assert_eq!(Scale::new((7, 7), (0, 10)).place(7), 5);
        assert_eq!(Scale::new((i64::MIN, i64::MAX), (0, 10)).place(i64::MAX), 10);
        assert_eq!(multiples(5, -7, 12), [-5, 0, 5, 10]);
    }
}
