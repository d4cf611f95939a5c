import { useQuery } from '@tanstack/react-query';
import type { WorkflowDocument } from '@millrace/machine';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../../lib/contract.ts';
import { namedConnectors } from '../../../lib/named-connectors.ts';
import { useConnectorsWith } from '../../../lib/queries/connectors.ts';
import { workflowQuery } from '../../../lib/queries/workflows.ts';
import type { OpenedDraft } from '../draft/open-draft.ts';
import { type DraftEditor, useDraft } from '../draft/use-draft.ts';
import { useDesignerKeys } from '../hooks/use-designer-keys.ts';
import { useProblems } from '../hooks/use-problems.ts';
import { type Publishing, usePublish } from '../hooks/use-publish.ts';
import { useStepCommands } from '../hooks/use-step-commands.ts';
import { findMisfit } from '../model/document-shape.ts';
import { blocking, pointerOfState, selectionOfProblem } from '../model/problems.ts';
import styles from '../designer-page.module.css';
import { DesignerHeader } from './designer-header.tsx';
import { DesignerNotices } from './designer-notices.tsx';
import type { DrawerTab } from './drawer.tsx';
import { JsonOnly } from './json-only.tsx';
import { runPageCommand } from '../../../lib/page-commands.ts';
import { TestButton } from './testing/test-button.tsx';
import { TestingProvider } from './testing/testing-provider.tsx';
import { RemovalDialog } from './removal-dialog.tsx';
import { WorkArea } from './work-area.tsx';
import { type Workbench, WorkbenchContext, type WantedField } from './workbench-context.ts';

interface Props {
  readonly opened: OpenedDraft;
  readonly workspace: string;
  /** The step that is open at first. */
  readonly step: string | undefined;
  /** A connector of which a step is to be added at once. */
  readonly add: string | undefined;
}

/** One draft with everything that edits it. */
export function DesignerWorkbench({ opened, workspace, step, add }: Props): ReactElement {
  const { name } = opened.draft;
  const draft = useDraft(opened.draft, opened);
  const { present } = draft.history;
  const misfit = useMemo(() => findMisfit(present), [present]);
  const [refusal, setRefusal] = useState<{ readonly of: WorkflowDocument; readonly findings: readonly Finding[] }>();
  const publishing = usePublish(name, draft, (findings) => setRefusal({ of: present, findings }));
  // What the server found is true of the document that it saw.
  const refused = refusal?.of === present ? refusal.findings : NO_FINDINGS;
  return (
    <div className={styles.page}>
      {misfit === undefined ? (
        <Editing draft={draft} workspace={workspace} step={step} add={add} publishing={publishing} refused={refused} />
      ) : (
        <>
          <DesignerHeader name={name} draft={draft} publishing={publishing} problems={[]} />
          <DesignerNotices draft={draft} publishing={publishing} workspace={workspace} />
          <JsonOnly draft={draft} misfit={misfit} />
        </>
      )}
    </div>
  );
}

interface EditingProps {
  readonly draft: DraftEditor;
  readonly workspace: string;
  readonly step: string | undefined;
  readonly add: string | undefined;
  readonly publishing: Publishing;
  /** What the server found in the document that was to be published. */
  readonly refused: readonly Finding[];
}

function Editing({ draft, workspace, step, add, publishing, refused }: EditingProps): ReactElement {
  const document = draft.history.present;
  const { t } = useTranslation('designer');
  const connectors = useConnectorsWith(useMemo(() => namedConnectors(document), [document]));
  const workflow = useQuery(workflowQuery(document.name)).data;
  const found = useProblems(document, connectors);
  const problems = found.length === 0 ? refused : found;
  const place = usePlace(document, step);
  const commands = useStepCommands({
    draft,
    selected: place.selected,
    select: (items) => place.select(items.at(-1)),
    begin: (step) => place.want({ path: pointerOfState(document, step) }),
  });
  const publish = (): void => {
    if (blocking(found).length > 0) place.openDrawer('problems');
    else publishing.publish();
  };
  const workbench: Workbench = {
    ...place,
    workspace,
    document,
    draft,
    connectors,
    problems,
    commands,
    isLive: (publishing.published ?? workflow?.liveVersion) !== undefined,
  };
  const toProblem = (step: 1 | -1): void => {
    const at = problems.findIndex(({ path }) => path === place.wanted?.path);
    const next =
      problems[at === -1 && step === -1 ? problems.length - 1 : (at + step + problems.length) % problems.length];
    if (next !== undefined) place.goTo(next.path);
  };
  useDesignerKeys({
    undo: draft.undo,
    redo: draft.redo,
    save: () => void draft.flush().catch(() => undefined),
    publish,
    toProblem,
  });
  return (
    <WorkbenchContext value={workbench}>
      <TestingProvider>
        <DesignerHeader
          name={document.name}
          draft={draft}
          publishing={{ ...publishing, publish }}
          problems={problems}
          onProblems={() => place.openDrawer('problems')}
          test={<TestButton onTest={() => runPageCommand('run', () => undefined)} />}
        />
        <DesignerNotices
          {...{ draft, publishing, workspace }}
          schemaWarnings={workflow?.schemaWarnings}
          onShow={place.goTo}
        />
        <WorkArea add={add} />
      </TestingProvider>
      <RemovalDialog />
      <span className={styles.said} role="status" aria-label={t('said.label')}>
        {commands.said}
      </span>
    </WorkbenchContext>
  );
}

type Place = Pick<Workbench, 'selected' | 'select' | 'wanted' | 'goTo' | 'drawer' | 'openDrawer'> & {
  readonly want: (field: WantedField) => void;
};

/** What is open: the selected step, the field that is to take the focus, the drawer. */
function usePlace(document: WorkflowDocument, step: string | undefined): Place {
  const [chosen, choose] = useState<string | undefined>(() => step ?? firstSelection(document));
  const [wanted, want] = useState<WantedField>();
  const [drawer, openDrawer] = useState<DrawerTab>();
  // Undo, or another person's edit, may take away what was selected.
  const selected = chosen !== undefined && isThere(document, chosen) ? chosen : undefined;
  return {
    selected,
    wanted,
    want,
    drawer,
    openDrawer,
    select: (name) => {
      choose(name);
      want(undefined);
    },
    goTo: (path) => {
      const selection = selectionOfProblem({ path });
      if (selection === undefined || !isThere(document, selection)) openDrawer('json');
      else choose(selection);
      want({ path });
    },
  };
}

function isThere({ triggers = {}, machine }: WorkflowDocument, selection: string): boolean {
  return Object.hasOwn(machine.States, selection) || Object.keys(triggers).some((id) => selection === `trigger:${id}`);
}

/** A new workflow begins with its trigger open; one that exists begins with its picture. */
function firstSelection({ triggers = {}, machine }: WorkflowDocument): string | undefined {
  const [id] = Object.keys(triggers);
  return id === undefined || Object.keys(machine.States).length > 1 ? undefined : `trigger:${id}`;
}

const NO_FINDINGS: readonly Finding[] = [];
