//! Welch's t-test on times of two classes, as dudect uses it: does the time depend on the class?

/// Count, mean and variance, updated one value at a time (Welford).
#[derive(Clone, Copy, Default, Debug)]
struct Moments {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, value: f64) {
        self.count += 1.0;
        let difference = value - self.mean;
        self.mean += difference / self.count;
        self.squares += difference * (value - self.mean);
    }

    fn variance(&self) -> f64 {
        self.squares / (self.count - 1.0)
    }
}

/// Past this, dudect speaks of a leak: chance alone does it less than once in 100,000 times.
pub const LEAK: f64 = 4.5;

/// t of two classes of times, each without its slowest part: interrupts and the like lie there.
///
/// `kept` is the share that is kept, up to 1. Both classes are cut at the same time.
#[must_use]
pub fn t_statistic(one: &[f64], other: &[f64], kept: f64) -> f64 {
    let mut all: Vec<f64> = one.iter().chain(other).copied().collect();
    all.sort_unstable_by(f64::total_cmp);
    let most = (all.len() as f64 * kept) as usize;
    let limit = all.get(most.min(all.len().saturating_sub(1))).copied().unwrap_or(f64::INFINITY);
    let moments = |times: &[f64]| {
        let mut moments = Moments::default();
        times.iter().filter(|time| **time <= limit).for_each(|time| moments.add(*time));
        moments
    };
    let (one, other) = (moments(one), moments(other));
    let error = (one.variance() / one.count + other.variance() / other.count).sqrt();
    if error > 0.0 { (one.mean - other.mean) / error } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::TestRng;

    /// Times around `mean`, with noise of up to 100.
    fn times(mean: f64, label: &str) -> Vec<f64> {
        let mut rng = TestRng::new(label);
        (0..20_000).map(|_| mean + rng.below(100) as f64).collect()
    }

    #[test]
    fn a_difference_of_a_hundredth_shows_and_none_does_not() {
        let same = t_statistic(&times(10_000.0, "a"), &times(10_000.0, "b"), 1.0);
        assert!(same.abs() < LEAK, "{same}");
        let slower = t_statistic(&times(10_010.0, "a"), &times(10_000.0, "b"), 1.0);
        assert!(slower > LEAK, "{slower}");
        let faster = t_statistic(&times(9_990.0, "a"), &times(10_000.0, "b"), 1.0);
        assert!(faster < -LEAK, "{faster}");
    }

    #[test]
    fn a_few_interrupts_hide_nothing() {
        let mut disturbed = times(10_005.0, "a");
        disturbed.extend([1e9; 20]);
        assert!(t_statistic(&disturbed, &times(10_000.0, "b"), 1.0).abs() < LEAK);
        assert!(t_statistic(&disturbed, &times(10_000.0, "b"), 0.99) > LEAK);
    }

    #[test]
    fn known_value() {
        // Means 2 and 4, variances 1 and 4, three values each: -2 / sqrt(1/3 + 4/3).
        let t = t_statistic(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0], 1.0);
        assert!((t + 2.0 / (5.0_f64 / 3.0).sqrt()).abs() < 1e-12, "{t}");
        assert!(t_statistic(&[1.0; 4], &[1.0; 4], 1.0).abs() < f64::EPSILON);
    }
}
