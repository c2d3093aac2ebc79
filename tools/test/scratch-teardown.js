// Takes away what scratch-setup.js made.
import { rmSync } from 'node:fs';

export default function tearDown() {
  rmSync(process.env.TMPDIR ?? '', { recursive: true, force: true, maxRetries: 3 });
}
