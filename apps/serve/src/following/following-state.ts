import { ApiProperty } from '@nestjs/swagger';

export class ServedProduction {
  @ApiProperty({ description: 'The model that who names none gets.' })
  model!: string;

  @ApiProperty({ type: String, nullable: true, description: 'null: the base model.' })
  sha256!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Its number in MLflow.' })
  version!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  since!: string | null;
}

export class WantedProduction {
  @ApiProperty()
  model!: string;

  @ApiProperty({ type: String, nullable: true })
  version!: string | null;

  @ApiProperty({ description: 'Why it is not served yet, or not at all.' })
  because!: string;
}

export class RegistryReach {
  @ApiProperty()
  reachable!: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  seenAt!: string | null;

  @ApiProperty({ type: String, nullable: true })
  problem!: string | null;
}

export class DrainingModel {
  @ApiProperty()
  model!: string;

  @ApiProperty({ type: 'integer', description: 'Answers that it still gives.' })
  answers!: number;
}

/** Which model who names none gets, and why it is that one. */
export class FollowingState {
  @ApiProperty({ enum: ['alias', 'DEFAULT_MODEL', 'nothing'], description: 'What decides it.' })
  follows!: 'alias' | 'DEFAULT_MODEL' | 'nothing';

  @ApiProperty({ type: ServedProduction })
  production!: ServedProduction;

  @ApiProperty({ type: WantedProduction, nullable: true, description: 'What the alias means, where that is another.' })
  wanted!: WantedProduction | null;

  @ApiProperty({ type: DrainingModel, nullable: true })
  draining!: DrainingModel | null;

  @ApiProperty({ type: RegistryReach })
  registry!: RegistryReach;
}
