import type { StepRecord, RunWithPayload } from '@millrace/runtime';
import type { Model } from './model.ts';
import { threadOf, threadsAround } from './paths.ts';
import type { RunFacts } from './run-ledger.ts';
import type { SimulatedWorkflow } from './scenario.ts';
import { withoutRunIds } from './tiny-language.ts';
import type { Way } from './ways.ts';

/** What one run is judged by. */
export interface Verdict {
  readonly facts: RunFacts;
  readonly run: RunWithPayload;
  readonly steps: readonly StepRecord[];
  readonly workflow: SimulatedWorkflow;
  readonly model: Model;
  readonly object: (code: string, text: string) => void;
}

export const isCrashLoop = ({ run: { cause = '' } }: Verdict): boolean => cause.startsWith('run.crash_loop');

/** What people need to find the state where it went wrong. */
export function stepsOf({ steps }: Verdict): string {
  const texts = steps.map(
    ({ path, status, input, output = '-', error = '' }) => `${path}(${input})=${status === 'failed' ? error : output}`,
  );
  return `records: ${withoutRunIds(texts.slice(-40).join(' ')).slice(-2000)}`;
}

export const pathOf = (effect: string): string => effect.slice(0, effect.lastIndexOf(' '));

export function misfitOf({ must, may }: Way, done: readonly string[]): readonly string[] {
  const [wanted, allowed, had] = [new Set(must), new Set([...must, ...may]), new Set(done)];
  const missing = [...wanted].filter((effect) => !had.has(effect)).map((effect) => `never did ${effect}`);
  // Of an attempt that was done anew after a crash another one may have followed.
  const paths = new Set([...allowed].map(pathOf));
  const invented = done.filter((effect) => !allowed.has(effect) && !paths.has(pathOf(effect)));
  return [...missing, ...invented.map((effect) => `invented ${effect}`)];
}

/** Within a thread, and around and below it, one thing is done after the other. */
export function disorderOf(must: readonly string[], { effects }: RunFacts): string | undefined {
  const own = new Map<string, number>();
  const below = new Map<string, number>();
  for (const effect of new Set(must)) {
    const seen = effects.get(effect);
    // When a child began is not seen.
    if (seen === undefined || seen.begun < 0) continue;
    const around = threadsAround(threadOf(pathOf(effect)));
    const [thread = ''] = around;
    const before = Math.max(below.get(thread) ?? 0, ...around.map((name) => own.get(name) ?? 0));
    if (seen.begun < before) return `${effect} began before what comes before it was done`;
    own.set(thread, Math.max(own.get(thread) ?? 0, seen.done));
    for (const name of around) below.set(name, Math.max(below.get(name) ?? 0, seen.done));
  }
  return undefined;
}
