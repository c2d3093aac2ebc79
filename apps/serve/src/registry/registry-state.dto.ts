import { ApiProperty, OmitType } from '@nestjs/swagger';

import { FollowingState } from '../following/following-state.ts';

export const SHA256 = '^[0-9a-f]{64}$';

export class NamedView {
  @ApiProperty({ description: '`<configuration>@<first 8 of its sha256>`, or the base model.' })
  name!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Its number in MLflow.' })
  version!: string | null;

  @ApiProperty({ type: String, nullable: true, pattern: SHA256, description: 'null: the base model.' })
  adapterSha256!: string | null;
}

export class VersionView {
  @ApiProperty({ type: String, nullable: true, description: 'null: it is not in MLflow yet.' })
  version!: string | null;

  @ApiProperty()
  name!: string;

  @ApiProperty({ pattern: SHA256 })
  adapterSha256!: string;

  @ApiProperty({ type: String, nullable: true })
  runId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  datasetId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  baseId!: string | null;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  createdAt!: string | null;

  @ApiProperty({ type: [String], enum: ['production', 'candidate', 'previous'] })
  aliases!: ('production' | 'candidate' | 'previous')[];

  @ApiProperty({ type: String, nullable: true, enum: ['better', 'not better', 'inconclusive'] })
  verdict!: 'better' | 'not better' | 'inconclusive' | null;

  @ApiProperty({ type: String, nullable: true })
  mlflowUrl!: string | null;
}

export class ProductionView extends NamedView {
  @ApiProperty({ type: String, nullable: true, format: 'date-time', description: 'null: since the beginning.' })
  since!: string | null;

  @ApiProperty({ type: String, nullable: true })
  by!: string | null;

  @ApiProperty({ type: String, nullable: true })
  why!: string | null;

  @ApiProperty({ description: 'Demands were not met, and somebody said to go on.' })
  forced!: boolean;
}

class FollowingView extends OmitType(FollowingState, ['registry'] as const) {}

export class RegistryStateView {
  @ApiProperty({ description: 'The registered model in MLflow.' })
  modelName!: string;

  @ApiProperty()
  baseId!: string;

  @ApiProperty({ type: String, nullable: true, format: 'date-time', description: 'When MLflow last answered.' })
  knownAt!: string | null;

  @ApiProperty({ description: 'MLflow does not answer: this is what was last known.' })
  away!: boolean;

  @ApiProperty({ type: ProductionView })
  production!: ProductionView;

  @ApiProperty({ type: NamedView, nullable: true, description: 'Where a rollback leads; null: nowhere.' })
  rollBackTo!: NamedView | null;

  @ApiProperty({ type: [VersionView], description: 'Newest first.' })
  versions!: VersionView[];

  @ApiProperty({ type: String, nullable: true })
  mlflowUrl!: string | null;

  @ApiProperty({ type: FollowingView, nullable: true, description: 'For administrators.' })
  following!: FollowingView | null;
}
