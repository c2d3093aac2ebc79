import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// Conventional commits, scoped by project. The Korean types stand for the English ones beside them.
const KOREAN = { 추가: 'feat', 수정: 'fix', 버그수정: 'fix', 문서: 'docs', 리팩토링: 'refactor' };
const TYPES = ['build', 'chore', 'ci', 'docs', 'feat', 'fix', 'perf', 'refactor', 'revert', 'style', 'test'];
const WHOLE = ['workspace', 'docs', 'data', 'samples', 'deps', 'ci'];

const root = import.meta.dirname;
const projects = globSync(['*/project.json', '{apps,libs,deployment}/*/project.json'], { cwd: root }).map(
  (file) => JSON.parse(readFileSync(join(root, file), 'utf8')).name,
);

export default {
  extends: ['@commitlint/config-conventional'],
  parserPreset: {
    parserOpts: {
      headerPattern: /^([\p{L}]+)(?:\(([^()]+)\))?!?: (.+)$/u,
      headerCorrespondence: ['type', 'scope', 'subject'],
    },
  },
  rules: {
    'type-enum': [2, 'always', [...TYPES, ...Object.keys(KOREAN)]],
    'type-case': [0],
    'scope-enum': [2, 'always', [...new Set([...projects, ...WHOLE])]],
    'subject-case': [0],
    'body-max-line-length': [0],
  },
};
