// One truth with the test suite of authors, which is where the table of failures is.
export { OutcomeUnknownError } from '@millrace/connector-sdk/platform';
