// C7: the worker dies in the call, before the request, after it, or with the answer in hand.
import type { Action } from '../../action.ts';
import { isLeftToPerson } from '../../hosting/perform-once.ts';
import type { TestOutcome } from '../platform/test-platform.ts';
import type { ActionCase } from '../test-case.ts';
import type { Wire } from '../wire/wire.ts';
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

/** Lets a worker die in the call, and another one make it again. */
export async function checkCrash(subject: Subject, tried: ActionCase): Promise<Problems> {
  const action = actionOf(subject, tried);
  // Left to a person: nothing is called again.
  if (isLeftToPerson(action)) return [];
  prepare(subject, tried);
  const clean = await platformOf(subject).callAction(tried.action, tried.input, { connection: tried.connection });
  if (clean.sent.every(({ isSignIn }) => isSignIn)) return [];
  const once = effectsOf(subject);
  const problems: string[] = [];
  for (const death of DEATHS) {
    const outcome = await dieAndRepeat(subject, tried, death);
    const said = `when the worker dies ${death} and another one makes the call again,`;
    if (outcome.kind === 'threw') problems.push(`${said} it was to work, and ${tellOutcome(outcome)}.`);
    else if (!mayHappenTwice(action) && effectsOf(subject) !== once)
      problems.push(
        `${said} it does not leave what one call leaves: the work is done twice, or not as before.${hintOf(action.idempotency)}`,
      );
  }
  return problems.map((problem) => `${subject.connector.name}/${tried.action}: ${problem}`);
}

/** At least once is all that is promised of it. */
function mayHappenTwice({ effects, idempotency }: Action): boolean {
  return effects === 'write' && typeof idempotency === 'object' && 'none' in idempotency;
}

async function dieAndRepeat(subject: Subject, tried: ActionCase, death: Death): Promise<TestOutcome> {
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
  const { connection, action, input } = tried;
  const dying = platformOf(
    subject,
    death === 'with the answer in hand' ? (wire) => answering(wire, isWrite, dead) : around,
  );
  const first = await dying.callAction(action, input, { connection, signal: dead.signal });
  // The request on which it was to die never came: it has ended, one way or the other.
  if (!dead.signal.aborted) return first;
  return platformOf(subject).callAction(action, input, { connection, attempt: 2, earlier: 'lost' });
}

/** The answer arrives, and then nothing the worker does counts. */
function answering(wire: Wire, isWrite: boolean, dead: AbortController): Wire {
  return async (request, signal) => {
    const answer = await wire(request, signal);
    if (!isWrite || isWriting(request)) queueMicrotask(() => dead.abort(new Error('The worker is dead.')));
    return answer;
  };
}
