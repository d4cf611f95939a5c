import { useEffect, useEffectEvent, useState } from 'react';

const TYPING_MS = 250;

export interface SearchText {
  /** As it is typed. */
  readonly text: string;
  readonly type: (text: string) => void;
  /** Empties the field; nothing is searched for. */
  readonly clear: () => void;
}

interface Typed {
  readonly text: string;
  /** The search that was in effect. */
  readonly over: string;
  /** What was searched for last: that comes back as the search in effect. */
  readonly told?: string;
}

/**
 * A text of a list's search. What is typed is searched for a little later; when another search comes into effect, such as none,
 * the field says that one.
 */
export function useSearchText(inEffect = '', onSearch: (text: string) => void): SearchText {
  const [typed, setTyped] = useState<Typed>();
  if (typed !== undefined && typed.over !== inEffect)
    setTyped(typed.told === inEffect ? { ...typed, over: inEffect } : undefined);
  const text = typed?.text ?? inEffect;
  const wanted = typed?.text;
  const tell = useEffectEvent(() => {
    if (typed === undefined || typed.told === typed.text) return;
    setTyped({ ...typed, told: typed.text });
    onSearch(typed.text);
  });
  useEffect(() => {
    if (wanted === undefined) return undefined;
    const timer = setTimeout(() => tell(), TYPING_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  return {
    text,
    type: (next) => setTyped({ over: inEffect, ...typed, text: next }),
    clear: () => setTyped(undefined),
  };
}
