import { Variable } from '@naru/config';
import { IsIn, IsNotEmpty, IsString } from 'class-validator';

export const LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export class LoggingSettings {
  @Variable('LOG_DIR', { description: 'Folder of the rotated JSON logs, from the workspace root.' })
  @IsString()
  @IsNotEmpty()
  dir: string = './logs';

  @Variable('LOG_LEVEL', { description: `Least severe line that is logged: ${LOG_LEVELS.join(', ')}.` })
  @IsIn(LOG_LEVELS)
  level: string = 'INFO';
}
