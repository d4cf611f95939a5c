import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { WorkflowDocument } from '@millrace/machine';
import { type KeyboardEvent, type ReactElement, useCallback, useState } from 'react';
import { slotId, type Slot, slotsOf } from '../../../components/canvas/model/slot.ts';
import { WorkflowCanvas } from '../../../components/canvas/workflow-canvas.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { WorkflowHeader } from '../../../components/workflow-header.tsx';
import type { Draft, Version } from '../../../lib/contract.ts';
import { connectorsQuery } from '../../../lib/queries/connectors.ts';
import { workflowQuery } from '../../../lib/queries/workflows.ts';
import { publishDraft } from '../api/draft.ts';
import styles from '../designer-page.module.css';
import { useDesignerKeys } from '../hooks/use-designer-keys.ts';
import { useDraft } from '../hooks/use-draft.ts';
import { useProblems } from '../hooks/use-problems.ts';
import { addStep, removeStep } from '../model/commands.ts';
import { blocking, countByState } from '../model/problems.ts';
import type { StepTemplate } from '../model/step-templates.ts';
import { DesignerActions } from './designer-actions.tsx';
import { Drawer, type DrawerTab } from './drawer.tsx';
import { ConflictBanner, PublishedBanner } from './banners.tsx';
import { Outline } from './outline.tsx';
import { QuickAdd } from './quick-add.tsx';
import { SelectedPanel } from './selected-panel.tsx';

interface Props {
  readonly draft: Draft;
  readonly restored: WorkflowDocument | undefined;
  readonly workspace: string;
}
interface Adding {
  readonly slot: Slot;
  readonly anchor: DOMRect;
}

/** Header, outline, canvas, panel and drawer over one draft. */
export function DesignerWorkbench({ draft: first, restored, workspace }: Props): ReactElement {
  const cache = useQueryClient();
  const draft = useDraft(first, restored);
  const document = draft.history.present;
  const connectors = useQuery(connectorsQuery).data?.items ?? NO_CONNECTORS;
  const workflow = useQuery(workflowQuery(first.name)).data;
  const problems = useProblems(document, connectors);
  const [selected, select] = useState<string | undefined>(() => firstSelection(document));
  const [adding, setAdding] = useState<Adding>();
  const [drawer, setDrawer] = useState<DrawerTab>();
  const [published, setPublished] = useState<Version>();
  const [failure, setFailure] = useState<unknown>();
  const [isPublishing, setPublishing] = useState(false);

  const openAdd = useCallback(
    (slot: Slot, anchor: Element) => setAdding({ slot, anchor: anchor.getBoundingClientRect() }),
    [],
  );
  const add = (slot: Slot, template: StepTemplate): void => {
    const edit = addStep(document, slot, template);
    draft.change(edit.document, { name: 'add' });
    select(edit.state);
    setAdding(undefined);
  };
  const remove = (name: string): void => {
    const edit = removeStep(document, name);
    draft.change(edit.document, { name: 'delete' });
    select(edit.state);
  };
  const publish = (): void => {
    if (blocking(problems).length > 0) {
      setDrawer('problems');
      return;
    }
    setPublishing(true);
    setFailure(undefined);
    draft
      .flush()
      .then((revision) => publishDraft(first.name, revision))
      .then((version) => {
        setPublished(version);
        return cache.invalidateQueries({
          queryKey: ['workflows'],
          predicate: ({ queryKey }) => queryKey[1] !== 'draft',
        });
      })
      .catch(setFailure)
      .finally(() => setPublishing(false));
  };
  const onCanvasKey = (event: KeyboardEvent): void => {
    const state = selected === undefined ? undefined : document.machine.States[selected];
    if ((event.key === 'Delete' || event.key === 'Backspace') && selected !== undefined && state !== undefined)
      remove(selected);
    if (event.key !== 'n' && event.key !== '/') return;
    event.preventDefault();
    const slot: Slot =
      selected !== undefined && state !== undefined
        ? (slotsOf(selected, state)[0]?.slot ?? { kind: 'start' })
        : { kind: 'start' };
    openAdd(slot, event.currentTarget);
  };
  useDesignerKeys({
    undo: draft.undo,
    redo: draft.redo,
    save: () => void draft.flush().catch(() => undefined),
    publish,
  });

  return (
    <div className={styles.page}>
      <WorkflowHeader name={first.name} current="design">
        <DesignerActions
          draft={draft}
          liveVersion={published ?? workflow?.liveVersion}
          isDraftChanged={workflow?.draftChanged === true && document !== first.document}
          problemCount={problems.length}
          isPublishing={isPublishing}
          onPublish={publish}
          onProblems={() => setDrawer('problems')}
        />
      </WorkflowHeader>
      {failure !== undefined && <ProblemAlert error={failure} />}
      {draft.saveState.kind === 'failed' && <ProblemAlert error={draft.saveState.error} />}
      {draft.saveState.kind === 'conflict' && <ConflictBanner onResolve={draft.resolve} />}
      {published !== undefined && (
        <PublishedBanner
          version={published}
          document={document}
          workspace={workspace}
          onClose={() => setPublished(undefined)}
        />
      )}
      <div className={styles.workbench} data-panel={selected !== undefined}>
        <div className={styles.outline}>
          <Outline document={document} selected={selected} problems={countByState(problems)} onSelect={select} />
        </div>
        <div className={styles.middle}>
          <div className={styles.canvas}>
            <WorkflowCanvas
              document={document}
              readOnly={false}
              connectors={connectors}
              selectedState={selected}
              onSelectState={select}
              problems={countByState(problems)}
              onAdd={openAdd}
              onKey={onCanvasKey}
            />
          </div>
          {drawer !== undefined && (
            <Drawer
              tab={drawer}
              onTab={setDrawer}
              onClose={() => setDrawer(undefined)}
              document={document}
              problems={problems}
              onSelect={select}
              onReplace={(next) => draft.change({ ...next, name: first.name }, { name: 'json' })}
            />
          )}
        </div>
        {selected !== undefined && (
          <div className={styles.panel}>
            <SelectedPanel
              key={selected}
              selected={selected}
              draft={draft}
              connectors={connectors}
              problems={problems}
              workspace={workspace}
              isLive={workflow?.liveVersion !== undefined}
              onSelect={select}
              onRemove={remove}
            />
          </div>
        )}
      </div>
      {adding !== undefined && (
        <QuickAdd
          key={slotId(adding.slot)}
          connectors={connectors}
          anchor={adding.anchor}
          onPick={(choice) => add(adding.slot, choice)}
          onClose={() => setAdding(undefined)}
        />
      )}
    </div>
  );
}

/** A new workflow begins with its trigger open; one that exists begins with its picture. */
function firstSelection({ triggers = {}, machine }: WorkflowDocument): string | undefined {
  const [id] = Object.keys(triggers);
  return id === undefined || Object.keys(machine.States).length > 1 ? undefined : `trigger:${id}`;
}

const NO_CONNECTORS: readonly never[] = [];
