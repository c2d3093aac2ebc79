import { type Secret, Variable } from '@naru/config';
import { IsUrl } from 'class-validator';

/** Which hub, and who we are there. */
export class HubSettings {
  @Variable('HUGGINGFACE_TOKEN', {
    description:
      'Token of the Hugging Face hub, for gated and private repositories and for train:push (then with write permission). https://huggingface.co/settings/tokens',
    secret: true,
  })
  token: Secret | undefined = undefined;

  @Variable('HF_ENDPOINT', { description: 'Address of the Hugging Face hub, or of a mirror that speaks its protocol.' })
  @IsUrl(
    { protocols: ['http', 'https'], require_protocol: true, require_tld: false, disallow_auth: true },
    { message: 'must be an http or https address without a name or password in it' },
  )
  endpoint: string = 'https://huggingface.co';
}
