import type { JsonValue } from '@millrace/machine';
import type { DraftTest, Problem } from '../../../../lib/contract.ts';
import { isObject } from '../../../../lib/json.ts';

/** What a step reads and was not given, as the server names it. */
type Missing = NonNullable<Problem['missing']>;

/** One value that a person may give. */
export interface MissingValue {
  readonly kind: 'variable' | 'stepInput' | 'input' | 'item';
  /** Of a variable, without its `$`; else the kind. */
  readonly name: string;
}

/** What a test was refused for, as far as a person can give it. */
export function missingValues({ missing }: Pick<Problem, 'missing'>): readonly MissingValue[] {
  if (missing === undefined) return [];
  const variables = missing.variables.map((name): MissingValue => ({ kind: 'variable', name }));
  const others = (['stepInput', 'input', 'item'] as const).filter((kind) => missing[kind] satisfies Missing['input']);
  return [...variables, ...others.map((kind): MissingValue => ({ kind, name: kind }))];
}

/** Values that a person gave, by `idOf`. */
export type GivenValues = Readonly<Record<string, JsonValue>>;
export const idOf = ({ kind, name }: MissingValue): string => `${kind}:${name}`;

type Given = Pick<DraftTest, 'input' | 'stepInput' | 'variables' | 'item'>;

/** What a step alone is given: the values of the chosen data, and over them those that somebody gave by hand. */
export function givenToStep(
  bindings: Readonly<Record<string, JsonValue>> | undefined,
  input: JsonValue | undefined,
  given: GivenValues,
): Given {
  const { states, ...variables } = bindings ?? {};
  const byHand = Object.entries(given).flatMap(([id, value]) =>
    id.startsWith('variable:') ? [[id.slice('variable:'.length), value] as const] : [],
  );
  const own = {
    input: 'input:input' in given ? given['input:input'] : input,
    stepInput: 'stepInput:stepInput' in given ? given['stepInput:stepInput'] : memberOf(states, 'input'),
    item: itemOf(given['item:item'], states),
  };
  return {
    variables: { ...variables, ...Object.fromEntries(byHand) },
    ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)),
  };
}

function itemOf(byHand: JsonValue | undefined, states: JsonValue | undefined): Given['item'] {
  if (byHand !== undefined) return { index: 0, value: byHand };
  const item = memberOf(memberOf(memberOf(states, 'context'), 'Map'), 'Item');
  if (!isObject(item) || item.Value === undefined) return undefined;
  return { index: typeof item.Index === 'number' ? item.Index : 0, value: item.Value };
}

const memberOf = (value: JsonValue | undefined, name: string): JsonValue | undefined =>
  isObject(value) ? value[name] : undefined;
