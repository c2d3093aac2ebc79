import type { AuditRow, Registry } from '@naru/registry';
import { paint } from '@naru/terminal';

import type { CommandContext } from '../commands/context.ts';

/** What a person is told of a change, in one line and the way back in another. */
export function sayChange({ at, by, from, to, action }: AuditRow, baseId: string, { terminal }: CommandContext): void {
  const [was, is] = [from, to].map((version) => (version === null ? `${baseId} (the base model)` : version.name));
  const lines = [
    `${paint(terminal, 'green', is ?? '')} is in production, in place of ${was ?? ''}: ${action} by ${by}, ${new Date(at).toISOString()}.`,
    `serve takes it for new messages within seconds.${action === 'promote' ? ' Back: npx nx run evaluate:rollback --why="…"' : ''}`,
  ];
  terminal.write(`${lines.join('\n')}\n`);
}

/** Carries out what was left undone, and says what somebody moved in MLflow. */
export async function settleAloud(registry: Registry, { progress }: CommandContext): Promise<void> {
  const { finished, outside } = await registry.settle();
  if (finished) progress.say('A change that was cut off is carried out now: MLflow is told of it.');
  for (const { alias, from, to } of outside) {
    progress.say(
      `The alias ${alias} was moved in MLflow from ${from?.name ?? 'none'} to ${to?.name ?? 'none'}; the audit log has it now.`,
    );
  }
}
