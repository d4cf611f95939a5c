import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('workflow')
export class WorkflowEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text') name!: string;
  @Column('text') title!: string;
  @Column('text') description!: string;
  @Column('text') draft!: string;
  @Column('integer', { name: 'draft_revision' }) draftRevision!: number;
  @Column('uuid', { name: 'live_version_id', nullable: true }) liveVersionId!: string | null;
  @Column('text', { name: 'draft_saved_by', nullable: true }) draftSavedBy!: string | null;
  @Column('text', { name: 'draft_promoted_from', nullable: true }) draftPromotedFrom!: string | null;
  @Column('integer', { name: 'draft_promoted_number', nullable: true }) draftPromotedNumber!: number | null;
  @Column('boolean', { name: 'draft_changed' }) draftChanged!: boolean;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
  @Column('timestamptz', { name: 'deleted_at', nullable: true }) deletedAt!: Date | null;
}

@Entity('workflow_version')
export class WorkflowVersionEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'workflow_id' }) workflowId!: string;
  @Column('integer') number!: number;
  @Column('text', { name: 'content_hash' }) contentHash!: string;
  @Column('text') document!: string;
  @Column('text') note!: string;
  @Column('text', { name: 'published_by', nullable: true }) publishedBy!: string | null;
  @Column('timestamptz', { name: 'published_at' }) publishedAt!: Date;
  @Column('text', { name: 'promoted_from', nullable: true }) promotedFrom!: string | null;
  @Column('integer', { name: 'promoted_number', nullable: true }) promotedNumber!: number | null;
  @Column('integer', { name: 'succeeded_days', nullable: true }) succeededDays!: number | null;
  @Column('integer', { name: 'failed_days', nullable: true }) failedDays!: number | null;
  @Column('text', { name: 'kept_payloads', nullable: true }) keptPayloads!: string | null;
}

@Entity('live_webhook')
export class LiveWebhookEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @PrimaryColumn('text') path!: string;
  @PrimaryColumn('text') type!: string;
  @Column('uuid', { name: 'workflow_id' }) workflowId!: string;
  @Column('uuid', { name: 'version_id' }) versionId!: string;
  @Column('text', { name: 'trigger_id' }) triggerId!: string;
}
