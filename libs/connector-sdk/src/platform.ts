// What the platform and its tools read of a connector; authors need none of it.
export { checkManifest } from './check-manifest.ts';
export { compareManifests, type Bump, type Comparison, type ManifestChange } from './compat/compare-manifests.ts';
export { compareSchemas, type SchemaChange } from './compat/compare-schemas.ts';
export { compareVersions, isBumpEnough, isVersion, nextVersion } from './compat/versions.ts';
export { SDK_MAJOR } from './connector.ts';
export type { RequestRoot } from './declarative/build-request.ts';
export { runAuthTest } from './declarative/run-auth-test.ts';
export { runHttpAction, type DeclarativeCall, type DeclarativeHost } from './declarative/run-http-action.ts';
export { runHttpPoll, type HttpPollAnswer, type HttpPollCall } from './declarative/run-http-poll.ts';
export { expressionOf, type Evaluate } from './declarative/template.ts';
export { describeConnector } from './describe-connector.ts';
export {
  createCallNet,
  type CallNet,
  type CallNetParts,
  type NetTarget,
  type RawConnection,
} from './hosting/call-net.ts';
export { CallPauses, canPause, resumeOf, type PauseFacts } from './hosting/call-pauses.ts';
export { CallStore, type KeptValues, type StoreChange } from './hosting/call-store.ts';
export { readSecret, repetitionOf, toUuid } from './hosting/call-rules.ts';
export {
  createConnectorHttp,
  type ConnectorHttpParts,
  type JudgeAnswer,
  type RateTurn,
  type SendJudged,
  type SendRequest,
} from './hosting/connector-http.ts';
export type { CallConnection } from './hosting/credentials.ts';
export { reportFailure, type FailureReport } from './hosting/failure-report.ts';
export {
  failureOfAnswer,
  failureOfSocket,
  failureOfStatus,
  failureOfTime,
  isSuccess,
  type Progress,
} from './hosting/http-failures.ts';
export { OutcomeUnknownError } from './hosting/outcome-unknown.ts';
export { isLeftToPerson, performOnce, verifyOf, type EarlierCall, type Verify } from './hosting/perform-once.ts';
export { resolveUrl } from './hosting/permitted-hosts.ts';
export { MAX_WAIT_INSIDE_MS } from './hosting/repeat.ts';
export { connectorOfManifest } from './invocation/connector-of-manifest.ts';
export { invokeConnector, type Invocation, type InvocationKind, type Invoke } from './invocation/invoke-connector.ts';
export {
  manifestSchema,
  type Manifest,
  type ManifestAction,
  type ManifestAuth,
  type ManifestIdempotency,
  type ManifestTrigger,
} from './manifest.ts';
export { signDelivery, verifyDelivery, type DeliveryCheck, type DeliveryVerdict } from './verify-delivery.ts';
