import type { Checkpoint, JsonValue } from '@millrace/machine';
import type { JsonText, StepRecord } from '../run.ts';

/** What stands in records where a secret was. */
export const REDACTED_MARK = '[redacted]';
const CUT_BEGINNING = '{"$cut":{"characters":';

/** What is known of a run beside its records. */
export interface KnownPositions {
  /** Where it began. */
  readonly start: Checkpoint;
  /** Where it stood at its end, if that is kept: as it was, with secrets and at any length. */
  readonly end?: Checkpoint;
}
interface WantedPosition extends KnownPositions {
  /** Of the steps at the top level, in order. */
  readonly records: readonly StepRecord[];
  /** Which of them is to be done anew. */
  readonly index: number;
  /** Given by somebody: what the step took does not matter. */
  readonly input?: JsonValue;
}
/** `unknown`: a sentence that says what is missing. */
export type RebuiltPosition = { readonly checkpoint: Checkpoint } | { readonly unknown: string };

/**
 * The position before a step that is recorded. Records are for people: secrets are taken out of them, and long values are cut.
 * What they do not tell whole is taken from the end of the run where it is the same there, and else it is not known.
 */
export function rebuildPosition(wanted: WantedPosition): RebuiltPosition {
  const { records, index, start, input } = wanted;
  const record = records[index];
  if (record === undefined) return { unknown: 'It is not recorded.' };
  const taken = input === undefined ? readWhole(record.input) : input;
  if (taken === undefined) return { unknown: `What "${record.state}" was given is not kept whole. Give its input.` };
  const variables = findVariables(wanted);
  if ('unknown' in variables) return variables;
  const visits = countVisits(start.visits, records.slice(0, index));
  return { checkpoint: { state: record.state, input: taken, variables: variables.found, visits } };
}

function findVariables(wanted: WantedPosition): { readonly found: Checkpoint['variables'] } | { unknown: string } {
  const { records, index, start, end } = wanted;
  const found = new Map<string, JsonValue>(Object.entries(start.variables));
  const lost = new Map<string, string>();
  for (const { assigned, state } of records.slice(0, index)) {
    const values = readAssigned(assigned);
    if (values === undefined) return { unknown: `The variables that "${state}" set are not kept whole.` };
    for (const [name, value] of Object.entries(values)) {
      found.set(name, value);
      if (hasMark(JSON.stringify(value))) lost.set(name, state);
      else lost.delete(name);
    }
  }
  for (const [name, state] of lost) {
    const value = isSetSince(records.slice(index), name) ? undefined : ownOf(end?.variables, name);
    if (value === undefined) return { unknown: `The variable "${name}" that "${state}" set held a secret.` };
    found.set(name, value);
  }
  return { found: Object.fromEntries(found) };
}

const ownOf = (values: Checkpoint['variables'] | undefined, name: string): JsonValue | undefined =>
  values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;

/** Whether one of the records sets the variable, or may. */
const isSetSince = (records: readonly StepRecord[], name: string): boolean =>
  records.some(({ assigned }) => {
    const values = readAssigned(assigned);
    return values === undefined || Object.hasOwn(values, name);
  });

/** `undefined`: it was cut. */
function readAssigned(assigned: JsonText | undefined): Readonly<Record<string, JsonValue>> | undefined {
  if (assigned === undefined) return {};
  return assigned.startsWith(CUT_BEGINNING) ? undefined : (JSON.parse(assigned) as Record<string, JsonValue>);
}

const hasMark = (text: JsonText): boolean => text.includes(REDACTED_MARK);
const readWhole = (text: JsonText): JsonValue | undefined =>
  hasMark(text) || text.startsWith(CUT_BEGINNING) ? undefined : (JSON.parse(text) as JsonValue);

function countVisits(before: Checkpoint['visits'], records: readonly StepRecord[]): Checkpoint['visits'] {
  const visits = new Map(Object.entries(before));
  for (const { state } of records) visits.set(state, (visits.get(state) ?? 0) + 1);
  return Object.fromEntries(visits);
}

/** Whether a record is of a state at the top level: its path is the state's name, and maybe which visit it was. */
export function isTopLevel({ path, state }: Pick<StepRecord, 'path' | 'state'>): boolean {
  const name = state.replaceAll(/[#[/]/g, '$&$&');
  return path === name || (path.startsWith(`${name}#`) && /^\d+$/.test(path.slice(name.length + 1)));
}
