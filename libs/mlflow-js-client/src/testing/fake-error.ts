// Owns: how the fake says no, in MLflow's words.

export class FakeError extends Error {
  readonly status: number;
  readonly errorCode: string;

  constructor(status: number, errorCode: string, message: string) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
  }
}

export function invalid(message: string): FakeError {
  return new FakeError(400, 'INVALID_PARAMETER_VALUE', message);
}

export function notFound(message: string): FakeError {
  return new FakeError(404, 'RESOURCE_DOES_NOT_EXIST', message);
}

export function exists(message: string): FakeError {
  return new FakeError(400, 'RESOURCE_ALREADY_EXISTS', message);
}
