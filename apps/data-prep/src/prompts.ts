import { readPromptIn, type Prompt } from '@naru/ask';

// Beside src and beside dist alike.
const FOLDER = new URL('../prompts/', import.meta.url);

/** A prompt of `apps/data-prep/prompts`. @throws AppError `config.invalid` where there is no such prompt */
export const readPrompt = (name: string): Prompt => readPromptIn(FOLDER, name);
