import type { JsonObject } from '@millrace/machine';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { usePreview } from '../../hooks/use-preview.ts';
import { misfitsOf } from '../../model/value-misfit.ts';
import { usePanel } from '../panel/panel-context.ts';
import styles from './field.module.css';

interface Props {
  readonly expression: string | undefined;
  readonly schema: JsonObject;
}

/** What does not fit a field in what its expression gives for the sample: said before any run. */
export function TypeWarning({ expression, schema }: Props): ReactElement | null {
  const { bindings } = usePanel();
  const preview = usePreview(expression === '' ? undefined : expression, bindings);
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
