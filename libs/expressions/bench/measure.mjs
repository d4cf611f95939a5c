const ROUNDS = 10;
const ROUND_MS = 60;

const median = (values) => values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];

/** So many calls that a round takes long enough for the clock. */
async function callsPerRound(call) {
  for (let calls = 1; ; calls *= 2) {
    const ms = await timeOf(call, calls);
    if (ms > ROUND_MS / 4) return Math.max(1, Math.ceil((calls * ROUND_MS) / ms));
  }
}

async function timeOf(call, calls) {
  const startedAt = performance.now();
  for (let index = 0; index < calls; index += 1) {
    const value = call();
    if (value instanceof Promise) await value;
  }
  return performance.now() - startedAt;
}

/** Microseconds of one call of each, by name: the median of ten rounds, in which they take turns. */
export async function measure(calls) {
  const counts = {};
  for (const [name, call] of Object.entries(calls)) counts[name] = await callsPerRound(call);
  const times = Object.fromEntries(Object.keys(calls).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, call] of Object.entries(calls)) {
      times[name].push(((await timeOf(call, counts[name])) * 1000) / counts[name]);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]));
}
