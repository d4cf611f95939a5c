import { createHash } from 'node:crypto';
import type { Trigger, WorkflowDocument } from '@millrace/machine';
import type { RunTrigger } from '../run.ts';
import type { Rollout } from './rollout.ts';

const HASH_BYTES = 6;

/**
 * Whether the event of this key goes to the candidate. One key has one answer while the share is the same, and stays with the
 * candidate when the share grows; each rollout chooses anew.
 */
export function isForCandidate({ id, percent }: Pick<Rollout, 'id' | 'percent'>, key: string): boolean {
  const hash = createHash('sha256').update(`${id}\n${key}`).digest();
  return hash.readUIntBE(0, HASH_BYTES) / 2 ** (8 * HASH_BYTES) < percent / 100;
}

/**
 * Whether a version would know what to do with an event of this trigger of another version. What is declared by neither, as
 * the start by hand, every version takes.
 */
export function takesEventsOf(
  candidate: Pick<WorkflowDocument, 'triggers'>,
  base: Pick<WorkflowDocument, 'triggers'>,
  { id }: Pick<RunTrigger, 'id'>,
): boolean {
  const declared = ownTrigger(base, id);
  if (declared === undefined) return true;
  const same = ownTrigger(candidate, id);
  if (same?.type !== declared.type) return false;
  // Items of one service are of no use to who waits for those of another.
  return declared.type !== 'connector' || same.type !== 'connector' || same.use === declared.use;
}

function ownTrigger({ triggers = {} }: Pick<WorkflowDocument, 'triggers'>, id: string): Trigger | undefined {
  return Object.hasOwn(triggers, id) ? triggers[id] : undefined;
}
