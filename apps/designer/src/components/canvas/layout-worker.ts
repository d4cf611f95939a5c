// Asks the worker for layouts.
import type { LayoutAnswer, LayoutRequest } from '../../workers/layout.worker.ts';
import { layOutInColumns, type LayoutResult } from './model/layout.ts';
import type { LayoutInput } from './model/layout-input.ts';

const DEADLINE_MS = 3000;

export interface Layout extends LayoutResult {
  /** The worker did not end in time, so columns stand in. */
  readonly isSimplified: boolean;
}

let worker: Worker | undefined;
let lastId = 0;

function startWorker(): Worker {
  worker ??= new Worker(new URL('../../workers/layout.worker.ts', import.meta.url), { type: 'module' });
  return worker;
}

/** Past the deadline the worker is ended and columns take over. */
export function layOutWithin(input: LayoutInput): Promise<Layout> {
  if (typeof Worker === 'undefined') return Promise.resolve({ ...layOutInColumns(input), isSimplified: true });
  const target = startWorker();
  lastId += 1;
  const id = lastId;
  return new Promise((resolve) => {
    const end = (layout: Layout): void => {
      clearTimeout(timer);
      target.removeEventListener('message', hear);
      resolve(layout);
    };
    const giveUp = (): void => {
      target.terminate();
      if (worker === target) worker = undefined;
      end({ ...layOutInColumns(input), isSimplified: true });
    };
    const timer = setTimeout(giveUp, DEADLINE_MS);
    const hear = ({ data }: MessageEvent<LayoutAnswer>): void => {
      if (data.id === id) end({ ...data.result, isSimplified: false });
    };
    target.addEventListener('message', hear);
    target.addEventListener('error', giveUp, { once: true });
    target.postMessage({ id, input } satisfies LayoutRequest);
  });
}
