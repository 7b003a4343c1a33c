//! A table of reasons, and the number of differences that each one explains.

/// A reason for a difference: its name, and the predicate that recognizes it.
pub type Reason<T> = (&'static str, fn(&T) -> bool);

/// A table of reasons with the number of differences of each.
pub struct Table<T: 'static> {
    reasons: &'static [Reason<T>],
    counts: Vec<u32>,
    unexplained: Vec<String>,
}

impl<T: std::fmt::Debug> Table<T> {
    /// Creates a table without differences.
    #[must_use]
    pub fn new(reasons: &'static [Reason<T>]) -> Self {
        Self { reasons, counts: vec![0; reasons.len()], unexplained: Vec::new() }
    }

    /// Counts a difference that has exactly one reason, and records any other.
    pub fn explain(&mut self, difference: &T) {
        let reasons = self.reasons.iter().enumerate();
        let found: Vec<usize> = reasons
            .filter_map(|(index, (_, is_reason))| is_reason(difference).then_some(index))
            .collect();
        match found[..] {
            [index] => self.counts[index] += 1,
            _ => {
                let names: Vec<&str> = found.iter().map(|index| self.reasons[*index].0).collect();
                self.unexplained.push(format!("{difference:?} has the reasons {names:?}"));
            }
        }
    }

    /// Prints the table.
    ///
    /// # Panics
    /// Panics if a difference has not exactly one reason, or if a reason explains no difference.
    pub fn finish(&self, total: usize) {
        let differences: u32 = self.counts.iter().sum();
        println!("{total} inputs, {differences} differences");
        for ((name, _), count) in self.reasons.iter().zip(&self.counts) {
            println!("{count:7}  {name}");
        }
        let unexplained = &self.unexplained[..self.unexplained.len().min(20)].join("\n");
        assert!(unexplained.is_empty(), "{} differences:\n{unexplained}", self.unexplained.len());
        for ((name, _), count) in self.reasons.iter().zip(&self.counts) {
            assert_ne!(*count, 0, "no difference has the reason: {name}");
        }
    }
}
