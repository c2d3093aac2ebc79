// A pull in a process of its own, for specs that kill it: node pull-process.ts <endpoint> <root> <repo>
import { pullModel } from '../pull/pull-model.ts';

const [endpoint = '', root = '', repo = ''] = process.argv.slice(2);
await pullModel({ repo, root, settings: { endpoint, token: undefined } });
