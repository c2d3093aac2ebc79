import { MlflowLinks, mlflowPage } from './mlflow-links.ts';

describe('the page of a run', () => {
  it.each([
    ['https://mlflow.example.org/team/', 'https://chat.example.org', 'https://mlflow.example.org/team/#/runs/a%2Fb'],
    [undefined, '127.0.0.1', 'http://127.0.0.1:5001/#/runs/a%2Fb'],
    ['./mlruns', 'http://localhost:8080', 'http://127.0.0.1:5001/#/runs/a%2Fb'],
    ['file:///srv/mlruns', '::1', 'http://127.0.0.1:5001/#/runs/a%2Fb'],
    ['./mlruns', 'https://chat.example.org', null],
    [undefined, '0.0.0.0', null],
  ])('with MLflow at %s, opened at %s, is %s', (uri, openedAt, url) => {
    expect(new MlflowLinks(mlflowPage({ uri, port: 5001, openedAt })).toRun('a/b')).toBe(url);
  });

  it('is none where there is no run', () => {
    expect(new MlflowLinks('http://127.0.0.1:5000').toRun(null)).toBeNull();
  });
});
