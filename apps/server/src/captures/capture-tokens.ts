/** Calls of test addresses. */
export const CAPTURE_STORE = Symbol('CaptureStore');
