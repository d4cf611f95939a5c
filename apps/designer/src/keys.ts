/** Every shortcut of the product: what handlers, hints and the shortcut sheet show. */

/** Where a shortcut works; also the parts of the sheet. */
export type KeyRegion = 'everywhere' | 'lists' | 'designer' | 'canvas' | 'panel';

interface Shortcut {
  readonly id: string;
  readonly region: KeyRegion;
  /** In tinykeys notation; `$mod` is Command on macOS and Control elsewhere. Several may do the same. */
  readonly keys: readonly string[];
  /** As `KeyHint` shows it. */
  readonly hint: string;
}

export const SHORTCUTS = [
  { id: 'palette', region: 'everywhere', keys: ['$mod+k'], hint: 'Mod+K' },
  { id: 'sheet', region: 'everywhere', keys: ['Shift+?', '?'], hint: '?' },
  { id: 'home', region: 'everywhere', keys: ['g h'], hint: 'G H' },
  { id: 'workflows', region: 'everywhere', keys: ['g w'], hint: 'G W' },
  { id: 'runs', region: 'everywhere', keys: ['g r'], hint: 'G R' },
  { id: 'connectors', region: 'everywhere', keys: ['g c'], hint: 'G C' },
  { id: 'settings', region: 'everywhere', keys: ['g s'], hint: 'G S' },
  { id: 'find', region: 'lists', keys: ['/'], hint: '/' },
  { id: 'undo', region: 'designer', keys: ['$mod+z'], hint: 'Mod+Z' },
  { id: 'redo', region: 'designer', keys: ['$mod+Shift+z', '$mod+y'], hint: 'Mod+Shift+Z' },
  { id: 'save', region: 'designer', keys: ['$mod+s'], hint: 'Mod+S' },
  { id: 'publish', region: 'designer', keys: ['$mod+Shift+Enter'], hint: 'Mod+Shift+Enter' },
  { id: 'nextProblem', region: 'designer', keys: ['F8'], hint: 'F8' },
  { id: 'previousProblem', region: 'designer', keys: ['Shift+F8'], hint: 'Shift+F8' },
  { id: 'nextRegion', region: 'designer', keys: ['F6'], hint: 'F6' },
  { id: 'previousRegion', region: 'designer', keys: ['Shift+F6'], hint: 'Shift+F6' },
  { id: 'walk', region: 'canvas', keys: [], hint: '← ↑ ↓ →' },
  { id: 'openPanel', region: 'canvas', keys: ['Enter'], hint: 'Enter' },
  { id: 'add', region: 'canvas', keys: ['n', '/'], hint: 'N' },
  { id: 'earlier', region: 'canvas', keys: ['Alt+ArrowUp'], hint: 'Alt+↑' },
  { id: 'later', region: 'canvas', keys: ['Alt+ArrowDown'], hint: 'Alt+↓' },
  { id: 'duplicate', region: 'canvas', keys: ['$mod+d'], hint: 'Mod+D' },
  { id: 'copy', region: 'canvas', keys: ['$mod+c'], hint: 'Mod+C' },
  { id: 'cut', region: 'canvas', keys: ['$mod+x'], hint: 'Mod+X' },
  { id: 'paste', region: 'canvas', keys: [], hint: 'Mod+V' },
  { id: 'remove', region: 'canvas', keys: ['Delete', 'Backspace'], hint: 'Delete' },
  { id: 'rename', region: 'canvas', keys: ['F2'], hint: 'F2' },
  { id: 'skip', region: 'canvas', keys: ['d'], hint: 'D' },
  { id: 'note', region: 'canvas', keys: ['m'], hint: 'M' },
  { id: 'outline', region: 'canvas', keys: ['o'], hint: 'O' },
  { id: 'json', region: 'canvas', keys: ['j'], hint: 'J' },
  { id: 'drawer', region: 'canvas', keys: ['b'], hint: 'B' },
  { id: 'zoom', region: 'canvas', keys: [], hint: '+ − 0 1' },
  { id: 'direction', region: 'canvas', keys: [], hint: 'L' },
  { id: 'mode', region: 'panel', keys: [], hint: 'Mod+E' },
  { id: 'picker', region: 'panel', keys: [], hint: 'Alt+↓' },
  { id: 'back', region: 'panel', keys: [], hint: 'Esc' },
] as const satisfies readonly Shortcut[];

export type ShortcutId = (typeof SHORTCUTS)[number]['id'];

/** Handlers by the keys of their shortcuts. */
export function keyBindings(
  acts: Partial<Readonly<Record<ShortcutId, (event: KeyboardEvent) => void>>>,
): Readonly<Record<string, (event: KeyboardEvent) => void>> {
  const bound = SHORTCUTS.flatMap(({ id, keys }) => {
    const act = acts[id];
    return act === undefined ? [] : keys.map((key) => [key, act] as const);
  });
  return Object.fromEntries(bound);
}

/** Whether a key belongs to a field that is being typed in. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
