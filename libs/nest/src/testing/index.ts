// What specs of the apps over @naru/nest use: a running app on a free port.
export { startTestApp, type TestApp } from './test-app.ts';
