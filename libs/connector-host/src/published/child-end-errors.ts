import type { ChildEnd, KillReason } from '../sandbox/child.ts';
import { sandboxError } from './sandbox-error.ts';

export interface ChildFacts {
  readonly heapMiB: number;
  readonly residentMiB: number;
}

const COMPLAINT_CHARACTERS = 1000;
/** More time would change nothing. */
const LET_OTHERS = 'Tell its author: long work must await something now and then. Until then do less at once.';

/** What the end of its process means to a call that was in flight in it. */
export function errorOfChildEnd(end: ChildEnd, { heapMiB, residentMiB }: ChildFacts): Error {
  const reasons: Readonly<Record<KillReason, () => Error>> = {
    memory: () => tooMuch(residentMiB, 'memory in all'),
    protocol: () => sandboxError('Sandbox.Protocol', 'The connector’s process sent what it never sends by itself.'),
    blocked: () =>
      sandboxError('Sandbox.Timeout', 'The connector was in a loop that let nothing else happen.', {
        hint: LET_OTHERS,
      }),
    deadline: () => sandboxError('Sandbox.Timeout', 'The connector did not end when its time was up.'),
    ...{ aborted: ended, unsettled: ended, retired: ended, closed: ended },
  };
  if (end.killed !== undefined) return reasons[end.killed]();
  if (/out of memory|memory allocation of/i.test(end.complaint)) return tooMuch(heapMiB, 'heap');
  const how = end.signal ?? `exit code ${end.code ?? '?'}`;
  return sandboxError('Sandbox.Crashed', `The connector’s process ended in the middle of the call (${how}).`, {
    complaint: end.complaint.slice(-COMPLAINT_CHARACTERS),
  });
}

const ended = (): Error => sandboxError('Sandbox.Aborted', 'The connector’s process was ended.');
const tooMuch = (limit: number, what: string): Error =>
  sandboxError('Sandbox.OutOfMemory', `The connector needed more than ${limit} MiB of ${what}.`, {
    limit,
    hint: 'Work on parts of the data; or let its manifest ask for more: permissions.memoryMiB.',
  });

/** True when its own code is the reason, not we. A call that outlives its time is no crash. */
export function isCrash({ killed }: ChildEnd): boolean {
  return killed === undefined || killed === 'memory' || killed === 'protocol' || killed === 'blocked';
}
