import { connection } from './connection.ts';
import { MlflowConfigError } from './errors.ts';
import { createMlflowClient } from './index.ts';

describe('a tracking URI', () => {
  it('keeps its path prefix and loses the slash at its end', () => {
    expect(connection('https://ml.example:8443/mlflow/').baseUrl).toBe('https://ml.example:8443/mlflow');
    expect(connection('http://127.0.0.1:5000').baseUrl).toBe('http://127.0.0.1:5000');
  });

  it.each([
    './mlruns',
    '/data/mlruns',
    'file:///mlruns',
    'sqlite:///mlflow.db',
    'databricks',
    '',
    'http://',
    'localhost:5000',
  ])('cannot be %j, and the error says how to start a server', (uri) => {
    expect(() => createMlflowClient({ trackingUri: uri })).toThrow(MlflowConfigError);
    expect(() => createMlflowClient({ trackingUri: uri })).toThrow(/mlflow server --backend-store-uri/);
  });

  it('with a query or fragment is refused', () => {
    expect(() => connection('http://x/?a=1')).toThrow('no ?query');
  });

  it('never shows its password in an error', () => {
    const uri = 'postgresql://user:topsecret@db/mlflow';

    expect(() => createMlflowClient({ trackingUri: uri })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('topsecret') as string }) as Error,
    );
  });
});

describe('credentials', () => {
  it('travel as HTTP basic in UTF-8, or as a bearer token', () => {
    const basic = connection('http://x', { username: 'naru', password: '비밀:1' }).headers['authorization'] ?? '';

    expect(Buffer.from(basic.replace('Basic ', ''), 'base64').toString('utf8')).toBe('naru:비밀:1');
    expect(connection('http://x', { token: 'abc' }).headers).toEqual({ authorization: 'Bearer abc' });
    expect(connection('http://x').headers).toEqual({});
  });

  it('in the address are taken out of it and decoded', () => {
    const { baseUrl, headers } = connection('http://user:p%40ss@x:5000/a');

    expect(baseUrl).toBe('http://x:5000/a');
    expect(headers['authorization']).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`);
  });

  it('that cannot stand in a header are refused without being shown', () => {
    expect(() => connection('http://x', { token: 'a\nb' })).toThrow('auth.token must be printable ASCII');
    expect(() => connection('http://x', { username: 'a:b', password: '' })).toThrow(
      'auth.username cannot hold a colon',
    );
    expect(() => connection('http://x', undefined, 'a\r\nb')).toThrow('workspace must be printable');
  });
});

describe('a client', () => {
  it('refuses a timeout that makes no sense', () => {
    for (const timeoutMs of [0, -1, NaN, Infinity])
      expect(() => createMlflowClient({ trackingUri: 'http://x', timeoutMs })).toThrow('timeoutMs');
  });

  it('sends the workspace with every request', () => {
    expect(connection('http://x', undefined, 'team-a').headers).toEqual({ 'x-mlflow-workspace': 'team-a' });
  });
});
