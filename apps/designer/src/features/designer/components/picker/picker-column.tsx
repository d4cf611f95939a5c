import { useLocalStorage } from '@mantine/hooks';
import { createContext, type ReactElement, type ReactNode, use, useState } from 'react';
import styles from './data-picker.module.css';

const PickerColumnContext = createContext<HTMLElement | null>(null);

/** A place beside the fields where the picker stands when somebody wants more of it. Empty, it takes no room. */
export function PickerColumn({ children }: { readonly children: ReactNode }): ReactElement {
  const [column, setColumn] = useState<HTMLElement | null>(null);
  return (
    <PickerColumnContext value={column}>
      <div className={styles.columns}>
        <div ref={setColumn} className={styles.column} data-picker-column />
        <div className={styles.fields}>{children}</div>
      </div>
    </PickerColumnContext>
  );
}

interface Placed {
  /** Where the picker goes; without one it is docked under its field. */
  readonly column: HTMLElement | null;
  readonly isWide: boolean;
  readonly widen: (isWide: boolean) => void;
}

/** Where the picker stands, which is remembered. */
export function usePickerColumn(): Placed {
  const place = use(PickerColumnContext);
  const [isWide, widen] = useLocalStorage({ key: 'millrace-picker-column', defaultValue: false });
  return { column: isWide ? place : null, isWide: isWide && place !== null, widen };
}
