import type { WorkflowDocument } from '@millrace/machine';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import type { ConnectorDescription } from '../../lib/contract.ts';
import { type CanvasSelection, NOTHING_SELECTED, selectOnly } from '../canvas/canvas-events.ts';
import { WorkflowCanvas } from '../canvas/workflow-canvas.tsx';
import { ChangeList } from './change-list.tsx';
import styles from './document-diff.module.css';
import { FieldDiff } from './field-diff.tsx';
import { LinkedView, LinkedViews } from './linked-view.tsx';
import { cardChanges, cardOf, changeOfCard } from './model/card-changes.ts';
import type { Change, DocumentDiff } from './model/change.ts';
import { compareDocuments } from './model/compare-documents.ts';

/** One of the two documents, and what it is called. */
export interface ComparedSide {
  readonly label: string;
  readonly document: WorkflowDocument;
}

interface Props {
  readonly before: ComparedSide;
  readonly after: ComparedSide;
  readonly connectors: readonly ConnectorDescription[];
  /** Id of the change whose fields are shown. */
  readonly chosen: string | undefined;
  readonly onChoose: (id: string | undefined) => void;
}

/** Two documents as pictures that move together, what differs as a list, and the fields of what is chosen. */
export function DocumentDiffView({ before, after, connectors, chosen, onChoose }: Props): ReactElement {
  const { t } = useTranslation('versions');
  const diff = useMemo(() => compareDocuments(before.document, after.document), [before.document, after.document]);
  const change = diff.find(({ id }) => id === chosen);
  const [views] = useState(() => new LinkedViews());
  const shared = { diff, change, connectors, views, onChoose };
  return (
    <div className={styles.view}>
      <div className={styles.canvases}>
        <Picture side="before" shown={before} {...shared} />
        <Picture side="after" shown={after} {...shared} />
      </div>
      <div className={styles.aside}>
        <h2 className={styles.heading}>{t('changes', { count: diff.length })}</h2>
        <div className={styles.list}>
          <ChangeList diff={diff} chosen={chosen} onChoose={({ id }) => onChoose(id)} />
        </div>
        <div className={styles.detail} aria-live="polite">
          {change === undefined ? (
            diff.length > 0 && <p className={styles.pick}>{t('diff.pick')}</p>
          ) : (
            <FieldDiff change={change} documents={{ before: before.document, after: after.document }} />
          )}
        </div>
      </div>
    </div>
  );
}

interface PictureProps {
  readonly side: 'before' | 'after';
  readonly shown: ComparedSide;
  readonly diff: DocumentDiff;
  readonly change: Change | undefined;
  readonly connectors: readonly ConnectorDescription[];
  readonly views: LinkedViews;
  readonly onChoose: (id: string | undefined) => void;
}

function Picture({ side, shown, diff, change, connectors, views, onChoose }: PictureProps): ReactElement {
  const { t } = useTranslation('versions');
  const changes = useMemo(() => cardChanges(diff, side), [diff, side]);
  const card = change === undefined ? undefined : cardOf(change, side);
  const label = t('diff.canvas', { side: t(`diff.${side}`), name: shown.label });
  const select = ({ current }: CanvasSelection): void => {
    onChoose(current === undefined ? undefined : changeOfCard(diff, current, side)?.id);
  };
  return (
    <section className={styles.picture} aria-label={label}>
      <h2 className={styles.side}>{label}</h2>
      <div className={styles.canvas}>
        <WorkflowCanvas
          document={shown.document}
          readOnly
          connectors={connectors}
          changes={changes}
          selection={card === undefined ? NOTHING_SELECTED : selectOnly(card)}
          onSelect={select}
          corner={<LinkedView views={views} />}
        />
      </div>
    </section>
  );
}
