import { Variable } from '@naru/config';
import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, Min } from 'class-validator';

export const ENGINES = ['llamacpp', 'vllm', 'external'] as const;
export type EngineKind = (typeof ENGINES)[number];

const SMALLEST_SHARE = 0.01;
const ADDRESSES = /^\s*https?:\/\/[^\s,@]+(\s*,\s*https?:\/\/[^\s,@]+)*\s*$/i;

/** Which engine answers, and what it is given. */
export class EngineSettings {
  @Variable('ENGINE', {
    description:
      'llamacpp (comes with Naru), vllm (started here), or external: an engine that others run, at VLLM_ENDPOINT.',
  })
  @IsIn(ENGINES)
  engine: EngineKind = 'llamacpp';

  @Variable('VLLM_ENDPOINT', {
    description:
      'Address of an OpenAI-compatible engine that others run (ENGINE=external); or of several with one model, separated by commas.',
  })
  @Matches(ADDRESSES, {
    message: 'must be an http or https address without a name or password in it, or several, separated by commas',
  })
  endpoint: string = 'http://localhost:8000';

  @Variable('MODEL_PATH', {
    description:
      'The base model: a .gguf file, or for vLLM a folder in Hugging Face form. Empty: the packaged SmolLM2-135M.',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  modelPath: string | undefined = undefined;

  @Variable('MODEL_ID', {
    description:
      'What the base model at MODEL_PATH is called. Adapters of runs with this base are served: a .gguf file made of a hub model has the name of that, owner/name. Empty: owner/name of a pulled folder, else the name of the file or folder.',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  modelId: string | undefined = undefined;

  @Variable('VLLM_PYTHON', {
    description:
      'Python that has vLLM (ENGINE=vllm). Empty: .venv-vllm/bin/python; npx nx run python:env-vllm makes it, for CPUs.',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  vllmPython: string | undefined = undefined;

  @Variable('GPU_MEMORY_UTILIZATION', { description: 'Share of the GPU memory that vLLM takes, above 0 and up to 1.' })
  @Min(SMALLEST_SHARE)
  @Max(1)
  gpuMemoryUtilization: number = 0.9;

  @Variable('MAX_MODEL_LEN', {
    description: 'Tokens that a prompt and its answer may have together; at most what the model was made for.',
  })
  @IsInt()
  @Min(1)
  maxModelLen: number = 4096;

  @Variable('ENGINE_PORT', { description: 'Port of the engine that is started here, on 127.0.0.1.' })
  @IsInt()
  @Min(1)
  @Max(65_535)
  port: number = 8000;
}
