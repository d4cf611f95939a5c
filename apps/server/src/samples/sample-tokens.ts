/** Pins and mocks of drafts. */
export const SAMPLE_STORE = Symbol('SampleStore');
