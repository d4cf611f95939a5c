// C5: a list gives each record once, however it is cut.
import type { Pagination } from '../../http-template.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import type { ActionCase } from '../test-case.ts';
import { driveCase } from './drive-case.ts';
import { bytesOf, parseJson, textOf, type Wire } from '../wire/wire.ts';
import { actionOf, platformOf, prepare, tellOutcome, type Problems, type Subject } from './subject.ts';

const USUAL_SIZE = 100;
const MAX_CALLS = 20;

interface Listed {
  readonly items: readonly JsonValue[];
  readonly next: string | null;
}

/** Reads lists of several lengths, whole and in parts. */
export async function checkPaging(subject: Subject, tried: ActionCase): Promise<Problems> {
  if (tried.pages === undefined) return problemsOfSilence(subject, tried);
  const size = sizeOf(subject, tried);
  const reader = new Reader(subject, tried);
  const problems: string[] = [];
  for (const count of [0, 1, size, size * 3 - 1, size * 3])
    problems.push(...(await reader.readWhole(count, Math.max(1, count + size))));
  problems.push(...(await reader.readInParts(size * 2 + 1, Math.max(1, Math.floor(size / 2)))));
  problems.push(...(await reader.readRepeating(size * 2)));
  return problems.map((problem) => `${subject.connector.name}/${tried.action}: ${problem}`);
}

/** A list that is paged must be tried as one. */
function problemsOfSilence(subject: Subject, tried: ActionCase): Problems {
  const action = actionOf(subject, tried);
  const isTriedElsewhere = subject.cases.some(
    (other) => 'action' in other && other.action === tried.action && other.pages !== undefined,
  );
  if (action.kind === 'code' || action.paginate === undefined || isTriedElsewhere) return [];
  return [`${subject.connector.name}/${tried.action}: it reads pages, and no case says how to \`fill\` them (pages).`];
}

function sizeOf(subject: Subject, tried: ActionCase): number {
  const action = actionOf(subject, tried);
  const declared = action.kind === 'http' ? action.paginate?.size?.max : undefined;
  return Math.max(2, tried.pages?.size ?? declared ?? USUAL_SIZE);
}

class Reader {
  readonly #subject: Subject;
  readonly #tried: ActionCase;

  constructor(subject: Subject, tried: ActionCase) {
    [this.#subject, this.#tried] = [subject, tried];
  }

  async readWhole(count: number, limit: number): Promise<Problems> {
    this.#fill(count);
    const said = `of ${count} records, asked for at once,`;
    const read = await this.#readAll(limit);
    return typeof read === 'string' ? [`${said} ${read}`] : problemsOfItems(said, read.items, count);
  }

  async readInParts(count: number, limit: number): Promise<Problems> {
    this.#fill(count);
    const said = `of ${count} records, ${limit} at a time,`;
    const read = await this.#readAll(limit);
    if (typeof read === 'string') return [`${said} ${read}`];
    const long = read.sizes.find((size) => size > limit);
    return [
      ...problemsOfItems(said, read.items, count),
      ...(long === undefined ? [] : [`${said} one call gave ${long}.`]),
      ...(read.sizes.length > 1 ? [] : [`${said} the first call gave no \`next\` to go on with.`]),
    ];
  }

  /** Some services say on their last page that it is the next one. */
  async readRepeating(count: number): Promise<Problems> {
    const action = actionOf(this.#subject, this.#tried);
    const paginate = action.kind === 'http' ? action.paginate : undefined;
    if (paginate?.by !== 'cursor' || !/^[\w.]+$/.test(paginate.next)) return [];
    this.#fill(count);
    const said = `of ${count} records, when the last page names itself as the next one,`;
    const read = await this.#readAll(count + 1, (wire) => repeatCursor(wire, paginate));
    return typeof read === 'string' ? [`${said} ${read}`] : problemsOfItems(said, read.items, count);
  }

  #fill(count: number): void {
    prepare(this.#subject, this.#tried);
    if (this.#subject.fake !== undefined) this.#tried.pages?.fill(this.#subject.fake.state, count);
  }

  /** Everything, call after call; a sentence when that fails. */
  async #readAll(
    limit: number,
    around?: (wire: Wire) => Wire,
  ): Promise<string | { readonly items: readonly JsonValue[]; readonly sizes: readonly number[] }> {
    const items: JsonValue[] = [];
    const sizes: number[] = [];
    let cursor: JsonObject = {};
    for (let calls = 0; calls < MAX_CALLS; calls += 1) {
      const tried = { ...this.#tried, input: { ...this.#tried.input, limit, ...cursor } };
      const outcome = await driveCase(this.#subject, tried, { platform: platformOf(this.#subject, around) });
      if (outcome.kind === 'threw') return `${tellOutcome(outcome)}.`;
      const { items: given, next } = outcome.output as unknown as Listed;
      if (!Array.isArray(given)) return 'it gives no `items`.';
      items.push(...(given as readonly JsonValue[]));
      sizes.push(given.length);
      if (next === null) return { items, sizes };
      cursor = { cursor: next };
    }
    return `there is a \`next\` after ${MAX_CALLS} calls.`;
  }
}

function problemsOfItems(said: string, items: readonly JsonValue[], count: number): Problems {
  const distinct = new Set(items.map((item) => JSON.stringify(item))).size;
  if (items.length === count && distinct === count) return [];
  if (distinct < items.length) return [`${said} it gave ${items.length}, of which ${items.length - distinct} twice.`];
  return [`${said} it gave ${items.length}.`];
}

/** A service whose last page has its own cursor as `next`. */
function repeatCursor(wire: Wire, { next, send }: Extract<Pagination, { readonly by: 'cursor' }>): Wire {
  return async (request, signal) => {
    const answer = await wire(request, signal);
    const sent = 'query' in send ? new URL(request.url).searchParams.get(send.query) : null;
    const body = parseJson(textOf(answer.body));
    if (sent === null || typeof body !== 'object' || body === null) return answer;
    const steps = next.split('.');
    const last = steps.pop() ?? '';
    const place = steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], body);
    if (typeof place !== 'object' || place === null) return answer;
    const members = place as Record<string, unknown>;
    members[last] ??= sent;
    return { ...answer, body: bytesOf(JSON.stringify(body)) };
  };
}
