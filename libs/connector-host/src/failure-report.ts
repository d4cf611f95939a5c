// One truth with the test suite of authors, which reports failures as this host does.
export { reportFailure, type FailureReport } from '@millrace/connector-sdk/platform';
