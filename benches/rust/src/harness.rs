//! Timing. The implementations of an operation take turns, so that other load on the machine
//! affects all of them alike.

use std::hint::black_box;
use std::ops::Range;
use std::time::{Duration, Instant};

/// Samples per implementation.
const SAMPLES: usize = 7;
/// Turns per sample. The sample is their lower quartile, which leaves out interrupted turns.
const TURNS: usize = 21;
/// The shortest turn. It is shorter than a time slice of the scheduler.
const TURN_MIN: Duration = Duration::from_millis(1);
/// The most inputs of one turn, so that a turn over a long list is short as well.
const INPUTS_MAX: usize = 20_000;

struct Implementation<'a> {
    name: &'static str,
    inputs: usize,
    /// Runs the operation on a range of the inputs.
    run: Box<dyn FnMut(Range<usize>) + 'a>,
    /// How often one turn repeats its inputs.
    passes: usize,
    /// The first input of the next turn.
    next: usize,
    nanoseconds: Vec<f64>,
}

impl Implementation<'_> {
    /// Runs one turn. Returns its nanoseconds per operation and its duration.
    fn turn(&mut self) -> (f64, Duration) {
        let count = self.inputs.min(INPUTS_MAX);
        if self.next + count > self.inputs {
            self.next = 0;
        }
        let start = Instant::now();
        for _ in 0..self.passes {
            (self.run)(self.next..self.next + count);
        }
        let elapsed = start.elapsed();
        self.next += count;
        (elapsed.as_nanos() as f64 / (count * self.passes) as f64, elapsed)
    }
}

/// An operation and its implementations.
pub struct Group<'a> {
    operation: String,
    implementations: Vec<Implementation<'a>>,
}

impl<'a> Group<'a> {
    pub fn new(operation: impl Into<String>) -> Self {
        Self { operation: operation.into(), implementations: Vec::new() }
    }

    /// Adds an implementation, which runs on each input.
    pub fn add<T, R>(
        mut self,
        name: &'static str,
        inputs: &'a [T],
        mut operation: impl FnMut(&'a T) -> R + 'a,
    ) -> Self {
        let run = Box::new(move |range: Range<usize>| {
            for input in &inputs[range] {
                black_box(operation(black_box(input)));
            }
        });
        let (inputs, nanoseconds) = (inputs.len(), Vec::new());
        self.implementations.push(Implementation {
            name,
            inputs,
            run,
            passes: 1,
            next: 0,
            nanoseconds,
        });
        self
    }

    /// Measures, and prints one JSON line per implementation.
    pub fn run(mut self) {
        let count = self.implementations.len();
        for (index, implementation) in self.implementations.iter_mut().enumerate() {
            // In a list longer than a turn, each starts elsewhere, so that no input is in a cache
            // because another one has just read it.
            implementation.next = implementation.inputs * index / count;
            while implementation.inputs <= INPUTS_MAX && implementation.turn().1 < TURN_MIN {
                implementation.passes *= 2;
            }
        }
        for sample in 0..SAMPLES {
            let mut turns = vec![Vec::new(); count];
            for turn in 0..TURNS {
                for place in 0..count {
                    let index = (sample + turn + place) % count;
                    turns[index].push(self.implementations[index].turn().0);
                }
            }
            for (implementation, turns) in self.implementations.iter_mut().zip(&mut turns) {
                turns.sort_by(f64::total_cmp);
                implementation.nanoseconds.push(turns[TURNS / 4]);
            }
        }
        let operation = &self.operation;
        for Implementation { name, nanoseconds, .. } in &self.implementations {
            println!(
                r#"{{"lang":"Rust","op":"{operation}","name":"{name}","ns":{nanoseconds:.2?}}}"#
            );
        }
    }
}

/// Prints a figure other than a time per operation.
pub fn metric(name: &str, value: f64, unit: &str) {
    println!(r#"{{"lang":"Rust","metric":"{name}","value":{value:.2},"unit":"{unit}"}}"#);
}
