import { connection } from '../connection.ts';
import { MlflowConfigError, MlflowLimitError } from '../errors.ts';
import { checkArtifactPath, encodePath, proxyFolder } from './artifact-path.ts';

describe('an artifact path', () => {
  it.each(['a', 'a/b.c', '한글 폴더/나루.txt', '100% done', 'a+b&c', '..hidden', 'a..b', 'what?no', 'a;b'])(
    'may be %j',
    (path) => {
      expect(checkArtifactPath(path)).toBe(path);
      expect(decodeURIComponent(encodePath(path))).toBe(path);
      expect(encodePath(path)).toMatch(/^[\w.~!*'()%/-]+$/);
    },
  );

  it.each([
    ['..', 'leaves the run'],
    ['../a', 'leaves the run'],
    ['a/../../b', 'leaves the run'],
    ['a/..', 'leaves the run'],
    ['/etc/passwd', 'relative to the run'],
    ['C:\\x', 'relative to the run'],
    ['C:/x', 'relative to the run'],
    ['a\\b', 'separate folders with /'],
    ['', 'is no path'],
    ['a//b', 'empty part'],
    ['./a', 'empty part'],
    ['a/', 'empty part'],
    ['a#b', 'MLflow refuses #'],
    ['a\nb', 'control characters'],
    ['%2e%2e/a', 'under another name'],
    ['a%20b', 'under another name'],
    ['a?', 'under another name'],
    ['a;', 'under another name'],
    ['\ud800', 'is no path'],
  ])('may not be %j: it %s', (path, problem) => {
    expect(() => checkArtifactPath(path)).toThrow(MlflowLimitError);
    expect(() => checkArtifactPath(path)).toThrow(problem);
  });
});

describe('the place of a run in the artifact proxy', () => {
  const server = connection('http://user:secret@ml.example:5000/prefix');

  it.each([
    ['mlflow-artifacts:/1/abc/artifacts', '1/abc/artifacts'],
    ['mlflow-artifacts://ml.example:5000/1/abc/artifacts', '1/abc/artifacts'],
    ['mlflow-artifacts:/workspaces/team/1/abc/artifacts', 'workspaces/team/1/abc/artifacts'],
    ['mlflow-artifacts:/%ED%95%9C%EA%B8%80/abc/artifacts/', '한글/abc/artifacts'],
    ['http://ml.example:5000/prefix/api/2.0/mlflow-artifacts/artifacts/1/abc/artifacts', '1/abc/artifacts'],
  ])('of %s is %s', (uri, folder) => {
    expect(proxyFolder(uri, server)).toBe(folder);
  });

  it.each([
    's3://key:secret@bucket/1',
    'file:///data/mlruns',
    '/data/mlruns/1',
    'mlflow-artifacts://other:5000/1',
    'http://other/api/2.0/mlflow-artifacts/artifacts/1',
  ])('cannot be %s, and the error says how to start the server', (uri) => {
    expect(() => proxyFolder(uri, server)).toThrow(MlflowConfigError);
    expect(() => proxyFolder(uri, server)).toThrow('--artifacts-destination');
    expect(() => proxyFolder(uri, server)).not.toThrow('secret');
  });
});
