// One truth with the test suite of authors, which signs in as this host does.
export type { CallConnection } from '@millrace/connector-sdk/platform';
