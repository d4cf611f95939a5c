export type { ActionFacts } from './action-facts.ts';
export type { HostStore } from './call-context.ts';
export {
  ConnectorHost,
  createConnectorHost,
  type ActionCall,
  type ActionOutcome,
  type CallOutcome,
  type ConnectorHostOptions,
  type MemberCall,
  type OpenedMember,
  type OptionsCall,
  type ReadCall,
  type HostFiles,
} from './connector-host.ts';
export { CallBudgets, type SharedBudgets } from './budget/call-budgets.ts';
export {
  sortFields,
  type ConnectionRequest,
  type HostConnections,
  type OAuthRequest,
  type ObtainedToken,
  type ObtainToken,
  type SortedFields,
} from './connections.ts';
export type { CallConnection } from '@millrace/connector-sdk/platform';
export { createPlainSender, type SendPlainly } from './http/plain-sender.ts';
export {
  installBuiltIn,
  type ConnectorAddress,
  type ConnectorDirectory,
  type ConnectorOrigin,
  type ConnectorRefusal,
  type InstalledConnector,
} from './installed-connector.ts';
export { PIECE_ERRORS, PieceError, type PieceErrorCode } from './pieces/errors.ts';
export { installPiece, type PieceInstallation } from './pieces/install-piece.ts';
export { installedPiece, listInstalledPieces, readInstalledPiece } from './pieces/installed-piece.ts';
export { markReads, readsOf } from './pieces/manifest-of-piece.ts';
export { PieceHost, type PieceHostOptions } from './pieces/piece-host.ts';
export { previewPiece, type PiecePreview } from './pieces/preview-piece.ts';
export type { InstalledPiece, OpenPiece } from './pieces/piece.ts';
export { installPublished, type PublishedParts } from './published/install-published.ts';
export {
  createPublishedSandbox,
  PublishedSandbox,
  type PublishedCode,
  type PublishedSandboxOptions,
} from './published/published-sandbox.ts';
export { type QuarantineNotice } from './published/quarantine.ts';
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
export { TOKEN_RESPONSE } from './token-response.ts';
export { TriggerCalls } from './triggers/trigger-calls.ts';
