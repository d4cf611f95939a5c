import { expect, test } from '@jest/globals';
import { render } from '@testing-library/react';
import type { ReactElement } from 'react';
import {
  findPageCommand,
  type PageCommand,
  runPageCommand,
  usePageCommands,
  useProvidedCommands,
} from './page-commands.ts';

function Part({ name, commands }: { readonly name: string; readonly commands: readonly PageCommand[] }): null {
  useProvidedCommands(name, commands);
  return null;
}
function Palette(): ReactElement {
  return <>{usePageCommands().map(({ id, label }) => `${label ?? id} `)}</>;
}

test('what the parts of a page offer is found, done or refused, and gone with them', () => {
  const done: string[] = [];
  const refusals: string[] = [];
  const canvas: PageCommand[] = [{ id: 'add', run: () => done.push('add') }];
  const draft: PageCommand[] = [
    { id: 'undo', label: 'Undo: rename', refused: 'Nothing to undo.', run: () => done.push('undo') },
  ];
  const { container, rerender } = render(
    <>
      <Palette />
      <Part name="canvas" commands={canvas} />
      <Part name="draft" commands={draft} />
    </>,
  );
  expect(container.textContent).toBe('add Undo: rename ');
  for (const id of ['add', 'undo', 'redo'] as const) runPageCommand(id, (why) => refusals.push(why));
  expect([done, refusals]).toEqual([['add'], ['Nothing to undo.']]);
  rerender(<Palette />);
  expect([container.textContent, findPageCommand('add')]).toEqual(['', undefined]);
});
