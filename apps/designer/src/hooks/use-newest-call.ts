import { useCallback, useLayoutEffect, useRef } from 'react';

/** A function that stays the same and does what the newest one of its component does: for lists that are kept elsewhere. */
export function useNewestCall<Given extends readonly unknown[], Result = void>(
  call: (...given: Given) => Result,
): (...given: Given) => Result {
  const newest = useRef(call);
  useLayoutEffect(() => {
    newest.current = call;
  });
  return useCallback((...given: Given) => newest.current(...given), []);
}
