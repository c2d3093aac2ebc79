import { Variable } from '@naru/config';
import { IsOptional, IsString, Min } from 'class-validator';

/** How the train app behaves, whatever it trains. */
export class TrainSettings {
  @Variable('NO_COLOR', { description: 'Any value: no colours on a terminal (https://no-color.org).' })
  @IsOptional()
  @IsString()
  noColor: string | undefined = undefined;

  @Variable('NARU_GRACE_SECONDS', {
    description: 'How long a job that is asked to stop may take to write a checkpoint.',
  })
  @Min(1)
  graceSeconds: number = 60;

  @Variable('NARU_HANG_MINUTES', {
    description: 'A job that tells nothing and uses no CPU time for so long is ended; train:resume goes on with it.',
  })
  @Min(0.05)
  hangMinutes: number = 10;
}
