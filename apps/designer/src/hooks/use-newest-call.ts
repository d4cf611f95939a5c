import { useCallback, useLayoutEffect, useRef } from 'react';

/** A function that stays the same and does what the newest one of its component does: for lists that are kept elsewhere. */
export function useNewestCall<Given extends readonly unknown[]>(
  call: (...given: Given) => void,
): (...given: Given) => void {
  const newest = useRef(call);
  useLayoutEffect(() => {
    newest.current = call;
  });
  return useCallback((...given: Given) => newest.current(...given), []);
}
