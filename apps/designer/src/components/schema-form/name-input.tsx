import { TextInput, type TextInputProps } from '@mantine/core';
import { type ReactElement, useState } from 'react';

interface Props extends Omit<TextInputProps, 'value' | 'onChange' | 'onBlur' | 'onKeyDown' | 'error'> {
  readonly name: string;
  /** Hears of another name once it is written to its end: each of its letters would be a name of its own. */
  readonly onStore: (name: string) => void;
  /** Why what is typed cannot be the name; then nobody hears of it. */
  readonly problemOf: (typed: string) => string | undefined;
}

/** A text field for what something is called. */
export function NameInput({ name, onStore, problemOf, ...input }: Props): ReactElement {
  const [noted, setNoted] = useState<{ readonly text: string; readonly over: string }>();
  const typed = noted?.over === name ? noted.text : name;
  const problem = problemOf(typed);
  const store = (): void => {
    if (problem !== undefined) return;
    setNoted(undefined);
    if (typed !== name) onStore(typed);
  };
  return (
    <TextInput
      {...input}
      value={typed}
      error={problem}
      onChange={(event) => setNoted({ text: event.currentTarget.value, over: name })}
      onBlur={store}
      onKeyDown={(event) => event.key === 'Enter' && store()}
    />
  );
}
