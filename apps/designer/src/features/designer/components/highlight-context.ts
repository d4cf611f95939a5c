import { createContext } from 'react';

/** Shows steps on the canvas while somebody looks at where data goes; no names show none. */
export const HighlightContext = createContext<(names: readonly string[]) => void>(() => undefined);
