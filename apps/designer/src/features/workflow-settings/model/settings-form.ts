import type { WorkflowSettings } from '@millrace/machine';

/** One search attribute while it is edited. */
export interface AttributeRow {
  readonly id: number;
  readonly name: string;
  readonly expression: string;
}

type Concurrency = NonNullable<WorkflowSettings['concurrency']>;
type Rate = NonNullable<WorkflowSettings['rate']>;
type Retention = NonNullable<WorkflowSettings['retention']>;

/** The settings as they stand in the fields: an empty number is undefined, an empty text is ''. */
export interface SettingsForm {
  readonly durability: NonNullable<WorkflowSettings['durability']>;
  readonly priority: number | undefined;
  readonly debounceSeconds: number | undefined;
  readonly maxRuns: number | undefined;
  readonly concurrencyKey: string;
  readonly overlap: NonNullable<Concurrency['overlap']>;
  readonly backlog: number | undefined;
  readonly rateLimit: number | undefined;
  readonly ratePerSeconds: number | undefined;
  readonly rateKey: string;
  readonly succeededDays: number | undefined;
  readonly failedDays: number | undefined;
  readonly payloads: NonNullable<Retention['payloads']>;
  readonly onFailure: string;
  readonly deadLetterFailedRuns: boolean;
  readonly needsTests: boolean;
  readonly attributes: readonly AttributeRow[];
}

/** The members that this form has; all others of a document stay as they are. */
const MEMBERS = [
  ...['durability', 'priority', 'debounceSeconds', 'concurrency', 'rate', 'retention'],
  ...['onFailure', 'deadLetterFailedRuns', 'tests', 'searchAttributes'],
];
const DEFAULT_PER_SECONDS = 1;

/** What the fields show of a document's settings. */
export function formOf(settings: WorkflowSettings = {}): SettingsForm {
  const { durability = 'step', priority, debounceSeconds, searchAttributes = {}, tests } = settings;
  const { onFailure = '', deadLetterFailedRuns = false } = settings;
  return {
    ...{ durability, priority, debounceSeconds, onFailure, deadLetterFailedRuns, needsTests: tests === 'required' },
    ...turnFieldsOf(settings),
    ...keptFieldsOf(settings),
    attributes: Object.entries(searchAttributes).map(([name, expression], id) => ({ id, name, expression })),
  };
}

type TurnFields = Pick<
  SettingsForm,
  'maxRuns' | 'concurrencyKey' | 'overlap' | 'backlog' | 'rateLimit' | 'ratePerSeconds' | 'rateKey'
>;

function turnFieldsOf({ concurrency, rate }: WorkflowSettings): TurnFields {
  const {
    max: maxRuns,
    key: concurrencyKey = '',
    overlap = 'queue',
    backlog,
  }: Partial<Concurrency> = concurrency ?? {};
  const { limit: rateLimit, perSeconds: ratePerSeconds, key: rateKey = '' }: Partial<Rate> = rate ?? {};
  return { maxRuns, concurrencyKey, overlap, backlog, rateLimit, ratePerSeconds, rateKey };
}

function keptFieldsOf({
  retention = {},
}: WorkflowSettings): Pick<SettingsForm, 'succeededDays' | 'failedDays' | 'payloads'> {
  const { succeededDays, failedDays, payloads = 'full' } = retention;
  return { succeededDays, failedDays, payloads };
}

/** The settings that the fields mean: what is as by default is left out. Members that the form has not are taken from `before`. */
export function settingsOf(form: SettingsForm, before: WorkflowSettings = {}): WorkflowSettings | undefined {
  const others = Object.fromEntries(Object.entries(before).filter(([member]) => !MEMBERS.includes(member)));
  const settings = {
    ...others,
    ...filled({
      durability: form.durability === 'step' ? undefined : form.durability,
      priority: form.priority === 0 ? undefined : form.priority,
      debounceSeconds: form.debounceSeconds,
      concurrency: concurrencyOf(form),
      rate: rateOf(form),
      retention: retentionOf(form),
      onFailure: textOf(form.onFailure),
      deadLetterFailedRuns: form.deadLetterFailedRuns || undefined,
      tests: form.needsTests ? 'required' : undefined,
      searchAttributes: attributesOf(form.attributes),
    }),
  };
  return Object.keys(settings).length === 0 ? undefined : settings;
}

function concurrencyOf({ maxRuns, concurrencyKey, overlap, backlog }: SettingsForm): object | undefined {
  if (maxRuns === undefined) return undefined;
  const waits = overlap === 'queue';
  return {
    max: maxRuns,
    ...filled({
      key: asExpression(concurrencyKey),
      overlap: waits ? undefined : overlap,
      backlog: waits ? backlog : undefined,
    }),
  };
}

function rateOf({ rateLimit, ratePerSeconds, rateKey }: SettingsForm): object | undefined {
  if (rateLimit === undefined) return undefined;
  return {
    limit: rateLimit,
    perSeconds: ratePerSeconds ?? DEFAULT_PER_SECONDS,
    ...filled({ key: asExpression(rateKey) }),
  };
}

function retentionOf({ succeededDays, failedDays, payloads }: SettingsForm): object | undefined {
  const kept = filled({ succeededDays, failedDays, payloads: payloads === 'full' ? undefined : payloads });
  return Object.keys(kept).length === 0 ? undefined : kept;
}

function attributesOf(rows: readonly AttributeRow[]): object | undefined {
  if (rows.length === 0) return undefined;
  return Object.fromEntries(rows.map(({ name, expression }) => [name.trim(), asExpression(expression) ?? '']));
}

const filled = (members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

const textOf = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());

/** As a document writes it: whoever leaves out the marks means an expression all the same. */
export function asExpression(typed: string): string | undefined {
  const text = textOf(typed);
  return text === undefined || /^\{%.*%\}$/s.test(text) ? text : `{% ${text} %}`;
}

/** Why a row cannot be kept: `nameless`, `twice`, `noExpression`. */
export type RowProblem = 'nameless' | 'twice' | 'noExpression';

/** Id of a row -> its problem. */
export function rowProblems(rows: readonly AttributeRow[]): ReadonlyMap<number, RowProblem> {
  return new Map(
    rows.flatMap(({ id, name, expression }): [number, RowProblem][] => {
      const isTaken = rows.some((other) => other.id < id && other.name.trim() === name.trim());
      if (name.trim() === '') return [[id, 'nameless']];
      if (isTaken) return [[id, 'twice']];
      return expression.trim() === '' ? [[id, 'noExpression']] : [];
    }),
  );
}
