import { useLayoutEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/** Acts as soon as the next picture is on the screen; at once where nobody looks. Returns how to call it off. */
export function afterPaint(act: () => void): () => void {
  if (document.hidden) {
    const timer = setTimeout(act);
    return () => clearTimeout(timer);
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  // A frame is made before the screen has it; what it starts comes when it is there.
  const frame = requestAnimationFrame(() => {
    timer = setTimeout(act);
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}

/**
 * The newest value, but not before what else it changes is seen. Then it comes at once and in one piece, so that no key that is
 * pressed meanwhile goes to what had the focus before. Nothing, `undefined`, needs no wait.
 */
export function useAfterPaint<Value>(value: Value): Value {
  const [shown, show] = useState(value);
  if (value === undefined && shown !== undefined) show(value);
  useLayoutEffect(() => {
    if (shown === value) return undefined;
    return afterPaint(() => flushSync(() => show(value)));
  }, [shown, value]);
  return shown;
}
