import { redactSecrets } from '@naru/config';
import { AppError } from '@naru/contracts';
import { inventory } from '@naru/devices';
import { paint, tableLines } from '@naru/terminal';
import { Command } from 'commander';

import { runChecks, type Finding, type Health } from '../doctor/check.ts';
import { machineChecks } from '../doctor/machine-checks.ts';
import { serviceChecks } from '../doctor/service-checks.ts';
import { NaruSettings } from '../settings.ts';
import { printer, type CommandContext } from './context.ts';

/** `naru:doctor`: whether this machine can do what Naru does, and what to do where it cannot. */
export function doctorCommand(context: CommandContext): Command {
  return new Command('doctor')
    .description(
      'Look at this machine and at what Naru needs of it, and say what to do. Exits with 1 where something is bad.',
    )
    .option('--json', 'as one JSON document', false)
    .action((options: { readonly json: boolean }) => doctor(options, context));
}

async function doctor({ json }: { readonly json: boolean }, context: CommandContext): Promise<void> {
  const print = printer(context);
  const { places, load } = context;
  const devices = inventory();
  const services = { places, load, settings: load(NaruSettings), fetch: globalThis.fetch };
  const findings = await runChecks([...machineChecks(places.root, () => devices), ...serviceChecks(services)]);
  const worst = worstOf(findings);
  const text = json ? [JSON.stringify({ health: worst, findings }, null, 2)] : lines(findings, context);
  for (const line of text) print(redactSecrets(line));
  if (worst === 'bad') {
    const names = findings.filter(({ health }) => health === 'bad').map(({ name }) => name);
    throw new AppError('service.unready', `This machine is not ready: ${names.join(', ')}.`);
  }
}

const COLOURS = { ok: 'green', warn: 'yellow', bad: 'red' } as const;

function worstOf(findings: readonly Finding[]): Health {
  const has = (health: Health): boolean => findings.some((finding) => finding.health === health);
  return has('bad') ? 'bad' : has('warn') ? 'warn' : 'ok';
}

function lines(findings: readonly Finding[], { terminal }: CommandContext): string[] {
  const rows = tableLines(
    findings.map(({ health, name, found }) => [health, name, found]),
    '',
    [0, 1, 2],
  );
  return findings.flatMap(({ health, todo }, at) => [
    paint(terminal, COLOURS[health], rows[at] ?? ''),
    ...(todo === undefined ? [] : [`      → ${todo}`]),
  ]);
}
