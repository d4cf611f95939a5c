export const BULK_STORE = Symbol('BulkStore');
/** Works on bulk actions in this process. */
export const BULK_KEEPER = Symbol('BulkKeeper');
/** What bulk actions do to single runs. */
export const BULK_ACTS = Symbol('BulkActs');
