import { Button } from '@mantine/core';
import type { WorkflowDocument } from '@millrace/machine';
import { type ReactElement, lazy, Suspense, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { selectOnly } from '../../../components/canvas/canvas-events.ts';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import { factsOf, type TemplateFacts } from '../model/template-facts.ts';
import styles from '../new-workflow.module.css';
import { useFactWords } from '../hooks/use-fact-words.ts';

const WorkflowCanvas = lazy(async () => ({
  default: (await import('../../../components/canvas/workflow-canvas.tsx')).WorkflowCanvas,
}));

interface Props {
  readonly document: WorkflowDocument;
  readonly connectors: readonly ConnectorDescription[];
  /** What the button says that makes it a workflow. */
  readonly label: string;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly onUse: () => void;
}

/** A workflow that is not made yet: what it looks like, and what it would take. */
export function DocumentPreview({ document, connectors, label, isPending, error, onUse }: Props): ReactElement {
  const [selected, select] = useState<string>();
  return (
    <div className={styles.preview}>
      <div className={styles.picture}>
        <Suspense fallback={<Skeleton />}>
          <WorkflowCanvas
            document={document}
            readOnly
            connectors={connectors}
            selection={selectOnly(selected)}
            onSelect={({ current }) => select(current)}
          />
        </Suspense>
      </div>
      <aside className={styles.facts} aria-label={document.title ?? document.name}>
        {document.description !== undefined && <p>{document.description}</p>}
        <Facts facts={factsOf(document)} tests={(document.tests ?? []).length} connectors={connectors} />
        <Button fullWidth autoFocus aria-busy={isPending} onClick={() => !isPending && onUse()}>
          {label}
        </Button>
        {error !== null && <ProblemAlert error={error} />}
      </aside>
    </div>
  );
}

interface FactsProps extends Pick<Props, 'connectors'> {
  readonly facts: TemplateFacts;
  readonly tests: number;
}

function Facts({ facts, tests, connectors }: FactsProps): ReactElement {
  const { t } = useTranslation('new-workflow');
  const words = useFactWords(connectors);
  const rows = [
    [t('preview.startsBy'), words.trigger(facts)],
    [t('preview.connectors'), facts.connectors.length === 0 ? t('preview.noConnectors') : words.connectors(facts)],
    [t('preview.steps'), facts.stepCount],
    ...(tests === 0 ? [] : [[t('preview.tests'), tests]]),
  ];
  return (
    <>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {facts.toFillIn.length > 0 && (
        <div>
          <h2>{t('preview.toFillIn')}</h2>
          <p className={styles.quiet}>{t('preview.toFillInText')}</p>
          <ul className={styles.places}>
            {facts.toFillIn.map((name) => (
              <li key={name} dir="auto">
                {name}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
