/** @jest-environment jsdom */
import { beforeEach, expect, jest, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import type { KeptDraft, LogRecord } from '../model/draft-log.ts';
import type * as KeptDrafts from './kept-drafts.ts';
import { MemoryDatabase } from './testing/database.ts';

let database: MemoryDatabase;
let now = 0;
jest.unstable_mockModule('idb', () => ({ openDB: () => Promise.resolve(database) }));

const MINUTE_MS = 60_000;
const document: WorkflowDocument = { millrace: 1, name: 'orders', machine: { StartAt: '', States: {} } };
const edited = (title: string): readonly LogRecord[] => [
  { kind: 'start', document, revision: 1 },
  { kind: 'edit', label: { name: 'change' }, change: { members: { title: { set: title } } } },
];

/** The locks of a browser, which all of its tabs share. */
class Locks {
  private readonly names = new Set<string>();

  readonly request = async (name: string, ...rest: readonly unknown[]): Promise<void> => {
    const act = rest.at(-1) as (lock: object | null) => Promise<void>;
    if (this.names.has(name)) return rest.length > 1 ? act(null) : undefined;
    this.names.add(name);
    await act({});
    this.names.delete(name);
  };
  readonly query = (): Promise<object> => Promise.resolve({ held: [...this.names].map((name) => ({ name })) });
}

let openDraftLog: typeof KeptDrafts.openDraftLog;
beforeEach(async () => {
  database = new MemoryDatabase();
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  Object.assign(globalThis, { IDBKeyRange: { bound: (lower: unknown, upper: unknown) => ({ lower, upper }) } });
  setLocks(new Locks());
  jest.resetModules();
  ({ openDraftLog } = await import('./kept-drafts.ts'));
});

function setLocks(locks: Locks | undefined): void {
  Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });
}

/** Opens the draft in a new tab, and has it held until `kill`. */
async function openTab() {
  sessionStorage.clear();
  const { log, ...opened } = await openDraftLog('default/orders');
  return { ...opened, append: log.append, kill: log.use() };
}
/** What two tabs left that were killed before they could save. */
async function killTwo(): Promise<void> {
  const [left, right] = [await openTab(), await openTab()];
  await left.append(edited('left'));
  now += 1;
  await right.append(edited('right'));
  left.kill();
  right.kill();
}
const titleOf = (kept: KeptDraft | undefined): unknown => kept?.history.present.title;

test('what a tab kept is found by the next one, also where only `getRandomValues` makes ids', async () => {
  Object.defineProperty(crypto, 'randomUUID', { value: undefined, configurable: true });
  const tab = await openTab();
  await tab.append(edited('mine'));
  tab.kill();
  const { kept, records } = await openTab();
  expect([titleOf(kept), records]).toEqual(['mine', 2]);
});

test('what tabs left that are no more is dropped once its edits are kept here', async () => {
  await killTwo();
  const tab = await openTab();
  expect([titleOf(tab.kept), tab.lost.map(titleOf)]).toEqual(['right', ['left']]);
  await tab.append(edited('both'));
  expect((await openTab()).kept).toBeUndefined();
});

test('a log that another tab has begun to write since is not dropped', async () => {
  await killTwo();
  const tab = await openTab();
  const other = await openTab();
  expect(titleOf(other.kept)).toBe('left');
  await tab.append(edited('both'));
  other.kill();
  expect(titleOf((await openTab()).kept)).toBe('left');
});

test('where the browser does not tell, a log that was written a moment ago is not dropped', async () => {
  setLocks(undefined);
  const silent = await openTab();
  await silent.append(edited('silent'));
  now += 1;
  await (await openTab()).append(edited('killed'));
  now += 2 * MINUTE_MS;
  const tab = await openTab();
  expect([titleOf(tab.kept), tab.lost.map(titleOf)]).toEqual(['killed', ['silent']]);
  await silent.append(edited('awake'));
  await tab.append(edited('mine'));
  now += 2 * MINUTE_MS;
  const { kept, lost } = await openTab();
  expect([titleOf(kept), ...lost.map(titleOf)].sort()).toEqual(['awake', 'mine']);
});
