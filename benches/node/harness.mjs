// Timing, with the method of rust/src/harness.rs.

const SAMPLES = 7;
const TURNS = 21;
const TURN_MIN_NS = 1e6;
// Enough for the compiler to optimize every function.
const WARM_UP = 50;

// The lower quartile leaves out interrupted turns.
const lowerQuartile = (times) => times.sort((a, b) => a - b)[times.length >> 2];

// Measures the implementations of an operation, and prints one JSON line per implementation.
export function runGroup(operation, implementations) {
  // A used result, so that no call is optimized away.
  let accepted = 0;
  const turn = ({ inputs, run, passes }) => {
    const start = process.hrtime.bigint();
    for (let pass = 0; pass < passes; pass++) {
      for (const input of inputs) if (run(input)) accepted++;
    }
    return Number(process.hrtime.bigint() - start) / (inputs.length * passes);
  };
  const measured = implementations.map((each) => ({ ...each, passes: 1, samples: [] }));
  for (const each of measured) {
    for (let warm = 0; warm < WARM_UP; warm++) turn(each);
    while (turn(each) * each.inputs.length * each.passes < TURN_MIN_NS) each.passes *= 2;
  }
  for (let sample = 0; sample < SAMPLES; sample++) {
    const turns = measured.map(() => []);
    for (let t = 0; t < TURNS; t++) {
      measured.forEach((each, index) => turns[index].push(turn(each)));
    }
    measured.forEach(({ samples }, index) => {
      samples.push(Number(lowerQuartile(turns[index]).toFixed(2)));
    });
  }
  for (const { name, samples } of measured) {
    console.log(JSON.stringify({ lang: "Node", op: operation, name, ns: samples }));
  }
  return accepted;
}
