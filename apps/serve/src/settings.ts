import { Secret, Variable } from '@naru/config';
import { IsBoolean, IsInt, IsIP, IsNotEmpty, IsOptional, IsString, IsUrl, Matches, Max, Min } from 'class-validator';

const PROXIES = /^$|^\s*[\da-f.:]+(\/\d{1,3})?(\s*,\s*[\da-f.:]+(\/\d{1,3})?)*\s*$/i;
const WEB_ADDRESS = { protocols: ['http', 'https'], require_protocol: true, require_tld: false, disallow_auth: true };

/** The parts of a setting that are separated by commas. */
export const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Where serve listens, and for whom. */
export class ServeSettings {
  @Variable('SERVE_PORT', { description: 'Port of the chat API and page.' })
  @IsInt()
  @Min(0)
  @Max(65_535)
  port: number = 8080;

  @Variable('SERVE_HOST', { description: 'Address that serve listens on; 0.0.0.0 is every one of this machine.' })
  @IsIP()
  host: string = '127.0.0.1';

  @Variable('PUBLIC_URL', {
    description: 'Address that people open, where it is not SERVE_HOST itself: https://chat.example.org.',
  })
  @IsOptional()
  @IsUrl(WEB_ADDRESS)
  publicUrl: string | undefined = undefined;

  @Variable('CORS_ORIGINS', { description: 'Origins of other pages that may call the API, separated by commas.' })
  @IsString()
  corsOrigins: string = '';

  @Variable('TRUSTED_PROXIES', {
    description:
      'Addresses or networks of proxies whose X-Forwarded-For is believed, separated by commas. Empty: none.',
  })
  @IsString()
  @Matches(PROXIES, { message: 'must be addresses or networks, separated by commas: 10.0.0.2, 192.168.0.0/16' })
  trustedProxies: string = '';

  @Variable('ENABLE_AUTH', { description: 'People sign in and programs need a key. false: one local person.' })
  @IsBoolean()
  enableAuth: boolean = false;

  @Variable('ALLOW_ANYONE_WITHOUT_SIGN_IN', {
    description: 'With ENABLE_AUTH=false, listen on an address that others reach: whoever reaches it reads everything.',
  })
  @IsBoolean()
  allowAnyone: boolean = false;

  @Variable('API_KEY', {
    description: 'Key of the first program, with every right. Its published default is refused with ENABLE_AUTH=true.',
    secret: true,
  })
  apiKey: Secret | undefined = undefined;

  @Variable('DEFAULT_MODEL', {
    description: 'Model or adapter (name@sha) of who names none. Empty: what is in production, else the base model.',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  defaultModel: string | undefined = undefined;

  @Variable('MLFLOW_PUBLIC_URL', { description: 'Where people open MLflow. Empty: at MLFLOW_TRACKING_URI.' })
  @IsOptional()
  @IsString()
  mlflowUrl: string | undefined = undefined;

  @Variable('DATA_PREP_URL', {
    description: 'Address of the data service, whose routes serve gives its page: http://127.0.0.1:8081. Empty: none.',
  })
  @IsOptional()
  @IsUrl(WEB_ADDRESS)
  dataUrl: string | undefined = undefined;

  @Variable('SERVE_BODY_LIMIT', { description: 'Largest request body in bytes.' })
  @IsInt()
  @Min(1024)
  bodyLimitBytes: number = 2 * 1024 * 1024;

  @Variable('SERVE_DRAIN_SECONDS', { description: 'How long a stop waits for answers under way.' })
  @Min(0)
  drainSeconds: number = 20;
}

/** What several processes share. */
export class SharingSettings {
  @Variable('REDIS_URL', {
    description:
      'Redis that several serve processes share limits, streams and revocations by: redis://host:6379. Empty: one process.',
    secret: true,
  })
  redisUrl: Secret | undefined = undefined;
}

/** What a person or a key may use where nothing else is said; 0: no limit. */
export class LimitSettings {
  @Variable('LIMIT_REQUESTS_PER_MINUTE', { description: 'Requests for an answer, each person or key; 0: no limit.' })
  @IsInt()
  @Min(0)
  requestsPerMinute: number = 0;

  @Variable('LIMIT_TOKENS_PER_MINUTE', { description: 'Tokens of prompts and answers; 0: no limit.' })
  @IsInt()
  @Min(0)
  tokensPerMinute: number = 0;

  @Variable('LIMIT_TOKENS_PER_DAY', { description: 'Tokens of prompts and answers a day (UTC); 0: no limit.' })
  @IsInt()
  @Min(0)
  tokensPerDay: number = 0;
}

/** Sign-in at an OpenID provider. */
export class OidcSettings {
  @Variable('OIDC_ISSUER', { description: 'Address of an OpenID provider that people may sign in at.' })
  @IsOptional()
  @IsUrl(WEB_ADDRESS)
  issuer: string | undefined = undefined;

  @Variable('OIDC_CLIENT_ID', { description: 'Name of this Naru at the OpenID provider.' })
  @IsString()
  clientId: string = 'naru';

  @Variable('OIDC_CLIENT_SECRET', { description: 'Its secret there.', secret: true })
  clientSecret: Secret | undefined = undefined;

  @Variable('OIDC_NAME', { description: 'What people call the provider.' })
  @IsString()
  providerName: string = 'OpenID';
}

/** Where runs can be seen. */
export class TrackingSettings {
  @Variable('MLFLOW_TRACKING_URI', { description: 'MLflow, linked from the provenance of an answer.' })
  @IsOptional()
  @IsString()
  uri: string | undefined = undefined;

  @Variable('MLFLOW_PORT', { description: 'Port of the local server on 127.0.0.1.' })
  @IsInt()
  @Min(1)
  @Max(65_535)
  port: number = 5000;
}
