// The commands of the page that is open. Its parts bring theirs; keys, menus and the command palette find them here.
import { useEffect, useSyncExternalStore } from 'react';
import type { ShortcutId } from '../keys.ts';

/** Something that can be done now, or why it cannot. */
export interface PageCommand {
  /** Names its words and its keys. */
  readonly id: ShortcutId;
  /** In place of its usual words: what exactly it would do. */
  readonly label?: string | undefined;
  /** Why it cannot be done to what is selected; absent when it can. */
  readonly refused?: string | undefined;
  readonly run: () => void;
}

const providers = new Map<string, readonly PageCommand[]>();
const listeners = new Set<() => void>();
let shown: readonly PageCommand[] = [];

/** What is shown of commands changes far less often than what they would do. */
const signatureOf = (commands: readonly PageCommand[]): string =>
  JSON.stringify(commands.map(({ id, label, refused }) => [id, label, refused]));

function replace(provider: string, commands: readonly PageCommand[]): void {
  const before = providers.get(provider) ?? [];
  providers.set(provider, commands);
  if (signatureOf(before) === signatureOf(commands)) return;
  shown = [...providers.values()]
    .flat()
    .map(({ id, label, refused }) => ({ id, label, refused, run: () => findPageCommand(id)?.run() }));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Offers commands as long as a part of the page is shown. `provider` names the part. */
export function useProvidedCommands(provider: string, commands: readonly PageCommand[]): void {
  // After each drawing: they close over what is on the screen.
  useEffect(() => replace(provider, commands));
  useEffect(() => () => replace(provider, []), [provider]);
}

/** All commands of the page. */
export function usePageCommands(): readonly PageCommand[] {
  return useSyncExternalStore(subscribe, () => shown);
}

/** The command of an id; none when the page has no part that offers it. */
export const findPageCommand = (id: ShortcutId): PageCommand | undefined =>
  [...providers.values()].flat().find((command) => command.id === id);

/** Does a command, or tells why not. */
export function runPageCommand(id: ShortcutId, refuse: (why: string) => void): void {
  const command = findPageCommand(id);
  if (command?.refused === undefined) command?.run();
  else refuse(command.refused);
}
