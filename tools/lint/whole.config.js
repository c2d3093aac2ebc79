// The rules of eslint.config.js for the whole tree in one process, and three programs instead of one a project:
// what the projects share is read and checked once.
import tseslint from 'typescript-eslint';

import rules from '../../eslint.config.js';

// What people and tests leave here: none of it is code of this tree.
const left = ['.venv*/**', 'data/**', 'logs/**', 'mlruns/**', 'models/**', 'results/**', 'tmp/**'];

export default tseslint.config(
  ...rules,
  { ignores: left },
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: {
      parserOptions: {
        projectService: false,
        project: ['tools/lint/tsconfig.json', 'apps/web/tsconfig.json', 'tools/tsconfig.json'],
      },
    },
  },
);
