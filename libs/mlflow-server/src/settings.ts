import { type Secret, Variable } from '@naru/config';
import { IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';

/** Where runs are tracked and who we are there. */
export class MlflowSettings {
  @Variable('MLFLOW_TRACKING_URI', {
    description:
      'A folder, from the workspace root: a local server whose database and artifacts lie there is started when needed. Or the http(s) address of a server.',
  })
  @IsString()
  @IsNotEmpty()
  trackingUri: string = './mlruns';

  @Variable('MLFLOW_EXPERIMENT_NAME', { description: 'Experiment of runs whose configuration names none.' })
  @IsString()
  @IsNotEmpty()
  experimentName: string = 'naru';

  @Variable('MLFLOW_PORT', { description: 'Port of the local server on 127.0.0.1.' })
  @IsInt()
  @Min(1)
  @Max(65_535)
  port: number = 5000;

  @Variable('MLFLOW_TRACKING_USERNAME', { description: 'Name for HTTP basic authentication.' })
  @IsOptional()
  @IsString()
  username: string | undefined = undefined;

  @Variable('MLFLOW_TRACKING_PASSWORD', { description: 'Password for HTTP basic authentication.', secret: true })
  password: Secret | undefined = undefined;

  @Variable('MLFLOW_TRACKING_TOKEN', { description: 'Bearer token; wins over name and password.', secret: true })
  token: Secret | undefined = undefined;

  @Variable('MLFLOW_WORKSPACE', { description: 'Workspace of a server that has several.' })
  @IsOptional()
  @IsString()
  workspace: string | undefined = undefined;
}
