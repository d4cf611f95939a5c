import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import { act, cleanup, renderHook } from '@testing-library/react';
import words from '../../../i18n/en/designer.json' with { type: 'json' };
import { addWords } from '../../../lib/i18n.ts';
import type { DraftEditor } from '../draft/use-draft.ts';
import { useStepCommands } from './use-step-commands.ts';

addWords('designer', words);

let present: WorkflowDocument;
let copied: string | undefined;

beforeEach(() => {
  copied = undefined;
  present = {
    millrace: 1,
    name: 'orders',
    machine: { StartAt: 'One', States: { One: { Type: 'Pass', Next: 'Two' }, Two: { Type: 'Pass', End: true } } },
  };
});
afterEach(() => {
  cleanup();
  give(undefined);
  Reflect.deleteProperty(document, 'execCommand');
});

/** The clipboard of the page; over plain HTTP there is none. */
const give = (clipboard: Partial<Clipboard> | undefined): void =>
  void Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true });

/** A browser that copies when it is told to. */
function letCopy(): void {
  const execCommand = (command: string): boolean => {
    const event = Object.assign(new Event(command, { bubbles: true, cancelable: true }), {
      clipboardData: { setData: (_type: string, text: string) => (copied = text) },
    });
    return !document.body.dispatchEvent(event);
  };
  Object.assign(document, { execCommand });
}

function open() {
  const draft = {
    latest: () => present,
    change: (changed: WorkflowDocument) => {
      present = changed;
    },
  } as unknown as DraftEditor;
  const none = (): void => undefined;
  const { result } = renderHook(() => useStepCommands({ draft, connectors: [], select: none, begin: none }));
  return result;
}
/** Does something, and waits for the clipboard. */
async function settled(deed: () => void): Promise<void> {
  act(deed);
  await act(async () => Promise.resolve());
}
const names = (): readonly string[] => Object.keys(present.machine.States);

test('a page that did not come by HTTPS copies and cuts as well', async () => {
  letCopy();
  const commands = open();
  await settled(() => commands.current.copy(['One']));
  expect(copied).toContain('"One"');
  expect(commands.current.said).toBe('Copied One.');
  await settled(() => commands.current.cut(['Two']));
  expect(copied).toContain('"Two"');
  expect(names()).toEqual(['One']);
  act(() => commands.current.paste(copied ?? '', { kind: 'next', state: 'One' }));
  expect(names()).toEqual(['One', 'Two']);
});

test.each<[string, Partial<Clipboard> | undefined]>([
  ['is refused', { writeText: async () => Promise.reject(new Error('refused')) }],
  ['is not there', undefined],
])('where the clipboard %s, nothing is cut, and that is said', async (_, clipboard) => {
  give(clipboard);
  Object.assign(document, { execCommand: () => false });
  const commands = open();
  await settled(() => commands.current.cut(['One']));
  expect(names()).toEqual(['One', 'Two']);
  expect(commands.current.said).toMatch(/^Nothing was copied/);
});

test('steps are cut once they are on the clipboard', async () => {
  let written = (): void => undefined;
  give({
    writeText: async (text) =>
      new Promise((done) => {
        written = () => {
          copied = text;
          done();
        };
      }),
  });
  const commands = open();
  await settled(() => commands.current.cut(['One']));
  expect(names()).toEqual(['One', 'Two']);
  await settled(() => written());
  expect(names()).toEqual(['Two']);
  expect(copied).toContain('"One"');
});

test.each<[string, Partial<Clipboard> | undefined]>([
  ['is refused', { readText: async () => Promise.reject(new Error('refused')) }],
  ['is not there', undefined],
])('where the clipboard %s, pasting says which keys do it', async (_, clipboard) => {
  give(clipboard);
  const commands = open();
  await settled(() => commands.current.pasteCopied({ kind: 'start' }));
  expect(names()).toEqual(['One', 'Two']);
  expect(commands.current.said).toMatch(/press Ctrl V\.$/);
});
