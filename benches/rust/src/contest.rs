//! Timing: contenders take turns, so that whatever else the machine does falls on all of them.

use std::hint::black_box;
use std::time::{Duration, Instant};

const REPEATS: usize = 7;
/// Turns of each contender in one repeat, whose lower quartile is the sample: those that other processes interrupt do not count.
const TURNS: usize = 21;
/// A turn is at least so long, and shorter than what the scheduler gives.
const TURN: Duration = Duration::from_micros(1000);
/// No turn takes more inputs than this, so that those over long lists are short as well.
const INPUTS_MAX: usize = 20_000;

struct Contender<'a> {
    who: &'static str,
    inputs: usize,
    /// Operates on so many inputs from an index on.
    operate: Box<dyn FnMut(usize, usize) + 'a>,
    /// How often the inputs of one turn are gone over.
    passes: usize,
    next: usize,
    nanoseconds: Vec<f64>,
}

impl Contender<'_> {
    /// Nanoseconds per operation, and how long the turn took.
    fn turn(&mut self) -> (f64, Duration) {
        let count = self.inputs.min(INPUTS_MAX);
        if self.next + count > self.inputs {
            self.next = 0;
        }
        let start = Instant::now();
        for _ in 0..self.passes {
            (self.operate)(self.next, count);
        }
        let elapsed = start.elapsed();
        self.next += count;
        (elapsed.as_nanos() as f64 / (count * self.passes) as f64, elapsed)
    }
}

/// One operation, and all who do it.
pub struct Contest<'a> {
    operation: String,
    contenders: Vec<Contender<'a>>,
}

impl<'a> Contest<'a> {
    pub fn new(operation: impl Into<String>) -> Self {
        Self { operation: operation.into(), contenders: Vec::new() }
    }

    /// Somebody who does it to every input, one after the other.
    pub fn each<T, R>(mut self, who: &'static str, inputs: &'a [T], mut operate: impl FnMut(&'a T) -> R + 'a) -> Self {
        let operate = Box::new(move |first: usize, count: usize| {
            for input in &inputs[first..first + count] {
                black_box(operate(black_box(input)));
            }
        });
        let contender = Contender { who, inputs: inputs.len(), operate, passes: 1, next: 0, nanoseconds: Vec::new() };
        self.contenders.push(contender);
        self
    }

    /// Measures, and prints one JSON line for each contender.
    pub fn run(mut self) {
        let count = self.contenders.len();
        for (index, contender) in self.contenders.iter_mut().enumerate() {
            // Lists that no turn goes over whole: nobody finds in a cache what another has just read.
            contender.next = contender.inputs * index / count;
            while contender.inputs <= INPUTS_MAX && contender.turn().1 < TURN {
                contender.passes *= 2;
            }
        }
        for repeat in 0..REPEATS {
            let mut turns = vec![Vec::new(); count];
            for turn in 0..TURNS {
                for place in 0..count {
                    let who = (repeat + turn + place) % count;
                    turns[who].push(self.contenders[who].turn().0);
                }
            }
            for (contender, turns) in self.contenders.iter_mut().zip(&mut turns) {
                turns.sort_by(f64::total_cmp);
                contender.nanoseconds.push(turns[TURNS / 4]);
            }
        }
        for Contender { who, nanoseconds, .. } in &self.contenders {
            println!(r#"{{"lang":"Rust","op":"{}","who":"{who}","ns":{nanoseconds:.2?}}}"#, self.operation);
        }
    }
}

/// Something that is not a time per operation.
pub fn fact(name: &str, value: f64, unit: &str) {
    println!(r#"{{"lang":"Rust","fact":"{name}","value":{value:.2},"unit":"{unit}"}}"#);
}
