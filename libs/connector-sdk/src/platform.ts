// What the platform and its tools read of a connector; authors need none of it.
export { compareManifests, type Bump, type Comparison, type ManifestChange } from './compat/compare-manifests.ts';
export { compareSchemas, type SchemaChange } from './compat/compare-schemas.ts';
export { compareVersions, isBumpEnough, isVersion, nextVersion } from './compat/versions.ts';
export { SDK_MAJOR } from './connector.ts';
export type { RequestRoot } from './declarative/build-request.ts';
export { runAuthTest } from './declarative/run-auth-test.ts';
export { runHttpAction, type DeclarativeCall, type DeclarativeHost } from './declarative/run-http-action.ts';
export { expressionOf, type Evaluate } from './declarative/template.ts';
export { describeConnector } from './describe-connector.ts';
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
