import { randomBytes } from 'node:crypto';
import type { Clock, Ids } from './ports.ts';

/** Asked for at once: each call of the system's generator takes some microseconds. */
const POOL_BYTES = 4096;
let pool: Buffer = Buffer.alloc(0);

/** Random bytes that nobody else gets. */
function takeRandom(bytes: number): Buffer {
  if (pool.length < bytes) pool = randomBytes(POOL_BYTES);
  const taken = pool.subarray(0, bytes);
  pool = pool.subarray(bytes);
  return taken;
}

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
        counter = takeRandom(2).readUInt16BE() & 0x7ff;
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
  const tail = takeRandom(8);
  tail[0] = ((tail[0] ?? 0) & 0x3f) | 0x80;
  const hex = tail.toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${hex.slice(0, 4)}-${hex.slice(4)}`;
}

/** When a run's id was made, epoch milliseconds. RFC 9562 §5.7. */
export function timeOfRunId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** What only its holder knows: 256 random bits, as text for a URL. */
export function createToken(): string {
  return takeRandom(32).toString('base64url');
}
