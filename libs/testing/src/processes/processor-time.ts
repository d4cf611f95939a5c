import { cpus } from 'node:os';
import { readdirSync, readFileSync } from 'node:fs';

/** What all processors of the machine have done so far, and what this process and all that it started have, in ticks. */
export interface ProcessorTime {
  /** Monotonic. */
  readonly atMs: number;
  readonly busy: number;
  readonly ours: number;
}

/** Undefined where the system does not tell. */
export function readProcessorTime(): ProcessorTime | undefined {
  try {
    return { atMs: performance.now(), busy: readBusy(), ours: readOurs() };
  } catch {
    return undefined;
  }
}

const TICKS_PER_SECOND = 100;

/** What others had of the machine between two moments, of 1; 0 where nobody knows. */
export function shareOfOthers(before: ProcessorTime | undefined, after: ProcessorTime | undefined): number {
  if (before === undefined || after === undefined) return 0;
  const others = after.busy - before.busy - (after.ours - before.ours);
  const all = (cpus().length * (after.atMs - before.atMs) * TICKS_PER_SECOND) / 1000;
  return Math.min(1, Math.max(0, others / all));
}

/** Idle and waiting for a disk are columns 4 and 5; what a guest of ours does is counted with us. */
function readBusy(): number {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  return ticks.reduce((sum, value, column) => (column === 3 || column === 4 ? sum : sum + value), 0);
}

interface Task {
  readonly parent: number;
  /** Its own, and that of children that have ended. */
  readonly ticks: number;
}

function readOurs(): number {
  const tasks = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name): (readonly [number, Task])[] => {
        const task = readTask(name);
        return task === undefined ? [] : [[Number(name), task]];
      }),
  );
  let sum = 0;
  for (const [pid, { ticks }] of tasks) if (isOurs(pid, tasks)) sum += ticks;
  return sum;
}

function readTask(pid: string): Task | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name before the bracket may be anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [parent = 0, ...ticks] = [1, 11, 12, 13, 14].map((index) => Number(fields[index]));
    return { parent, ticks: ticks.reduce((total, value) => total + value, 0) };
  } catch {
    // It has just ended: whoever waited for it has its time now.
    return undefined;
  }
}

function isOurs(pid: number, tasks: ReadonlyMap<number, Task>): boolean {
  for (let current = pid; current > 1; current = tasks.get(current)?.parent ?? 0) {
    if (current === process.pid) return true;
  }
  return false;
}
