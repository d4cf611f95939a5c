import { expect, test } from '@jest/globals';
import { act, fireEvent, render, screen } from '@testing-library/react';
import { type ReactElement, useState } from 'react';
import { TypesAhead, useTyping } from './use-typing.ts';

/** A field whose text is kept somewhere else, which takes only what `taken` allows. */
function Field({ taken = (text) => text }: { readonly taken?: (text: string) => string }): ReactElement {
  const [kept, keep] = useState('');
  const typing = useTyping(kept, (text) => keep(taken(text)));
  return (
    <>
      <input aria-label="field" {...typing} />
      <output>{kept}</output>
      <button type="button" onClick={() => keep('from elsewhere')}>
        Elsewhere
      </button>
    </>
  );
}

const field = (): HTMLInputElement => screen.getByLabelText<HTMLInputElement>('field');
const type = (value: string): boolean => fireEvent.change(field(), { target: { value } });

for (const isAhead of [true, false])
  test(`what is typed is shown and kept${isAhead ? ', where the field types ahead' : ''}`, () => {
    render(
      <TypesAhead value={isAhead}>
        <Field />
      </TypesAhead>,
    );
    type('a');
    type('ab');
    expect(field().value).toBe('ab');
    expect(screen.getByRole('status').textContent).toBe('ab');
  });

test('what is not taken stays on the screen until the field is left', () => {
  render(<Field taken={(text) => (text.endsWith('!') ? '' : text)} />);
  type('no!');
  expect(field().value).toBe('no!');
  fireEvent.blur(field());
  expect(field().value).toBe('');
});

test('what comes from elsewhere takes the place of what was typed, and what was typed does not come back', () => {
  render(<Field />);
  type('typed');
  act(() => screen.getByRole('button').click());
  expect(field().value).toBe('from elsewhere');
  type('again');
  act(() => screen.getByRole('button').click());
  expect(field().value).toBe('from elsewhere');
});
