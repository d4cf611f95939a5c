import { IconNote } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import styles from './canvas.module.css';
import type { Direction } from './model/layout-input.ts';

/** Why a step is there: its first words on the edge of the card, all of them while it is pointed at or selected. */
export function NoteChip({ note, direction }: { readonly note: string; readonly direction: Direction }): ReactElement {
  return (
    <span className={styles.noteChip} data-direction={direction} dir="auto">
      <IconNote size={12} aria-hidden="true" />
      <span>{note}</span>
    </span>
  );
}
