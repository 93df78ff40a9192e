//! Sums up samples. Noise on a shared machine only ever adds time, so the least time of several
//! runs is the best estimate, and its distance to the median says how far to trust it.

/// The least of some times and the noise about it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The least time.
    pub least: f64,
    /// How much longer the median time is, as a part of the least.
    pub noise: f64,
}

impl Estimate {
    /// Sums up `times`; `None` without any.
    pub fn new(times: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut times: Vec<f64> = times.into_iter().collect();
        times.sort_by(f64::total_cmp);
        let least = *times.first()?;
        let middle = median(&times)?;
        let noise = if least > 0.0 { middle / least - 1.0 } else { 0.0 };
        Some(Self { least, noise })
    }
}

/// The middle of sorted `values`.
pub fn median(values: &[f64]) -> Option<f64> {
    let half = values.len() / 2;
    match values.len() {
        0 => None,
        length if length % 2 == 1 => Some(values[half]),
        _ => Some((values[half - 1] + values[half]) / 2.0),
    }
}

/// The geometric mean of positive `values`; `None` without any.
pub fn geometric_mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.into_iter().fold((0.0, 0), |(sum, count), value| (sum + value.ln(), count + 1));
    (count > 0).then(|| (sum / f64::from(count)).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_counts_and_the_median_tells_the_noise() {
        let estimate = Estimate::new([1.2, 1.0, 1.1]).unwrap();
        assert_eq!(estimate.least, 1.0);
        assert!((estimate.noise - 0.1).abs() < 1e-12);
        assert_eq!(Estimate::new([]), None);
    }

    #[test]
    fn medians_and_means() {
        assert_eq!(median(&[1.0, 2.0, 3.0, 10.0]), Some(2.5));
        assert_eq!(median(&[]), None);
        assert!((geometric_mean([2.0, 8.0]).unwrap() - 4.0).abs() < 1e-12);
        assert_eq!(geometric_mean([]), None);
    }
}
