import { useEffect, useState } from 'react';

/** When what uses it is gone and has taken the focus along, gives it back to what had it before. */
export function useFocusBack(): void {
  // Before anything in it takes the focus.
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      const isLost = document.activeElement === document.body;
      if (isLost && opener instanceof HTMLElement && opener.isConnected) opener.focus();
    },
    [opener],
  );
}
