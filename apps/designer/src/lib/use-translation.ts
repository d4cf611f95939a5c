import type { i18n as I18n, Namespace, TFunction } from 'i18next';
import { useSyncExternalStore } from 'react';
import { i18n } from './i18n.ts';

interface Translation<Ns extends Namespace> {
  /** Finds the words; the same function for everybody who asks for the same namespaces. */
  readonly t: TFunction<Ns>;
  readonly i18n: I18n;
}

/** Language and namespaces -> what finds their words. */
const known = new Map<string, Translation<Namespace>>();

const follow = (listen: () => void): (() => void) => {
  i18n.on('languageChanged', listen);
  return () => i18n.off('languageChanged', listen);
};
const language = (): string => i18n.language;

/**
 * The words of one or more namespaces; of a list the first is meant where none is named. They are all there before a feature is
 * drawn, so nothing waits here, and hundreds of lines and cards may each ask.
 */
export function useTranslation<const Ns extends Namespace = 'common'>(namespaces?: Ns): Translation<Ns> {
  const current = useSyncExternalStore(follow, language);
  const key = `${current} ${String(namespaces)}`;
  let found = known.get(key);
  if (found === undefined) {
    found = { t: i18n.getFixedT(current, namespaces ?? 'common'), i18n };
    known.set(key, found);
  }
  return found;
}
