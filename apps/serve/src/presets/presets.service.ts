import type { Principal } from '@naru/access';
import { AppError } from '@naru/contracts';
import { newId, PresetRow, type Database } from '@naru/db';

import type { ServedModels } from '../models/served-models.ts';
import {
  presetView,
  type ChangePresetDto,
  type NewPresetDto,
  type PresetsView,
  type PresetView,
} from './presets.dto.ts';

const MOST = 200;

/** A person's presets. */
export class PresetsService {
  readonly #database: Database;
  readonly #models: ServedModels;

  constructor(database: Database, models: ServedModels) {
    this.#database = database;
    this.#models = models;
  }

  async all({ userId }: Principal): Promise<PresetsView> {
    const rows = await this.#database.read.find(PresetRow, { where: { ownerId: userId }, order: { id: 'ASC' } });
    return { presets: rows.map(presetView) };
  }

  async create({ userId }: Principal, body: NewPresetDto): Promise<PresetView> {
    const { name, systemPrompt = null, model = null, temperature = null, topP = null, maxTokens = null } = body;
    if (model !== null) this.#models.resolve(model);
    const now = Date.now();
    const fields = { name, systemPrompt, model, temperature, topP, maxTokens };
    const row = Object.assign(new PresetRow(), {
      ...fields,
      id: newId(now),
      ownerId: userId,
      createdAt: now,
      updatedAt: now,
    });
    await this.#database.write(async (manager) => {
      if ((await manager.countBy(PresetRow, { ownerId: userId })) >= MOST) {
        throw new AppError('request.refused', `There are ${MOST} presets already.`, { hint: 'Delete one first.' });
      }
      await manager.insert(PresetRow, row);
    });
    return presetView(row);
  }

  async change(row: PresetRow, body: ChangePresetDto): Promise<PresetView> {
    const { name, systemPrompt, model, temperature, topP, maxTokens } = body;
    if (typeof model === 'string') this.#models.resolve(model);
    const given = Object.entries({ name, systemPrompt, model, temperature, topP, maxTokens });
    const changes = { ...Object.fromEntries(given.filter(([, value]) => value !== undefined)), updatedAt: Date.now() };
    await this.#database.write((manager) => manager.update(PresetRow, { id: row.id }, changes));
    return presetView(Object.assign(new PresetRow(), row, changes));
  }

  async remove({ id }: PresetRow): Promise<void> {
    await this.#database.write((manager) => manager.delete(PresetRow, { id }));
  }
}
