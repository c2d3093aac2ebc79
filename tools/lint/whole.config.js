// The rules of eslint.config.js for the whole tree in one process, and two programs instead of one a project:
// what the projects share is read and checked once.
import tseslint from 'typescript-eslint';

import rules from '../../eslint.config.js';

export default tseslint.config(...rules, {
  files: ['**/*.ts', '**/*.tsx'],
  languageOptions: {
    parserOptions: {
      projectService: false,
      project: ['tools/lint/tsconfig.json', 'apps/web/tsconfig.json', 'tools/tsconfig.json'],
    },
  },
});
