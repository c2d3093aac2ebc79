/** Microseconds of the machine's steady clock: the same in every process of one machine. */
export const nowUs = (): number => Number(process.hrtime.bigint() / 1000n);
