import { randomBytes } from 'node:crypto';
import type { Clock, Ids } from './ports.ts';

/** UUIDv7s that rise within the process, also inside one millisecond. RFC 9562 §6.2, method 1. */
export function createIds(clock: Pick<Clock, 'nowMs'>): Ids {
  let lastMs = 0;
  let counter = 0;
  return {
    runId: () => {
      const nowMs = clock.nowMs();
      if (nowMs > lastMs) {
        lastMs = nowMs;
        // The top bit stays free, so that a busy millisecond cannot overflow.
        counter = randomBytes(2).readUInt16BE() & 0x7ff;
      } else {
        counter += 1;
        if (counter > 0xfff) {
          lastMs += 1;
          counter = 0;
        }
      }
      return formatUuid(lastMs, counter);
    },
  };
}

function formatUuid(epochMs: number, counter: number): string {
  const time = epochMs.toString(16).padStart(12, '0');
  const tail = randomBytes(8);
  tail[0] = ((tail[0] ?? 0) & 0x3f) | 0x80;
  const hex = tail.toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${hex.slice(0, 4)}-${hex.slice(4)}`;
}
