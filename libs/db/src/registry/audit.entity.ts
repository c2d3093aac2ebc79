import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

import { JsonColumn, TextColumn, TimeColumn, WordColumn } from '../database/columns.ts';

export type AuditAction = 'promote' | 'rollback' | 'candidate' | 'canary-start' | 'canary-end' | 'outside';

export type RegistryAlias = 'candidate' | 'production' | 'previous';

/** A model version as the audit log remembers it. */
export interface AuditedVersion {
  /** What serve calls it: `<configuration>@<first 8 of its sha256>`. */
  readonly name: string;
  /** Its number in MLflow. */
  readonly version: string;
  /** Null where somebody registered a version that names none. */
  readonly adapterSha256: string | null;
}

/**
 * A change of what an alias means, written before the alias is moved. Triggers refuse to change or delete a row; each
 * holds the hash of the one before, so that one which was changed all the same is found.
 */
@Entity('registry_audit')
@Unique(['id'])
@Unique(['previousHash']) // of two writers at once, one comes after the other
@Index(['model', 'seq'])
@Check(
  'ck_registry_audit_action',
  `action IN ('promote', 'rollback', 'candidate', 'canary-start', 'canary-end', 'outside')`,
)
@Check('ck_registry_audit_alias', `alias IN ('candidate', 'production', 'previous')`)
export class AuditRow {
  /** 1, 2, 3, … over all models. */
  @PrimaryColumn('integer')
  seq!: number;

  @Column('varchar', { length: 36 })
  id!: string;

  @TimeColumn()
  at!: number;

  /** The registered model in MLflow. */
  @WordColumn()
  model!: string;

  @WordColumn()
  action!: AuditAction;

  @WordColumn()
  alias!: RegistryAlias;

  /** Who: an account, the operating system's user, `canary` or `loop`. */
  @TextColumn({ name: 'by_whom' })
  by!: string;

  /** Null: the base model (production, previous), or none (candidate). */
  @JsonColumn({ name: 'from_version', nullable: true })
  from!: AuditedVersion | null;

  @JsonColumn({ name: 'to_version', nullable: true })
  to!: AuditedVersion | null;

  @TextColumn()
  why!: string;

  /** Demands were not met, and somebody said to go on. */
  @Column('boolean')
  forced!: boolean;

  @WordColumn({ nullable: true })
  evalId!: string | null;

  /** Of the report's bytes. */
  @WordColumn({ nullable: true })
  reportSha256!: string | null;

  /** Zeros in the first row. */
  @WordColumn()
  previousHash!: string;

  /** SHA-256 over all of the above but `seq`. */
  @WordColumn()
  hash!: string;
}
