/** Every shortcut of the shell: what handlers, hints and the shortcut sheet show. Features keep their own lists of this shape. */

/** One shortcut, in tinykeys notation; `$mod` is Command on macOS and Control elsewhere. */
export interface Shortcut {
  readonly id: string;
  readonly keys: string;
  /** As `KeyHint` shows it. */
  readonly hint: string;
}

export const SHELL_SHORTCUTS = [
  { id: 'palette', keys: '$mod+k', hint: 'Mod+K' },
  { id: 'home', keys: 'g h', hint: 'G H' },
  { id: 'workflows', keys: 'g w', hint: 'G W' },
  { id: 'runs', keys: 'g r', hint: 'G R' },
  { id: 'connectors', keys: 'g c', hint: 'G C' },
  { id: 'settings', keys: 'g s', hint: 'G S' },
] as const satisfies readonly Shortcut[];

/** Whether a key belongs to a field that is being typed in. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
