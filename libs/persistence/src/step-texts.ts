// The steps of one write are one row: a row, an entry of its index and their logging cost more than most steps say. The text
// is an array with an object for each, in which payloads that are objects or arrays stand as they are: the port has them as
// texts, and escaped they would be longer, and cost more to write than the step. A step's input is left out where it is what
// the step before has put out, or, of a run's first step, the run's own: it stands there already.
import type { JsonText, StepLogLine, StepRecord } from '@millrace/runtime';
import { LARGE_CHARACTERS, type LargeValues } from './large-values.ts';

const PAYLOADS = ['input', 'arguments', 'output', 'assigned'] as const;
type Payloads = Readonly<Partial<Record<(typeof PAYLOADS)[number], JsonText | undefined>>>;
type Written = { -readonly [K in keyof StepRecord]?: StepRecord[K] | undefined };

/** The steps of one write as text. `runInput`: the run's input as it is kept, if that is known. */
export function toStepsText(
  steps: readonly StepRecord[],
  { large, runInput }: { readonly large: LargeValues; readonly runInput?: JsonText | undefined },
): string {
  let text = '';
  let before = steps[0]?.sequence === 0 ? runInput : undefined;
  for (const step of steps) {
    const { input, arguments: given, output, assigned } = step;
    const payloads = { input: input === before ? undefined : input, arguments: given, output, assigned };
    text += (text === '' ? '' : ',') + toStepText(step, payloads, large);
    before = output;
  }
  return `[${text}]`;
}

function toStepText(step: StepRecord, payloads: Payloads, large: LargeValues): string {
  const text = withPayloads(step, payloads);
  if (text.length <= LARGE_CHARACTERS) return text;
  const { input, arguments: given, output, assigned } = payloads;
  return withPayloads(step, {
    input: large.shorten(input),
    arguments: large.shorten(given),
    output: large.shorten(output),
    assigned: large.shorten(assigned),
  });
}

function withPayloads(step: StepRecord, payloads: Payloads): string {
  const { sequence, path, state, type, resource, status, error, cause, next, startedAtMs, endedAtMs } = step;
  // Most have none of them.
  const attempts = step.attempts.length === 0 ? undefined : step.attempts;
  const log = step.log.length === 0 ? undefined : step.log;
  // One by one: all records have one shape then, which costs half as much as copies with members taken out.
  const rest: Required<Written> = {
    ...{ sequence, path, state, type, resource, status, error, cause, next, attempts, log, startedAtMs, endedAtMs },
    ...{ input: undefined, arguments: undefined, output: undefined, assigned: undefined },
  };
  let nested = '';
  for (const name of PAYLOADS) {
    const text = payloads[name];
    if (text === undefined) continue;
    if (isNested(text)) nested += `,"${name}":${text}`;
    else rest[name] = text;
  }
  return `${JSON.stringify(rest).slice(0, -1)}${nested}}`;
}

const isNested = (text: string): boolean => text.startsWith('{') || text.startsWith('[');

/** A row of steps as it is kept. */
export interface StepsRow {
  readonly steps: string;
  /** Of the run, in the row of its first steps. */
  readonly run_input: string | null;
}

/** The steps of a row. What `JSON.stringify` has made is the same when it is made again. Large values are references still. */
export function parseSteps({ steps, run_input: runInput }: StepsRow): readonly StepRecord[] {
  let before = runInput ?? undefined;
  return readSteps(steps).map((written) => {
    const payloads = Object.fromEntries(
      PAYLOADS.flatMap((name) => {
        const payload: unknown = written[name];
        if (payload === undefined) return [];
        return [[name, typeof payload === 'object' ? JSON.stringify(payload) : payload]];
      }),
    ) as Payloads;
    const step = { attempts: [], log: [], input: before ?? 'null', ...written, ...payloads } as StepRecord;
    before = step.output;
    return step;
  });
}

/** Records of earlier versions have a row each, with all payloads as texts. */
function readSteps(text: string): readonly Written[] {
  const read = JSON.parse(text) as Written | readonly Written[];
  return Array.isArray(read) ? (read as readonly Written[]) : [read as Written];
}

/** The same row of a run whose payloads are to be forgotten: what happened, and nothing of what it was about. */
export function blankSteps(text: string): string {
  const blank = readSteps(text).map(({ arguments: _given, output: _output, assigned: _assigned, ...step }) => ({
    ...step,
    input: 'null',
    ...(step.log === undefined ? {} : { log: step.log.map(blankLine) }),
  }));
  return JSON.stringify(blank);
}

/** Of a request, whom it went to: the rest of its address may name whoever it was about. */
function blankLine({ data: _data, http, ...line }: StepLogLine): StepLogLine {
  if (http === undefined) return line;
  return { ...line, http: { ...http, url: URL.canParse(http.url) ? new URL(http.url).origin : '' } };
}
