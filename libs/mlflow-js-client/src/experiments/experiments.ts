// Owns: the calls on experiments.
import { keyValues } from '../encoding.ts';
import { MlflowAlreadyExistsError, MlflowLimitError, MlflowNotFoundError } from '../errors.ts';
import { LIMITS, checkNotEmpty, checkPageSize, checkText } from '../limits.ts';
import { checkKey } from '../names.ts';
import { everyItem, type Page, type SearchOptions, type ViewType } from '../paging.ts';
import type { CallOptions, Transport } from '../transport/transport.ts';
import { readExperiment, type Experiment, type NewExperiment } from './experiment.ts';

const API = '/api/2.0/mlflow/experiments';

export interface ExperimentSearch extends SearchOptions {
  /** Default `ACTIVE_ONLY`. */
  readonly viewType?: ViewType;
}

export class Experiments {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /** @throws MlflowNotFoundError */
  async get(experimentId: string, options?: CallOptions): Promise<Experiment> {
    const query = { experiment_id: experimentId };
    const answer = await this.transport.json({ method: 'GET', path: `${API}/get`, query, repeatable: true }, options);
    return readExperiment(answer.object('experiment'));
  }

  /** The experiment of that name, deleted ones included: a deleted experiment still holds its name. */
  async getByName(name: string, options?: CallOptions): Promise<Experiment | undefined> {
    const query = { experiment_name: checkNotEmpty('name', name, LIMITS.experimentName) };
    try {
      const call = { method: 'GET', path: `${API}/get-by-name`, query, repeatable: true } as const;
      return readExperiment((await this.transport.json(call, options)).object('experiment'));
    } catch (error) {
      if (error instanceof MlflowNotFoundError && error.errorCode !== undefined) return undefined;
      throw error;
    }
  }

  /**
   * Creates an experiment and gives its id.
   *
   * @throws MlflowAlreadyExistsError also where a deleted experiment holds the name
   */
  async create(experiment: NewExperiment, options?: CallOptions): Promise<string> {
    const body = {
      name: checkNotEmpty('name', experiment.name, LIMITS.experimentName),
      artifact_location: experiment.artifactLocation,
      tags: keyValues(checkTags(experiment.tags)),
    };
    const alreadyDone = (error: unknown): boolean => error instanceof MlflowAlreadyExistsError;
    const call = { method: 'POST', path: `${API}/create`, body, repeatable: true, alreadyDone } as const;
    const created = (await this.transport.json(call, options)).optionalText('experiment_id');
    return created ?? (await this.existing(experiment.name, options)).experimentId;
  }

  /**
   * The experiment of that name, created if there is none. Safe when several processes start at once.
   *
   * @throws MlflowLimitError where the name belongs to a deleted experiment, which takes no runs
   */
  async getOrCreate(experiment: string | NewExperiment, options?: CallOptions): Promise<Experiment> {
    const wanted = typeof experiment === 'string' ? { name: experiment } : experiment;
    const found = (await this.getByName(wanted.name, options)) ?? (await this.createOrFind(wanted, options));
    if (found.lifecycleStage === 'deleted') {
      throw new MlflowLimitError(
        'name',
        `"${found.name}" belongs to the deleted experiment ${found.experimentId}: restore that, or take another name`,
      );
    }
    return found;
  }

  /** All experiments that match, newest first unless `orderBy` says otherwise. */
  search(search: ExperimentSearch = {}, options?: CallOptions): AsyncGenerator<Experiment> {
    const max_results = checkPageSize(search.pageSize, 1000, LIMITS.experimentsPage);
    return everyItem(async (page_token) => {
      const { filter, orderBy: order_by, viewType: view_type = 'ACTIVE_ONLY' } = search;
      const body = { filter, order_by, view_type, max_results, page_token };
      const call = { method: 'POST', path: `${API}/search`, body, repeatable: true } as const;
      const answer = await this.transport.json(call, options);
      return {
        items: answer.list('experiments').map(readExperiment),
        nextPageToken: answer.optionalText('next_page_token'),
      } satisfies Page<Experiment>;
    });
  }

  async setTag(experimentId: string, key: string, value: string, options?: CallOptions): Promise<void> {
    checkTags({ [key]: value });
    await this.post('set-experiment-tag', { experiment_id: experimentId, key, value }, options);
  }

  /** Marks the experiment and its runs as deleted; `restore` brings them back. */
  async delete(experimentId: string, options?: CallOptions): Promise<void> {
    await this.post('delete', { experiment_id: experimentId }, options, MlflowNotFoundError);
  }

  async restore(experimentId: string, options?: CallOptions): Promise<void> {
    await this.post('restore', { experiment_id: experimentId }, options, MlflowNotFoundError);
  }

  private async createOrFind(wanted: NewExperiment, options?: CallOptions): Promise<Experiment> {
    try {
      return await this.get(await this.create(wanted, options), options);
    } catch (error) {
      if (error instanceof MlflowAlreadyExistsError) return this.existing(wanted.name, options);
      throw error;
    }
  }

  private async existing(name: string, options?: CallOptions): Promise<Experiment> {
    const found = await this.getByName(name, options);
    if (!found) throw new MlflowNotFoundError(`experiment "${name}" was created and is gone again`);
    return found;
  }

  private async post(
    verb: string,
    body: object,
    options?: CallOptions,
    done?: typeof MlflowNotFoundError,
  ): Promise<void> {
    const alreadyDone = (error: unknown): boolean => done !== undefined && error instanceof done;
    await this.transport.json({ method: 'POST', path: `${API}/${verb}`, body, repeatable: true, alreadyDone }, options);
  }
}

function checkTags(tags: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  for (const [key, value] of Object.entries(tags)) {
    checkText(`tags[${JSON.stringify(checkKey('tags', key))}]`, value, LIMITS.experimentTagValue);
  }
  return tags;
}
