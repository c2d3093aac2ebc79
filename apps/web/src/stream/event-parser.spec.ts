import { eventParser } from './event-parser.ts';

describe('an event stream', () => {
  const stream =
    ': heartbeat\n\nid: 1\nevent: delta\ndata: {"text":"나루"}\n\nid: 2\r\nevent: done\r\ndata: a\r\ndata: b\r\n\r\n';
  const events = [
    { id: '1', event: 'delta', data: '{"text":"나루"}' },
    { id: '2', event: 'done', data: 'a\nb' },
  ];

  it('is read when it comes at once', () => {
    expect(eventParser()(stream)).toEqual(events);
  });

  it('is read the same at every place where it may be cut', () => {
    for (let at = 0; at <= stream.length; at++) {
      const parse = eventParser();
      expect([...parse(stream.slice(0, at)), ...parse(stream.slice(at))]).toEqual(events);
    }
  });

  it('gives nothing for an event that never became whole', () => {
    expect(eventParser()('id: 1\ndata: {"text":"나')).toEqual([]);
  });
});
