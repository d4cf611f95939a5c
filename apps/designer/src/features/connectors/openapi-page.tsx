import { Link, useSearch } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { useWorkspace } from '../../lib/workspace.ts';
import { MakerStep } from './components/maker-step.tsx';
import styles from './components/maker.module.css';
import { OperationsStep } from './components/operations-step.tsx';
import { PublishStep } from './components/publish-step.tsx';
import { Refusal } from './components/refusal.tsx';
import { SignInStep } from './components/sign-in-step.tsx';
import { SourceStep } from './components/source-step.tsx';
import { TryStep } from './components/try-step.tsx';
import { type OpenApiImport, useOpenApiImport } from './hooks/use-openapi-import.ts';
import { detectedKinds, sortForTrying } from './model/openapi-draft.ts';
import './words.ts';

/** A connector of an OpenAPI document: read, corrected, chosen, tried and published on one page. */
export function OpenApiPage(): ReactElement {
  const { t } = useTranslation('catalogue');
  const workspace = useWorkspace();
  const { connector } = useSearch({ from: '/w/$workspace/connectors/new/openapi' });
  const work = useOpenApiImport(connector);
  return (
    <div className={styles.page}>
      <PageHeader
        title={connector === undefined ? t('openapi.title') : t('openapi.againTitle', { connector })}
        text={t('openapi.text')}
        crumbs={[
          <Link key="all" to="/w/$workspace/connectors" params={{ workspace }}>
            {t('title')}
          </Link>,
        ]}
      />
      <MakerStep number={1} title={t('openapi.source')} outcome={useOutcome(work)} isOpen>
        <SourceStep of={work} />
      </MakerStep>
      <Choices of={work} />
      {work.error !== null && <Refusal error={work.error} />}
      <Made of={work} />
    </div>
  );
}

interface PartProps {
  readonly of: OpenApiImport;
}

/** What was found in the document, in a sentence. */
function useOutcome({ isReading, inspection }: OpenApiImport): string | undefined {
  const { t } = useTranslation('catalogue');
  if (isReading) return t('openapi.reading');
  if (inspection === undefined) return undefined;
  const kinds = detectedKinds(inspection);
  const auth = kinds.length === 0 ? t('authKind.none') : kinds.map((kind) => t(`authKind.${kind}`)).join(', ');
  return t('openapi.found', { count: inspection.operations.length, auth });
}

/** What is chosen of the document. */
function Choices({ of }: PartProps): ReactElement {
  const { t } = useTranslation('catalogue');
  const { inspection, draft } = of;
  const isThere = inspection !== undefined && draft !== undefined;
  return (
    <>
      <MakerStep number={2} title={t('openapi.signInTitle')} isOpen={isThere}>
        {isThere && <SignInStep draft={draft} inspection={inspection} of={of} />}
      </MakerStep>
      <MakerStep number={3} title={t('openapi.operations')} isOpen={isThere}>
        {isThere && <OperationsStep draft={draft} operations={inspection.operations} of={of} />}
      </MakerStep>
    </>
  );
}

/** The draft that was made: it is tried, and then published. */
function Made({ of: { document, inspection, draft, made } }: PartProps): ReactElement {
  const { t } = useTranslation('catalogue');
  const operations = inspection?.operations ?? [];
  const all =
    made === undefined || draft === undefined || document === undefined ? undefined : { made, draft, document };
  return (
    <>
      <MakerStep number={4} title={t('try.title')} isOpen={all !== undefined}>
        {all !== undefined && (
          <TryStep made={all.made} operations={sortForTrying(all.draft, operations)} renamed={all.draft.renamed} />
        )}
      </MakerStep>
      <MakerStep number={5} title={t('openapi.publish')} isOpen={all !== undefined}>
        {all !== undefined && <PublishStep {...all} operations={operations} />}
      </MakerStep>
    </>
  );
}
