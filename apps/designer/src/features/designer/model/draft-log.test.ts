import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { State, WorkflowDocument } from '@millrace/machine';
import { renameStep } from './commands/rename-step.ts';
import { removeSteps } from './commands/remove-steps.ts';
import { documents } from './commands/testing/random-document.ts';
import { namesOf, setStep } from './commands/ways.ts';
import { editRecord, type KeptDraft, type LogRecord, recordsOf, replay, savedRecord, withSent } from './draft-log.ts';
import { edit, redo, startHistory, undo } from './history.ts';

/** What a store makes of records: nothing is shared with what was written. */
const written = (records: readonly LogRecord[]): readonly LogRecord[] =>
  JSON.parse(JSON.stringify(records)) as LogRecord[];
const text = (kept: KeptDraft | undefined): string => JSON.stringify(kept);

type Act = 'rename' | 'remove' | 'note' | 'type' | 'undo' | 'redo' | 'send' | 'save' | 'compact';
const acts = fc.array(
  fc.record({
    act: fc.constantFrom<Act>('rename', 'remove', 'note', 'type', 'undo', 'redo', 'send', 'save', 'compact'),
    at: fc.nat(500),
  }),
  { maxLength: 30 },
);

function edited(document: WorkflowDocument, act: Act, at: number): WorkflowDocument {
  const names = namesOf(document);
  const name = names[at % Math.max(1, names.length)] ?? '';
  if (act === 'rename') return renameStep(document, name, `Renamed ${at}`).document;
  if (act === 'remove') return removeSteps(document, [name]).document;
  return setStep(document, name, { Type: 'Pass', Comment: `note ${at}`, End: true });
}

test('a log says what happened: replayed it is the same history, with the same names, undone and redone alike', () => {
  fc.assert(
    fc.property(documents, acts, (first, list) => {
      let kept: KeptDraft = { history: startHistory(first), saved: first, revision: 1, sent: [] };
      let log: readonly LogRecord[] = recordsOf(kept);
      for (const { act, at } of list) {
        const { history } = kept;
        if (act === 'undo' || act === 'redo') {
          log = [...log, { kind: act }];
          kept = { ...kept, history: act === 'undo' ? undo(history) : redo(history) };
        } else if (act === 'send') {
          log = [...log, { kind: 'sent' }];
          kept = { ...kept, sent: withSent(kept.sent, history.present) };
        } else if (act === 'save') {
          kept = { ...kept, saved: history.present, revision: kept.revision + 1, sent: [] };
          log = [...log, savedRecord(kept)];
        } else if (act === 'compact') {
          log = written(recordsOf(kept));
          expect(withoutKeys(replay(log))).toBe(withoutKeys(kept));
          kept = replay(log) ?? kept;
        } else {
          const document = edited(history.present, act, at);
          const label = { name: act, step: String(at), ...(act === 'type' ? { key: 'one field' } : {}) };
          const records = editRecord(history.present, document, label);
          // An edit that changes nothing is none.
          if (records.length === 0) continue;
          log = [...log, ...records];
          kept = { ...kept, history: edit(history, document, label) };
        }
      }
      expect(text(replay(written(log)))).toBe(text(kept));
    }),
    { numRuns: 200 },
  );
});

/** What belongs together while somebody types does not outlive a page. */
const withoutKeys = (kept: KeptDraft | undefined): string =>
  JSON.stringify(kept, (name, value: unknown) => (name === 'key' ? undefined : value));

test('a log without a start tells nothing', () => {
  expect(replay([{ kind: 'undo' }])).toBeUndefined();
});

test('of much that was sent the oldest and the newest are remembered', () => {
  const all = Array.from({ length: 150 }, (_, index): WorkflowDocument => ({
    ...{ millrace: 1, name: String(index) },
    machine: { StartAt: '', States: {} },
  }));
  const names = all.reduce(withSent, []).map(({ name }) => name);
  expect([names.length, ...names.slice(0, 2), names.at(-1)]).toEqual([100, '0', '51', '149']);
});

describe('a draft of 500 steps with 500 edits', () => {
  const states = Object.fromEntries(
    Array.from({ length: 500 }, (_, index): [string, State] => [
      `Step number ${index}`,
      {
        Type: 'Task',
        Resource: 'connector:http/request',
        Arguments: {
          url: 'https://example.com/orders',
          method: 'POST',
          body: { id: `{% $order${index}.id %}`, more: 'x'.repeat(200) },
        },
        Assign: { [`order${index}`]: '{% $states.result %}' },
        ...(index === 499 ? { End: true } : { Next: `Step number ${index + 1}` }),
      },
    ]),
  );
  const document: WorkflowDocument = {
    millrace: 1,
    name: 'large',
    machine: { StartAt: 'Step number 0', States: states },
  };
  let kept: KeptDraft = { history: startHistory(document), saved: document, revision: 1, sent: [] };
  let largest = 0;
  for (let at = 0; at < 500; at += 1) {
    const before = kept.history.present;
    const after = setStep(before, `Step number ${at}`, {
      ...states[`Step number ${at}`],
      Comment: `edit ${at}`,
    } as State);
    const label = { name: 'change', step: `Step number ${at}` };
    largest = Math.max(largest, JSON.stringify(editRecord(before, after, label)).length);
    kept = { ...kept, history: edit(kept.history, after, label) };
  }
  test('writes less than 1 kB for an edit', () => {
    expect(largest).toBeLessThan(1000);
  });
  test('is kept in less than twice its own size, and all of it can be undone after a reload', () => {
    const records = JSON.stringify(recordsOf(kept));
    expect(records.length).toBeLessThan(2 * JSON.stringify(document).length);
    let history = replay(JSON.parse(records) as LogRecord[])?.history ?? startHistory(document);
    expect(history.past).toHaveLength(500);
    for (let at = 0; at < 500; at += 1) history = undo(history);
    expect(JSON.stringify(history.present)).toBe(JSON.stringify(document));
  });
});
