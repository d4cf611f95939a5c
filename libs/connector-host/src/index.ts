export {
  ConnectorHost,
  createConnectorHost,
  type ActionCall,
  type ActionOutcome,
  type ConnectorHostOptions,
  type HostFiles,
} from './connector-host.ts';
export {
  canRunCode,
  CodeSandbox,
  createCodeSandbox,
  type CodeCall,
  type CodeSandboxOptions,
} from './sandbox/code-sandbox.ts';
export { type CodeOutcome } from './sandbox/child-call.ts';
export { type ChildCommand } from './sandbox/command.ts';
export { type CodeFailure } from './sandbox/failures.ts';
