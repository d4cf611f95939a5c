import { expressionOf, isObject, type JsonObject, type JsonValue, type TaskMock } from '@millrace/machine';

/** One finished step of a run, as the API tells of it. */
export interface RecordedStep {
  readonly path: string;
  readonly state: string;
  readonly type: string;
  readonly status: 'succeeded' | 'failed';
  readonly output?: JsonValue | undefined;
  readonly assigned?: JsonValue | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly attempts: readonly {
    readonly error?: { readonly error: string; readonly cause: string } | undefined;
  }[];
}

/** What the attempts of one step ended with. `isGuessed`: what it returned was not kept as it was. */
export interface RecordedResults {
  readonly mocks: readonly TaskMock[];
  readonly isGuessed: boolean;
}

/** The mocks that make a Task end as its record says. */
export function resultsOf(step: RecordedStep, state: JsonValue | undefined): RecordedResults {
  const failures = step.attempts.flatMap(({ error }): readonly TaskMock[] =>
    error === undefined ? [] : [asMock(error)],
  );
  if (step.status === 'failed') {
    if (failures.length > 0) return { mocks: failures, isGuessed: false };
    return { mocks: [asMock({ error: step.error ?? '', cause: step.cause ?? '' })], isGuessed: false };
  }
  const result = resultOf(step, isObject(state) ? state : {});
  return { mocks: [...failures, { return: result ?? step.output ?? null }], isGuessed: result === undefined };
}

const asMock = ({ error, cause }: { readonly error: string; readonly cause: string }): TaskMock => ({
  throw: { error, ...(cause === '' ? {} : { cause }) },
});

/** A record keeps what became of a result, not the result: it is the output, or is put together from what was read of it. */
function resultOf({ output, assigned }: RecordedStep, state: JsonObject): JsonValue | undefined {
  if (state.Output === undefined) return output ?? null;
  const parts: Part[] = [];
  collect(state.Output, output, parts);
  collect(state.Assign, assigned, parts);
  if (parts.length === 0) return undefined;
  // A longer path lies inside of what a shorter one has brought.
  return parts
    .sort((left, right) => left.path.length - right.path.length)
    .reduce<JsonValue>((result, { path, value }) => withPart(result, path, value), {});
}

interface Part {
  /** Members below `$states.result`. */
  readonly path: readonly string[];
  readonly value: JsonValue;
}

/** Finds the expressions of a template that read the result by a plain path, with what they gave. */
function collect(template: JsonValue | undefined, value: JsonValue | undefined, parts: Part[]): void {
  if (value === undefined) return;
  const expression = typeof template === 'string' ? expressionOf(template)?.trim() : undefined;
  if (expression !== undefined) {
    const path = /^\$states\.result((?:\.[A-Za-z_]\w*)*)$/.exec(expression)?.[1];
    if (path !== undefined) parts.push({ path: path.split('.').slice(1), value });
    return;
  }
  if (!isObject(template) || !isObject(value)) return;
  for (const [key, part] of Object.entries(template)) collect(part, value[key], parts);
}

function withPart(result: JsonValue, [key, ...rest]: readonly string[], value: JsonValue): JsonValue {
  if (key === undefined) return value;
  const members = isObject(result) ? result : {};
  return { ...members, [key]: withPart(members[key] ?? {}, rest, value) };
}
