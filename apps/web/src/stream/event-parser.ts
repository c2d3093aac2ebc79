// Owns the text/event-stream format. Does not know what the events mean.

export interface ServerEvent {
  readonly id: string | null;
  readonly event: string;
  readonly data: string;
}

/** Feed it text as it arrives; it gives back the events that became whole. */
export function eventParser(): (chunk: string) => readonly ServerEvent[] {
  let rest = '';
  let fields: { id: string | null; event: string; data: string[] } = { id: null, event: 'message', data: [] };

  function take(line: string): ServerEvent | null {
    if (line === '') {
      const whole = fields.data.length > 0 ? { ...fields, data: fields.data.join('\n') } : null;
      fields = { id: null, event: 'message', data: [] };
      return whole;
    }
    if (line.startsWith(':')) return null;
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') fields.data.push(value);
    if (name === 'event') fields.event = value;
    if (name === 'id') fields.id = value;
    return null;
  }

  return (chunk) => {
    rest += chunk;
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    return lines.map(take).filter((event) => event !== null);
  };
}
