import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import type { WorkflowDocument } from '@millrace/machine';
import { type ReactElement, useMemo, useRef, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { Finding } from '../../../lib/contract.ts';
import { findMisfit } from '../../../lib/document-shape.ts';
import { wantedConnectors } from '../../../lib/named-connectors.ts';
import { useKnownConnectors } from '../../../lib/queries/connectors.ts';
import { workflowQuery } from '../../../lib/queries/workflows.ts';
import type { OpenedDraft } from '../draft/open-draft.ts';
import { type DraftEditor, useDraft } from '../draft/use-draft.ts';
import { useDocumentText } from '../hooks/use-document-text.ts';
import { usePlace } from '../hooks/use-place.ts';
import { useProblems } from '../hooks/use-problems.ts';
import { type Publishing, usePublish } from '../hooks/use-publish.ts';
import { useStepCommands } from '../hooks/use-step-commands.ts';
import { blocking, pointerOfState } from '../model/problems.ts';
import styles from '../designer-page.module.css';
import { Bench } from './bench.tsx';
import { DesignerHeader } from './designer-header.tsx';
import { DesignerNotices } from './designer-notices.tsx';
import { useAllProblems } from './publish/use-all-problems.ts';
import { JsonOnly } from './json-only.tsx';
import type { Overlay } from './menus/overlay.ts';
import { RemovalDialog } from './removal-dialog.tsx';
import { TestingProvider } from './testing/testing-provider.tsx';
import { type Workbench, WorkbenchContext } from './workbench-context.ts';

interface Props {
  readonly opened: OpenedDraft;
  readonly workspace: string;
  readonly begin: Beginning;
}
/** What is open at first, as the address says it. */
interface Beginning {
  readonly step: string | undefined;
  /** The field of the step that takes the focus. */
  readonly field: string | undefined;
  /** The run whose data stands in for what steps read. */
  readonly run: string | undefined;
  /** A connector of which a step is to be added at once. */
  readonly add: string | undefined;
}

/** One draft with everything that edits it. */
export function DesignerWorkbench({ opened, workspace, begin }: Props): ReactElement {
  const { name } = opened.draft;
  const draft = useDraft(opened);
  const { present } = draft.history;
  const misfit = useMemo(() => findMisfit(present), [present]);
  // Whoever mends a draft as text is not interrupted once it could be drawn.
  const [isMending, mend] = useState(misfit !== undefined);
  if (misfit !== undefined && !isMending) mend(true);
  const [refusal, setRefusal] = useState<{ readonly of: WorkflowDocument; readonly findings: readonly Finding[] }>();
  const publishing = usePublish(name, draft, (findings) => setRefusal({ of: present, findings }));
  // What the server found is true of the document that it saw.
  const refused = refusal?.of === present ? refusal.findings : NO_FINDINGS;
  return (
    <div className={styles.page}>
      {misfit === undefined && !isMending ? (
        <Editing draft={draft} workspace={workspace} begin={begin} publishing={publishing} refused={refused} />
      ) : (
        <>
          <DesignerHeader name={name} draft={draft} publishing={publishing} problems={[]} />
          <DesignerNotices draft={draft} publishing={publishing} workspace={workspace} />
          <JsonOnly draft={draft} misfit={misfit} onDraw={() => mend(false)} />
        </>
      )}
    </div>
  );
}

interface EditingProps {
  readonly draft: DraftEditor;
  readonly workspace: string;
  readonly begin: Beginning;
  readonly publishing: Publishing;
  /** What the server found in the document that was to be published. */
  readonly refused: readonly Finding[];
}

function Editing({ draft, workspace, begin, publishing, refused }: EditingProps): ReactElement {
  const document = draft.history.present;
  const { connectors, isComplete } = useKnownConnectors(useMemo(() => wantedConnectors(document), [document]));
  const workflow = useQuery(workflowQuery(document.name)).data;
  const { found, check } = useProblems(document, connectors, isComplete);
  const place = usePlace(document, begin);
  const problems = useAllProblems({ found, refused, onRefused: () => place.openDrawer('problems') });
  const [said, say] = useState('');
  const [overlay, open] = useState<Overlay>();
  const [isCodeOpen, openCode] = useLocalStorage({ key: 'millrace-code-beside', defaultValue: false });
  const isReadOnly = useMediaQuery(TOO_NARROW, false, { getInitialValueInEffect: false });
  const commands = useStepCommands({
    draft,
    connectors,
    select: (items) => place.setSelection({ items, current: items.at(-1) }),
    // The document that is drawn does not have the new step yet.
    begin: (step) => place.want({ path: pointerOfState(draft.latest(), step) }),
  });
  const workbench: Workbench = {
    ...place,
    ...{ workspace, document, draft, connectors, commands, overlay, open, isCodeOpen, openCode, isReadOnly, say },
    problems,
    written: useDocumentText(draft, false),
    isLive: (publishing.published ?? workflow?.liveVersion) !== undefined,
    refuse: (why) => {
      say(why);
      notifications.show({ message: why });
    },
  };
  // The list on the screen may still be that of the edit before: a mended draft is not held back by what was mended.
  const isChecking = useRef(false);
  const publish = async (): Promise<void> => {
    if (isChecking.current) return;
    isChecking.current = true;
    const newest = await check(draft.latest())
      .then((checked) => checked ?? found)
      .finally(() => (isChecking.current = false));
    if (blocking(newest).length > 0) place.openDrawer('problems');
    else publishing.publish(newest);
  };
  return (
    <WorkbenchContext value={workbench}>
      <TestingProvider run={begin.run}>
        <Bench
          add={begin.add}
          publishing={{ ...publishing, publish: () => void publish() }}
          schemaWarnings={workflow?.schemaWarnings}
        />
      </TestingProvider>
      <RemovalDialog />
      <LiveRegion edit={commands.said} other={said} />
    </WorkbenchContext>
  );
}

/** Narrower than a canvas and a panel beside each other. */
const TOO_NARROW = '(max-width: 767px)';

/** Says what was done, politely; only the half that changed is read. */
function LiveRegion({ edit, other }: { readonly edit: string; readonly other: string }): ReactElement {
  const { t } = useTranslation('designer');
  return (
    <span className={styles.said} role="status" aria-label={t('said.label')} aria-atomic={false}>
      <span>{edit}</span> <span>{other}</span>
    </span>
  );
}

const NO_FINDINGS: readonly Finding[] = [];
