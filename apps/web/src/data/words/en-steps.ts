// Words for the steps of a recipe and what can be set in them. A step that is not here is told by its schema.

export interface StepWords {
  readonly name: string;
  readonly what: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export const enSteps: {
  readonly step: Readonly<Record<string, StepWords>>;
  readonly option: Readonly<Record<string, string>>;
  readonly cause: Readonly<Record<string, string>>;
} = {
  step: {
    normalize: {
      name: 'Clean the text',
      what: 'One form of Unicode, no invisible characters, repaired encodings, tidy spaces, no HTML leftovers. Code stays as it is.',
      parameters: {
        nfc: 'Letters and their marks as one character (Hangul syllables)',
        mojibake: 'Repair text that was read in the wrong encoding, where it is certain',
        invisible: 'Remove zero-width, direction and control characters',
        white_space: 'Tidy line ends, kinds of space and blank lines',
        markup: 'Remove HTML entities and simple tags',
      },
    },
    language: {
      name: 'Tell the language',
      what: 'Korean, English, mixed or other, for every row.',
      parameters: { keep: 'Keep only these languages' },
    },
    quality: {
      name: 'Judge the quality',
      what: 'Scores every row by its length, repetition, endings, refusals and damage.',
      parameters: { threshold: 'Remove rows with a lower score (0 keeps all)' },
    },
    'private-data': {
      name: 'Replace private data',
      what: 'E-mail, phones, registration numbers, cards, accounts, keys and addresses become placeholders.',
      parameters: { kinds: 'Replace only these kinds' },
    },
    duplicates: {
      name: 'Remove duplicates',
      what: 'Rows that say the same, or nearly the same. The better one stays.',
      parameters: {
        threshold: 'Count as the same from this similarity',
        alike: 'Keep on one side of the split from this similarity (1: off)',
      },
    },
    judge: {
      name: 'Ask a judge model',
      what: 'A model gives every row a mark from 1 to 5. Rows with a low one are removed.',
      parameters: {
        model: 'Model, as its endpoint names it',
        rubric: 'Rubric',
        minimum: 'Remove rows with a lower mark',
        share: 'Share of the rows to judge',
        budget_tokens: 'Tokens to spend at most',
      },
    },
    tokens: {
      name: 'Count tokens',
      what: 'Counts with the model’s own tokenizer how long rows are, and how many would be cut off.',
      parameters: {
        model: 'Model',
        max_length: 'Longest row, in tokens',
        drop_truncated: 'Remove rows that would be cut off',
      },
    },
    decontaminate: {
      name: 'Keep evaluation out',
      what: 'Removes rows that hold parts of evaluation sets, so that results stay honest.',
      parameters: { against: 'Evaluation sets: files or folders in data/evaluation' },
    },
    split: {
      name: 'Split',
      what: 'Train, validation and test, without leakage between them.',
      parameters: {
        validation: 'Share for validation',
        test: 'Share for the test',
      },
    },
  },
  option: {
    ko: 'Korean',
    en: 'English',
    mixed: 'Mixed',
    other: 'Other',
    secret: 'Keys and tokens',
    email: 'E-mail',
    'resident-number': 'Resident registration numbers',
    'foreigner-number': 'Foreigner registration numbers',
    card: 'Cards',
    'driver-licence': 'Driver’s licences',
    'business-number': 'Business numbers',
    'bank-account': 'Bank accounts',
    phone: 'Phones',
    passport: 'Passports',
    mac: 'MAC addresses',
    ipv6: 'IPv6 addresses',
    ipv4: 'IPv4 addresses',
    address: 'Street addresses',
  },
  cause: {
    empty: 'empty turn',
    language: 'another language',
    'same-text': 'same text',
    'near-duplicate': 'nearly the same text',
    'shares-text': 'shares text with an evaluation set',
    placeholder: 'placeholder',
    'too-short': 'too short',
    'too-long': 'too long',
    refusal: 'refusal',
    boilerplate: 'boilerplate',
    echo: 'repeats the question',
    'wrong-language': 'answers in another language',
    truncated: 'cut off',
    'open-fence': 'code block left open',
    'repeated-lines': 'repeated lines',
    'repeated-text': 'repeated text',
    'character-run': 'runs of one character',
    symbols: 'mostly signs',
    links: 'mostly links',
    digits: 'mostly digits',
    'broken-text': 'damaged text',
  },
};
