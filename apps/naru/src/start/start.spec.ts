import { start, type Step } from './start.ts';

function recorded() {
  const lines: string[] = [];
  return { lines, print: (line: string) => void lines.push(line) };
}

const step = (title: string, run: () => Promise<void> = () => Promise.resolve()): Step => ({ title, run });

describe('npm start', () => {
  it('does its steps in order, says that it is ready, and stays until it is asked to stop', async () => {
    const { lines, print } = recorded();
    const stopper = new AbortController();
    const stopped: string[] = [];

    const ended = start(
      {
        steps: [step('MLflow'), step('Fine-tune')],
        ready: () => {
          setTimeout(() => stopper.abort(), 10);
          return ['MLflow http://127.0.0.1:5000'];
        },
        stop: () => Promise.resolve(void stopped.push('server')),
      },
      { print, signal: stopper.signal },
    );
    await ended;

    expect(lines.join('\n')).toMatch(/\[1\/2\] MLflow[\s\S]*\[2\/2\] Fine-tune[\s\S]*Ready\.[\s\S]*127\.0\.0\.1:5000/);
    expect(stopped).toEqual(['server']);
  });

  it('stops what it started when a step fails', async () => {
    const { print } = recorded();
    const stopped: string[] = [];
    const failing = step('Fine-tune', () => Promise.reject(new Error('no disk')));

    await expect(
      start(
        { steps: [step('MLflow'), failing], ready: () => [], stop: () => Promise.resolve(void stopped.push('server')) },
        { print, signal: new AbortController().signal },
      ),
    ).rejects.toThrow('no disk');
    expect(stopped).toEqual(['server']);
  });

  it('begins no further step once it is asked to stop', async () => {
    const { lines, print } = recorded();
    const stopper = new AbortController();
    const first = step('MLflow', () => {
      stopper.abort();
      return Promise.resolve();
    });

    await start(
      { steps: [first, step('Fine-tune')], ready: () => [], stop: () => Promise.resolve() },
      { print, signal: stopper.signal },
    );

    expect(lines.join('\n')).not.toContain('Fine-tune');
  });
});
