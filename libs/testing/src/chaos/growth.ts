import { readdirSync } from 'node:fs';
import type { Facts } from './facts.ts';
import type { Installation } from './installation.ts';
import { readMemory } from './read-memory.ts';
import type { Observer } from './observer.ts';

/** What processes hold at one moment, where the system tells. */
export type Usage = ReadonlyMap<string, Readonly<Record<'memory' | 'handles' | 'connections', number>>>;

export async function readUsage(installation: Installation, observer: Observer): Promise<Usage> {
  const usage = new Map<string, { memory: number; handles: number; connections: number }>();
  for (const { name, pid } of installation.processes) {
    // Another program in the same place is no growth.
    usage.set(`${name} (${installation.programOf(name)})`, {
      memory: readMemory(pid),
      handles: readHandles(pid),
      connections: 0,
    });
  }
  usage.set('postgres', { memory: 0, handles: 0, connections: await observer.connections() });
  return usage;
}

function readHandles(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}

/** Before and after, side by side. */
export function compareUsage(before: Usage, after: Usage): Facts['growth'] {
  return [...before].flatMap(([name, held]) => {
    const now = after.get(name);
    if (now === undefined) return [];
    return (['memory', 'handles', 'connections'] as const).map((what) => ({
      name,
      what,
      before: held[what],
      after: now[what],
    }));
  });
}
