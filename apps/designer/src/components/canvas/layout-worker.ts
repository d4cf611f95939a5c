// Asks the worker for layouts.
import type { LayoutMessage, LayoutRequest } from '../../workers/layout.worker.ts';
import { layOutInColumns, type LayoutResult } from './model/layout.ts';
import type { LayoutInput } from './model/layout-input.ts';

/** For a layout, once the worker has started. */
const DEADLINE_MS = 3000;
/** For its start, which a busy machine delays: small graphs must not look like large ones for that. */
const START_DEADLINE_MS = 15_000;

export interface Layout extends LayoutResult {
  /** The worker did not end in time, so columns stand in. */
  readonly isSimplified: boolean;
}

interface Started {
  readonly worker: Worker;
  isReady: boolean;
}

let started: Started | undefined;
let lastId = 0;

function start(): Started {
  const worker = new Worker(new URL('../../workers/layout.worker.ts', import.meta.url), { type: 'module' });
  const made: Started = { worker, isReady: false };
  worker.addEventListener('message', () => (made.isReady = true), { once: true });
  return made;
}

/** Lets the worker start before there is something to lay out. */
export function startLayoutWorker(): void {
  if (typeof Worker !== 'undefined') started ??= start();
}

/** Past the deadline the worker is ended and columns take over. */
export function layOutWithin(input: LayoutInput): Promise<Layout> {
  if (typeof Worker === 'undefined') return Promise.resolve({ ...layOutInColumns(input), isSimplified: true });
  const target = (started ??= start());
  const { worker } = target;
  lastId += 1;
  const id = lastId;
  return new Promise((resolve) => {
    const end = (layout: Layout): void => {
      clearTimeout(timer);
      worker.removeEventListener('message', hear);
      worker.removeEventListener('error', giveUp);
      resolve(layout);
    };
    const giveUp = (): void => {
      worker.terminate();
      if (started === target) started = undefined;
      end({ ...layOutInColumns(input), isSimplified: true });
    };
    let timer = setTimeout(giveUp, target.isReady ? DEADLINE_MS : START_DEADLINE_MS);
    const hear = ({ data }: MessageEvent<LayoutMessage>): void => {
      if ('isReady' in data) {
        clearTimeout(timer);
        timer = setTimeout(giveUp, DEADLINE_MS);
      } else if (data.id === id) end({ ...data.result, isSimplified: false });
    };
    worker.addEventListener('message', hear);
    worker.addEventListener('error', giveUp);
    worker.postMessage({ id, input } satisfies LayoutRequest);
  });
}
