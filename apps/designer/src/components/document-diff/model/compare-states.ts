import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import { isList } from '../../../lib/json.ts';
import type { Place } from '../../canvas/model/scope.ts';
import type { Change, FieldChange } from './change.ts';
import { compareValues } from './compare-values.ts';
import type { MatchedStates } from './match-states.ts';
import { bodyOf, isPointer, withNames } from './state-bodies.ts';

interface Documents {
  readonly before: WorkflowDocument;
  readonly after: WorkflowDocument;
}

/** Whether a state is passed over, as a field of the state: that is how people see it. */
export const SKIPPED = '(skipped)';

/** What became of the states at every depth, and of where they lead. */
export function compareStates(documents: Documents, matched: MatchedStates): readonly Change[] {
  const former = new Map([...matched.renamed].map(([from, to]) => [to, from]));
  const kept = [...matched.after.values()].map((place) => {
    const name = former.get(place.name) ?? place.name;
    const before = matched.before.get(name);
    return before === undefined ? addition(place) : changeOf({ before, after: place }, { documents, matched });
  });
  return withRemovals(kept, [...matched.after.keys()], matched);
}

/** Whether the way leads elsewhere only because a state came or went: that is said once, of the state itself. */
export function follows({ before, after }: FieldChange, matched: MatchedStates): boolean {
  const isNew = typeof after === 'string' && matched.after.has(after) && !wasThere(after, matched);
  // The side before speaks in the new names already.
  const isGone = typeof before === 'string' && !matched.after.has(before);
  return isNew || isGone;
}

const wasThere = (name: string, { before, renamed }: MatchedStates): boolean =>
  before.has(name) || [...renamed.values()].includes(name);

const addition = ({ name, state }: Place): Change => ({
  id: `state:${name}`,
  kind: 'added',
  subject: { kind: 'state', name, type: state.Type },
  fields: [],
});

function changeOf(
  { before, after }: { readonly before: Place; readonly after: Place },
  { documents, matched }: { readonly documents: Documents; readonly matched: MatchedStates },
): Change | undefined {
  const toNew = (name: string): string => matched.renamed.get(name) ?? name;
  const owner = before.scope.owner?.state;
  const [from, to] = [owner === undefined ? undefined : toNew(owner), after.scope.owner?.state];
  const values = { before: withNames(bodyOf(before.state), toNew), after: bodyOf(after.state) as JsonValue };
  const fields = [
    ...compareValues(values).filter((field) => !(isPointer(field) && follows(field, matched))),
    ...skipOf({ before, after }, documents),
  ];
  if (fields.length === 0 && before.name === after.name && from === to) return undefined;
  return {
    id: `state:${after.name}`,
    kind: 'changed',
    subject: { kind: 'state', name: after.name, type: after.state.Type },
    ...(before.name === after.name ? {} : { formerName: before.name }),
    ...(from === to ? {} : { move: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) } }),
    fields,
  };
}

function skipOf(
  places: { readonly before: Place; readonly after: Place },
  documents: Documents,
): readonly FieldChange[] {
  const before = isSkipped(documents.before, places.before.name);
  const after = isSkipped(documents.after, places.after.name);
  return before === after ? [] : [{ path: [SKIPPED], before, after }];
}

function isSkipped({ settings }: WorkflowDocument, name: string): boolean {
  const skip: unknown = settings?.skip;
  return isList(skip) && skip.includes(name);
}

/** Each state that went is told where it was: behind the one that stood before it and is still there. */
function withRemovals(
  kept: readonly (Change | undefined)[],
  names: readonly string[],
  { before, after, renamed }: MatchedStates,
): readonly Change[] {
  const behind = new Map<string, Change[]>();
  let last = '';
  for (const { name, state } of before.values()) {
    const now = renamed.get(name) ?? name;
    if (after.has(now)) last = now;
    else {
      const removal: Change = {
        id: `gone:${name}`,
        kind: 'removed',
        subject: { kind: 'state', name, type: state.Type },
        fields: [],
      };
      behind.set(last, [...(behind.get(last) ?? []), removal]);
    }
  }
  const inPlace = names.flatMap((name, index) => [kept[index], ...(behind.get(name) ?? [])]);
  return [...(behind.get('') ?? []), ...inPlace].filter((change) => change !== undefined);
}
