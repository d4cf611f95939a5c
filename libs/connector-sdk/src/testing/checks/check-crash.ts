// C7: the worker dies in the call, before the request, after it, or with the answer in hand; also in what goes on after a pause.
import type { Action } from '../../action.ts';
import { isLeftToPerson } from '../../hosting/perform-once.ts';
import { MemoryValues } from '../platform/memory-values.ts';
import type { TestOutcome } from '../platform/test-outcome.ts';
import type { ActionCase } from '../test-case.ts';
import type { Wire } from '../wire/wire.ts';
import { DrivenCase, driveCase } from './drive-case.ts';
import {
  actionOf,
  effectsOf,
  hintOf,
  isWriting,
  platformOf,
  prepare,
  tellOutcome,
  type Problems,
  type Subject,
} from './subject.ts';

type Death = 'before the request is sent' | 'after it is sent' | 'with the answer in hand';
const DEATHS: readonly Death[] = ['before the request is sent', 'after it is sent', 'with the answer in hand'];
/** Where a worker dies: in `run`, 0, or in the call after so many pauses. */
interface Accident {
  readonly death: Death;
  readonly pauses: number;
}

/** Lets a worker die in the call, and another one make it again. */
export async function checkCrash(subject: Subject, tried: ActionCase): Promise<Problems> {
  const action = actionOf(subject, tried);
  // Left to a person: nothing is called again.
  if (isLeftToPerson(action)) return [];
  prepare(subject, tried);
  const clean = await driveCase(subject, tried, { platform: platformOf(subject) });
  if (clean.sent.every(({ isSignIn }) => isSignIn)) return [];
  const once = effectsOf(subject);
  const problems: string[] = [];
  for (const accident of accidentsOf(tried)) {
    const outcome = await dieAndRepeat(subject, tried, accident);
    const said = `${sayWhen(accident)} and another one makes the call again,`;
    if (outcome.kind === 'threw') problems.push(`${said} it was to work, and ${tellOutcome(outcome)}.`);
    else if (!mayHappenTwice(action) && effectsOf(subject) !== once)
      problems.push(
        `${said} it does not leave what one call leaves: the work is done twice, or not as before.${hintOf(action.idempotency)}`,
      );
  }
  return problems.map((problem) => `${subject.connector.name}/${tried.action}: ${problem}`);
}

const accidentsOf = ({ pauses = [] }: ActionCase): readonly Accident[] =>
  [0, ...pauses.map((_, index) => index + 1)].flatMap((count) => DEATHS.map((death) => ({ death, pauses: count })));

const sayWhen = ({ death, pauses }: Accident): string =>
  `when the worker dies ${death}${pauses === 0 ? '' : `, after ${pauses} ${pauses === 1 ? 'pause' : 'pauses'},`}`;

/** At least once is all that is promised of it. */
function mayHappenTwice({ effects, idempotency }: Action): boolean {
  return effects === 'write' && typeof idempotency === 'object' && 'none' in idempotency;
}

async function dieAndRepeat(subject: Subject, tried: ActionCase, { death, pauses }: Accident): Promise<TestOutcome> {
  prepare(subject, tried);
  const isWrite = actionOf(subject, tried).effects === 'write';
  const dead = new AbortController();
  const around =
    (wire: Wire): Wire =>
    async (request, signal) => {
      if (isWrite && !isWriting(request)) return wire(request, signal);
      if (death !== 'before the request is sent') await wire(request, signal);
      // What it does afterwards reaches nobody any more.
      dead.abort(new Error('The worker is dead.'));
      return new Promise<never>((_, reject) => reject(dead.signal.reason as Error));
    };
  // What was committed outlives whoever has committed it.
  const values = new MemoryValues();
  const dying = platformOf(
    subject,
    death === 'with the answer in hand' ? (wire) => answering(wire, isWrite, dead) : around,
    values,
  );
  const healthy = platformOf(subject, undefined, values);
  const driven = new DrivenCase(subject, tried);
  for (let ended = 0; ended < pauses; ended += 1) await driven.call(healthy);
  const first = await driven.call(dying, { signal: dead.signal });
  // The request on which it was to die never came: it has ended, one way or the other.
  if (!dead.signal.aborted) return driven.finish(first, healthy);
  const again = await driven.again(healthy, { attempt: pauses === 0 ? 2 : 1, earlier: 'lost' });
  return driven.finish(again, healthy);
}

/** The answer arrives, and then nothing the worker does counts. */
function answering(wire: Wire, isWrite: boolean, dead: AbortController): Wire {
  return async (request, signal) => {
    const answer = await wire(request, signal);
    if (!isWrite || isWriting(request)) queueMicrotask(() => dead.abort(new Error('The worker is dead.')));
    return answer;
  };
}
