export const ALERT_TABS = ['told', 'rules', 'channels'] as const;
export type AlertTab = (typeof ALERT_TABS)[number];

/** What the address of the page of alerts holds. */
export interface AlertSearch {
  /** Default: what was told. */
  readonly tab?: AlertTab;
  /** Of what was told: what goes on, or what is over. */
  readonly state?: 'firing' | 'cleared';
}

/** Reads it; what is not understood is left out. */
export function readAlertSearch(search: Readonly<Record<string, unknown>>): AlertSearch {
  const tab = ALERT_TABS.find((known) => known === search.tab);
  const state = (['firing', 'cleared'] as const).find((known) => known === search.state);
  return { ...(tab === undefined || tab === 'told' ? {} : { tab }), ...(state === undefined ? {} : { state }) };
}

/** The version that a message proposes to go back to. */
export function readRollBack(search: Readonly<Record<string, unknown>>): { readonly rollBack?: number } {
  const number = Number(search.rollBack);
  return Number.isInteger(number) && number > 0 ? { rollBack: number } : {};
}
