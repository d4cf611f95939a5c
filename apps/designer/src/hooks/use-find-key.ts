import { type RefObject, useEffect } from 'react';
import { tinykeys } from 'tinykeys';
import { isTyping, keyBindings } from '../keys.ts';

/** The key for "find" goes to the page's search. */
export function useFindKey(input: RefObject<HTMLInputElement | null>): void {
  useEffect(
    () =>
      tinykeys(
        window,
        keyBindings({
          find: (event) => {
            if (isTyping(event.target)) return;
            event.preventDefault();
            input.current?.focus();
          },
        }),
      ),
    [input],
  );
}
