import type { JsonObject } from '@millrace/machine';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { Preview } from '../../hooks/use-preview.ts';
import { misfitsOf } from '../../model/value-misfit.ts';
import styles from './field.module.css';

interface Props {
  readonly preview: Preview | undefined;
  readonly schema: JsonObject;
}

/** What does not fit a field in what its expression gives for the sample: said before any run. */
export function TypeWarning({ preview, schema }: Props): ReactElement | null {
  if (preview?.kind !== 'value' || preview.isCut) return null;
  const misfits = misfitsOf(preview.text, schema);
  if (misfits.length === 0) return null;
  return (
    <div className={styles.warning} role="status">
      <IconAlertTriangle size={14} aria-hidden="true" />
      <div>
        {misfits.map((message) => (
          <p key={message}>{message}</p>
        ))}
      </div>
    </div>
  );
}
