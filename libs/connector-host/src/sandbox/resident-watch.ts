import { readFile } from 'node:fs/promises';

const PAGE_BYTES = 4096;
const WATCH_MS = 25;

/** Bytes of memory that a process holds, where the system says so without a program of its own: on Linux. */
async function residentBytes(pid: number): Promise<number | undefined> {
  try {
    const [, pages] = (await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ');
    return Number(pages) * PAGE_BYTES;
  } catch {
    return undefined;
  }
}

/**
 * Looks at a process again and again, since bytes in buffers are outside of the heap that V8 bounds. Calls back once when it
 * holds more than it may. Returns how to stop.
 */
export function watchResident(pid: number, limitBytes: number, onExceeded: (bytes: number) => void): () => void {
  let isOver = false;
  const look = async (): Promise<void> => {
    const bytes = await residentBytes(pid);
    if (isOver) return;
    if (bytes === undefined || bytes <= limitBytes) {
      timer = setTimeout(() => void look(), WATCH_MS);
      return;
    }
    isOver = true;
    onExceeded(bytes);
  };
  let timer = setTimeout(() => void look(), WATCH_MS);
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
