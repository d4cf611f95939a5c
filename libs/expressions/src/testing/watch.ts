/** What something gave, and how long nothing else could run meanwhile. */
export interface Watched<Value> {
  readonly value: Value;
  /** Processor time: unlike time on the wall, others on the machine do not add to it. */
  readonly tookMs: number;
}

export function watch<Value>(run: () => Value): Watched<Value> {
  const before = process.cpuUsage();
  const value = run();
  const { user, system } = process.cpuUsage(before);
  return { value, tookMs: (user + system) / 1000 };
}

const YARDSTICK_ITEMS = 100_000;
const YARDSTICK_COPIES = 200;
/** More than machines of usual speed need for it. */
const USUAL_MS = 100;

/**
 * How many times as long as usual this machine takes, at least 1. Measured by copies of arrays, since it is memory that some
 * virtual machines are slow at: there each new page costs fifty times as much.
 */
export function slownessOfMachine(): number {
  const items = Array.from({ length: YARDSTICK_ITEMS }, (_, id) => ({ id }));
  const { tookMs } = watch(() => {
    let length = 0;
    for (let copy = 0; copy < YARDSTICK_COPIES; copy += 1) length += [...items, copy].length;
    return length;
  });
  return Math.max(1, tookMs / USUAL_MS);
}
