import { Column, Entity, Unique } from 'typeorm';

import { EmailColumn, IdColumn, JsonColumn, TextColumn, TimeColumn, WordColumn } from '../../database/columns.ts';

export type Role = 'user' | 'admin';

/** What a person or a key may use; null: the server's defaults, a missing number: no limit. */
export interface Limits {
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  readonly tokensPerDay?: number;
}

@Entity('users')
@Unique(['email'])
@Unique(['oidcIssuer', 'oidcSubject'])
export class UserRow {
  @IdColumn()
  id!: string;

  @EmailColumn()
  email!: string;

  @TextColumn()
  name!: string;

  /** argon2; null where the person signs in elsewhere. */
  @WordColumn({ nullable: true })
  passwordHash!: string | null;

  @WordColumn({ nullable: true })
  oidcIssuer!: string | null;

  @WordColumn({ nullable: true })
  oidcSubject!: string | null;

  @WordColumn()
  role!: Role;

  @Column('boolean')
  disabled!: boolean;

  @JsonColumn({ nullable: true })
  limits!: Limits | null;

  @TimeColumn()
  createdAt!: number;
}
