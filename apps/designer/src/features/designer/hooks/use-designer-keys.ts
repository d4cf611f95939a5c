import { useEffect, useEffectEvent } from 'react';
import { tinykeys } from 'tinykeys';
import { isTyping, keyBindings, type ShortcutId, shortcutsOf } from '../../../keys.ts';
import { findPageCommand, runPageCommand } from '../../../lib/page-commands.ts';

/** Fields undo their own text. */
const OF_FIELDS: ReadonlySet<ShortcutId> = new Set<ShortcutId>(['undo', 'redo']);
/** Keys of one letter, which are text in a field. */
const LETTERS: ReadonlySet<ShortcutId> = new Set<ShortcutId>(['outline', 'json', 'drawer']);
const TABS = ['setupTab', 'outputTab', 'testTab', 'errorTab', 'notesTab'] as const satisfies readonly ShortcutId[];

const isInEditor = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('.cm-editor') !== null;
const isInDialog = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role="dialog"], [role="menu"]') !== null;

/** Whether a key is left to what has the focus. */
function isElsewhere(id: ShortcutId, { target }: Event): boolean {
  if (isInDialog(target)) return true;
  return (OF_FIELDS.has(id) || LETTERS.has(id)) && (isTyping(target) || isInEditor(target));
}

const ROVING = '[role="treeitem"][tabindex="0"], [data-item][tabindex="0"], [role="application"]';
const FOCUSABLE = `${ROVING}, [tabindex="0"], a[href], button:not([disabled], [tabindex="-1"]), input, textarea`;

/** Moves the focus to the next part of the page: header, outline, canvas, panel, drawer. */
function walkRegions(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => region.offsetParent !== null,
  );
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(at + step + regions.length) % regions.length];
  const places = [...(next?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])].filter(
    (place) => place.offsetParent !== null,
  );
  const best = places.find((place) => place.matches(ROVING)) ?? places[0] ?? next;
  best?.focus();
}

/** Opens a tab of the panel, and goes into it. */
function openTab(index: number): void {
  const tab = document.querySelectorAll<HTMLElement>('[data-region="panel"] [role="tab"]')[index];
  tab?.click();
  tab?.focus();
}

/** The keys that work anywhere in the designer. */
export function useDesignerKeys(refuse: (why: string) => void): void {
  const tell = useEffectEvent(refuse);
  useEffect(() => {
    const always = (run: () => void) => (event: Event) => {
      event.preventDefault();
      run();
    };
    const commands = shortcutsOf('designer').map((id) => [
      id,
      (event: Event) => {
        if (findPageCommand(id) === undefined || isElsewhere(id, event)) return;
        event.preventDefault();
        runPageCommand(id, tell);
      },
    ]);
    return tinykeys(
      window,
      keyBindings({
        ...(Object.fromEntries(commands) as Parameters<typeof keyBindings>[0]),
        ...Object.fromEntries(TABS.map((id, index) => [id, always(() => openTab(index))])),
        nextRegion: always(() => walkRegions(1)),
        previousRegion: always(() => walkRegions(-1)),
      }),
    );
  }, []);
}
