import { describe, expect, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import { showDocument, shownText, takeText } from './document-text.ts';
import { JSON_PLACES } from './json-places.ts';

const draft: WorkflowDocument = {
  millrace: 1,
  name: 'orders',
  machine: { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } },
};
const written = showDocument(draft);
const take = (text: string, before: Partial<Parameters<typeof takeText>[1]> = {}): ReturnType<typeof takeText> =>
  takeText(text, { present: draft, typed: undefined, mayMisfit: false, places: JSON_PLACES, ...before });

describe('a text that says a document', () => {
  test('becomes the draft, and stays as it was written', () => {
    const text = written.replace('"Type": "Pass"', '"Type":"Succeed"').replace(',\n        "End": true', '');
    const { document, typed } = take(text);
    expect(document.machine.States.A).toEqual({ Type: 'Succeed' });
    expect(shownText(document, typed)).toBe(text);
  });
  test('that differs in blanks alone changes nothing', () => {
    expect(take(` ${written}`).document).toBe(draft);
  });
  test('keeps the name of the workflow', () => {
    expect(take(written.replace('"orders"', '"other"')).document.name).toBe('orders');
  });
  test('gives way to what is changed elsewhere afterwards', () => {
    const { typed } = take(` ${written}`);
    const other = { ...draft, title: 'New' };
    expect(shownText(other, typed)).toBe(showDocument(other));
  });
});

describe('a text that says none', () => {
  test.each([
    ['no JSON', written.replace('"A",', '"A"'), { kind: 'json', line: 6 }],
    ['no object', '[]', { kind: 'document', detail: '', line: 1 }],
    [
      'what cannot be drawn',
      written.replace('"Pass"', '"Dance"'),
      { kind: 'document', detail: '/machine/States/A/Type', line: 8 },
    ],
  ])('%s: the draft stays, the text too, and its fault has a line', (...[, text, problem]) => {
    const { document, typed } = take(text);
    expect(document).toBe(draft);
    expect(typed.problem).toMatchObject(problem);
    expect(shownText({ ...draft, title: 'changed elsewhere' }, typed)).toBe(text);
  });
  test('is taken all the same while the draft itself cannot be drawn', () => {
    expect(take('{"machine":7}', { mayMisfit: true }).document).toEqual({ name: 'orders', machine: 7 });
  });
  test('becomes the draft once it can be read, with what was changed elsewhere meanwhile', () => {
    const broken = written.replace('"End": true', '"End": tru');
    const { typed } = take(broken);
    const present = { ...draft, title: 'changed elsewhere' };
    const mended = broken.replace('"End": tru', '"End": true, "Comment": "mine"');
    const taken = take(mended, { present, typed });
    expect(taken.document).toMatchObject({
      title: 'changed elsewhere',
      machine: { States: { A: { Comment: 'mine' } } },
    });
    expect(shownText(taken.document, taken.typed)).toBe(showDocument(taken.document));
  });
});
