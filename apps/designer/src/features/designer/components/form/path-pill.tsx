import { Fragment, type KeyboardEvent, type ReactElement, useId } from 'react';
import type { PathLabel } from '../../model/path-label.ts';
import { RootMark } from '../picker/picker-line.tsx';
import styles from './field.module.css';

interface Props {
  readonly label: PathLabel;
  readonly isInvalid: boolean;
  readonly describedBy: string | undefined;
  /** Shows the text; what was typed goes into it. */
  readonly onReveal: (typed?: string) => void;
  readonly onClear: () => void;
}

/** A mapping that is a path: where the value is from, and what it was in the sample. */
export function PathPill({ label, isInvalid, describedBy, onReveal, onClear }: Props): ReactElement {
  const id = useId();
  const { root, names } = label;
  const sample = sampleOf(label);
  const press = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    if (key === 'F2' || key === 'Enter') onReveal();
    else if (key === 'Delete' || key === 'Backspace') onClear();
    else if (key.length === 1 && key !== ' ') onReveal(key);
    else return;
    event.preventDefault();
  };
  return (
    <div className={styles.pillBox} data-invalid={isInvalid}>
      <button
        type="button"
        className={styles.pill}
        data-pill
        aria-label={names.join(' › ')}
        aria-describedby={[describedBy, `${id}-sample`].filter(Boolean).join(' ')}
        onKeyDown={press}
        onDoubleClick={() => onReveal()}
      >
        <RootMark root={root} size={13} />
        <span className={styles.pillNames} dir="auto">
          {names.map((name, index) => (
            <Fragment key={index}>
              {index > 0 && <span className={styles.then}> › </span>}
              {name}
            </Fragment>
          ))}
        </span>
      </button>
      <span id={`${id}-sample`} className={styles.sample} title={sample}>
        {sample}
      </span>
    </div>
  );
}

const MOST_CHARACTERS = 60;

function sampleOf({ shape: { value } }: PathLabel): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, MOST_CHARACTERS));
  if (Array.isArray(value)) return `[${value.length}]`;
  return typeof value === 'object' && value !== null ? '{…}' : JSON.stringify(value);
}
