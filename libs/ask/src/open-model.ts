import { loadEnvironment } from '@naru/config';
import { AppError } from '@naru/contracts';

import type { OpenModel } from './chat-model.ts';
import { endpointFor } from './endpoint.ts';
import { langChainModel } from './langchain-model.ts';
import { EngineAddress, ModelSettings } from './settings.ts';

/** Whether configurations may name endpoints: those that an operator writes may, those that come over HTTP may not. */
export type NamedEndpoints = 'allowed' | 'refused';

/** Opens models at the endpoint of the settings, or at one that a configuration names where that is allowed. */
export function openModelWith(named: NamedEndpoints): OpenModel {
  return ({ model, endpoint }) => {
    if (endpoint !== undefined && named === 'refused') {
      throw new AppError('config.invalid', 'The configuration names an endpoint; here OPENAI_BASE_URL alone does.');
    }
    return langChainModel({
      name: model,
      endpoint: endpointFor(endpoint, loadEnvironment(ModelSettings), loadEnvironment(EngineAddress)),
    });
  };
}
