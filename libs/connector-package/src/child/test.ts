// A program: runs the tests that every connector has to pass.
import { testConnector, type ConnectorPackage } from '@millrace/connector-sdk/testing';
import { answerAbout } from './answer-about.ts';

await answerAbout((connector, described) => testConnector(connector, described as ConnectorPackage));
