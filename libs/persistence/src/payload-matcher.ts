import { matchesPayload, type PayloadCondition, type RunPayload, type StepRecord } from '@millrace/runtime';
import type pg from 'pg';
import { fullRecord, fullText, textsOf, type Bodies } from './large-values.ts';
import { needlesOf, recordMayHold } from './payload-needles.ts';
import type { PayloadKeeper } from './payload-keeper.ts';
import { readPayloadTexts, readStepTexts, type PayloadRow } from './sql/read-payload-texts.ts';
import { parseSteps } from './step-texts.ts';

/** So many runs are read at once; their steps one run at a time, as one run may have very many. */
const RUNS_AT_ONCE = 25;

export interface Judged {
  readonly matches: readonly string[];
  /** Those after it were not judged. Absent: all were. */
  readonly last?: string;
}

/** Reads the data of runs and judges it. */
export class PayloadMatcher {
  readonly #pool: pg.Pool;
  readonly #payloads: PayloadKeeper;
  readonly #conditions: readonly PayloadCondition[];

  constructor(pool: pg.Pool, payloads: PayloadKeeper, conditions: readonly PayloadCondition[]) {
    this.#pool = pool;
    this.#payloads = payloads;
    this.#conditions = conditions;
  }

  /** Judges runs one after the other until it is enough. Those that are gone meanwhile do not match. */
  async judge(ids: readonly string[], isEnough: (matches: number) => boolean): Promise<Judged> {
    const matches: string[] = [];
    for (let from = 0; from < ids.length; from += RUNS_AT_ONCE) {
      const wanted = ids.slice(from, from + RUNS_AT_ONCE);
      const rows = new Map((await readPayloadTexts(this.#pool, wanted)).map((row) => [row.id, row]));
      for (const [index, id] of wanted.entries()) {
        const row = rows.get(id);
        if (row !== undefined && (await this.#matches(row))) matches.push(id);
        const judged = from + index + 1;
        if (isEnough(matches.length) && judged < ids.length) return { matches, last: id };
      }
    }
    return { matches };
  }

  async #matches(row: PayloadRow): Promise<boolean> {
    // What is there already may decide, before steps are read.
    const [own, others] = [this.#conditions.filter(isOfRun), this.#conditions.filter((one) => !isOfRun(one))];
    const texts = [row.error, row.cause].filter((text) => text !== null);
    const bodies = await this.#payloads.read([row.input, row.output]);
    const run: RunPayload = { ...valuesOf(row, bodies), texts, steps: [] };
    if (!matchesPayload(run, own)) return false;
    const open = others.filter((one) => one.kind !== 'text' || one.isNot || !matchesPayload(run, [one]));
    if (open.length === 0) return true;
    return matchesPayload({ ...run, steps: await this.#steps(row, open) }, open);
  }

  async #steps({ id, step_count: count }: PayloadRow, open: readonly PayloadCondition[]): Promise<RunPayload['steps']> {
    if (count === 0) return [];
    const needles = open.map(needlesOf);
    const rows = await readStepTexts(this.#pool, id, (where) => {
      const known = needles.filter((each) => each !== undefined);
      if (known.length < needles.length) return;
      where.add(known.map((each) => `(${recordMayHold(where, each)})`).join(' or '));
    });
    const records = rows.flatMap(parseSteps);
    const bodies = await this.#payloads.read(records.flatMap(textsOf));
    return records.map((record) => toStepPayload(fullRecord(record, bodies)));
  }
}

/** Whether the row of the run decides. */
const isOfRun = (condition: PayloadCondition): boolean => condition.kind === 'payload' && condition.place.of !== 'step';

function valuesOf({ input, output }: PayloadRow, bodies: Bodies): Pick<RunPayload, 'input' | 'output'> {
  const read = (text: string): unknown => JSON.parse(fullText(text, bodies));
  return { ...(input === null ? {} : { input: read(input) }), ...(output === null ? {} : { output: read(output) }) };
}

function toStepPayload(step: StepRecord): RunPayload['steps'][number] {
  const read = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));
  const texts = [step.error, step.cause, ...step.log.map(({ message }) => message)];
  return {
    step: step.state,
    texts: texts.filter((text) => text !== undefined),
    input: read(step.input),
    arguments: read(step.arguments),
    output: read(step.output),
    assigned: read(step.assigned),
  };
}
