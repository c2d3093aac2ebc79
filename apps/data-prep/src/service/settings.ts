import { type Secret, Variable } from '@naru/config';
import { IsBoolean, IsInt, IsIP, IsString, Matches, Max, Min } from 'class-validator';

const PROXIES = /^$|^\s*[\da-f.:]+(\/\d{1,3})?(\s*,\s*[\da-f.:]+(\/\d{1,3})?)*\s*$/i;
const GB = 1024 ** 3;

/** Where the data service listens, and for whom. */
export class DataPrepSettings {
  @Variable('DATA_PREP_PORT', { description: 'Port of the data service.' })
  @IsInt()
  @Min(0)
  @Max(65_535)
  port: number = 8081;

  @Variable('DATA_PREP_HOST', { description: 'Address that the data service listens on.' })
  @IsIP()
  host: string = '127.0.0.1';

  @Variable('DATA_PREP_MAX_UPLOAD_BYTES', { description: 'Largest file that may be uploaded.' })
  @IsInt()
  @Min(1)
  maxUploadBytes: number = 20 * GB;
}

/** Who may ask: what serve is told, and the data service by the same names. */
export class WhoMayAskSettings {
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
}
