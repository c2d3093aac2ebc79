import type { AuditRow, RegisteredVersion, Registry } from '@naru/registry';
import { clipped, paint, tableLines } from '@naru/terminal';
import { Command } from 'commander';

import { settleAloud } from '../promotion/say-change.ts';
import { servedBase } from '../promotion/served-by.ts';
import { withRegistry } from '../promotion/with-registry.ts';
import type { CommandContext, Done } from './context.ts';

const AUDIT_ROWS = 10;
const LONGEST_WHY = 60;

/** `evaluate:versions`: what is registered, what is in production, and how it came there. */
export function versionsCommand(context: CommandContext, done: Done): Command {
  return new Command('versions')
    .description('The registered versions, what is in production, and the newest rows of the audit log.')
    .option('--base <model>', 'base model whose adapters these are; by default that of the engine')
    .action(async ({ base }: { readonly base?: string }) => {
      const baseId = base ?? (await servedBase(undefined, context)).id;
      await withRegistry(baseId, context, (registry) => say(registry, baseId, context));
      done(0);
    });
}

async function say(registry: Registry, baseId: string, context: CommandContext): Promise<void> {
  await settleAloud(registry, context);
  const { terminal } = context;
  const [versions, rows, broken] = [
    await registry.versions(),
    await registry.audit({ limit: AUDIT_ROWS }),
    await registry.brokenAt(),
  ];
  const { production } = await registry.decided();
  const lines = [
    `${registry.modelName}: ${production === null ? `${baseId} (the base model)` : production.name} is in production.`,
    '',
    ...(versions.length === 0
      ? ['  No version is registered yet.']
      : tableLines(versionRows(versions), '  ', [0, 1, 2, 3, 4, 5])),
    '',
    ...(rows.length === 0 ? ['  The audit log is empty.'] : tableLines(auditRows(rows), '  ', [0, 1, 2, 3, 4, 5, 6])),
    ...(broken === null
      ? []
      : ['', paint(terminal, 'red', `The audit log was changed: row ${broken} does not fit the one before.`)]),
  ];
  terminal.write(`${lines.join('\n')}\n`);
}

const versionRows = (versions: readonly RegisteredVersion[]): string[][] => [
  ['version', 'adapter', 'aliases', 'run', 'dataset', 'registered'],
  ...versions.map(({ version, name, aliases, runId, datasetId, createdAt }) => [
    ...[
      version,
      name,
      aliases.join(' ') || '–',
      runId ?? '–',
      datasetId ?? '–',
      createdAt === null ? '–' : day(createdAt),
    ],
  ]),
];

const auditRows = (rows: readonly AuditRow[]): string[][] => [
  ['row', 'when', 'what', 'by', 'from', 'to', 'why'],
  ...rows.map(({ seq, at, action, alias, forced, by, from, to, why }) => {
    const what = `${action}${forced ? ', forced' : ''}${action === 'outside' ? ` (${alias})` : ''}`;
    return [
      String(seq),
      day(at),
      what,
      by,
      nameOf(from, alias),
      nameOf(to, alias),
      clipped(why.replaceAll('\n', ' '), LONGEST_WHY),
    ];
  }),
];

/** Nothing as candidate is nothing; nothing in production is the base model. */
const nameOf = (version: AuditRow['to'], alias: AuditRow['alias']): string =>
  version?.name ?? (alias === 'candidate' ? '–' : 'base');

const day = (at: number): string => new Date(at).toISOString().slice(0, 'YYYY-MM-DDTHH:MM'.length).replace('T', ' ');
