import type { ReactElement } from 'react';
import styles from './key-hint.module.css';

const isMac = (): boolean => navigator.userAgent.includes('Mac');
const SIGNS: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↩' };

/** A shortcut such as `Mod+Shift+K` in the words of a keyboard. */
export function keyWords(keys: string, onMac: boolean): string {
  // A list of single keys, of which one may be the plus itself.
  if (keys.includes(' ')) return keys;
  const parts = keys.split('+');
  return onMac ? parts.map((part) => SIGNS[part] ?? part).join('') : parts.join(' ').replace('Mod', 'Ctrl');
}

/** A shortcut in the words of this machine's keyboard. */
export const ownKeyWords = (keys: string): string => keyWords(keys, isMac());

/** A shortcut, as this machine's keyboard has it. Decoration: the control says it in ARIA. */
export function KeyHint({ keys }: { readonly keys: string }): ReactElement {
  return (
    <kbd className={styles.key} aria-hidden="true">
      {ownKeyWords(keys)}
    </kbd>
  );
}
