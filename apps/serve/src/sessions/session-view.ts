import { ApiProperty } from '@nestjs/swagger';
import type { Role, UserRow } from '@naru/db';

export class PersonView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, nullable: true })
  email!: string | null;

  @ApiProperty({ type: String, nullable: true })
  name!: string | null;

  @ApiProperty({ enum: ['user', 'admin'] })
  role!: Role;
}

export class OidcView {
  @ApiProperty()
  name!: string;
}

export class SessionView {
  @ApiProperty({ type: PersonView, nullable: true })
  user!: PersonView | null;

  @ApiProperty({ description: 'false: one local person, without sign-in.' })
  authEnabled!: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'Value of the header x-csrf-token.' })
  csrfToken!: string | null;

  @ApiProperty({ type: OidcView, nullable: true })
  oidc!: OidcView | null;

  @ApiProperty({
    description: 'false: there is none to change here; who is signed in does so elsewhere, or needs not to.',
  })
  hasPassword!: boolean;

  @ApiProperty({ description: 'The routes under /api/data are there.' })
  data!: boolean;

  @ApiProperty({ type: String, nullable: true })
  locale!: string | null;
}

export function personView({ id, email, name, role }: UserRow): PersonView {
  return { id, email, name, role };
}
