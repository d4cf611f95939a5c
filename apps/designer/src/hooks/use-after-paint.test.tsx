import { expect, test } from '@jest/globals';
import { act, render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { useAfterPaint } from './use-after-paint.ts';

let drawn: (string | undefined)[] = [];

function Probe({ value }: { readonly value: string | undefined }): ReactElement {
  const shown = useAfterPaint(value);
  drawn.push(shown);
  return <p>{shown}</p>;
}

const nextFrame = (): Promise<void> =>
  act(() => new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve))));

test('a new value comes with the frame after the one that its page is in', async () => {
  const page = render(<Probe value="one" />);
  expect(page.container.textContent).toBe('one');
  page.rerender(<Probe value="two" />);
  expect(page.container.textContent).toBe('one');
  await nextFrame();
  expect(page.container.textContent).toBe('two');
});

test('what is gone is gone at once, and does not come back before another', async () => {
  const page = render(<Probe value="one" />);
  page.rerender(<Probe value={undefined} />);
  expect(page.container.textContent).toBe('');
  drawn = [];
  page.rerender(<Probe value="two" />);
  await nextFrame();
  expect(page.container.textContent).toBe('two');
  expect(drawn).not.toContain('one');
});

test('only the newest of several values is shown', async () => {
  const page = render(<Probe value="one" />);
  drawn = [];
  page.rerender(<Probe value="two" />);
  page.rerender(<Probe value="three" />);
  await nextFrame();
  expect(page.container.textContent).toBe('three');
  expect(drawn).not.toContain('two');
});
