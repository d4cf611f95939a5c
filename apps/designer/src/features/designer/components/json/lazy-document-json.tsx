import { type ComponentProps, lazy, type ReactElement, Suspense } from 'react';
import { Skeleton } from '../../../../components/skeleton.tsx';
import type { DocumentJson } from './document-json.tsx';

const LoadedJson = lazy(async () => ({ default: (await import('./document-json.tsx')).DocumentJson }));

/** The draft as text. The editor comes when somebody looks at it. */
export function LazyDocumentJson(props: ComponentProps<typeof DocumentJson>): ReactElement {
  return (
    <Suspense fallback={<Skeleton />}>
      <LoadedJson {...props} />
    </Suspense>
  );
}
