import type { ReactElement } from 'react';
import styles from './key-hint.module.css';

const isMac = (): boolean => navigator.userAgent.includes('Mac');

/** A shortcut such as `Mod+K`, in the words of this machine's keyboard. Decoration: the control says it in ARIA. */
export function KeyHint({ keys }: { readonly keys: string }): ReactElement {
  const text = isMac() ? keys.replace('Mod+', '⌘').replace('Shift+', '⇧') : keys.replace('Mod+', 'Ctrl ');
  return (
    <kbd className={styles.key} aria-hidden="true">
      {text}
    </kbd>
  );
}
