/** Every command with its keys: what handlers, tooltips, menus, the shortcut sheet and the command palette show. */
import { areSingleKeysOn } from './lib/single-keys.ts';

/** Where a shortcut works; also the parts of the sheet. */
export type KeyRegion = 'everywhere' | 'lists' | 'designer' | 'canvas' | 'panel' | 'tests' | 'run';

interface Shortcut {
  readonly id: string;
  readonly region: KeyRegion;
  /** In tinykeys notation; `$mod` is Command on macOS and Control elsewhere. Several may do the same. */
  readonly keys: readonly string[];
  /** As `KeyHint` shows it; empty for a command that has no key. */
  readonly hint: string;
}

export const SHORTCUTS = [
  { id: 'palette', region: 'everywhere', keys: ['$mod+k'], hint: 'Mod+K' },
  { id: 'sheet', region: 'everywhere', keys: ['Shift+?', '?'], hint: '?' },
  { id: 'nextRegion', region: 'everywhere', keys: ['F6'], hint: 'F6' },
  { id: 'previousRegion', region: 'everywhere', keys: ['Shift+F6'], hint: 'Shift+F6' },
  { id: 'home', region: 'everywhere', keys: ['g h'], hint: 'G H' },
  { id: 'workflows', region: 'everywhere', keys: ['g w'], hint: 'G W' },
  { id: 'runs', region: 'everywhere', keys: ['g r'], hint: 'G R' },
  { id: 'tasks', region: 'everywhere', keys: ['g t'], hint: 'G T' },
  { id: 'errors', region: 'everywhere', keys: ['g e'], hint: 'G E' },
  { id: 'connectors', region: 'everywhere', keys: ['g c'], hint: 'G C' },
  { id: 'settings', region: 'everywhere', keys: ['g s'], hint: 'G S' },
  { id: 'find', region: 'lists', keys: ['/'], hint: '/' },
  { id: 'nextRow', region: 'lists', keys: ['j'], hint: 'J' },
  { id: 'previousRow', region: 'lists', keys: ['k'], hint: 'K' },
  { id: 'markRow', region: 'lists', keys: ['x'], hint: 'X' },
  { id: 'markRange', region: 'lists', keys: ['Shift+x'], hint: 'Shift+X' },
  { id: 'markAll', region: 'lists', keys: ['$mod+a'], hint: 'Mod+A' },
  { id: 'unmark', region: 'lists', keys: ['Escape'], hint: 'Esc' },
  { id: 'retryRuns', region: 'lists', keys: ['r'], hint: 'R' },
  { id: 'replayRuns', region: 'lists', keys: ['Shift+r'], hint: 'Shift+R' },
  { id: 'cancelRuns', region: 'lists', keys: ['y'], hint: 'Y' },
  { id: 'retryRun', region: 'run', keys: ['r'], hint: 'R' },
  { id: 'replayRun', region: 'run', keys: ['Shift+r'], hint: 'Shift+R' },
  { id: 'cancelRun', region: 'run', keys: ['y'], hint: 'Y' },
  { id: 'zoomTime', region: 'run', keys: [], hint: '+ −' },
  { id: 'moveTime', region: 'run', keys: [], hint: 'Shift+←' },
  { id: 'levels', region: 'run', keys: [], hint: '0 – 9' },
  { id: 'failedOnly', region: 'run', keys: [], hint: 'E' },
  { id: 'undo', region: 'designer', keys: ['$mod+z'], hint: 'Mod+Z' },
  { id: 'redo', region: 'designer', keys: ['$mod+Shift+z', '$mod+y'], hint: 'Mod+Shift+Z' },
  { id: 'save', region: 'designer', keys: ['$mod+s'], hint: 'Mod+S' },
  { id: 'run', region: 'designer', keys: ['$mod+Enter'], hint: 'Mod+Enter' },
  { id: 'publish', region: 'designer', keys: ['$mod+Shift+Enter'], hint: 'Mod+Shift+Enter' },
  { id: 'findStep', region: 'designer', keys: ['$mod+f'], hint: 'Mod+F' },
  { id: 'nextMatch', region: 'designer', keys: ['F3'], hint: 'F3' },
  { id: 'previousMatch', region: 'designer', keys: ['Shift+F3'], hint: 'Shift+F3' },
  { id: 'nextProblem', region: 'designer', keys: ['F8'], hint: 'F8' },
  { id: 'previousProblem', region: 'designer', keys: ['Shift+F8'], hint: 'Shift+F8' },
  { id: 'outline', region: 'designer', keys: ['o'], hint: 'O' },
  { id: 'json', region: 'designer', keys: ['j'], hint: 'J' },
  { id: 'drawer', region: 'designer', keys: ['b'], hint: 'B' },
  { id: 'code', region: 'designer', keys: [], hint: '' },
  { id: 'addTrigger', region: 'designer', keys: [], hint: '' },
  { id: 'walk', region: 'canvas', keys: [], hint: '← ↑ ↓ →' },
  { id: 'extend', region: 'canvas', keys: [], hint: 'Shift+←' },
  { id: 'selectAll', region: 'canvas', keys: ['$mod+a'], hint: 'Mod+A' },
  { id: 'selectUpstream', region: 'canvas', keys: [], hint: '' },
  { id: 'selectDownstream', region: 'canvas', keys: [], hint: '' },
  { id: 'openPanel', region: 'canvas', keys: ['Enter'], hint: 'Enter' },
  { id: 'collapse', region: 'canvas', keys: [], hint: 'E' },
  { id: 'add', region: 'canvas', keys: ['n', '/'], hint: 'N' },
  { id: 'connect', region: 'canvas', keys: ['c'], hint: 'C' },
  { id: 'replace', region: 'canvas', keys: ['r'], hint: 'R' },
  { id: 'rename', region: 'canvas', keys: ['F2'], hint: 'F2' },
  { id: 'note', region: 'canvas', keys: ['m'], hint: 'M' },
  { id: 'skip', region: 'canvas', keys: ['d'], hint: 'D' },
  { id: 'earlier', region: 'canvas', keys: ['Alt+ArrowUp'], hint: 'Alt+↑' },
  { id: 'later', region: 'canvas', keys: ['Alt+ArrowDown'], hint: 'Alt+↓' },
  { id: 'wrapMap', region: 'canvas', keys: ['w'], hint: 'W' },
  { id: 'wrapParallel', region: 'canvas', keys: ['Alt+w', 'Alt+KeyW'], hint: 'Alt+W' },
  { id: 'unwrap', region: 'canvas', keys: ['Shift+w'], hint: 'Shift+W' },
  { id: 'extract', region: 'canvas', keys: ['Alt+x', 'Alt+KeyX'], hint: 'Alt+X' },
  { id: 'duplicate', region: 'canvas', keys: ['$mod+d'], hint: 'Mod+D' },
  { id: 'copy', region: 'canvas', keys: ['$mod+c'], hint: 'Mod+C' },
  { id: 'cut', region: 'canvas', keys: ['$mod+x'], hint: 'Mod+X' },
  // The browser's own event brings the text.
  { id: 'paste', region: 'canvas', keys: [], hint: 'Mod+V' },
  { id: 'remove', region: 'canvas', keys: ['Delete', 'Backspace'], hint: 'Delete' },
  { id: 'disconnect', region: 'canvas', keys: [], hint: '' },
  { id: 'testStep', region: 'canvas', keys: ['Shift+Enter'], hint: 'Shift+Enter' },
  { id: 'runToHere', region: 'canvas', keys: ['Alt+Enter'], hint: 'Alt+Enter' },
  { id: 'pin', region: 'canvas', keys: ['p'], hint: 'P' },
  { id: 'menu', region: 'canvas', keys: ['Shift+F10', 'ContextMenu'], hint: 'Shift+F10' },
  { id: 'zoomToSelection', region: 'canvas', keys: [], hint: '2' },
  { id: 'zoom', region: 'canvas', keys: [], hint: '+ − 0 1' },
  { id: 'direction', region: 'canvas', keys: [], hint: 'L' },
  { id: 'iteration', region: 'canvas', keys: [], hint: ', .' },
  { id: 'failedIteration', region: 'canvas', keys: [], hint: 'F' },
  { id: 'setupTab', region: 'panel', keys: ['$mod+Alt+1', '$mod+Alt+Digit1'], hint: 'Mod+Alt+1' },
  { id: 'outputTab', region: 'panel', keys: ['$mod+Alt+2', '$mod+Alt+Digit2'], hint: 'Mod+Alt+2' },
  { id: 'testTab', region: 'panel', keys: ['$mod+Alt+3', '$mod+Alt+Digit3'], hint: 'Mod+Alt+3' },
  { id: 'errorTab', region: 'panel', keys: ['$mod+Alt+4', '$mod+Alt+Digit4'], hint: 'Mod+Alt+4' },
  { id: 'notesTab', region: 'panel', keys: ['$mod+Alt+5', '$mod+Alt+Digit5'], hint: 'Mod+Alt+5' },
  { id: 'mode', region: 'panel', keys: [], hint: 'Mod+E' },
  { id: 'picker', region: 'panel', keys: [], hint: 'Alt+↓' },
  { id: 'back', region: 'panel', keys: [], hint: 'Esc' },
  { id: 'saveTest', region: 'tests', keys: ['$mod+s'], hint: 'Mod+S' },
  { id: 'runTest', region: 'tests', keys: ['$mod+Enter'], hint: 'Mod+Enter' },
  { id: 'runTests', region: 'tests', keys: ['$mod+Shift+Enter'], hint: 'Mod+Shift+Enter' },
  { id: 'addTest', region: 'tests', keys: [], hint: '' },
  { id: 'duplicateTest', region: 'tests', keys: [], hint: '' },
  { id: 'removeTest', region: 'tests', keys: [], hint: '' },
] as const satisfies readonly Shortcut[];

export type ShortcutId = (typeof SHORTCUTS)[number]['id'];

const byId = new Map<ShortcutId, Shortcut>(SHORTCUTS.map((shortcut) => [shortcut.id, shortcut]));

/** How a command's key is shown; empty when it has none. */
export const hintOf = (id: ShortcutId): string => byId.get(id)?.hint ?? '';

/** The commands whose keys work in one part of the page. */
export const shortcutsOf = (region: KeyRegion): readonly ShortcutId[] =>
  SHORTCUTS.filter((shortcut) => shortcut.region === region).map(({ id }) => id);

/** Whether a key is one character: those can be turned off, for people whose speech input or tremor presses them. */
const isSingleKey = (keys: string): boolean => /^(Shift\+)?\S( \S)*$/u.test(keys);

type KeyHandler = (event: KeyboardEvent) => void;

/** Handlers by the keys of their shortcuts. */
export function keyBindings(
  acts: Partial<Readonly<Record<ShortcutId, KeyHandler>>>,
): Readonly<Record<string, KeyHandler>> {
  const bound = SHORTCUTS.flatMap(({ id, keys }) => {
    const act = acts[id];
    return act === undefined ? [] : keys.map((key) => [key, isSingleKey(key) ? whenOn(act) : act] as const);
  });
  return Object.fromEntries(bound);
}

/** Asked at the press, so that the preference counts at once. */
const whenOn =
  (act: KeyHandler): KeyHandler =>
  (event) => {
    if (areSingleKeysOn()) act(event);
  };

/** Whether a key belongs to a field that is being typed in. Nobody types into a checkbox. */
export function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement && target.type === 'checkbox') return false;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
