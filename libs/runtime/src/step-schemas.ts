import type { JsonObject } from '@millrace/machine';

/** What a service says about a part of a step that only it knows: the fields inside an argument, or an output. */
export interface StepSchema {
  /** JSON Pointer into the document: of the argument, or of the step whose output it is. */
  readonly path: string;
  readonly part: 'argument' | 'output';
  readonly schema: JsonObject;
}

/** Something that a service says otherwise than when the version was published. */
export interface StepSchemaChange extends Pick<StepSchema, 'path' | 'part'> {
  /** Sentences for people. */
  readonly message: string;
}

export interface KeptStepSchemas {
  readonly schemas: readonly StepSchema[];
  readonly changes: readonly StepSchemaChange[];
}

/** Schemas of published versions. They are those of the time of publishing; what changes is told beside them. */
export interface StepSchemaStore {
  /** Replaces what is kept of a version; as of now it has been compared, and nothing differs. */
  keep(request: { readonly versionId: string; readonly schemas: readonly StepSchema[] }): Promise<void>;
  /** `undefined` when nobody has asked yet, or there is no such version. */
  find(versionId: string): Promise<KeptStepSchemas | undefined>;
  /** Of those given, the versions with changes. */
  findChanges(
    versionIds: readonly string[],
  ): Promise<readonly { readonly versionId: string; readonly changes: readonly StepSchemaChange[] }[]>;
  /**
   * A live version that was compared so many days ago, or never: those first. It counts as compared from now on, for every
   * process. One without schemas is not looked at again. `kept` is absent when nobody has asked yet.
   */
  takeUncompared(request: {
    readonly comparedDays: number;
  }): Promise<{ readonly versionId: string; readonly kept?: KeptStepSchemas } | undefined>;
  /** What differs now. */
  noteChanges(request: { readonly versionId: string; readonly changes: readonly StepSchemaChange[] }): Promise<void>;
}
