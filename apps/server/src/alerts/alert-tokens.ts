export const ALERT_STORE = Symbol('AlertStore');
/** Looks at rules in this process. */
export const ALERT_WATCH = Symbol('AlertWatch');
