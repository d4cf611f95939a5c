import { type ComponentProps, lazy, type ReactElement, Suspense } from 'react';
import type { JsonField } from './json-field.tsx';
import styles from './form.module.css';

const LoadedField = lazy(async () => ({ default: (await import('./json-field.tsx')).JsonField }));

/** Any JSON. The editor is a third of a page's code, so it comes when a form needs one. */
export function LazyJsonField(props: ComponentProps<typeof JsonField>): ReactElement {
  return (
    <Suspense fallback={<div className={styles.waiting} />}>
      <LoadedField {...props} />
    </Suspense>
  );
}
