/** What other tasks of the process noticed while something ran. */
export interface Noticed<Value> {
  readonly value: Value;
  /** How often they had their chance. */
  readonly chances: number;
  /** The most processor time between two chances: unlike time on the wall, others on the machine do not add to it. */
  readonly longestMs: number;
}

const processorMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Runs something next to a task that wants to run again and again. */
export async function watch<Value>(run: () => Promise<Value>): Promise<Noticed<Value>> {
  let [chances, longestMs, last] = [0, 0, processorMs()];
  let timer: NodeJS.Immediate;
  const note = (): void => {
    const now = processorMs();
    longestMs = Math.max(longestMs, now - last);
    last = now;
  };
  const tick = (): void => {
    chances += 1;
    note();
    timer = setImmediate(tick);
  };
  timer = setImmediate(tick);
  try {
    const value = await run();
    note();
    return { value, chances, longestMs };
  } finally {
    clearImmediate(timer);
  }
}
