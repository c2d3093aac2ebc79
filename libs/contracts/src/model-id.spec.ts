import { modelIdAt } from './model-id.ts';

test.each([
  ['/n/models/base/meta-llama--Meta-Llama-3-8B-Instruct', 'meta-llama/Meta-Llama-3-8B-Instruct'],
  ['models/downloaded/team--어댑터', 'team/어댑터'],
  ['/n/나루-1b.gguf', '나루-1b'],
  ['/elsewhere/a--b', 'a--b'],
])('the model at %s is called %s', (path, id) => {
  expect(modelIdAt(path)).toBe(id);
});
