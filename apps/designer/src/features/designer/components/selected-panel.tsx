import {
  type KeyboardEvent,
  lazy,
  memo,
  type ReactElement,
  Suspense,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
} from 'react';
import { Skeleton } from '../../../components/skeleton.tsx';
import { findState } from '../../../components/canvas/model/scope.ts';
import { useTestingContext } from '../hooks/testing/testing-context.ts';
import { useSample } from '../hooks/use-sample.ts';
import { setTrigger } from '../model/commands/triggers.ts';
import { fieldOfPath } from '../model/problems.ts';
import { PanelContext } from './panel/panel-context.ts';
import { PickerColumn } from './picker/picker-column.tsx';
import { expressionsOf } from './picker/picker-rows.ts';
import { StepPanel } from './panel/step-panel.tsx';
import { focusCanvas } from './menus/focus-canvas.ts';
import { useWorkbench, type WantedField } from './workbench-context.ts';
import styles from './panel/panel.module.css';

const TriggerPanel = lazy(async () => ({ default: (await import('./panel/trigger-panel.tsx')).TriggerPanel }));
const CaptureSection = lazy(async () => ({
  default: (await import('./testing/capture-section.tsx')).CaptureSection,
}));

/** The panel of whatever is selected: a step or a trigger. */
export const SelectedPanel = memo(function SelectedPanel({ selected }: { readonly selected: string }): ReactElement {
  const { document, connectors, problems, wanted, selected: newest } = useWorkbench();
  // What may be read is worked out after the key that somebody presses is seen.
  const { roots, bindings } = useSample(useDeferredValue(document), selected, connectors);
  const { data: source } = useTestingContext();
  // The list stays the same one while its words do: code editors are set up with it.
  const text = useMemo(() => expressionsOf(roots).join('\n'), [roots]);
  const expressions = useMemo(() => text.split('\n'), [text]);
  const surroundings = useMemo(
    () => ({ problems, roots, expressions, bindings, source, wanted }),
    [problems, roots, expressions, bindings, source, wanted],
  );
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What is wanted of a step that was selected just now is for the panel that comes with the next picture.
    if (wanted === undefined || place.current === null || newest !== selected) return undefined;
    return focusWhenThere(place.current, wanted);
  }, [wanted, newest, selected]);
  return (
    <PanelContext value={surroundings}>
      <div ref={place} className={styles.place} onKeyDown={leaveOnEscape}>
        <PickerColumn>
          <Panel selected={selected} />
        </PickerColumn>
      </div>
    </PanelContext>
  );
});

function Panel({ selected }: { readonly selected: string }): ReactElement | null {
  const { document, draft, workspace, isLive, select } = useWorkbench();
  const id = selected.startsWith('trigger:') ? selected.slice('trigger:'.length) : undefined;
  const trigger = id === undefined ? undefined : document.triggers?.[id];
  if (id !== undefined && trigger !== undefined)
    return (
      <Suspense fallback={<Skeleton />}>
        <TriggerPanel
          id={id}
          trigger={trigger}
          workspace={workspace}
          isLive={isLive}
          onClose={() => select(undefined)}
          captures={
            trigger.type === 'webhook' && (
              <CaptureSection
                workflow={document.name}
                triggerId={id}
                url={`${location.origin}/hooks-test/${workspace}/${trigger.path}`}
              />
            )
          }
          onChange={(next, field) =>
            draft.changeDrawn(setTrigger(document, id, next), {
              name: 'trigger',
              step: id,
              key: `${selected}/${field}`,
            })
          }
        />
      </Suspense>
    );
  const state = findState(document, selected);
  return state === undefined ? null : <StepPanel name={selected} state={state} />;
}

const FOCUSABLE = 'input:not([type=hidden]), textarea, .cm-content, select, [role=radio][tabindex="0"], button';

/** Puts the focus into a field as soon as it is there: some tabs come when they are first opened. Returns how to give up. */
function focusWhenThere(place: HTMLElement, wanted: WantedField): () => void {
  const observer = new MutationObserver(() => {
    if (focusField(place, wanted)) observer.disconnect();
  });
  if (!focusField(place, wanted)) observer.observe(place, { childList: true, subtree: true });
  return () => observer.disconnect();
}

/** Puts the focus into the field of a path; into the first one for a path that has none of its own. Tells whether it could. */
function focusField(place: HTMLElement, { path }: WantedField): boolean {
  const fields = [...place.querySelectorAll<HTMLElement>('[data-path]')];
  const places = fields.map(({ dataset }) => ({ path: dataset.path ?? '', isMissing: dataset.missing === 'true' }));
  const found = fieldOfPath(places, path);
  const field = fields.find(({ dataset }) => dataset.path === found);
  const value = field?.querySelector<HTMLElement>('[data-value]') ?? field;
  field?.scrollIntoView({ block: 'nearest' });
  // Its editor is being loaded: what stands around it must not take the focus instead.
  if (value?.querySelector('[aria-busy=true]') !== null) return false;
  value.querySelector<HTMLElement>(FOCUSABLE)?.focus();
  return true;
}

/** Escape goes back to the canvas, unless something that is open in the panel takes it. */
function leaveOnEscape(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'Escape' || event.defaultPrevented || !(event.target instanceof Element)) return;
  if (event.target.closest('[aria-expanded=true], [role=menu], [role=listbox], [role=dialog]') !== null) return;
  focusCanvas();
}
