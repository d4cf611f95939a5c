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
