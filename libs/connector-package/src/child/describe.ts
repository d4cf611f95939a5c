// A program: says what a connector is.
import { describeConnector } from '@millrace/connector-sdk/platform';
import { answerAbout } from './answer-about.ts';

await answerAbout((connector, request) => describeConnector(connector, (request as { version: string }).version));
