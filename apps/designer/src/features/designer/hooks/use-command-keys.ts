import { type KeyboardEvent, useState } from 'react';
import { createKeybindingsHandler } from 'tinykeys';
import { useNewestCall } from '../../../hooks/use-newest-call.ts';
import { keyBindings, type ShortcutId, shortcutsOf } from '../../../keys.ts';
import { findPageCommand, runPageCommand } from '../../../lib/page-commands.ts';

/** With a text selected, these keys are the browser's. */
const OF_TEXT: ReadonlySet<ShortcutId> = new Set<ShortcutId>(['copy', 'cut', 'selectAll']);
const isTextSelected = (): boolean => (getSelection()?.toString() ?? '') !== '';

/** The keys of the canvas, for every place that shows steps: the canvas itself and the outline. */
export function useCommandKeys(refuse: (why: string) => void): (event: KeyboardEvent) => void {
  const tell = useNewestCall(refuse);
  const [handle] = useState(() => createKeybindingsHandler(commandBindings(tell)));
  return ({ nativeEvent }) => handle(nativeEvent);
}

function commandBindings(refuse: (why: string) => void): ReturnType<typeof keyBindings> {
  const press = (id: ShortcutId) => (event: globalThis.KeyboardEvent) => {
    if (findPageCommand(id) === undefined || (OF_TEXT.has(id) && isTextSelected())) return;
    event.preventDefault();
    runPageCommand(id, refuse);
  };
  return keyBindings(Object.fromEntries(shortcutsOf('canvas').map((id) => [id, press(id)])));
}
