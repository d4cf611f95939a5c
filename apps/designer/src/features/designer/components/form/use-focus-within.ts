import { type FocusEvent, useEffect, useRef, useState } from 'react';

/** What a field spreads on its element. */
interface FocusHandlers {
  readonly onFocus: () => void;
  readonly onBlur: (event: FocusEvent) => void;
}

/** Whether the focus is inside. It is lost only when the mouse is up: a field that shrinks under a press would move the
 * button that is pressed, and the click would hit nothing. */
export function useFocusWithin(): { readonly isWithin: boolean; readonly handlers: FocusHandlers } {
  const [isWithin, setWithin] = useState(false);
  const isPressed = useRef(false);
  const isLeaving = useRef(false);
  useEffect(() => {
    const press = (): void => {
      isPressed.current = true;
    };
    const release = (): void => {
      isPressed.current = false;
      // The click comes after the release.
      if (isLeaving.current) setTimeout(() => isLeaving.current && setWithin(false), 0);
    };
    addEventListener('pointerdown', press, true);
    addEventListener('pointerup', release, true);
    addEventListener('pointercancel', release, true);
    return () => {
      removeEventListener('pointerdown', press, true);
      removeEventListener('pointerup', release, true);
      removeEventListener('pointercancel', release, true);
    };
  }, []);
  return {
    isWithin,
    handlers: {
      onFocus: () => {
        isLeaving.current = false;
        setWithin(true);
      },
      onBlur: ({ currentTarget, relatedTarget }) => {
        if (currentTarget.contains(relatedTarget) || isInColumn(relatedTarget)) return;
        isLeaving.current = true;
        if (!isPressed.current) setWithin(false);
      },
    },
  };
}

/** The picker may stand beside the fields, and is a part of its field there too. */
const isInColumn = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[data-picker-column]') !== null;
