/** What tests of drafts execute. */
export const DRAFT_TEST_STORE = Symbol('DraftTestStore');
