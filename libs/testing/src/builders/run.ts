import type { Checkpoint } from '@millrace/machine';
import type { NewRun, StepRecord } from '@millrace/runtime';

/** What a new run belongs to, and its id. */
export type RunOrigin = Pick<NewRun, 'id' | 'workspaceId' | 'workflowId' | 'versionId' | 'acceptedAtMs'>;

/** A run as intake hands it to the store. */
export function aRun(origin: RunOrigin, members: Partial<NewRun> = {}): NewRun {
  return { trigger: { id: 'hook', type: 'webhook' }, input: '{"a":1}', priority: 0, ...origin, ...members };
}

/** Members of a run that has a dedupe key. */
export function keyed(key: string, { contentHash = 'a', windowSeconds = 3600 } = {}): Pick<NewRun, 'dedupe'> {
  return { dedupe: { key, windowSeconds, contentHash } };
}

/** A position before `state`. */
export function aCheckpoint(state = 'Charge', members: Partial<Checkpoint> = {}): Checkpoint {
  return { state, input: null, variables: {}, visits: { [state]: 1 }, ...members };
}

/** The record of a finished step. */
export function aStep(sequence: number, members: Partial<StepRecord> = {}): StepRecord {
  return {
    sequence,
    path: 'Charge',
    state: 'Charge',
    type: 'Pass',
    status: 'succeeded',
    input: 'null',
    attempts: [],
    log: [],
    startedAtMs: 1,
    endedAtMs: 2,
    ...members,
  };
}
