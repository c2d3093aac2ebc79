// Which project may depend on which, by tag. Anything not listed is denied.
// type: what a project is. scope: the stage it belongs to, or shared. platform: where it runs.

const SHARED = 'scope:shared';
const scopes = ['train', 'naru'];

/** @type {{sourceTag: string, onlyDependOnLibsWithTags: string[]}[]} */
export const depConstraints = [
  {
    sourceTag: 'type:app',
    onlyDependOnLibsWithTags: ['type:client', 'type:data-access', 'type:util', 'type:contract', 'type:job'],
  },
  { sourceTag: 'type:job', onlyDependOnLibsWithTags: ['type:contract', 'type:environment'] },
  { sourceTag: 'type:client', onlyDependOnLibsWithTags: ['type:util', 'type:contract'] },
  { sourceTag: 'type:data-access', onlyDependOnLibsWithTags: ['type:util', 'type:contract'] },
  { sourceTag: 'type:util', onlyDependOnLibsWithTags: ['type:util', 'type:contract'] },
  { sourceTag: 'type:contract', onlyDependOnLibsWithTags: ['type:contract'] },
  { sourceTag: SHARED, onlyDependOnLibsWithTags: [SHARED] },
  ...scopes.map((scope) => ({ sourceTag: `scope:${scope}`, onlyDependOnLibsWithTags: [`scope:${scope}`, SHARED] })),
  { sourceTag: 'platform:node', onlyDependOnLibsWithTags: ['platform:node', 'platform:any', 'platform:python'] },
  { sourceTag: 'platform:web', onlyDependOnLibsWithTags: ['platform:web', 'platform:any'] },
  { sourceTag: 'platform:any', onlyDependOnLibsWithTags: ['platform:any'] },
  { sourceTag: 'platform:python', onlyDependOnLibsWithTags: ['platform:python', 'platform:any'] },
];
