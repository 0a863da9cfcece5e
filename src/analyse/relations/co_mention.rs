//! Takes how often two names stand together and how often each stands with anybody; gives how
//! much more often than chance that is, drawn to "as chance has it". Never sees a name.

/// The .10 quantile of the normal distribution.
const NORMAL_10: f64 = -1.281_551_565_544_600_4;

/// How much more often than chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::analyse) struct Lift {
    /// The posterior mean.
    pub(in crate::analyse) shrunk: f64,
    /// The lower end of its 80 % interval.
    pub(in crate::analyse) lower: f64,
}

impl Lift {
    /// The lift of `together` stories where `expected` were to be expected, with `prior` imagined
    /// stories that are as chance has it.
    ///
    /// # Source
    /// The Gamma-Poisson shrinker: `DuMouchel`, "Bayesian data mining in large frequency tables"
    /// (1999), with one gamma prior of mean 1. The quantile is that of Wilson, Hilferty, "The
    /// distribution of chi-square" (1931).
    pub(super) fn of(together: f64, expected: f64, prior: f64) -> Self {
        let (shape, rate) = (together + prior, expected + prior);
        if shape <= 0.0 || rate <= 0.0 {
            return Self { shrunk: 1.0, lower: 0.0 };
        }
        let shrunk = shape / rate;
        let root = 1.0 - 1.0 / (9.0 * shape) + NORMAL_10 / (3.0 * libm::sqrt(shape));
        Self { shrunk, lower: shrunk * (root * root * root).max(0.0) }
    }
}

/// How much of the joint stories two names would share if each chose its partners by how often
/// those stand with anybody. `one` and `other` are their own sums over all partners, `all` that
/// of all names. Names alone in a market of two can only meet each other.
///
/// # Source
/// The configuration model without loops (Newman, "Networks", 2010, chapter 13), the mean of
/// both directions.
pub(super) fn expected(one: f64, other: f64, all: f64) -> Option<f64> {
    let (without_one, without_other) = (all - one, all - other);
    (without_one > 0.0 && without_other > 0.0)
        .then(|| one * other * f64::midpoint(1.0 / without_one, 1.0 / without_other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_stories_prove_little_and_many_prove_much() {
        let few = Lift::of(3.0, 1.0, 5.0);
        let many = Lift::of(300.0, 100.0, 5.0);
        assert!(few.shrunk < 1.4 && few.lower < 1.0, "{few:?}");
        assert!(many.shrunk > 2.8 && many.lower > 2.6, "{many:?}");
        assert!(Lift::of(0.0, 0.0, 0.0).lower < 0.1);
    }

    #[test]
    fn the_lower_bound_is_the_tenth_percentile_of_the_gamma_distribution() {
        // Of shape 10 and rate 10; the table has .6221.
        let found = Lift::of(5.0, 5.0, 5.0).lower;
        assert!((found - 0.6221).abs() < 0.001, "{found}");
    }

    #[test]
    fn two_names_alone_meet_as_chance_has_it() {
        assert_eq!(expected(8.0, 8.0, 16.0), Some(8.0));
        assert_eq!(expected(8.0, 0.0, 8.0), None);
    }
}
