import { IconUpload } from '@tabler/icons-react';
import { type DragEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import styles from './maker.module.css';

interface Props {
  /** What is wanted: the name of the file's field. */
  readonly label: string;
  readonly help: string;
  /** As in an input's `accept`. */
  readonly accept: string;
  readonly chosen: File | undefined;
  readonly onChoose: (file: File) => void;
}

/** A place to drop a file, or to choose one. */
export function FileDrop({ label, help, accept, chosen, onChoose }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file !== undefined) onChoose(file);
  };
  return (
    <label
      className={styles.drop}
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconUpload size={20} stroke={1.75} aria-hidden="true" />
      <span>
        <strong>{chosen?.name ?? label}</strong>
        <span className={styles.quiet}>{chosen === undefined ? help : t('drop.another')}</span>
      </span>
      <input
        type="file"
        aria-label={label}
        accept={accept}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          // The same file again is another choice: it may have changed.
          event.currentTarget.value = '';
          if (file !== undefined) onChoose(file);
        }}
      />
    </label>
  );
}
