import { Variable, type Secret } from '@naru/config';
import { IsInt, IsOptional, IsUrl, Max, Min } from 'class-validator';

/** How the loop reaches serve. */
export class NaruSettings {
  @Variable('SERVE_URL', {
    description: 'Where the loop reaches serve, to begin a canary. Empty: this machine, on SERVE_PORT.',
  })
  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false, disallow_auth: true })
  serveUrl: string | undefined = undefined;

  @Variable('SERVE_PORT', { description: 'Port of the chat API and page.' })
  @IsInt()
  @Min(1)
  @Max(65_535)
  servePort: number = 8080;

  @Variable('DATA_PREP_PORT', { description: 'Port of the data service.' })
  @IsInt()
  @Min(0)
  @Max(65_535)
  dataPrepPort: number = 8081;

  @Variable('NARU_API_KEY', {
    description: "An administrator's key, for the loop where people sign in (ENABLE_AUTH).",
    secret: true,
  })
  apiKey: Secret | undefined = undefined;
}
