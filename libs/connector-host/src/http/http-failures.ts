// One truth with the test suite of authors: which failure a status is.
export { failureOfAnswer } from '@millrace/connector-sdk/platform';
