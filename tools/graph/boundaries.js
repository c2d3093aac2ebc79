// Which project may depend on which, by tag. Anything not listed is denied.
// type: what a project is. scope: the stage it belongs to, or shared. platform: where it runs.

const SHARED = 'scope:shared';
const scopes = ['data-prep', 'train', 'evaluate', 'naru', 'serve', 'web'];
const LIBRARIES = ['type:client', 'type:data-access', 'type:util', 'type:contract'];

/** @type {{sourceTag: string, onlyDependOnLibsWithTags: string[]}[]} */
export const depConstraints = [
  { sourceTag: 'type:app', onlyDependOnLibsWithTags: [...LIBRARIES, 'type:job'] },
  // Tests from outside: they start the apps, and import libraries only to read what these left.
  { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: [...LIBRARIES, 'type:job', 'type:app'] },
  // Tools generate from and check the others; nothing depends on them.
  { sourceTag: 'type:tool', onlyDependOnLibsWithTags: [...LIBRARIES, 'type:job', 'type:app'] },
  { sourceTag: 'type:job', onlyDependOnLibsWithTags: ['type:contract', 'type:environment'] },
  { sourceTag: 'type:client', onlyDependOnLibsWithTags: ['type:client', 'type:util', 'type:contract'] },
  {
    sourceTag: 'type:data-access',
    onlyDependOnLibsWithTags: ['type:data-access', 'type:client', 'type:util', 'type:contract'],
  },
  { sourceTag: 'type:util', onlyDependOnLibsWithTags: ['type:util', 'type:contract'] },
  { sourceTag: 'type:contract', onlyDependOnLibsWithTags: ['type:contract'] },
  { sourceTag: SHARED, onlyDependOnLibsWithTags: [SHARED] },
  ...scopes.map((scope) => ({ sourceTag: `scope:${scope}`, onlyDependOnLibsWithTags: [`scope:${scope}`, SHARED] })),
  { sourceTag: 'scope:workspace', onlyDependOnLibsWithTags: [SHARED, ...scopes.map((scope) => `scope:${scope}`)] },
  { sourceTag: 'scope:e2e', onlyDependOnLibsWithTags: [SHARED, ...scopes.map((scope) => `scope:${scope}`)] },
  { sourceTag: 'platform:node', onlyDependOnLibsWithTags: ['platform:node', 'platform:any', 'platform:python'] },
  // Tests of the running whole.
  {
    sourceTag: 'platform:all',
    onlyDependOnLibsWithTags: ['platform:node', 'platform:web', 'platform:any', 'platform:python'],
  },
  { sourceTag: 'platform:web', onlyDependOnLibsWithTags: ['platform:web', 'platform:any'] },
  { sourceTag: 'platform:any', onlyDependOnLibsWithTags: ['platform:any'] },
  { sourceTag: 'platform:python', onlyDependOnLibsWithTags: ['platform:python', 'platform:any'] },
];
