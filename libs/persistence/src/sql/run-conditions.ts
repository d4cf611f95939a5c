// What a list of runs is narrowed by, as SQL over `run`. Why this shape: a condition is one text with its values, so that any of them go
// together; each is true or false and never null, so that it can be turned round.
import { RUN_STATUSES, type ColumnCondition } from '@millrace/runtime';
import { storable } from '../storable.ts';

/** Collects conditions, and the values that they speak of. */
export class Conditions {
  readonly values: unknown[];
  readonly texts: string[] = [];

  /** `values`: of the statement so far. Several can share them. */
  constructor(values: unknown[] = []) {
    this.values = values;
  }

  /** Each `?` is the next value. */
  add(text: string, ...values: unknown[]): void {
    this.texts.push(text.replaceAll('?', () => this.value(values.shift())));
  }

  /** The place of one more value. */
  value(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  /** All of them as one. */
  get all(): string {
    return this.texts.length === 0 ? 'true' : this.texts.map((text) => `(${text})`).join(' and ');
  }
}

const isUndoing = 'run.compensating and run.ended_at is null';

type Text = readonly [text: string, ...values: unknown[]];

/** One that is compensating has the status that it executes by. */
function statusText(statuses: readonly string[]): Text {
  const others = statuses.filter((status) => status !== 'compensating');
  const isOther = `run.status = any(?::text[]) and not (${isUndoing})`;
  if (others.length === statuses.length) return [isOther, others];
  return others.length === 0 ? [isUndoing] : [`(${isOther}) or (${isUndoing})`, others];
}

export function addStatuses(where: Conditions, statuses: readonly string[]): void {
  where.add(...statusText(statuses));
}

/** Statuses that conditions leave of all; undefined when none speaks of them. */
export function statusesOf(conditions: readonly ColumnCondition[]): readonly string[] | undefined {
  const spoken = conditions.filter((condition) => condition.kind === 'status');
  if (spoken.length === 0) return undefined;
  return RUN_STATUSES.filter((status) => spoken.every(({ values, isNot }) => values.includes(status) !== isNot));
}

type OfKind<Kind extends ColumnCondition['kind']> = Extract<ColumnCondition, { readonly kind: Kind }>;
type TextMaker<Kind extends ColumnCondition['kind']> = (condition: OfKind<Kind>, workspaceId: string) => Text;

/** How many characters of an error's name `run_error` has. */
const ERROR_CHARACTERS = 100;
const OPERATORS = { '=': '=', '>': '>', '>=': '>=', '<': '<', '<=': '<=' } as const;
const kept = (texts: readonly string[]): string[] => texts.map((text) => storable(text));

/** Each text may be null: that is false. */
const TEXTS = {
  status: ({ values }) => statusText(values),
  workflow: ({ values }, workspaceId) => [
    'run.workflow_id in (select id from workflow where workspace_id = ?::uuid and name = any(?::text[]))',
    ...[workspaceId, kept(values)],
  ],
  version: ({ values }, workspaceId) => [
    `run.version_id in (select version.id from workflow_version version join workflow on workflow.id = version.workflow_id
      where workflow.workspace_id = ?::uuid and version.number = any(?::integer[]))`,
    ...[workspaceId, values],
  ],
  trigger: ({ values }) => ['run.trigger_type = any(?::text[])', values],
  error: ({ values }) => {
    const begins = values.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
    const names = kept(values.filter((name) => !name.endsWith('*')));
    if (begins.length === 0) {
      const cut = `array(select left(name, ${ERROR_CHARACTERS}) from unnest(?::text[]) name)`;
      return [`left(run.error, ${ERROR_CHARACTERS}) = any(${cut}) and run.error = any(?::text[])`, names, names];
    }
    return [
      'run.error = any(?::text[]) or exists (select 1 from unnest(?::text[]) begin where starts_with(run.error, begin))',
      ...[names, kept(begins)],
    ];
  },
  fingerprint: ({ values }) => ['run.fingerprint = any(?::text[])', kept(values)],
  id: ({ values }) => ['run.id = any(?::uuid[])', values],
  parent: ({ values }) => ['run.parent_run_id = any(?::uuid[])', values],
  attribute: ({ name, values }, workspaceId) => [
    `exists (select 1 from search_attribute other where other.workspace_id = ?::uuid and other.name = ?::text
      and other.value = any(?::text[]) and other.run_id = run.id)`,
    ...[workspaceId, storable(name), kept(values)],
  ],
  duration: ({ comparison, durationMs }) => [
    `extract(epoch from run.ended_at - run.started_at) * 1000 ${OPERATORS[comparison]} ?::float8`,
    durationMs,
  ],
  is: ({ value }) =>
    value === 'child'
      ? ['run.parent_run_id is not null']
      : ['run.retry_of is not null and run.retry_kind = ?::text', value],
} as const satisfies { readonly [Kind in ColumnCondition['kind']]: TextMaker<Kind> };

/** Adds one condition. */
export function addCondition(where: Conditions, condition: ColumnCondition, workspaceId: string): void {
  const make: (condition: never, workspaceId: string) => Text = TEXTS[condition.kind];
  const [text, ...values] = make(condition as never, workspaceId);
  // An index is used by what stands there as it is.
  where.add(condition.isNot ? `not coalesce(${text}, false)` : text, ...values);
}
