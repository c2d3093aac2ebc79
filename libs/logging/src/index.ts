// Owns how a line is logged: structured, rotated, with its run or request, without secrets.
// Does not know what is worth logging.
export { createLogger, loggerTo, type AppLogger, type LoggerOptions } from './create-logger.ts';
export { currentLogContext, withLogContext, type LogContext } from './log-context.ts';
export { LOG_LEVELS, LoggingSettings, type LogLevel } from './settings.ts';
