// Jest waits for ever for what a failed test left open, a server say: then the whole gate would. It is named, and left.
const LEAVE_AFTER_MS = 30_000;

export default class LeaveReporter {
  onRunComplete() {
    const leave = () => {
      const open = [...new Set(process.getActiveResourcesInfo())].join(', ');
      console.error(`Left open by the tests, and ended now: ${open}`);
      process.exit(1);
    };
    setTimeout(leave, LEAVE_AFTER_MS).unref();
  }
}
