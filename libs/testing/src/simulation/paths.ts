const THREADS = new Map<string, string>();

/** What names a state in a path: what paths are made of is doubled. */
export function pathName(state: string, visit: number): string {
  const escaped = state.replaceAll(/[#[/]/g, '$&$&');
  return visit === 1 ? escaped : `${escaped}#${visit}`;
}

/** The thread that a step belongs to: `Each order[17]` of `Each order[17]/Charge`; empty for the top level. */
export function threadOf(path: string): string {
  const known = THREADS.get(path);
  if (known !== undefined) return known;
  const thread = path.slice(0, threadLength(path));
  if (THREADS.size > 100_000) THREADS.clear();
  THREADS.set(path, thread);
  return thread;
}

function threadLength(path: string): number {
  let end = 0;
  for (let index = 0; index < path.length; index += 1) {
    if (path[index] !== '[') continue;
    // Doubled: a part of a state's name.
    if (path[index + 1] === '[') index += 1;
    else end = index = path.indexOf(']', index) + 1;
  }
  return end;
}

/** The threads around a thread, itself first, the top level last. */
export function threadsAround(thread: string): readonly string[] {
  const around = [thread];
  for (let inner = thread; inner !== ''; around.push(inner)) {
    const bracket = inner.lastIndexOf('[');
    inner = threadOf(inner.slice(0, bracket));
  }
  return around;
}
