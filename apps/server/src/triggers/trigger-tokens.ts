/** What `app.module.ts` provides for triggers of connectors. */
export const TRIGGER_STORE = Symbol('TriggerStore');
export const TRIGGER_KEEPER = Symbol('TriggerKeeper');
