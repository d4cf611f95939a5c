import { useState } from 'react';

interface WholeJson {
  /** For the `JsonField`. */
  readonly onBroken: (isBroken: boolean) => void;
  /** Does something with the value, unless the text is no JSON: what was read before it is not what stands there. */
  readonly whenWhole: (act: () => void) => void;
  /** Something was wished for, and the text is still no JSON. */
  readonly isRefused: boolean;
}

/** Whoever sends what a `JsonField` holds sends what it shows. */
export function useWholeJson(): WholeJson {
  const [text, setText] = useState<'whole' | 'broken' | 'refused'>('whole');
  return {
    onBroken: (isBroken) => setText(isBroken ? 'broken' : 'whole'),
    whenWhole: (act) => {
      if (text === 'whole') act();
      else setText('refused');
    },
    isRefused: text === 'refused',
  };
}
