import { inspect } from 'node:util';

import { AppError } from '@naru/contracts';
import { IsIn, IsInt, Min } from 'class-validator';

import { loadEnvironment } from './load-environment.ts';
import { redactSecrets, type Secret } from './secret.ts';
import { Variable } from './variable.ts';

class Example {
  @Variable('LOG_LEVEL', { description: 'How much is logged.' })
  @IsIn(['INFO', 'DEBUG'])
  level: string = 'INFO';

  @Variable('PORT', { description: 'Where it listens.' })
  @IsInt()
  @Min(1)
  port: number = 8080;

  @Variable('ENABLE_AUTH', { description: 'Whether people sign in.' })
  auth: boolean = false;

  @Variable('TOKEN', { description: 'A token.', secret: true })
  token: Secret | undefined = undefined;
}

const load = (process: Record<string, string>, dotenv: Record<string, string> = {}) =>
  loadEnvironment(Example, { process, dotenv });

function refusal(process: Record<string, string>): AppError {
  try {
    load(process);
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('was accepted');
}

describe('the environment', () => {
  it('gives defaults where nothing is set', () => {
    expect(load({})).toMatchObject({ level: 'INFO', port: 8080, auth: false });
  });

  it('takes the process before .env and treats empty as not given', () => {
    const settings = load({ PORT: '9000', LOG_LEVEL: '' }, { PORT: '1', LOG_LEVEL: 'DEBUG', ENABLE_AUTH: 'yes' });

    expect(settings).toMatchObject({ port: 9000, level: 'DEBUG', auth: true });
  });

  it('names the variable, what was expected and what was found, for every problem at once', () => {
    const error = refusal({ PORT: 'eighty', LOG_LEVEL: 'LOUD', ENABLE_AUTH: 'perhaps' });

    expect(error.code).toBe('environment.invalid');
    expect(error.message).toContain('PORT: expected a number, found "eighty"');
    expect(error.message).toContain('ENABLE_AUTH: expected true or false, found "perhaps"');
    expect(error.message).toMatch(/LOG_LEVEL: must be one of .*INFO, DEBUG, found "LOUD"/);
  });

  it('checks ranges after conversion', () => {
    expect(refusal({ PORT: '0' }).message).toBe('PORT: must not be less than 1, found "0"');
  });

  it('never prints a secret', () => {
    const settings = load({ TOKEN: 'hf_abcdefgh' });

    expect(settings.token?.reveal()).toBe('hf_abcdefgh');
    expect(`${String(settings.token)} ${JSON.stringify(settings)} ${inspect(settings)}`).not.toContain('hf_abcdefgh');
    expect(redactSecrets('sent hf_abcdefgh away')).toBe('sent [secret] away');
  });
});
