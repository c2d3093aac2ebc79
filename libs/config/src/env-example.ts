import { variablesOf, type DeclaredVariable } from './variable.ts';

/** One owner's classes: what generates its part of .env.example. */
export interface EnvironmentSection {
  readonly title: string;
  readonly type: new () => object;
}

const HEADER = `# Made from the environment classes by \`npx nx run config:env-example\`. Copy to .env and change what you need.
# Every line is commented out and shows the default; the process environment wins over .env.
`;

/** The text of .env.example: every variable with its description and default. */
export function envExample(sections: readonly EnvironmentSection[]): string {
  return [HEADER, ...sections.map(section)].join('\n');
}

function section({ title, type }: EnvironmentSection): string {
  const defaults = new type();
  const lines = variablesOf(type).map((variable) => `# ${variable.description}\n# ${line(variable, defaults)}\n`);
  return `# --- ${title} ---\n${lines.join('')}`;
}

function line(variable: DeclaredVariable, defaults: object): string {
  const value: unknown = Reflect.get(defaults, variable.property);
  const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  const shown = isText ? String(value) : '';
  return `${variable.name}=${shown}`;
}
