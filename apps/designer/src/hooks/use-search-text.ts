import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';

const TYPING_MS = 250;

export interface SearchText {
  /** As it is typed. */
  readonly text: string;
  readonly type: (text: string) => void;
  /** Empties the field; nothing is searched for. */
  readonly clear: () => void;
}

/** A text of a list's search, which follows what is typed a little later. */
export function useSearchText(initial: string | undefined, onSearch: (text: string) => void): SearchText {
  const [text, setText] = useState(initial ?? '');
  const search = useDebouncedCallback(onSearch, TYPING_MS);
  const type = (typed: string): void => {
    setText(typed);
    search(typed);
  };
  const clear = (): void => {
    search.cancel();
    setText('');
  };
  return { text, type, clear };
}
