// Owns: what every MLflow server must do with experiments, seen through the client.
import { MlflowAlreadyExistsError, MlflowLimitError, MlflowNotFoundError } from '../src/index.ts';
import { aName, aRun, anExperiment, collect, type Target } from './target.ts';

export function experimentsContract(target: Target): void {
  describe('experiments', () => {
    it('are created with tags and found by name, whatever script and spaces it has', async () => {
      const { experiments } = target.client();
      const name = aName("it's & a+b 100% ?");

      const experimentId = await experiments.create({ name, tags: { 팀: '나루터', empty: '' } });

      const found = await experiments.getByName(name);
      expect(found).toMatchObject({ experimentId, name, lifecycleStage: 'active', tags: { 팀: '나루터', empty: '' } });
      expect(found?.creationTime).toBeGreaterThan(1.7e12);
      expect(await experiments.get(experimentId)).toEqual(found);
    });

    it('that do not exist are undefined by name and an error by id', async () => {
      const { experiments } = target.client();

      expect(await experiments.getByName(aName('none'))).toBeUndefined();
      await expect(experiments.get('987654321')).rejects.toMatchObject({
        name: 'MlflowNotFoundError',
        status: 404,
        errorCode: 'RESOURCE_DOES_NOT_EXIST',
        method: 'GET',
        path: '/api/2.0/mlflow/experiments/get',
      });
    });

    it('of one name exist once, however many processes start at once', async () => {
      const { experiments } = target.client();
      const name = aName('race');

      const got = await Promise.all([1, 2, 3, 4].map(() => experiments.getOrCreate(name)));

      expect(new Set(got.map((experiment) => experiment.experimentId)).size).toBe(1);
      await expect(experiments.create({ name })).rejects.toBeInstanceOf(MlflowAlreadyExistsError);
    });

    it('take tags later', async () => {
      const { experiments } = target.client();
      const experimentId = await anExperiment(target.client());

      await experiments.setTag(experimentId, 'naru.stage', '학습');

      expect((await experiments.get(experimentId)).tags).toEqual({ 'naru.stage': '학습' });
    });
  });
  deletedExperiments(target);
  experimentSearch(target);
}

function deletedExperiments(target: Target): void {
  describe('a deleted experiment', () => {
    it('keeps its name, is refused by getOrCreate, and can be restored', async () => {
      const { experiments } = target.client();
      const name = aName('gone');
      const experimentId = await experiments.create({ name });

      await experiments.delete(experimentId);

      expect(await experiments.getByName(name)).toMatchObject({ lifecycleStage: 'deleted' });
      await expect(experiments.getOrCreate(name)).rejects.toBeInstanceOf(MlflowLimitError);
      await expect(aRun(target.client(), { experimentId })).rejects.toMatchObject({
        errorCode: 'INVALID_PARAMETER_VALUE',
      });
      await expect(experiments.delete(experimentId)).rejects.toBeInstanceOf(MlflowNotFoundError);
      await experiments.restore(experimentId);
      expect(await experiments.getOrCreate(name)).toMatchObject({ experimentId, lifecycleStage: 'active' });
    });
  });
}

function experimentSearch(target: Target): void {
  describe('a search of experiments', () => {
    it('gives all pages, in the order asked for, and only what the filter lets through', async () => {
      const { experiments } = target.client();
      const prefix = aName('search');
      for (const name of ['c', 'a', 'b']) await experiments.create({ name: `${prefix}/${name}` });

      const search = { filter: `name LIKE '${prefix}%'`, orderBy: ['name ASC'], pageSize: 2 };
      const found = await collect(experiments.search(search));

      expect(found.map((experiment) => experiment.name)).toEqual(['a', 'b', 'c'].map((name) => `${prefix}/${name}`));
    });

    it('sees deleted ones only when asked', async () => {
      const { experiments } = target.client();
      const name = aName('hidden');
      await experiments.delete(await experiments.create({ name }));
      const names = async (viewType: 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL'): Promise<string[]> => {
        const found = await collect(experiments.search({ filter: `name = '${name}'`, viewType }));
        return found.map((experiment) => experiment.name);
      };

      expect(await names('ACTIVE_ONLY')).toEqual([]);
      expect(await names('DELETED_ONLY')).toEqual([name]);
      expect(await names('ALL')).toEqual([name]);
    });

    it('says which clause it does not understand', async () => {
      const search = collect(target.client().experiments.search({ filter: 'bogus' }));

      await expect(search).rejects.toMatchObject({ status: 400, errorCode: 'INVALID_PARAMETER_VALUE' });
    });
  });
}
