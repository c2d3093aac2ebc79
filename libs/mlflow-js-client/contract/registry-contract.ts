// Owns: what every MLflow server must do with the model registry, seen through the client.
import { MlflowAlreadyExistsError, MlflowNotFoundError, filterString, type ModelVersion } from '../src/index.ts';
import { aName, aRun, collect, type Target } from './target.ts';

export function registryContract(target: Target): void {
  registeredModels(target);
  modelVersions(target);
  modelAliases(target);
}

async function aVersion(target: Target, name: string, more: { idempotencyKey?: string } = {}): Promise<ModelVersion> {
  const { runId } = (await aRun(target.client())).info;
  return target.client().registry.versions.create({ name, source: `runs:/${runId}/adapter`, runId, ...more });
}

async function aModel(target: Target): Promise<string> {
  return (await target.client().registry.models.create({ name: aName('model') })).name;
}

function registeredModels(target: Target): void {
  describe('a registered model', () => {
    it('is created once with description and tags, and found by name', async () => {
      const { models } = target.client().registry;
      const name = aName('모델');

      await models.create({ name, description: '설명', tags: { base: 'SmolLM2' } });

      expect(await models.get(name)).toMatchObject({
        name,
        description: '설명',
        tags: { base: 'SmolLM2' },
        aliases: {},
      });
      await expect(models.create({ name })).rejects.toBeInstanceOf(MlflowAlreadyExistsError);
      expect((await models.getOrCreate(name)).description).toBe('설명');
    });

    it('is made by getOrCreate once, however many ask at once', async () => {
      const { models } = target.client().registry;
      const name = aName('race');

      const got = await Promise.all([1, 2, 3].map(() => models.getOrCreate({ name })));

      expect(got.map((model) => model.name)).toEqual([name, name, name]);
    });

    it('changes its description and tags, and goes with all its versions', async () => {
      const { models, versions } = target.client().registry;
      const name = await aModel(target);
      await aVersion(target, name);

      await models.setDescription(name, '새 설명');
      await models.setTag(name, 'a', '1');
      await models.setTag(name, 'b', '2');
      await models.deleteTag(name, 'a');
      await models.deleteTag(name, 'never there');

      expect(await models.get(name)).toMatchObject({ description: '새 설명', tags: { b: '2' } });
      await models.delete(name);
      await expect(models.get(name)).rejects.toBeInstanceOf(MlflowNotFoundError);
      await expect(versions.get(name, 1)).rejects.toBeInstanceOf(MlflowNotFoundError);
    });

    it('is found by a search, page by page', async () => {
      const { models } = target.client().registry;
      const prefix = aName('find');
      for (const end of ['b', 'c', 'a']) await models.create({ name: `${prefix} ${end}` });

      const found = await collect(
        models.search({ filter: `name LIKE '${prefix}%'`, orderBy: ['name ASC'], pageSize: 2 }),
      );

      expect(found.map(({ name }) => name)).toEqual(['a', 'b', 'c'].map((end) => `${prefix} ${end}`));
    });
  });
}

function modelVersions(target: Target): void {
  describe('model versions', () => {
    it('count up from 1, and know their run, source and tags', async () => {
      const client = target.client();
      const name = await aModel(target);
      const { runId, artifactUri } = (await aRun(client)).info;
      const { versions } = client.registry;

      const first = await versions.create({
        name,
        source: `runs:/${runId}/adapter`,
        runId,
        tags: { digest: 'abc' },
        description: '첫째',
      });
      const second = await versions.create({ name, source: `${artifactUri}/adapter`, runId });

      expect(first).toMatchObject({ name, version: '1', runId, source: `runs:/${runId}/adapter`, status: 'READY' });
      expect(second.version).toBe('2');
      expect(await versions.get(name, '1')).toMatchObject({
        tags: { digest: 'abc' },
        description: '첫째',
        aliases: [],
      });
    });

    it('created with an idempotency key exist once', async () => {
      const name = await aModel(target);

      const first = await aVersion(target, name, { idempotencyKey: 'run-1' });
      const again = await aVersion(target, name, { idempotencyKey: 'run-1' });
      const other = await aVersion(target, name, { idempotencyKey: 'run-2' });

      expect([first.version, again.version, other.version]).toEqual(['1', '1', '2']);
      expect(again.runId).toBe(first.runId);
    });

    it("are refused where the source is not the run's", async () => {
      const name = await aModel(target);
      const { runId } = (await aRun(target.client())).info;
      const { versions } = target.client().registry;

      await expect(versions.create({ name, source: `runs:/${runId}/adapter` })).rejects.toMatchObject({ status: 400 });
      await expect(versions.create({ name: aName('none'), source: `runs:/${runId}/a`, runId })).rejects.toBeInstanceOf(
        MlflowNotFoundError,
      );
    });

    it('take tags and descriptions, are found by their run, and can be deleted', async () => {
      const { versions } = target.client().registry;
      const name = await aModel(target);
      const { runId = '' } = await aVersion(target, name);
      await aVersion(target, name);

      await versions.setTag(name, 1, { key: 'verdict', value: 'better' });
      await versions.setTag(name, 1, { key: 'gone', value: '' });
      await versions.deleteTag(name, 1, 'gone');
      await versions.setDescription(name, 1, '평가됨');

      const filter = `name = ${filterString(name)} and run_id = ${filterString(runId)}`;
      const found = await collect(versions.search({ filter, pageSize: 1 }));
      expect(found).toMatchObject([{ version: '1', tags: { verdict: 'better' }, description: '평가됨' }]);
      expect(await collect(versions.search({ filter: `name = ${filterString(name)}`, pageSize: 1 }))).toHaveLength(2);
      await versions.delete(name, 1);
      await expect(versions.get(name, 1)).rejects.toBeInstanceOf(MlflowNotFoundError);
      expect((await aVersion(target, name)).version).toBe('3');
    });
  });
}

function modelAliases(target: Target): void {
  describe('an alias', () => {
    it('points to one version, moves, and can be taken away', async () => {
      const { aliases, models, versions } = target.client().registry;
      const name = await aModel(target);
      await aVersion(target, name);
      await aVersion(target, name);

      await aliases.set(name, '챔피언', 1);
      expect((await aliases.get(name, '챔피언'))?.version).toBe('1');
      await aliases.set(name, '챔피언', '2');

      expect((await aliases.get(name, '챔피언'))?.aliases).toEqual(['챔피언']);
      expect((await models.get(name)).aliases).toEqual({ 챔피언: '2' });
      expect((await versions.get(name, 1)).aliases).toEqual([]);
      await aliases.delete(name, '챔피언');
      await aliases.delete(name, '챔피언');
      expect(await aliases.get(name, '챔피언')).toBeUndefined();
    });

    it('and a tag are set by all who set them at the same moment', async () => {
      const { aliases, models, versions } = target.client().registry;
      const name = await aModel(target);
      await aVersion(target, name);
      const rounds = [0, 1, 2, 3];

      for (const round of rounds) {
        const twice = [0, 1].flatMap((of) => [
          aliases.set(name, `alias-${round}`, 1),
          models.setTag(name, `tag-${round}`, String(of)),
          versions.setTag(name, 1, { key: `tag-${round}`, value: String(of) }),
        ]);
        await Promise.all(twice);
      }

      expect(Object.keys((await models.get(name)).aliases).sort()).toEqual(rounds.map((round) => `alias-${round}`));
    });

    it('cannot point to what does not exist', async () => {
      const { aliases } = target.client().registry;
      const name = await aModel(target);

      await expect(aliases.set(name, 'champion', 9)).rejects.toBeInstanceOf(MlflowNotFoundError);
      await expect(aliases.get(aName('none'), 'champion')).rejects.toBeInstanceOf(MlflowNotFoundError);
    });

    it('goes with its version', async () => {
      const { aliases, versions } = target.client().registry;
      const name = await aModel(target);
      await aVersion(target, name);
      await aliases.set(name, 'champion', 1);

      await versions.delete(name, 1);

      expect(await aliases.get(name, 'champion')).toBeUndefined();
    });
  });
}
