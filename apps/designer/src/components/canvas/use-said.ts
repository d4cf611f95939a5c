import { useEffect, useState } from 'react';

const SAID_MS = 6000;

/** A sentence that stands for a while. */
export function useSaid(): readonly [string, (words: string) => void] {
  const [said, setSaid] = useState<{ readonly words: string }>({ words: '' });
  useEffect(() => {
    if (said.words === '') return undefined;
    const timer = setTimeout(() => setSaid({ words: '' }), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return [said.words, (words) => setSaid({ words })];
}
